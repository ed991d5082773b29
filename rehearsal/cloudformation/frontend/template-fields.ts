import { Template } from '../template/template';

/** What a template declares, as GetTemplateSummary and ValidateTemplate show it. */
export function templateFields(template: Template) {
  const resources = Object.values(template.Resources ?? {});
  const roles = resources.some(({ Type }) => /^AWS::IAM::(Role|Policy|ManagedPolicy|User|Group|InstanceProfile)$/.test(Type));
  return {
    Description: template.Description,
    Parameters: Object.entries(template.Parameters ?? {}).map(([key, parameter]) => ({
      ParameterKey: key,
      DefaultValue: parameter.Default === undefined ? undefined : String(parameter.Default),
      ParameterType: parameter.Type,
      NoEcho: parameter.NoEcho === true || parameter.NoEcho === 'true',
      Description: parameter.Description,
    })),
    Capabilities: roles ? ['CAPABILITY_NAMED_IAM'] : [],
    CapabilitiesReason: roles ? 'The template contains IAM resources.' : undefined,
  };
}

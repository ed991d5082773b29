import { StackRecord } from '../cloudformation/stack-record';
import { TemplateParameter } from '../cloudformation/template/template';

/** What every template of the CDK has. It says whether the account is bootstrapped. */
const OF_CDK = new Set(['CheckBootstrapVersion']);
const CONSTRAINTS = ['AllowedPattern', 'MinLength', 'MaxLength', 'MinValue', 'MaxValue'];

/** What the engine leaves out of a template beside its resources, with the names that it concerns. */
export function templateOmissions({ template: prepared, identity: { stackName } }: StackRecord): Array<readonly [what: string, name: string]> {
  const { Rules = {}, Parameters = {} } = prepared?.template ?? {};
  const rules = Object.keys(Rules as object).filter((name) => !OF_CDK.has(name));
  const constrained = Object.entries(Parameters).filter(([, parameter]) => CONSTRAINTS.some((name) => name in parameter));
  const madeUp = Object.entries(Parameters).filter(([name, parameter]) => isMadeUp(parameter, prepared!.parameters.get(name)));
  return [
    ...rules.map((name) => ['rules of templates: none is asserted', `${stackName}.${name}`] as const),
    ...constrained.map(([name]) => ['patterns, lengths and ranges of parameters: every value is taken', `${stackName}.${name}`] as const),
    ...madeUp.map(([name]) => ['SSM parameters outside of the stacks: their values are made up', `${stackName}.${name}`] as const),
  ];
}

/** The bootstrap version is no value of the app. */
function isMadeUp({ Type, Default }: TemplateParameter, value: unknown): boolean {
  return Type.startsWith('AWS::SSM::Parameter::Value<') && String(value).startsWith('dummy-value-for-')
    && !/^\/cdk-bootstrap\//.test(String(Default));
}

import { getAttTarget, intrinsicCall } from './intrinsic-function';
import { Template } from './template';
import { describePlace, TemplateError } from './template-error';

/** What the object of a resource may contain. */
const RESOURCE_KEYS = new Set([
  'Type', 'Properties', 'Condition', 'CreationPolicy', 'DeletionPolicy', 'DependsOn', 'Description', 'Metadata', 'UpdatePolicy',
  'UpdateReplacePolicy',
]);

const BAD_GET_ATT = 'Template error: every Fn::GetAtt object requires two non-empty parameters, the resource name and the resource attribute';

/**
 * Refuses what CloudFormation refuses in a template before it looks at any value, with its texts.
 *
 * *Recorded on AWS*: LocalStack `test_mappings.py`, `test_template_engine.py`, `test_validations.py`, `test_conditions.py`.
 *
 * @throws TemplateError
 */
export function checkStructure(template: Template): void {
  checkMappings(template.Mappings ?? {});
  checkResources(template.Resources ?? {});
  checkOutputs((template.Outputs ?? {}) as Readonly<Record<string, unknown>>);
  checkCalls(template.Resources, new Set(Object.keys(template.Conditions ?? {})));
}

function checkMappings(mappings: Readonly<Record<string, unknown>>): void {
  for (const mapping of Object.values(mappings)) {
    for (const [key, member] of Object.entries(mapping as object)) {
      if (!isMap(member)) { throw new TemplateError(`Template format error: Every Mappings member ${key} must be a map`); }
      if (Object.values(member).some(isMap)) {
        throw new TemplateError('Template format error: Every Mappings attribute must be a String or a List.');
      }
    }
  }
}

function checkResources(resources: Readonly<Record<string, unknown>>): void {
  for (const [logicalId, resource] of Object.entries(resources)) {
    const keys = isMap(resource) ? Object.keys(resource) : [];
    const unknown = keys.find((key) => !RESOURCE_KEYS.has(key));
    const place = `[/Resources/${logicalId}]`;
    if (unknown !== undefined) {
      throw new TemplateError(`Invalid template resource property '${unknown}' in ${logicalId}.`, `Invalid template resource property '${unknown}'`);
    }
    if (!keys.includes('Type')) { throw new TemplateError(`Template format error: ${place} Every Resources object must contain a Type member.`); }
  }
}

function checkOutputs(outputs: Readonly<Record<string, unknown>>): void {
  for (const [name, output] of Object.entries(outputs)) {
    if (!isMap(output) || !('Value' in output)) {
      throw new TemplateError('Template format error: Every Outputs member must contain a Value object');
    }
    if (output.Value === null) { throw new TemplateError(`[/Outputs/${name}/Value] 'null' values are not allowed in templates`); }
  }
}

/** Function calls whose shape alone is wrong, in whatever branch they stand. */
function checkCalls(resources: Template['Resources'] = {}, conditions: ReadonlySet<string>): void {
  const check = (value: unknown, place: string): void => {
    if (typeof value !== 'object' || value === null) { return; }
    const call = intrinsicCall(value);
    if (call?.name === 'Fn::GetAtt' && !isGetAtt(call.argument)) { throw new TemplateError(`${BAD_GET_ATT} (${place})`, BAD_GET_ATT); }
    if (call?.name === 'Fn::If' && Array.isArray(call.argument) && !conditions.has(String(call.argument[0]))) {
      const refused = `Template error: unresolved condition dependency ${String(call.argument[0])} in Fn::If`;
      throw new TemplateError(`${refused} (${place})`, refused);
    }
    Object.values(value).forEach((inner) => check(inner, place));
  };
  for (const [logicalId, { Properties: properties, Metadata: metadata }] of Object.entries(resources)) {
    const constructPath = metadata?.['aws:cdk:path'];
    const place = describePlace({ path: `Resources.${logicalId}`, constructPath: typeof constructPath === 'string' ? constructPath : undefined });
    check(properties, place);
  }
}

function isGetAtt(argument: unknown): boolean {
  const target = getAttTarget(argument);
  return target !== undefined && target.logicalId !== '' && target.attribute !== '';
}

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

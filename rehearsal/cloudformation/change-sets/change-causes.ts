import { getAttTarget, intrinsicCall, subParts } from '../template/intrinsic-function';

/** Why a property would change, as a change set tells it. */
export interface ChangeDetail {
  /** `Dynamic`: the new value is known only during the operation. */
  readonly evaluation: 'Static' | 'Dynamic';
  readonly changeSource: 'DirectModification' | 'ParameterReference' | 'ResourceReference' | 'ResourceAttribute';
  /** The parameter, the resource, or `<resource>.<attribute>`. Not of a direct modification. */
  readonly causingEntity?: string;
}

/** What a change set knows of the names that a value refers to. */
export interface ChangedNames {
  isChangedParameter(name: string): boolean;
  /** Whether `Ref` would give something else. */
  isChangedResource(logicalId: string): boolean;
  isChangedAttribute(logicalId: string, attribute: string): boolean;
  isReplaced(logicalId: string): boolean;
}

/**
 * The causes of a changed value: what it refers to and is changed itself, else the template.
 *
 * *Recorded on AWS* (LocalStack `test_change_set_*`, `test_create_changeset_with_stack_id`, NoEcho): a changed parameter is told together with
 * a direct modification. An attribute of a resource that is replaced counts as known before.
 */
export function changeCauses(value: unknown, names: ChangedNames): ChangeDetail[] {
  const { refs, attributes } = referencesOf(value);
  const parameters = refs.filter((name) => names.isChangedParameter(name))
    .map((name): ChangeDetail => ({ evaluation: 'Static', changeSource: 'ParameterReference', causingEntity: name }));
  const resources = refs.filter((name) => names.isChangedResource(name))
    .map((name): ChangeDetail => ({ evaluation: 'Static', changeSource: 'ResourceReference', causingEntity: name }));
  const attributeCauses = attributes.filter(([logicalId, attribute]) => names.isChangedAttribute(logicalId, attribute))
    .map(([logicalId, attribute]): ChangeDetail => ({
      evaluation: names.isReplaced(logicalId) ? 'Static' : 'Dynamic', changeSource: 'ResourceAttribute', causingEntity: `${logicalId}.${attribute}`,
    }));
  const told = [...parameters, ...resources, ...attributeCauses];
  if (told.length === 0) { return [{ evaluation: 'Static', changeSource: 'DirectModification' }]; }
  return parameters.length === 0 ? told : [...told, { evaluation: 'Dynamic', changeSource: 'DirectModification' }];
}

interface References {
  readonly refs: string[];
  readonly attributes: Array<readonly [logicalId: string, attribute: string]>;
}

function referencesOf(value: unknown): References {
  const found: References = { refs: [], attributes: [] };
  collect(value, found);
  return { refs: [...new Set(found.refs)], attributes: found.attributes };
}

function collect(value: unknown, found: References): void {
  if (typeof value !== 'object' || value === null) { return; }
  const call = Array.isArray(value) ? undefined : intrinsicCall(value);
  const target = call?.name === 'Fn::GetAtt' ? getAttTarget(call.argument) : undefined;
  if (call?.name === 'Ref') {
    found.refs.push(String(call.argument));
  } else if (target !== undefined) {
    found.attributes.push([target.logicalId, String(target.attribute)]);
  } else if (call?.name === 'Fn::Sub') {
    collectSub(call.argument, found);
  } else {
    Object.values(value).forEach((inner) => collect(inner, found));
  }
}

function collectSub(argument: unknown, found: References): void {
  const [template, variables] = Array.isArray(argument) ? argument as unknown[] : [argument, {}];
  collect(variables, found);
  for (const part of subParts(String(template))) {
    if (!('name' in part) || part.name in ((variables ?? {}) as object)) { continue; }
    const [logicalId, ...attribute] = part.name.split('.');
    if (attribute.length === 0) { found.refs.push(logicalId); } else { found.attributes.push([logicalId, attribute.join('.')]); }
  }
}

import { DeclaredResource } from './template';
import { describePlace, TemplateError, TemplatePlace } from './template-error';

export type DeletionPolicy = 'Delete' | 'Retain' | 'RetainExceptOnCreate' | 'Snapshot';
export type UpdateReplacePolicy = 'Delete' | 'Retain' | 'Snapshot';

/** One resource of a template. */
export interface ResourceDefinition {
  readonly logicalId: string;
  readonly type: string;
  /** Unresolved properties. */
  readonly properties: unknown;
  /** Names that the properties refer to. */
  readonly references: ReadonlySet<string>;
  readonly dependsOn: ReadonlyArray<string>;
  /** Both of these. */
  readonly dependencies: ReadonlySet<string>;
  readonly deletionPolicy: DeletionPolicy;
  readonly updateReplacePolicy: UpdateReplacePolicy;
  readonly place: TemplatePlace;
}

const DELETION_POLICIES: ReadonlyArray<unknown> = ['Delete', 'Retain', 'RetainExceptOnCreate', 'Snapshot'];

/** Reads one resource of a template. @throws TemplateError naming the resource */
export function resourceDefinition(
  logicalId: string, resource: DeclaredResource, referred: ReadonlySet<string>, evaluateHere: (value: unknown, path: string) => unknown,
): ResourceDefinition {
  const constructPath = resource.Metadata?.['aws:cdk:path'];
  const place = { path: `Resources.${logicalId}`, constructPath: typeof constructPath === 'string' ? constructPath : undefined };
  if (typeof resource.Type !== 'string') {
    throw new TemplateError(`Template format error: ${describePlace(place)} has no Type. Every resource must contain a Type.`);
  }
  const policy = (name: 'DeletionPolicy' | 'UpdateReplacePolicy'): unknown => {
    const value = resource[name] === undefined ? 'Delete' : evaluateHere(resource[name], `${place.path}.${name}`);
    if (DELETION_POLICIES.includes(value) && !(name === 'UpdateReplacePolicy' && value === 'RetainExceptOnCreate')) { return value; }
    throw new TemplateError(`Template error: unrecognized ${name} ${String(value)} in ${describePlace(place)}.`);
  };
  const dependsOn = typeof resource.DependsOn === 'string' ? [resource.DependsOn] : resource.DependsOn ?? [];
  return {
    logicalId,
    type: resource.Type,
    properties: resource.Properties ?? {},
    references: referred,
    dependsOn,
    dependencies: new Set([...referred, ...dependsOn]),
    deletionPolicy: policy('DeletionPolicy') as DeletionPolicy,
    updateReplacePolicy: policy('UpdateReplacePolicy') as UpdateReplacePolicy,
    place,
  };
}

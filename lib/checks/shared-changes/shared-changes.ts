import { attachmentTargets, ReleasedIds, Sharing, sharedResources } from './shared-resources';
import { propertyDifferences } from '../../templates/property-differences';
import { REPLACED_FOR } from '../../templates/replaced-for';
import { templateReferences } from '../../templates/template-references';
import { NamedFragment, TemplateFragment } from '../../templates/template-resources';

/** The resources of the template that is about to be deployed. */
export interface TodaysTemplate {
  /** Those of the types in `ATTACHES_BY`. */
  readonly attaching: readonly NamedFragment[];
  fragmentOf(id: string): TemplateFragment | undefined;
}

/** What a deploy does to something that base and canary release have in common. */
export interface SharedChange {
  readonly id: string;
  readonly type: string;
  /**
   * `lost` and `replaced`: what the base release holds by name or ARN is gone once CloudFormation has cleaned up. `narrowed`: a policy no
   * longer names a Lambda version that it names for the base release.
   */
  readonly kind: 'changed' | 'added' | 'removed' | 'narrowed' | 'replaced' | 'lost';
  /** Whether it belongs to the stage, and not to what a release calls. */
  readonly ofStage: boolean;
  /** Where it differs: `MethodSettings.ThrottlingRateLimit`. */
  readonly properties: readonly string[];
}

/** Without a part in any answer. */
const HARMLESS = ['Description', 'Tags', 'UserPoolTags'];
/** What the release writes itself, and what a stage is identified by. */
const WRITTEN_BY_RELEASE = ['CanarySetting', 'DeploymentId', 'RestApiId', 'StageName', 'Variables'];

/**
 * The changes that reach base and canary release alike, in the order of the base's template. What is new comes last.
 *
 * @param base resources of the template of the base release
 */
export function sharedChanges(base: ReadonlyMap<string, NamedFragment>, today: TodaysTemplate, released: ReleasedIds): SharedChange[] {
  const shared = sharedResources(base, released);
  const changes = [...base.values()].flatMap((resource): SharedChange[] => {
    const { id, fragment } = resource;
    const [sharing, present] = [shared.get(id), today.fragmentOf(id)];
    const change = sharing && changeOf(fragment, present, sharing);
    if (!change) { return []; }
    const moved = change.kind === 'changed' ? versionsNoLongerGranted(resource, present, base) : [];
    // Only the version moved on, and the role may invoke all of them.
    if (moved.length > 0 && isOfResources(change) && moved.every((version) => isEveryVersionGranted(version, resource, base))) { return []; }
    return [{ id, type: fragment.Type, ofStage: sharing.ofStage, properties: change.properties, kind: moved.length > 0 ? 'narrowed' : change.kind }];
  });
  return [...changes, ...additions(base, shared, today, released)];
}

type Change = Pick<SharedChange, 'kind' | 'properties'>;

function changeOf(base: TemplateFragment, today: TemplateFragment | undefined, sharing: Sharing): Change | undefined {
  if (today?.Type !== base.Type) { return isKept(base.DeletionPolicy) ? undefined : lossOf(sharing); }
  const properties = differencesOf(base, today);
  const replacing = sharing.heldByBase ? properties.filter((place) => Object.keys(REPLACED_FOR[base.Type] ?? {}).includes(place.split('.')[0])) : [];
  if (replacing.length > 0) {
    return isKept(base.UpdateReplacePolicy) && isKept(today.UpdateReplacePolicy) ? undefined : { kind: 'replaced', properties: replacing };
  }
  return sharing.changeable && properties.length > 0 ? { kind: 'changed', properties } : undefined;
}

/** A grant on a version moves to the next version with the next release, and the base release loses it. */
function versionsNoLongerGranted(
  { fragment, names }: NamedFragment, today: TemplateFragment | undefined, base: ReadonlyMap<string, NamedFragment>,
): NamedFragment[] {
  if (!fragment.Type.startsWith('AWS::IAM::')) { return []; }
  const remaining = JSON.stringify(today);
  return templateReferences(fragment.Properties, names).flatMap(({ id }) => {
    const resource = base.get(id);
    return resource?.fragment.Type === 'AWS::Lambda::Version' && !remaining.includes(id.split('/').pop()!) ? [resource] : [];
  });
}

function isOfResources({ properties }: Change): boolean {
  return properties.every((place) => place.endsWith('.Resource'));
}

/** As the release grants it to a role that the API calls with (keep-grants.ts): a policy of the same role with `<function>:*`. */
function isEveryVersionGranted(version: NamedFragment, policy: NamedFragment, base: ReadonlyMap<string, NamedFragment>): boolean {
  const functions = referencedIds(version, 'FunctionName');
  const roles = policy.fragment.Type === 'AWS::IAM::Role' ? [policy.id] : referencedIds(policy, 'Roles');
  return [
    ...base.values(),
  ].some((other) => other.fragment.Type === 'AWS::IAM::Policy' && referencedIds(other, 'Roles').some((role) => roles.includes(role))
    && templateReferences(other.fragment.Properties?.PolicyDocument, other.names).some(({ id, qualified }) => qualified && functions.includes(id)));
}

function referencedIds({ fragment, names }: NamedFragment, property: string): string[] {
  return templateReferences(fragment.Properties?.[property], names).map(({ id }) => id);
}

/** What only something shared refers to cannot go without a change of that, which is reported already. */
function lossOf({ heldByBase, attached }: Sharing): Change | undefined {
  if (heldByBase) { return { kind: 'lost', properties: [] }; }
  return attached ? { kind: 'removed', properties: [] } : undefined;
}

/** Resources of today that attach themselves to something shared, and did not before. */
function additions(
  base: ReadonlyMap<string, NamedFragment>, shared: ReadonlyMap<string, Sharing>, today: TodaysTemplate, released: ReleasedIds,
): SharedChange[] {
  return today.attaching.filter(({ id }) => !shared.has(id)).flatMap((resource): SharedChange[] => {
    const { id, fragment } = resource;
    const targets = attachmentTargets(resource, released).flatMap((target) => shared.get(target) ?? []).filter(({ changeable }) => changeable);
    if (targets.length === 0) { return []; }
    const before = base.get(id)?.fragment;
    const change: Change = before ? { kind: 'changed', properties: differencesOf(before, fragment) } : { kind: 'added', properties: [] };
    return [{ id, type: fragment.Type, ofStage: targets.every(({ ofStage }) => ofStage), ...change }];
  });
}

function differencesOf(base: TemplateFragment, today: TemplateFragment): string[] {
  const ignored = base.Type === 'AWS::ApiGateway::Stage' ? [...HARMLESS, ...WRITTEN_BY_RELEASE] : HARMLESS;
  const compared = ({ Properties = {}, Condition }: TemplateFragment) => ({
    ...Object.fromEntries(Object.entries(Properties).filter(([name]) => !ignored.includes(name))), ...Condition === undefined ? {} : { Condition },
  });
  return propertyDifferences(compared(base), compared(today));
}

function isKept(policy: string | undefined): boolean {
  return policy === 'Retain' || policy === 'RetainExceptOnCreate';
}

import { ATTACHES_BY, MAPS_EVERY_STAGE, NAMED_BY_A_VERSION, NOT_SHARED, REACHES, SNAPSHOT } from './resource-roles';
import { ALIAS_VERSIONS } from '../../templates/alias-versions';
import { TemplateReference, templateReferences } from '../../templates/template-references';
import { NamedFragment } from '../../templates/template-resources';

/** Which stage of which API is released, by the ids of their resources. */
export interface ReleasedIds {
  readonly api: string;
  readonly stage: string;
  /** Never a token. */
  readonly stageName: string;
}

/** How base and canary release come to have a resource in common. */
export interface Sharing {
  /** It belongs to the stage, and not to what a release calls. */
  readonly ofStage: boolean;
  /** A change of it reaches both. Otherwise only its loss does: the function behind a version, a table that a version knows by name. */
  readonly changeable: boolean;
  /** The base release has its ARN or name for good, in the snapshot of the API or in a Lambda version. */
  readonly heldByBase: boolean;
  /** It changes something shared by being there, as a policy does a role. */
  readonly attached: boolean;
}

type Resources = ReadonlyMap<string, NamedFragment>;
/** The id of a resource, and how it is reached. */
type Reached = readonly [string, Sharing];

const CALLED_BY_BASE: Sharing = { ofStage: false, changeable: true, heldByBase: true, attached: false };

/**
 * What the base release has in common with any other deployment on its stage, by id: what the snapshot of the API only refers to, what
 * that refers to in turn, and what belongs to the stage.
 *
 * @param resources the template of the base release
 */
export function sharedResources(resources: Resources, released: ReleasedIds): Map<string, Sharing> {
  const shared = new Map<string, Sharing>();
  const attachments = attachmentsByTarget(resources, released);
  const reach = ([id, how]: Reached): void => {
    const resource = resources.get(id);
    const known = shared.get(id);
    const sharing = known ? both(known, how) : how;
    if (!resource || (known && isSame(known, sharing))) { return; }
    shared.set(id, sharing);
    reachedFrom(resource, sharing, resources).forEach(reach);
    if (sharing.changeable) { attachments.get(id)?.forEach((attached) => reach([attached, { ...sharing, heldByBase: false, attached: true }])); }
  };
  reach([released.stage, { ofStage: true, changeable: true, heldByBase: false, attached: false }]);
  for (const resource of resources.values()) {
    if (isOfSnapshot(resource, released)) { calledFrom(resource, SNAPSHOT[resource.fragment.Type], CALLED_BY_BASE, resources).forEach(reach); }
  }
  return new Map([...shared].filter(([id]) => !NOT_SHARED.has(resources.get(id)!.fragment.Type)));
}

/** The resources that this one changes by being there. The stage for what names it by its name. */
export function attachmentTargets(resource: NamedFragment, released: ReleasedIds): string[] {
  const { Type, Properties = {} } = resource.fragment;
  const named = (ATTACHES_BY[Type] ?? []).map((property) => Properties[property]);
  const targets = templateReferences(named, resource.names).map(({ id }) => id);
  const isOfStage = targets.includes(released.api) && !targets.includes(released.stage)
    && (new RegExp(`\\b${released.stageName}\\b`).test(JSON.stringify(named)) || (MAPS_EVERY_STAGE.has(Type) && Properties.Stage === undefined));
  return isOfStage ? [...targets, released.stage] : targets;
}

function attachmentsByTarget(resources: Resources, released: ReleasedIds): Map<string, string[]> {
  const attachments = new Map<string, string[]>();
  for (const resource of resources.values()) {
    for (const target of attachmentTargets(resource, released)) { attachments.set(target, [...attachments.get(target) ?? [], resource.id]); }
  }
  return attachments;
}

function isOfSnapshot({ id, fragment, names }: NamedFragment, { api }: ReleasedIds): boolean {
  if (fragment.Type === 'AWS::ApiGateway::RestApi') { return id === api; }
  return fragment.Type in SNAPSHOT && templateReferences(fragment.Properties?.RestApiId, names).some((reference) => reference.id === api);
}

function reachedFrom(resource: NamedFragment, sharing: Sharing, resources: Resources): Reached[] {
  const { Type } = resource.fragment;
  const onward: Sharing = { ...sharing, attached: false };
  if (Type === 'AWS::Lambda::Version' || Type === 'AWS::Lambda::Alias') {
    return referencesOf(resource, ['FunctionName', ...ALIAS_VERSIONS]).flatMap(({ id }) => versionOf(id, onward, resources));
  }
  if (!sharing.changeable || NOT_SHARED.has(Type)) { return []; }
  return calledFrom(resource, isCustom(Type) ? [] : REACHES[Type], { ...onward, heldByBase: false }, resources);
}

/** A function with a qualifier behind its ARN is called by version or alias. */
function calledFrom(resource: NamedFragment, properties: readonly string[] | undefined, how: Sharing, resources: Resources): Reached[] {
  return referencesOf(resource, properties).flatMap(({ id, qualified }): Reached[] =>
    qualified && isFunction(resources.get(id)) ? versionOf(id, how, resources) : [[id, how]]);
}

/** A version has its function's code and configuration for good. Of what the configuration names, only the policies of the role change it. */
function versionOf(id: string, how: Sharing, resources: Resources): Reached[] {
  const [held, target] = [{ ...how, changeable: false }, resources.get(id)];
  if (!isFunction(target)) { return [[id, held]]; }
  return [
    [id, held],
    ...referencesOf(target!, ['Role']).map((role): Reached => [role.id, { ...held, changeable: true }]),
    ...referencesOf(target!, NAMED_BY_A_VERSION).map((named): Reached => [named.id, held]),
  ];
}

function isFunction(resource: NamedFragment | undefined): boolean {
  return resource?.fragment.Type === 'AWS::Lambda::Function';
}

/** What a custom resource refers to serves CloudFormation and not a request. */
function isCustom(type: string): boolean {
  return type.startsWith('Custom::') || type === 'AWS::CloudFormation::CustomResource';
}

/** @param properties all of them if undefined */
function referencesOf({ fragment, names }: NamedFragment, properties: readonly string[] | undefined): TemplateReference[] {
  const { Properties = {} } = fragment;
  return templateReferences(properties ? properties.map((property) => Properties[property]) : Properties, names);
}

function both(one: Sharing, other: Sharing): Sharing {
  return {
    ofStage: one.ofStage && other.ofStage,
    changeable: one.changeable || other.changeable,
    heldByBase: one.heldByBase || other.heldByBase,
    attached: one.attached || other.attached,
  };
}

function isSame(one: Sharing, other: Sharing): boolean {
  return (Object.keys(one) as Array<keyof Sharing>).every((name) => one[name] === other[name]);
}

import { calledCode } from '../endpoints/called-code';
import { integrationUris } from '../endpoints/integration-uris';
import { conditionText } from '../messages/ids';
import { ALIAS_VERSIONS } from '../templates/alias-versions';
import { ResourceOfSet, TemplateSet } from '../templates/template-set';

/** A resource that an organisation does not want as it is. */
export interface PolicyFinding {
  readonly id: PolicyRule;
  readonly resource: ResourceOfSet;
  readonly message: string;
  readonly fix: string;
  /** The property or attribute that it is about. */
  readonly location?: string;
}

/** By the ids of the conditions. */
export type PolicyRule = 'NotReleased' | 'UnqualifiedFunction' | 'NotKept';

export const POLICY_RULES: readonly PolicyRule[] = ['NotReleased', 'UnqualifiedFunction', 'NotKept'];

/** A stage that a driver cares for. Both stand in one template. */
interface Released {
  /** The API as a text of the set. */
  readonly api: string;
  readonly stage: string;
  readonly variables: Readonly<Record<string, string>>;
}

/** A call of a route or an authorizer. */
interface Call {
  readonly name: string;
  readonly caller: ResourceOfSet;
  /** With the resources by their place. */
  readonly uri: string;
  readonly location: string;
}

const FIXES: Readonly<Record<PolicyRule, string>> = {
  NotReleased: 'Attach a CanaryRelease, or apply ReleasedThroughCanary when the app is complete.',
  UnqualifiedFunction: 'Integrate fn.currentVersion, or set unqualifiedFunctions to UnqualifiedFunctions.PIN.',
  NotKept: 'Take the override or aspect away that undoes the retention.',
};

/** What the templates of an app have that an organisation which releases everything through canaries does not want. */
export function policyFindings(set: TemplateSet): PolicyFinding[] {
  const released = releasedStages(set);
  return [...unreleased(set, released), ...unqualified(set, released), ...unkept(set, released)];
}

function releasedStages(set: TemplateSet): Released[] {
  const stages = set.ofType('AWS::ApiGateway::Stage');
  return set.ofType('Custom::CanaryStage').map((driver): Released => {
    const [api, name] = [apiOf(set, driver), String(propertiesOf(driver).StageName)];
    const stage = stages.find((one) => one.file === driver.file && apiOf(set, one) === api && propertiesOf(one).StageName === name);
    const variables = Object.entries<unknown>(stage ? propertiesOf(stage).Variables ?? {} : {})
      .filter((entry): entry is [string, string] => typeof entry[1] === 'string');
    return { api, stage: stageKey(set, driver), variables: Object.fromEntries(variables) };
  });
}

/** An API of SAM makes its stage by itself, and so does a deployment that names one: there is nothing that a release could be attached to. */
function unreleased(set: TemplateSet, released: readonly Released[]): PolicyFinding[] {
  const known = new Set(released.map(({ stage }) => stage));
  const stages = set.ofType('AWS::ApiGateway::Stage').filter((stage) => !known.has(stageKey(set, stage)));
  const deployments = set.ofType('AWS::ApiGateway::Deployment')
    .filter((deployment) => propertiesOf(deployment).StageName !== undefined && !known.has(stageKey(set, deployment)));
  return [...stages, ...deployments, ...set.ofType('AWS::Serverless::Api')].map((resource) =>
    finding('NotReleased', resource, conditionText('NotReleased', nameOf(resource), String(propertiesOf(resource).StageName ?? 'without a name'))));
}

function unqualified(set: TemplateSet, released: readonly Released[]): PolicyFinding[] {
  const typeOf = (place: number) => set.resources[place]?.fragment.Type;
  return callsOf(set, released).filter(({ api, uri }) =>
    released.some((one) => one.api === api && calledCode(uri, one.variables, typeOf)?.kind === 'function'))
    .map(({ name, caller, location }) =>
      finding('UnqualifiedFunction', caller, conditionText('UnqualifiedFunction', name, 'CanaryPolicy'), location));
}

/** The calls of APIs that are released. */
function callsOf(set: TemplateSet, released: readonly Released[]): Array<Call & { readonly api: string }> {
  const apis = new Set(released.map(({ api }) => api));
  const methods = set.ofType('AWS::ApiGateway::Method').map((method) => call(set, method, nameOf(method), 'Integration', 'Uri'));
  const authorizers = set.ofType('AWS::ApiGateway::Authorizer').map((one) => call(set, one, `The authorizer ${nameOf(one)}`, 'AuthorizerUri'));
  const definitions = set.ofType('AWS::ApiGateway::RestApi').flatMap((api) =>
    integrationUris(propertiesOf(api).Body).map(({ route, integration }) => ({
      api: set.textOf({ Ref: localId(api) }, api),
      name: `${route} of ${nameOf(api)}`,
      caller: api,
      uri: set.textOf(integration.uri, api),
      location: 'Properties.Body',
    })));
  return [...methods, ...authorizers, ...definitions].filter(({ api }) => apis.has(api));
}

function call(set: TemplateSet, caller: ResourceOfSet, name: string, ...path: string[]): Call & { readonly api: string } {
  const uri = path.reduce<any>((value, key) => value?.[key], propertiesOf(caller));
  return { api: apiOf(set, caller), name, caller, uri: set.textOf(uri, caller), location: ['Properties', ...path].join('.') };
}

/** As lib/checks/retained does on constructs: what the deployment of a released API reaches, and fails without. */
function unkept(set: TemplateSet, released: readonly Released[]): PolicyFinding[] {
  const apis = new Set(released.map(({ api }) => api));
  const named = callsOf(set, released).flatMap(({ uri }) => [...uri.matchAll(/⟦(\d+)⟧/g)].map(([, place]) => set.resources[Number(place)]));
  const behindAliases = named.filter(isOf('AWS::Lambda::Alias')).flatMap((alias) =>
    ALIAS_VERSIONS.flatMap((name) => set.targetsOf(propertiesOf(alias)[name], alias)));
  const called = new Set([...named, ...behindAliases].filter(({ fragment }) => fragment.Type.startsWith('AWS::Lambda::')));
  const deployments = set.ofType('AWS::ApiGateway::Deployment').filter((deployment) => apis.has(apiOf(set, deployment)));
  const permissions = set.ofType('AWS::Lambda::Permission').filter((permission) => lets(set, permission, called, apis));
  const onFunction = (permission: ResourceOfSet) => set.textOf(propertiesOf(permission).FunctionName, permission);
  // Statements on an alias or a function pile up in one policy, so one for the whole API stands for all of them.
  const standing = new Set(permissions.filter((permission) => isKept(permission)
    && !set.targetsOf(propertiesOf(permission).FunctionName, permission).some(isOf('AWS::Lambda::Version'))).map(onFunction));
  const needed = [
    ...deployments,
    ...[...called].filter(({ fragment }) => fragment.Type !== 'AWS::Lambda::Function'),
    ...permissions.filter((permission) => !standing.has(onFunction(permission))),
  ];
  return needed.filter((resource) => !isKept(resource)).map((resource) =>
    finding('NotKept', resource, conditionText('NotKept', `${nameOf(resource)} (${resource.fragment.Type})`), 'DeletionPolicy'));
}

function lets(set: TemplateSet, permission: ResourceOfSet, called: ReadonlySet<ResourceOfSet>, apis: ReadonlySet<string>): boolean {
  const { Principal, SourceArn, FunctionName } = propertiesOf(permission);
  if (typeof Principal === 'string' && Principal !== '*' && !Principal.startsWith('apigateway.')) { return false; }
  const sources = set.targetsOf(SourceArn, permission).filter(isOf('AWS::ApiGateway::RestApi'));
  return (sources.length === 0 || sources.some((api) => apis.has(set.textOf({ Ref: localId(api) }, api))))
    && set.targetsOf(FunctionName, permission).some((target) => called.has(target));
}

function isKept({ fragment: { DeletionPolicy, UpdateReplacePolicy } }: ResourceOfSet): boolean {
  return ['Retain', 'RetainExceptOnCreate'].includes(String(DeletionPolicy)) && UpdateReplacePolicy === 'Retain';
}

function isOf(type: string): (resource: ResourceOfSet) => boolean {
  return ({ fragment }) => fragment.Type === type;
}

function apiOf(set: TemplateSet, resource: ResourceOfSet): string {
  const api = set.textOf(propertiesOf(resource).RestApiId, resource);
  // What only CloudFormation knows is the same only where it is written in the same way.
  return api.includes('⟦?⟧') ? `${resource.file} ${JSON.stringify(propertiesOf(resource).RestApiId)}` : api;
}

function stageKey(set: TemplateSet, resource: ResourceOfSet): string {
  return `${apiOf(set, resource)} ${JSON.stringify(propertiesOf(resource).StageName)}`;
}

function propertiesOf({ fragment: { Properties } }: ResourceOfSet): Record<string, any> {
  return Properties ?? {};
}

function finding(id: PolicyRule, resource: ResourceOfSet, message: string, location?: string): PolicyFinding {
  return { id, resource, message, fix: FIXES[id], location };
}

/** The logical id in its own template. */
export function localId({ id, names }: ResourceOfSet): string {
  return id.slice(names.prefix.length);
}

/** The path of the construct, where the template has it. */
function nameOf(resource: ResourceOfSet): string {
  const path = resource.fragment.Metadata?.['aws:cdk:path'];
  return typeof path === 'string' ? path.replace(/\/Resource$/, '') : resource.id;
}

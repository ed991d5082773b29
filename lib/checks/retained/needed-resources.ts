import { CfnElement, CfnResource } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import { canBeApiGateway } from '../../base-alive/keep-base-alive';
import { belongsTo } from '../../construct-tree/api-membership';
import { AssemblyResources } from '../../construct-tree/assembly-resources';
import { isOfType } from '../../construct-tree/resource-type';
import { ALIAS_VERSIONS } from '../../templates/alias-versions';

/** What a deployment of an API reaches, and fails without. */
export interface NeededResources {
  /** Deployments of the API, and the versions and aliases that its methods, authorizers and definition call. */
  readonly called: readonly CfnResource[];
  /** Permissions on what is called that let API Gateway in. */
  readonly permissions: readonly CfnResource[];
  /** Roles that the API calls with, each with a version that it calls. */
  readonly calls: ReadonlyArray<{ readonly role: CfnResource; readonly version: CfnResource }>;
}

const CALLERS: ReadonlyArray<readonly [type: string, ...properties: string[]]> = [
  ['AWS::ApiGateway::Method', 'Integration'],
  ['AWS::ApiGateway::Authorizer', 'AuthorizerUri', 'AuthorizerCredentials'],
];

/** Out of the rendered resources of an assembly: whatever way they were written. */
export function neededResources(resources: AssemblyResources, api: apigateway.CfnRestApi): NeededResources {
  return resources.once(findNeeded, api);
}

function findNeeded(api: apigateway.CfnRestApi, resources: AssemblyResources): NeededResources {
  const called = new Set<CfnResource>();
  const calls: Array<{ role: CfnResource; version: CfnResource }> = [];
  for (const named of calledTargets(resources, api)) {
    const reached = withVersionsOfAliases(named, resources);
    reached.filter(isLambda).forEach((target) => called.add(target));
    const versions = reached.filter(isOfType('AWS::Lambda::Version'));
    named.filter(isOfType('AWS::IAM::Role')).forEach((role) => versions.forEach((version) => calls.push({ role, version })));
  }
  const deployments = resources.ofType('AWS::ApiGateway::Deployment').filter((deployment) => belongsTo(api, deployment, resources));
  return {
    // A function itself goes with the stack.
    called: [...deployments, ...called].filter(({ cfnResourceType }) => cfnResourceType !== 'AWS::Lambda::Function'),
    permissions: resources.ofType('AWS::Lambda::Permission').filter((permission) => isNeeded(permission, called, api, resources)),
    calls,
  };
}

/** For each method, authorizer and definition of the API what it names. */
function calledTargets(resources: AssemblyResources, api: apigateway.CfnRestApi): CfnResource[][] {
  const ofCallers = CALLERS.flatMap(([type, ...properties]) => resources.ofType(type)
    .filter((caller) => belongsTo(api, caller, resources))
    .map((caller) => targets(properties.map((property) => resources.propertiesOf(caller)[property]), caller, resources)));
  return [...ofCallers, targets(resources.propertiesOf(api).Body, api, resources)];
}

function targets(value: unknown, scope: CfnResource, resources: AssemblyResources): CfnResource[] {
  return resources.targetsIn(value, scope).flatMap(({ element }) => CfnResource.isCfnResource(element) ? [element] : []);
}

function withVersionsOfAliases(reached: readonly CfnResource[], resources: AssemblyResources): CfnResource[] {
  return reached.flatMap((target) => {
    if (target.cfnResourceType !== 'AWS::Lambda::Alias') { return [target]; }
    const properties = resources.propertiesOf(target);
    return [target, ...targets(ALIAS_VERSIONS.map((name) => properties[name]), target, resources)];
  });
}

function isNeeded(permission: CfnResource, called: ReadonlySet<CfnElement>, api: CfnResource, resources: AssemblyResources): boolean {
  const { FunctionName, Principal, SourceArn } = resources.propertiesOf(permission);
  if (!canBeApiGateway(Principal)) { return false; }
  const apis = targets(SourceArn, permission, resources).filter(isOfType('AWS::ApiGateway::RestApi'));
  return (apis.length === 0 || apis.includes(api)) && targets(FunctionName, permission, resources).some((target) => called.has(target));
}

function isLambda({ cfnResourceType }: CfnResource): boolean {
  return cfnResourceType.startsWith('AWS::Lambda::');
}

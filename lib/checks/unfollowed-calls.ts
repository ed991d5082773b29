import { CfnResource } from 'aws-cdk-lib';
import { CheckedRelease } from './checked-release';
import { namesParameterStore } from './routes-elsewhere';
import { canBeApiGateway } from '../base-alive/keep-base-alive';
import { AssemblyResources } from '../construct-tree/assembly-resources';
import { Caller, callersOf } from '../construct-tree/callers';
import { owningConstruct } from '../construct-tree/owning-construct';
import { addLateWarning } from '../messages/annotations';
import { UNKNOWN } from '../templates/template-text';

/** Integrations and authorizers that can call nothing but a function. */
const CALLS_A_FUNCTION: readonly unknown[] = ['AWS_PROXY', 'TOKEN', 'REQUEST'];

/**
 * Warns of routes and authorizers whose function only CloudFormation knows: by a parameter, an import of another app, `Fn::FindInMap`, a macro.
 * Nothing is known to keep for the base release then.
 */
export function reportUnfollowedCalls({ api }: CheckedRelease, resources: AssemblyResources): void {
  for (const caller of callersOf(api, resources).filter((one) => isUnfollowed(one, resources))) {
    const names = [...new Set(resources.unknownIn(caller.uri, caller.resource).map(({ name }) => name))];
    addLateWarning(caller.construct, 'callNotFollowed', caller.name, names);
  }
  if (JSON.stringify(resources.propertiesOf(api).Body ?? '').includes('"Fn::Transform"')) {
    addLateWarning(owningConstruct(api), 'callNotFollowed', `The definition of ${owningConstruct(api).node.path}`, ['Fn::Transform']);
  }
}

/** Warns of permissions that may be those of the released API, while only CloudFormation knows what they are on. */
export function reportUnfollowedPermissions(_: CheckedRelease, resources: AssemblyResources): void {
  for (const permission of resources.ofType('AWS::Lambda::Permission')) {
    const { FunctionName, Principal, SourceArn } = resources.propertiesOf(permission);
    if (SourceArn !== undefined || !canBeApiGateway(Principal) || resources.targetsIn(FunctionName, permission).length > 0) { continue; }
    const names = resources.unknownIn(FunctionName, permission).map(({ name }) => name);
    if (names.length > 0) { addLateWarning(owningConstruct(permission), 'permissionNotFollowed', permission.node.path, names); }
  }
}

function isUnfollowed({ uri, type, resource }: Caller, resources: AssemblyResources): boolean {
  if (uri === undefined || namesParameterStore(uri, resource, resources)) { return false; }
  const isKnown = resources.targetsIn(uri, resource)
    .some(({ element }) => CfnResource.isCfnResource(element) && element.cfnResourceType.startsWith('AWS::Lambda::'));
  if (isKnown) { return false; }
  const { text } = resources.textIn(uri, resource);
  const called = /\/functions\/(.+)\/(?:response-streaming-)?invocations$/.exec(text)?.[1];
  if (called === undefined) { return text === UNKNOWN && CALLS_A_FUNCTION.includes(type); }
  return called.replace(/^arn:[^:]*:lambda:[^:]*:[^:]*:function:/, '').includes('⟦');
}

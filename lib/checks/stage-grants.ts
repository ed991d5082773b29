import { CfnResource } from 'aws-cdk-lib';
import { CheckedRelease } from './checked-release';
import { AssemblyResources } from '../construct-tree/assembly-resources';
import { callersOf } from '../construct-tree/callers';
import { addLateWarning } from '../messages/annotations';

const FOLLOWED_BY_MORE = 5;

/**
 * Warns of routes whose functions may be called for other stages of the API than the released one: requests would get 500.
 *
 * CDK grants a route to `api.deploymentStage` alone, unless `scopePermissionToMethod` is false.
 */
export function reportStageGrants(checked: CheckedRelease, resources: AssemblyResources): void {
  const { release, api, stageName } = checked;
  const grants = grantsByTarget(checked, resources);
  const refused = callersOf(api, resources).filter(({ resource, isAuthorizer, uri, credentials }) => {
    // The source of an authorizer names no stage.
    if (credentials !== undefined || isAuthorizer) { return false; }
    const granted = grants.get(targetsOf(uri, resource, resources)) ?? [];
    return granted.length > 0 && !granted.some((stage) => stage === undefined || matches(stage, stageName));
  });
  if (refused.length === 0) { return; }
  const names = refused.slice(0, FOLLOWED_BY_MORE).map(({ name }) => name).join(', ');
  addLateWarning(
    release, 'stageNotGranted', stageName, `${names}${refused.length > FOLLOWED_BY_MORE ? ` and ${refused.length - FOLLOWED_BY_MORE} more` : ''}`,
  );
}

/** The stages that permissions let in, by what they are on. */
function grantsByTarget(checked: CheckedRelease, resources: AssemblyResources): Map<string, Array<string | undefined>> {
  const grants = new Map<string, Array<string | undefined>>();
  for (const permission of resources.ofType('AWS::Lambda::Permission')) {
    const target = targetsOf(resources.propertiesOf(permission).FunctionName, permission, resources);
    if (target !== '') { grants.set(target, [...grants.get(target) ?? [], ...stagesOf(permission, checked, resources) ?? []]); }
  }
  return grants;
}

/** Paths of what a value names. */
function targetsOf(value: unknown, scope: CfnResource, resources: AssemblyResources): string {
  return [...new Set(resources.targetsIn(value, scope).map(({ element }) => element.node.path))].join(' ');
}

/**
 * The stages for which a permission lets this API in, with wildcards. `[undefined]` for one that cannot be told, nothing for one of another API, or
 * of the console's test button.
 */
function stagesOf(permission: CfnResource, { api }: CheckedRelease, resources: AssemblyResources): Array<string | undefined> | undefined {
  const { SourceArn, Principal } = resources.propertiesOf(permission);
  if (typeof Principal === 'string' && Principal !== '*' && !Principal.startsWith('apigateway.')) { return undefined; }
  if (SourceArn === undefined) { return [undefined]; }
  const { text, targets } = resources.textIn(SourceArn, permission);
  const at = targets.findIndex(({ element }) => element === api);
  const rest = at < 0 ? undefined : text.split(`⟦${at}⟧`)[1];
  if (rest === undefined) { return at < 0 && targets.length > 0 ? undefined : [undefined]; }
  const part = rest.split('/')[1] ?? '*';
  if (part === 'test-invoke-stage') { return undefined; }
  const mark = /^⟦(\d+)⟧$/.exec(part)?.[1];
  if (mark === undefined) { return [part.includes('⟦') ? undefined : part]; }
  const stage = targets[Number(mark)].element;
  const name = CfnResource.isCfnResource(stage) ? resources.propertiesOf(stage).StageName : undefined;
  return [typeof name === 'string' ? name : undefined];
}

function matches(pattern: string, stageName: string): boolean {
  return new RegExp(`^${pattern.replace(/[.+^$()|[\]\\]/g, '\\$&').replace(/\*/g, '.*').replace(/\?/g, '.')}$`).test(stageName);
}

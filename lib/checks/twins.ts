import { Stack, Token } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { CheckedRelease } from './checked-release';
import { outermostStack } from '../construct-tree/outermost-stack';
import { invalidInput } from '../messages/invalid-input';
import { ReleaseAction } from '../stage-driver/contract/driver-properties';
import { nestedStacks } from '../stage-driver/declared-resources';

/** A release of which another Stage of the app may have a twin: one deploy holds, and a later one promotes, out of one synthesis. */
interface Twin {
  readonly path: string;
  readonly action: ReleaseAction;
  /** As the template has it. */
  readonly deployment: string;
}

const TWINS = Symbol.for('cdk-canary-rest-api.Twins');

/**
 * Checks that a release which promotes has the deployment that its twin in another Stage holds.
 *
 * The two are synthesized one after the other, so the second one to be validated finds the first, in whichever order.
 */
export function checkTwins(release: CheckedRelease): Error[] {
  const key = placeOf(release);
  if (key === undefined) { return []; }
  const own: Twin = { path: release.release.node.path, action: release.action(), deployment: deploymentOf(release) };
  const others = twinsIn(release.release.node.root, key);
  others.set(own.path, own);
  return [...others.values()].filter((other) => isPair(own, other) && own.deployment !== other.deployment).map((other) => {
    const [held, promoted] = own.action === 'HOLD' ? [own, other] : [other, own];
    return invalidInput(release.release, 'TwinsDiffer', outermostStack(release.stage).stackName, held.path, promoted.path);
  });
}

/** The live stage that a release is for. Undefined when only a deploy will know in which account and region. */
function placeOf({ stage, api, stageName }: CheckedRelease): string | undefined {
  const root = outermostStack(stage);
  const { account, region, stackName } = root;
  if ([account, region, stackName].some((value) => Token.isUnresolved(value))) { return undefined; }
  const nesting = nestedStacks(Stack.of(api), root) ?? [Stack.of(api).node.path];
  return JSON.stringify([account, region, stackName, ...nesting, Stack.of(api).resolve(api.logicalId), stageName]);
}

function deploymentOf({ deploymentId, stage }: CheckedRelease): string {
  return JSON.stringify(Stack.of(stage).resolve(deploymentId));
}

/** What is known of the releases for one live stage, by their paths: a second synthesis of a Stage says it anew. */
function twinsIn(root: IConstruct, key: string): Map<string, Twin> {
  const marked = root as { [TWINS]?: Map<string, Map<string, Twin>> };
  if (marked[TWINS] === undefined) { Object.defineProperty(root, TWINS, { value: new Map() }); }
  const known = marked[TWINS]!.get(key) ?? new Map<string, Twin>();
  marked[TWINS]!.set(key, known);
  return known;
}

function isPair(one: Twin, other: Twin): boolean {
  const actions = [one.action, other.action];
  return actions.includes('HOLD') && actions.includes('PROMOTE');
}

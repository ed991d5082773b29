import { Properties } from '../../cloudformation/resource-type';
import { Hypotheses } from '../../hypotheses';
import { Stage } from '../model';
import { stageValues } from './stage-properties';
import { pathParts } from '../stage-patch/patch-path';
import { RequestedPatch } from '../stage-patch/requested-patch';

/** The hypotheses about CloudFormation's stage handler. */
export type StageUpdateHypotheses = Pick<Hypotheses, 'stageUpdateSends' | 'stageUpdateZero' | 'stageUpdateRemovedKeys'>;

const CANARY_PERCENT = '/canarySettings/percentTraffic';

/**
 * The one `UpdateStage` call with which CloudFormation moves a stage to new properties. Empty when it would send nothing.
 *
 * What is not in the template keeps its live value. In particular nothing here ever removes a canary
 * (https://github.com/aws/aws-cdk/issues/33901). Whether keys go that left a map is a hypothesis.
 */
export function stageUpdateOperations(
  previous: Properties, next: Properties, live: Stage, hypotheses: StageUpdateHypotheses,
): RequestedPatch[] {
  const before = stageValues(previous);
  const after = stageValues(next);
  return [
    ...[...after].filter(([path, value]) => isSent(path, value, before.get(path), hypotheses)).map(replaceOperation),
    ...(hypotheses.stageUpdateRemovedKeys === 'removed' ? removedKeys(before, after, next, live) : []),
  ];
}

function isSent(path: string, value: string, before: string | undefined, { stageUpdateSends, stageUpdateZero }: StageUpdateHypotheses): boolean {
  if (stageUpdateSends === 'changed' && value === before) { return false; }
  return !(path === CANARY_PERCENT && Number(value) === 0 && stageUpdateZero === 'dropped');
}

function replaceOperation([path, value]: [string, string]): RequestedPatch {
  return { op: 'replace', path, value };
}

/** Keys that are still live: removing what is already gone would fail the update. */
function removedKeys(before: Map<string, string>, after: Map<string, string>, next: Properties, live: Stage): RequestedPatch[] {
  return [...before.keys()]
    .filter((path) => !after.has(path) && isLiveKey(path, next, live))
    .map((path) => ({ op: 'remove', path }));
}

function isLiveKey(path: string, next: Properties, live: Stage): boolean {
  const [first, second, third] = pathParts(path);
  if (first === 'variables') { return live.variables?.[second] !== undefined; }
  return second === 'stageVariableOverrides' && next.CanarySetting !== undefined
    && live.canarySettings?.stageVariableOverrides?.[third] !== undefined;
}

import type { Reading } from './gates/gate-result';
import { alarmsToResolve, LOG } from './judge';
import type { ShareSeries } from './minutes';
import type { ParsedStep } from '../contract';

/**
 * What a gate would never see: before the first percent is set, each series must have data of the base, and each alarm of the stack must be there.
 *
 * What could not be read is not missing yet: the looks count it.
 *
 * @param names of the alarms of the stack, by logical id
 * @returns why not, in a sentence
 */
export function missingData(
  step: ParsedStep, shares: ReadonlyMap<string, Reading<ShareSeries>>, names: Readonly<Record<string, string>>,
): string | undefined {
  if (step.dryRun || step.onInconclusive === 'PROMOTE') { return undefined; }
  const silent = [...shares].find(([, read]) => 'value' in read && read.value.base.requests.size === 0);
  if (silent !== undefined) {
    const [key] = silent;
    return key === LOG ? 'In the last three hours no request of the base was counted.' : 'A metric of the base had no data in the last three hours.';
  }
  const missing = alarmsToResolve(step).find((logicalId) => names[logicalId] === undefined);
  return missing === undefined ? undefined : `The alarm ${missing} is not in the stack yet.`;
}

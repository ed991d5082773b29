import type { DoctorCheck } from './check';
import type { Examination, TriedFilter } from './examination';
import { findingText } from '../messages/command-ids';
import { shortenedName } from '../screen/cells';

/** What each metric of counts is to find: lines of one release, of one class of status. */
const COUNTED = /^(Base|Canary)(Count|ServerError|ClientError)$/;
const CLASSES: Readonly<Record<string, string>> = { Count: '', ServerError: '5', ClientError: '4' };

/** The digits of the release, out of the pattern of one of its filters. */
export function markIn(pattern: string): string | undefined {
  return /"([0-9a-f]{8})=(?:true|false|-)\//.exec(pattern)?.[1];
}

/** Lines of every kind, in the release's own format. */
export function syntheticLines(mark: string): string[] {
  return ['true/502', 'false/200', '-/503', 'true/404'].map((text) => `{"cdkCanary":"${mark}=${text}"}`);
}

export const FILTER_CHECKS: readonly DoctorCheck[] = [{ id: 'FilterDoesNotMatch', severity: 'error', find: filterDoesNotMatch }];

function filterDoesNotMatch({ further }: Examination): ReturnType<DoctorCheck['find']> {
  const log = further?.log;
  if (log === undefined || 'denied' in log) { return log; }
  return (log.value?.filters ?? []).flatMap((filter) => {
    const wrong = filter.found.find(({ line, isFound }) => isFound !== shouldFind(filter, line));
    return wrong === undefined ? [] : [findingText('FilterDoesNotMatch', filter.name, shortenedName(wrong.line, 60), wrong.isFound)];
  });
}

/** By what stands in the line, whatever the pattern is. */
function shouldFind({ metricName, pattern }: TriedFilter, line: string): boolean {
  const [, release, counted] = COUNTED.exec(metricName)!;
  const answers = release === 'Canary' ? ['true'] : ['false', '-'];
  return answers.some((answer) => line.includes(`${markIn(pattern)}=${answer}/${CLASSES[counted]}`));
}

/** Those that the check tells of. */
export function isCountFilter(metricName: string): boolean {
  return COUNTED.test(metricName);
}

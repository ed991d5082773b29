import type { Colors } from 'picocolors/types';
import { counted } from './wording';
import { RolloutEntry, RolloutStory } from '../../rehearsal/observation/rollout-journal';
import { RequestCounts } from '../../rehearsal/traffic/traffic-profile';
import { cellWidth } from '../screen/cells';
import { hanging } from '../screen/hanging';
import type { Style } from '../screen/style';

/** With less room for a look than that, it stands below its step. */
const LEAST_LOOK = 40;

/** A step of a rollout, and what its looks found. */
export interface RolloutStepStory {
  readonly percentTraffic: number;
  readonly looks: readonly RolloutEntry[];
  /** Minutes since the rollout began. */
  readonly from: number;
  readonly until: number;
  readonly passed: boolean;
}

/** The steps of a rollout, in their order. */
export function stepStoriesOf({ entries, minutes }: RolloutStory): RolloutStepStory[] {
  const starts = entries.filter(({ happened }) => happened === 'STEP_STARTED');
  return starts.map((start, index) => {
    const { index: number, percentTraffic = 0 } = start.step ?? {};
    const own = entries.filter(({ step }) => step?.index === number);
    return {
      percentTraffic,
      looks: own.filter(({ happened }) => happened === 'LOOK'),
      from: start.minutes,
      until: starts[index + 1]?.minutes ?? minutes,
      passed: own.some(({ happened }) => happened === 'STEP_PASSED'),
    };
  });
}

/** A rollout: each step with its looks, the verdict, and what clients met. */
export function rolloutText(story: RolloutStory, style: Style): string[] {
  const { base, canary, counts, rolloutId } = story;
  const { colors, marks, columns } = style;
  const clients = counts && `clients: ${countsText('base', counts.base)}; ${countsText('canary', counts.canary)}; ${
    counted(counts.base.failedByUs + counts.canary.failedByUs, 'request')} that neither release alone would have failed`;
  return [
    ...hanging(`  ${colors.bold(`rollout ${rolloutId}`)}: `, `base ${base}, canary ${canary}`, columns),
    ...stepStoriesOf(story).flatMap((step) => stepLines(step, style)),
    ...verdictLines(story, style),
    ...clients === undefined
      ? hanging(colors.yellow(`  ${marks.note} `), WITHOUT_TRAFFIC, columns, colors.yellow)
      : hanging('    ', clients, columns, colors.dim),
  ];
}

/** Why a rollout without clients ends as it does. */
export const WITHOUT_TRAFFIC = 'This rollout had no requests to judge by: nobody is a client of a rehearsal. '
  + 'Add --traffic 600/min, with --errors base=0.1%,canary=2% for a canary that fails.';

function stepLines({ percentTraffic, looks, from, until, passed }: RolloutStepStory, { colors, marks, columns }: Style): string[] {
  const last = looks[looks.length - 1];
  const mark = passed ? colors.green(marks.good) : colors.red(marks.bad);
  const time = `${clock(from)}–${clock(until)} min`.padEnd(12);
  const step = `    ${mark} ${`${percentTraffic} %`.padStart(6)}  ${time}  ${counted(looks.length, 'look').padEnd(8)}`;
  if (last === undefined) { return [step.trimEnd()]; }
  if (columns - cellWidth(step) >= LEAST_LOOK) { return hanging(`${step}  `, lookText(last), columns, colors.dim); }
  return [step.trimEnd(), ...hanging('      ', lookText(last), columns, colors.dim)];
}

/** What a look counted: `canary 12 of 1,200 failed, base 6 of 10,800; evidence 0.4 of 20`. */
export function lookText({ figures, reason = '' }: RolloutEntry): string {
  if (figures === undefined) { return reason; }
  const { base, canary, evidence } = figures;
  return `canary ${grouped(canary.errors)} of ${grouped(canary.requests)} failed, base ${grouped(base.errors)} of ${grouped(base.requests)}; `
    + `evidence ${rounded(evidence)} of 20`;
}

function verdictLines(story: RolloutStory, { colors: { green, red, yellow }, marks, columns }: Style): string[] {
  const { verdict, reason, minutes, canary, base } = story;
  const line = (mark: string, paint: Colors['red'], text: string): string[] => hanging(paint(`    ${mark} `), text, columns, paint);
  switch (verdict) {
    case 'PASS': return line(marks.good, green, `after ${clock(minutes)} min: promoted, production is on ${canary}`);
    case 'FAIL': return line(marks.bad, red, `after ${clock(minutes)} min: put back${becauseOf(story)}, production is on ${base}`);
    case 'SKIPPED': return line(marks.note, yellow, `without steps: ${reason ?? 'production follows at once'}`);
    case 'UNFINISHED': return line(marks.note, yellow, `it was not finished after ${clock(minutes)} min, when the operation ended`);
  }
}

/** The whole reason stands in the event of the step that failed. */
function becauseOf({ gate }: RolloutStory): string {
  return gate === undefined ? '' : ` by ${gate}`;
}

function countsText(release: string, { requests, errors }: RequestCounts): string {
  return `${release} ${grouped(requests)} requests, ${grouped(errors)} failed`;
}

export function clock(minutes: number): string {
  return String(Math.round(minutes));
}

function grouped(count: number): string {
  return Math.round(count).toLocaleString('en-US');
}

function rounded(value: number): string {
  return value >= 100 ? grouped(value) : String(Number(value.toPrecision(2)));
}

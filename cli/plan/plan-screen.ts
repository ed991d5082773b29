import type { Colors } from 'picocolors/types';
import { bestSchedule, MINIMUM_REQUESTS, Plan, RELIABLE_PERCENT, SchedulePlan } from './plan-rollouts';
import { wrapped } from '../screen/wrapped';

/** The plan for people. @param asked the ratio that they want to detect */
export function planScreen(plan: Plan, asked: number | undefined, columns: number, colors: Colors): string[] {
  const errors = plan.requestsPerMinute * plan.errorShare;
  const traffic = `${number(plan.requestsPerMinute)} requests a minute, ${number(100 * plan.errorShare)} % of them 5xx: ${number(errors)} errors a `
    + 'minute on the base';
  const indented = (text: string) => wrapped(text, columns, '  ');
  return [
    ...wrapped(traffic, columns, ''),
    '',
    ...(table(plan, true, columns, colors) ?? table(plan, false, columns, colors) ?? blocks(plan, colors)),
    '',
    ...legend(plan).flatMap(indented).map((line) => colors.dim(line)),
    ...tooFewRequests(plan).flatMap(indented).map((line) => colors.yellow(line)),
    ...(asked === undefined ? [] : ['', ...indented(answer(plan, asked))]),
  ];
}

/** The schedules side by side. undefined when they do not fit into a line */
function table({ plans }: Plan, withUnits: boolean, columns: number, colors: Colors): string[] | undefined {
  const texts = [['  a canary that', ...labelsOf(plans[0])], ...plans.map((plan, i) => [headingOf(plan, i === 0), ...cellsOf(plan, withUnits)])];
  const widths = texts.map((column) => Math.max(...column.map(({ length }) => length)));
  const [heading, ...rows] = texts[0].map((_, row) => texts.map((column, i) => column[row].padEnd(widths[i])).join('  ').trimEnd());
  return [heading, ...rows].every(({ length }) => length <= columns) ? [colors.bold(heading), ...rows] : undefined;
}

/** One schedule below the other. */
function blocks({ plans }: Plan, colors: Colors): string[] {
  return plans.flatMap((plan, i) => [
    ...(i === 0 ? [] : ['']),
    colors.bold(`  ${headingOf(plan, true)}`),
    ...cellsOf(plan, true).map((cell, row) => `${labelsOf(plan)[row]}  ${cell}`),
  ]);
}

function labelsOf({ rows }: SchedulePlan): string[] {
  return alignRight(rows.map(({ ratio }) => number(ratio))).map((ratio) => `  fails ${ratio} times`);
}

function headingOf({ name, minutes }: SchedulePlan, withUnit: boolean): string {
  return `${name} (${minutes}${withUnit ? ' min' : ''})`;
}

/** Minutes and errors only where most are caught: elsewhere they tell of the few that were. */
function cellsOf({ rows }: SchedulePlan, withUnits: boolean): string[] {
  const caught = alignRight(rows.map(({ stoppedPercent }) => String(Math.round(stoppedPercent))));
  const minutes = alignRight(rows.map(({ medianMinutes }) => String(medianMinutes ?? '')));
  const errors = alignRight(rows.map(({ medianCanaryErrors }) => String(medianCanaryErrors)));
  const [min, err] = withUnits ? [' min', ' err'] : ['', ''];
  return rows.map(({ stoppedPercent }, i) => stoppedPercent < 50 ? `${caught[i]} %` : `${caught[i]} %  ${minutes[i]}${min}  ${errors[i]}${err}`);
}

function alignRight(texts: readonly string[]): string[] {
  const width = Math.max(...texts.map(({ length }) => length));
  return texts.map((text) => text.padStart(width));
}

function legend({ plans, runs, seed, metricDelay, warmUp }: Plan): string[] {
  const healthy = plans.map((plan) => Math.round(plan.healthy.stoppedPercent));
  const [least, most] = [Math.min(...healthy), Math.max(...healthy)];
  return [
    'caught, median minutes until it is put back, median failed canary requests',
    `healthy releases put back: ${least === most ? most : `${least} to ${most}`} % (${runs} simulated rollouts each, seed ${seed})`,
    `data come ${metricDelay} min late, the first ${warmUp} min are not judged (--metric-delay, --warm-up)`,
  ];
}

function tooFewRequests({ plans }: Plan): string[] {
  return plans
    .filter(({ canaryRequests }) => canaryRequests < MINIMUM_REQUESTS)
    .map(({ name, canaryRequests }) => `! ${name} judges about ${canaryRequests} requests of the canary. `
      + `Fewer than ${MINIMUM_REQUESTS} say too little to promote it: take longer steps.`);
}

function answer(plan: Plan, asked: number): string {
  const best = bestSchedule(plan, asked);
  const wanted = `You asked to detect ${number(100 * asked * plan.errorShare)} %, that is ${number(asked)} times: `;
  return best !== undefined
    ? `${wanted}${best.name}.`
    : `${wanted}none of these catches it in ${RELIABLE_PERCENT} of 100 rollouts. Stay longer at 50 %, for instance --schedule 1:5,5:10,20:10,50:40.`;
}

/** No digit that floating point made up. */
function number(value: number): string {
  return String(Number(value.toPrecision(6)));
}

import type { Colors } from 'picocolors/types';
import { Findings, RehearsalReport, titleOf } from './rehearsal-report';
import { rolloutText } from './rollout-text';
import {
  counted,
  customResourceName,
  describeInstant,
  describeOperation,
  describeStage,
  describeVariables,
  phaseNote,
  resourceName,
  stageName,
  whatWentWrong,
} from './wording';
import { Answer, Instant, StageObservation, StageState } from '../../rehearsal/observation/instant';
import { kindOfCause, Outage } from '../../rehearsal/observation/outages';
import { RehearsedOperation } from '../../rehearsal/observation/rehearsal';
import { cellWidth, padded } from '../screen/cells';
import { hanging } from '../screen/hanging';
import type { Style } from '../screen/style';
import { table } from '../screen/table';
import { wrapped } from '../screen/wrapped';

/** Before what is told of a resource operation: mark and action. */
const INDENT = ' '.repeat(12);
/** Names of resources get so much room in a line, if they need it and there is as much. */
const MOST_NAME = 44;
/** With less room for names than that, the type stands below. */
const LEAST_NAME = 20;

/** One stack operation: each resource operation, what failed after it, and the stages afterwards. */
export function operationText(operation: RehearsedOperation, before: readonly Instant[], style: Style): string[] {
  const { colors, marks, columns } = style;
  const name = nameWidth(operation, columns);
  let previous = before[before.length - 1];
  const lines = operation.instants.flatMap((instant) => {
    const text = [...instantLines(instant, name, style), ...changesOf(instant, previous, style)];
    previous = instant;
    return text;
  });
  const shown = operation.instants.some(({ happened }) => happened.kind === 'resource' && happened.reason === operation.reason);
  const failure = operation.succeeded || shown ? [] : hanging(
    colors.red(`  ${marks.bad} `), operation.reason ?? operation.status, columns, colors.red,
  );
  return [
    ...hanging('', describeOperation(operation), columns, colors.bold),
    ...lines,
    ...failure,
    ...(operation.rollouts ?? []).flatMap((story) => rolloutText(story, style)),
    ...stagesTable(operation.stagesAfter, style),
    ...operation.oneSidedRoutes.flatMap((text) => hanging(colors.yellow(`  ${marks.note} `), text, columns, colors.yellow)),
  ];
}

/** The verdict, and every stretch of instants at which requests would have failed. */
export function findingsText(report: RehearsalReport, findings: Findings, style: Style): string[] {
  const { outages, unnoticed, failedBefore, excepted, failedOperations, functionErrors, notRun } = findings;
  const { colors: { red, yellow }, marks, columns } = style;
  const noted = (text: string): string[] => hanging(yellow(`${marks.note} `), text, columns, yellow);
  const note = (title: string, items: readonly string[]): string[] => items.length === 0 ? [] : wrapped(`${title}: ${items.join(', ')}.`, columns);
  return [
    ...verdictText(findings, style),
    ...outages.flatMap((outage, index) => outageText(report, outage, `${index + 1}.`, style)),
    ...unnoticed.flatMap((outage) => [
      '', ...noted('On a release without requests; nobody would have noticed:'), ...outageText(report, outage, '  ', style),
    ]),
    ...failedBefore.flatMap((outage) => noted(`Failed before, or from the first moment on (not counted): ${onceText(outage)}`)),
    ...excepted.flatMap((outage) => wrapped(`Excepted: ${onceText(outage)}`, columns)),
    ...failedOperations.flatMap(({ stackName, status, reason }) =>
      hanging(red(`${marks.bad} `), `${stackName} ended in ${status}: ${reason ?? 'no reason given'}`, columns, red)),
    ...note('Answered with 5xx by what is behind the route (not counted)', functionErrors),
    ...note('Checked without running what is behind them', notRun),
    ...note('Not asked, because the engine does not play what is behind them', report.routesNotPlayed),
    ...note('Not played by the engine, so that only AWS can show it', report.propertiesNotPlayed),
    ...note(
      'Carried along without running their code (--run <logical id> runs it), with made-up attributes',
      report.customResourcesNotRun.map(customResourceName),
    ),
    ...note('Carried along without effect, because the engine does not know these types', report.inertTypes),
  ];
}

function verdictText({ outages, failingInstants, instants, requests }: Findings, { colors, marks, columns }: Style): string[] {
  const line = (mark: string, text: string, paint: Colors['red']): string[] => hanging(paint(`${mark} `), text, columns, paint);
  if (outages.length > 0) {
    return line(marks.bad, `${whatWentWrong(outages)} at ${failingInstants} of ${counted(instants.length, 'instant')}.`, colors.red);
  }
  if (requests === 0) {
    return line(marks.note, 'No request was asked: there is no stage with a route that this engine plays. Nothing is known.', colors.yellow);
  }
  return line(marks.good, `No request would have failed: ${counted(requests, 'request')} at ${counted(instants.length, 'instant')} `
    + 'reached the release they were routed to.', colors.green);
}

/** The room for names beside types. undefined where the type stands below. */
function nameWidth({ instants }: RehearsedOperation, columns: number): number | undefined {
  const operations = instants.flatMap(({ happened }) => happened.kind === 'resource' ? [happened] : []);
  const room = columns - INDENT.length - 2 - Math.max(0, ...operations.map(({ type }) => type.length));
  const longest = Math.max(0, ...operations.map((happened) => resourceName(happened).length));
  return room < Math.min(LEAST_NAME, longest) ? undefined : Math.min(MOST_NAME, longest, room);
}

function instantLines({ happened }: Instant, width: number | undefined, { colors, marks, columns }: Style): string[] {
  if (happened.kind === 'end') { return []; }
  const { action, type, outcome, phase, reason } = happened;
  const mark = outcome === 'succeeded' ? colors.green(marks.good) : colors.red(marks.bad);
  const note = phaseNote(phase) === '' ? '' : `, ${phaseNote(phase)}`;
  const before = `${padded(`  ${mark}`, 4)}${action.padEnd(6)}  `;
  const name = resourceName(happened);
  const isBeside = width !== undefined && (name.length <= width || cellWidth(before) + name.length + 2 + type.length + note.length <= columns);
  const lines = isBeside
    ? hanging(`${before}${padded(name, width)}  `, `${type}${note}`, columns, colors.dim)
    : [...hanging(before, name, columns), ...hanging(INDENT, `${type}${note}`, columns, colors.dim)];
  return outcome === 'failed' && reason ? [...lines, ...hanging(INDENT, reason, columns, colors.red)] : lines;
}

/** What differs from the instant before: a stage that moved, and requests that now fail. */
function changesOf(instant: Instant, previous: Instant | undefined, style: Style): string[] {
  const { cyan } = style.colors;
  return instant.stages.flatMap((observation) => {
    const before = previous?.stages.find(({ stage }) => sameStage(stage, observation.stage));
    const moved = before !== undefined && describeStage(before.stage) !== describeStage(observation.stage);
    const text = `${stageName(observation.stage)}: ${describeStage(observation.stage)}`;
    const repeated = instant.happened.kind === 'end' && before !== undefined && sameFailures(observation, before);
    return [
      ...(moved ? hanging(cyan(`${INDENT}${style.marks.moved} `), text, style.columns, cyan) : []),
      ...(repeated ? [] : failuresText(observation, before, style)),
    ];
  });
}

function failuresText(observation: StageObservation, before: StageObservation | undefined, style: Style): string[] {
  const { colors: { red, green }, marks, columns } = style;
  const failing = failuresIn(observation);
  if (failing.length === 0) {
    return failuresIn(before).length > 0 ? hanging(green(`${INDENT}${marks.good} `), 'all requests are answered again', columns, green) : [];
  }
  const failed = (text: string): string[] => hanging(red(`${INDENT}${marks.bad} `), text, columns, red);
  if (before !== undefined && sameFailures(observation, before)) { return failed('as before'); }
  return (['base', 'canary'] as const).flatMap((release) => {
    const own = failing.filter((answer) => answer.release === release);
    const kinds = [...new Set(own.map(({ failure = '' }) => kindOfCause(failure)))];
    return kinds.flatMap((kind) => failed(failureText(observation.stage, own.filter(({ failure = '' }) => kindOfCause(failure) === kind))));
  });
}

function failuresIn(observation: StageObservation | undefined): Answer[] {
  return observation?.answers.filter(({ failure }) => failure !== undefined) ?? [];
}

function sameFailures(a: StageObservation, b: StageObservation): boolean {
  return JSON.stringify(failuresIn(a)) === JSON.stringify(failuresIn(b));
}

function failureText(stage: StageState, [first, ...others]: Answer[]): string {
  const routes = listed([first, ...others].map(({ route }) => route));
  return `${routes} on the ${first.release} release (${stage[first.release]?.percentTraffic} % of the requests): ${first.status}, ${first.failure}`;
}

/** A failure that is told once, wherever it occurred. */
function onceText({ routes, stage, status, cause }: Outage): string {
  return `${listed(routes)} of ${stageName(stage)}: ${status}, ${cause}`;
}

function outageText(report: RehearsalReport, outage: Outage, number: string, { columns }: Style): string[] {
  const at = (instant: Instant): string => `${titleOf(report, instant)}: ${describeInstant(instant)}`;
  return [
    '',
    ...hanging(`${number} `, `${listed(outage.routes)} on the ${outage.release} release of ${stageName(outage.stage)}, `
      + `${outage.percentTraffic} % of its requests`, columns),
    ...hanging('   after  ', at(outage.first), columns),
    ...hanging('   until  ', `${outage.end ? at(outage.end) : 'the end of the rehearsal'} (${counted(outage.instants, 'instant')})`, columns),
    ...hanging(`   ${outage.status}    `, outage.cause, columns),
  ];
}

function stagesTable(stages: readonly StageState[], { colors, columns }: Style): string[] {
  const rows = stages.flatMap((stage) => (['base', 'canary'] as const).flatMap((release) => {
    const state = stage[release];
    const name = release === 'base' ? stageName(stage) : '';
    return state ? [[name, release, state.deploymentId, `${state.percentTraffic} %`, describeVariables(state.variables)]] : [];
  }));
  if (rows.length === 0) { return []; }
  const cells = [['stage', 'release', 'deployment', 'traffic'], ...rows.map((row) => row.slice(0, -1))];
  const variables = ['variables', ...rows.map((row) => row[row.length - 1])];
  const left = table(cells, '  ');
  const width = Math.max(...left.map(cellWidth));
  const isBeside = columns - width - 2 >= LEAST_NAME;
  const lines = left.map((line, row) => isBeside
    ? hanging(`${padded(line, width)}  `, variables[row], columns)
    : [line, ...row === 0 ? [] : hanging('    variables: ', variables[row], columns)]);
  return [...lines[0].map(colors.dim), ...lines.slice(1).flat()];
}

/** At most five, so that an API with a hundred routes stays readable. */
function listed(routes: readonly string[]): string {
  return routes.length <= 5 ? routes.join(', ') : `${routes.slice(0, 4).join(', ')} and ${routes.length - 4} more`;
}

function sameStage(a: StageState, b: StageState): boolean {
  return a.restApiId === b.restApiId && a.stageName === b.stageName;
}

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

/** One stack operation: each resource operation, what failed after it, and the stages afterwards. */
export function operationText(operation: RehearsedOperation, before: readonly Instant[], colors: Colors): string[] {
  const width = Math.min(
    44, Math.max(...operation.instants.map(({ happened }) => (happened.kind === 'resource' ? resourceName(happened).length : 0))),
  );
  let previous = before[before.length - 1];
  const lines = operation.instants.flatMap((instant) => {
    const text = [...instantLine(instant, width, colors), ...changesOf(instant, previous, colors)];
    previous = instant;
    return text;
  });
  const title = colors.bold(describeOperation(operation));
  const shown = operation.instants.some(({ happened }) => happened.kind === 'resource' && happened.reason === operation.reason);
  const failure = operation.succeeded || shown ? [] : [colors.red(`  ✗ ${operation.reason ?? operation.status}`)];
  return [
    title,
    ...lines,
    ...failure,
    ...(operation.rollouts ?? []).flatMap((story) => rolloutText(story, colors)),
    ...stagesTable(operation.stagesAfter, colors),
    ...operation.oneSidedRoutes.map((text) => colors.yellow(`  ! ${text}`)),
  ];
}

/** The verdict, and every stretch of instants at which requests would have failed. */
export function findingsText(report: RehearsalReport, findings: Findings, colors: Colors): string[] {
  const { outages, unnoticed, failedBefore, excepted, failedOperations, functionErrors, notRun } = findings;
  return [
    verdictText(findings, colors),
    ...outages.flatMap((outage, index) => outageText(report, outage, index + 1)),
    ...unnoticed.flatMap((outage) => [
      '', colors.yellow('! On a release without requests; nobody would have noticed:'), ...outageText(report, outage),
    ]),
    ...failedBefore.map((outage) => colors.yellow(`! Failed before, or from the first moment on (not counted): ${onceText(outage)}`)),
    ...excepted.map((outage) => `Excepted: ${onceText(outage)}`),
    ...failedOperations.map(({ stackName, status, reason }) => colors.red(`✗ ${stackName} ended in ${status}: ${reason ?? 'no reason given'}`)),
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

function verdictText({ outages, failingInstants, instants, requests }: Findings, colors: Colors): string {
  if (outages.length > 0) { return colors.red(`✗ ${whatWentWrong(outages)} at ${failingInstants} of ${counted(instants.length, 'instant')}.`); }
  if (requests === 0) { return colors.yellow('! No request was asked: there is no stage with a route that this engine plays. Nothing is known.'); }
  return colors.green(`✓ No request would have failed: ${counted(requests, 'request')} at ${counted(instants.length, 'instant')} `
    + 'reached the release they were routed to.');
}

function instantLine({ happened }: Instant, width: number, colors: Colors): string[] {
  if (happened.kind === 'end') { return []; }
  const { action, type, outcome, phase, reason } = happened;
  const mark = outcome === 'succeeded' ? colors.green('✓') : colors.red('✗');
  const where = phaseNote(phase) === '' ? '' : colors.dim(`, ${phaseNote(phase)}`);
  const line = `  ${mark} ${action.padEnd(6)}  ${resourceName(happened).padEnd(width)}  ${colors.dim(type)}${where}`;
  return outcome === 'failed' && reason ? [line, colors.red(`           ${reason}`)] : [line];
}

/** What differs from the instant before: a stage that moved, and requests that now fail. */
function changesOf(instant: Instant, previous: Instant | undefined, colors: Colors): string[] {
  return instant.stages.flatMap((observation) => {
    const before = previous?.stages.find(({ stage }) => sameStage(stage, observation.stage));
    const moved = before !== undefined && describeStage(before.stage) !== describeStage(observation.stage);
    const text = `           → ${stageName(observation.stage)}: ${describeStage(observation.stage)}`;
    const repeated = instant.happened.kind === 'end' && before !== undefined && sameFailures(observation, before);
    return [...(moved ? [colors.cyan(text)] : []), ...(repeated ? [] : failuresText(observation, before, colors))];
  });
}

function failuresText(observation: StageObservation, before: StageObservation | undefined, colors: Colors): string[] {
  const failing = failuresIn(observation);
  if (failing.length === 0) { return failuresIn(before).length > 0 ? [colors.green('           ✓ all requests are answered again')] : []; }
  if (before !== undefined && sameFailures(observation, before)) { return [colors.red('           ✗ as before')]; }
  return (['base', 'canary'] as const).flatMap((release) => {
    const own = failing.filter((answer) => answer.release === release);
    const kinds = [...new Set(own.map(({ failure = '' }) => kindOfCause(failure)))];
    return kinds.map((kind) => {
      const alike = own.filter(({ failure = '' }) => kindOfCause(failure) === kind);
      return colors.red(`           ✗ ${failureText(observation.stage, alike)}`);
    });
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

function outageText(report: RehearsalReport, outage: Outage, number?: number): string[] {
  const at = (instant: Instant): string => `${titleOf(report, instant)}: ${describeInstant(instant)}`;
  return [
    '',
    `${number === undefined ? '  ' : `${number}.`} ${listed(outage.routes)} on the ${outage.release} release of ${stageName(outage.stage)}, `
      + `${outage.percentTraffic} % of its requests`,
    `   after  ${at(outage.first)}`,
    `   until  ${outage.end ? at(outage.end) : 'the end of the rehearsal'} (${counted(outage.instants, 'instant')})`,
    `   ${outage.status}    ${outage.cause}`,
  ];
}

function stagesTable(stages: readonly StageState[], colors: Colors): string[] {
  const rows = stages.flatMap((stage) => (['base', 'canary'] as const).flatMap((release) => {
    const state = stage[release];
    const name = release === 'base' ? stageName(stage) : '';
    return state ? [[name, release, state.deploymentId, `${state.percentTraffic} %`, describeVariables(state.variables)]] : [];
  }));
  if (rows.length === 0) { return []; }
  const table = [['stage', 'release', 'deployment', 'traffic', 'variables'], ...rows];
  const widths = table[0].map((_, column) => Math.max(...table.map((row) => row[column].length)));
  const lines = table.map((row) => `  ${row.map((cell, column) => cell.padEnd(widths[column])).join('  ').trimEnd()}`);
  return [colors.dim(lines[0]), ...lines.slice(1)];
}

function note(title: string, items: readonly string[]): string[] {
  return items.length === 0 ? [] : [`${title}: ${items.join(', ')}.`];
}

/** At most five, so that an API with a hundred routes stays readable. */
function listed(routes: readonly string[]): string {
  return routes.length <= 5 ? routes.join(', ') : `${routes.slice(0, 4).join(', ')} and ${routes.length - 4} more`;
}

function sameStage(a: StageState, b: StageState): boolean {
  return a.restApiId === b.restApiId && a.stageName === b.stageName;
}

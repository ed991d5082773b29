import type { Steering, SteeringPlan } from './steering';
import type { SteeringReport } from './steering-report';
import type { LiveStage } from '../../lib/stage/live-stage';
import type { PatchOperation } from '../../lib/stage/patch-operations';
import type { DesiredStage } from '../../lib/stage-driver/contract/driver-properties';
import { cellWidth, shortenedName } from '../screen/cells';
import type { Style } from '../screen/style';
import { table } from '../screen/table';
import { wrapped } from '../screen/wrapped';
import { nextDeployLines } from '../status/next-deploy-lines';

/** Which stage, and what becomes of it. */
export function planLines(
  report: SteeringReport, { before, expected }: Pick<SteeringPlan, 'before' | 'expected'>, { colors, columns }: Style,
): string[] {
  const { release, region, account, command } = report;
  const name = release.path ?? release.logicalId;
  // Two of them, beside a name.
  const cell = Math.floor(columns / 3);
  const about = [`${release.restApiId}/${release.stageName}`, region, `account ${account}`].join('  ');
  const [heading, ...rows] = table([
    [command, 'now', 'then'],
    ['production', before.deploymentId, before.deploymentId === expected.deploymentId ? `${expected.deploymentId}  (does not move)`
      : expected.deploymentId],
    ['canary', canaryText(before), canaryText(expected)],
    ...changedVariables(before, expected).map((variable) => [
      shortenedName(variable, Math.floor(columns / 4)),
      ...[before, expected].map(({ variables }) => shortenedName(variables[variable] ?? 'none', cell)),
    ]),
  ], '  ');
  return [
    ...besideOrBelow(name === undefined ? [] : [colors.bold(shortenedName(name, columns))], [about], columns),
    '', colors.dim(heading), ...rows,
  ];
}

/** What the one call would send. `--json` has long values whole. */
export function operationLines(operations: readonly PatchOperation[], { colors, columns }: Pick<Style, 'colors' | 'columns'>): string[] {
  const texts = operations.map(({ op, path, value, from }) => from !== undefined ? `${op} ${from} to ${path}`
    : value === undefined ? `${op} ${path}` : `${op} ${path} with ${shortenedName(value, Math.floor(columns / 2))}`);
  return ['', `  ${colors.dim('one UpdateStage')}`, ...texts.flatMap((text) => {
    const [first, ...rest] = wrapped(text, columns, '      ');
    return [first.slice(2), ...rest];
  })];
}

/** What is live now, who did it, and how it is undone. @param target what names the target on the command line */
export function doneLines(
  { command, operationId, actor, before, after }: SteeringReport, target: string, { colors, marks, columns }: Style,
): string[] {
  const undo = undoOf(command, before, target);
  return [
    '',
    `${colors.green(marks.good)} ${doneText(command, after!)} (read back)`,
    ...besideOrBelow([`  ${colors.dim(`operation ${operationId}`)}`], [colors.dim(shortenedName(actor, columns - 2))], columns, '  '),
    ...undo === undefined ? [] : [`  ${colors.dim(`undo: npx cdk-canary ${undo}`)}`],
  ];
}

function doneText(command: Steering['command'], { deploymentId, canary }: LiveStage): string {
  const ofCanary = canary === undefined ? 'the canary is off' : `the canary ${canary.deploymentId} gets ${canary.percentTraffic} %`;
  switch (command) {
    case 'promote': return `production is ${deploymentId}, ${ofCanary}`;
    case 'rollback': return `production is back on ${deploymentId}`;
    case 'set-percent': return ofCanary;
    default: return `${ofCanary}, ${deploymentId} serves everybody`;
  }
}

/** What is off the stage comes back by a deploy alone. */
function undoOf(command: Steering['command'], { deploymentId, canary }: LiveStage, target: string): string | undefined {
  switch (command) {
    case 'promote':
    case 'rollback': return `rollback ${target} --to ${deploymentId}`;
    case 'set-percent': return `set-percent ${canary?.percentTraffic} ${target}`;
    default: return undefined;
  }
}

/** What the template says, and the deploy that makes it agree. */
interface Declared {
  /** @default - not known, or not to be told */
  readonly desired?: DesiredStage;
  /** The deploy that takes the canary out of the template. */
  readonly aborting: string;
}

/** What the next deploy makes of it, and how the template comes to agree. */
export function outlookLines({ command }: Steering, { nextDeploy, before, expected }: SteeringReport, declared: Declared, style: Style): string[] {
  const advice = adviceFor(command, before, expected, declared);
  return [...nextDeployLines(nextDeploy, style), ...advice === undefined ? [] : ['', ...wrapped(advice, style.columns, '  ')]];
}

function adviceFor(command: Steering['command'], before: LiveStage, expected: LiveStage, { desired, aborting }: Declared): string | undefined {
  if (desired === undefined) { return undefined; }
  // Production was there already, and the canary of the template stays.
  if (command === 'rollback' && expected.canary !== undefined) { return undefined; }
  if (command === 'rollback') {
    return `To make the template agree: revert the commit, and deploy. Or leave the stage as it is: ${aborting}. ${UNTIL_THEN}`;
  }
  // A rollout: its deploy ends otherwise than by a canary in the template.
  if (desired.canary === undefined) { return undefined; }
  const promoted = changedVariables(before, expected).map((name) => `${name}: '${expected.variables[name]}'`);
  switch (command) {
    case 'abort': return `To make the template agree: ${aborting}. ${UNTIL_THEN}`;
    case 'promote': return promoted.length === 0 ? 'To make the template agree: take canarySettings away, and deploy when convenient.'
      : `To make the template agree: write variables: { ${promoted.join(', ')} } on the stage, take canarySettings away, and deploy when convenient.`;
    case 'set-percent': return `The next deploy that touches the stage sets ${desired.canary.percentTraffic} %. To keep ${
      expected.canary?.percentTraffic} %, write it in canarySettings.`;
    case 'remove': return desired.deploymentId === expected.deploymentId
      ? 'To make the template agree: take canarySettings away, and deploy when convenient.'
      // It was never promoted: without settings everybody would get it.
      : `To make the template agree: ${aborting}. ${UNTIL_THEN}`;
  }
}

/** CloudFormation takes its own Stage resource back by itself, behind the driver. */
const UNTIL_THEN = 'Until then, look at the stage after a deploy that failed: CloudFormation may write what the template says.';

/** On one line where they fit. @param indent of the second, if it stands below */
function besideOrBelow(first: readonly string[], second: readonly string[], columns: number, indent = ''): string[] {
  const line = [...first, ...second].join('  ');
  return cellWidth(line) <= columns ? [line] : [...first, ...second.map((text) => indent + text)];
}

function changedVariables(before: LiveStage, expected: LiveStage): string[] {
  const names = [...new Set([...Object.keys(before.variables), ...Object.keys(expected.variables)])].sort();
  return names.filter((name) => before.variables[name] !== expected.variables[name]);
}

function canaryText({ canary }: LiveStage): string {
  return canary === undefined ? 'none' : `${canary.deploymentId}  ${canary.percentTraffic} %`;
}

import Table from 'cli-table3';
import pc from 'picocolors';
import { PhaseResult, StageReport } from './phase-result';
import { Phase } from './phases';
import { PlainCdkResult } from './plain-cdk';

const BAR_WIDTH = 40;

/** The colours of a terminal. */
export type Colours = ReturnType<typeof pc.createColors>;

/** Which version answered, as bars, and the stage as it stands. */
export function picture(phase: Phase, number: number, result: PhaseResult, problems: readonly string[], duringDeploy: number): string {
  return ['', ...phaseScene(phase, number, result, problems), pc.dim(`  ${duringDeploy} more requests were sent while the deploy ran`)].join('\n');
}

/** The same without what depends on how fast the machine is. Equal seeds make equal scenes. */
export function phaseScene(phase: Phase, number: number, result: PhaseResult, problems: readonly string[], colours: Colours = pc): string[] {
  return [
    colours.bold(`${number}. ${phase.title}`) + colours.dim(`   ${phase.command}`),
    '',
    ...bars(result, colours),
    '',
    ...stageTable(result.stage).split('\n'),
    ...problems.map((problem) => colours.red(`✗ ${problem}`)),
    ...(problems.length === 0 ? [colours.green('✓ as it must be')] : []),
  ];
}

type Counted = Pick<PhaseResult, 'answers' | 'failures' | 'requests'>;

function bars({ answers, failures, requests }: Counted, colours: Colours): string[] {
  return [
    bar('version 1', answers['1'], requests, colours.cyan, colours),
    bar('version 2', answers['2'], requests, colours.green, colours),
    bar('failed', failures, requests, colours.red, colours),
  ];
}

function bar(label: string, count: number, of: number, colour: (text: string) => string, { dim }: Colours): string {
  const share = of === 0 ? 0 : count / of;
  const filled = count > 0 ? Math.max(1, Math.min(BAR_WIDTH, Math.round(share * BAR_WIDTH))) : 0;
  return `  ${label.padEnd(10)} ${colour('█'.repeat(filled))}${dim('·'.repeat(BAR_WIDTH - filled))} ${String(count).padStart(6)}  `
    + `${(share * 100).toFixed(1).padStart(5)} %`;
}

function stageTable(stage: StageReport): string {
  const canary = stage.canarySettings;
  const table = new Table({ style: { head: [], border: [] }, head: ['stage prod', 'deployment', 'traffic', 'variables'] });
  table.push(['production', stage.deploymentId, canary ? `${rounded(100 - canary.percentTraffic)} %` : '100 %', variables(stage.variables)]);
  table.push(canary
    ? ['canary', canary.deploymentId, `${canary.percentTraffic} %`, `${variables(canary.stageVariableOverrides)} (overrides)`]
    : ['canary', 'none', '', '']);
  return table.toString();
}

function variables(map: Readonly<Record<string, string>>): string {
  return Object.entries(map).map(([name, value]) => `${name}=${value}`).join(' ') || 'none';
}

function rounded(percent: number): number {
  return Number(percent.toFixed(2));
}

/** What plain CDK made of the same canary. */
export function plainPicture(result: PlainCdkResult): string {
  const { failuresDuringDeploy, requestsDuringDeploy } = result;
  return ['', ...plainScene(result), pc.dim(`  ${failuresDuringDeploy} of ${requestsDuringDeploy} failed while it was at work`), ''].join('\n');
}

/** The same without what depends on how fast the machine is. */
export function plainScene(result: PlainCdkResult, colours: Colours = pc): string[] {
  const { requests, failures } = result;
  return [
    colours.bold('For comparison: the same canary with plain CDK') + colours.dim('   UPDATE_COMPLETE'),
    '',
    ...bars(result, colours),
    '',
    ...failures === 0 ? [colours.green('✓ no request failed')] : [
      colours.red(`✗ ${failures} of ${requests} requests failed after CloudFormation had said UPDATE_COMPLETE`),
      '  The deploy deletes the version that production calls, and creates the canary\'s permission after its traffic: docs/traps.md',
    ],
  ];
}

import Table from 'cli-table3';
import pc from 'picocolors';
import { PhaseResult, StageReport } from './phase-result';
import { Phase } from './phases';
import { PlainCdkResult } from './plain-cdk';

const BAR_WIDTH = 40;

/** Which version answered, as bars, and the stage as it stands. */
export function picture(phase: Phase, number: number, result: PhaseResult, problems: readonly string[], duringDeploy: number): string {
  return [
    '',
    pc.bold(`${number}. ${phase.title}`) + pc.dim(`   ${phase.command}`),
    '',
    bar('version 1', result.answers['1'], result.requests, pc.blue),
    bar('version 2', result.answers['2'], result.requests, pc.green),
    bar('failed', result.failures, result.requests + duringDeploy, pc.red),
    '',
    stageTable(result.stage),
    ...problems.map((problem) => pc.red(`✗ ${problem}`)),
    ...(problems.length === 0 ? [pc.green(`✓ as it must be; ${duringDeploy} more requests were answered while the deploy ran`)] : []),
  ].join('\n');
}

function bar(label: string, count: number, of: number, colour: (text: string) => string): string {
  const share = of === 0 ? 0 : count / of;
  const filled = count > 0 ? Math.max(1, Math.round(share * BAR_WIDTH)) : 0;
  return `  ${label.padEnd(10)} ${colour('█'.repeat(filled))}${pc.dim('·'.repeat(BAR_WIDTH - filled))} ${String(count).padStart(6)}  `
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
export function plainPicture({ requests, failures, requestsDuringDeploy, failuresDuringDeploy }: PlainCdkResult): string {
  const verdict = failures + failuresDuringDeploy === 0 ? pc.green(
    'No request failed.',
  ) : pc.red(`${failures} of ${requests} requests failed after CloudFormation had said UPDATE_COMPLETE`
    + `, ${failuresDuringDeploy} of ${requestsDuringDeploy} while it was at work.`);
  return `\n  ${verdict}\n  The deploy deletes the version that production calls, and creates the canary's permission after its traffic: `
    + 'docs/traps.md.\n';
}

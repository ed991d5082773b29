import type { StatusReport } from './status-report';
import { EXIT, ExitCode } from '../exit-code';

/** What `--until` waits for. */
export type Until = 'stable' | 'paused' | 'healthy';

/** How a look ends the command. undefined: it goes on */
export function isReached(reports: readonly StatusReport[], until: Until | undefined): ExitCode | undefined {
  switch (until) {
    case 'stable': return stable(reports);
    case 'paused': return paused(reports);
    case 'healthy': return healthy(reports);
    case undefined: return undefined;
  }
}

/** 1 for what a person should look at, with `--exit-code`. */
export function statusExitCode({ state, health, base, canary }: StatusReport): ExitCode {
  const isMissing = [...base?.functions ?? [], ...canary?.functions ?? []].some(({ state: found }) => found === 'missing');
  const isWrong = state === 'FOREIGN_CANARY' || state === 'ROLLBACK_FAILED' || state === 'STACK_FAILED';
  return isWrong || health?.verdict === 'WORSE' || isMissing ? EXIT.NO : EXIT.DONE;
}

function stable(reports: readonly StatusReport[]): ExitCode | undefined {
  const statuses = reports.map(({ stack }) => stack?.status ?? '');
  if (statuses.some((status) => status.endsWith('_IN_PROGRESS'))) { return undefined; }
  return statuses.some((status) => /ROLLBACK|FAILED/.test(status)) ? EXIT.NO : EXIT.DONE;
}

/** Where no step that is to come waits for a person, none ever will. */
function paused(reports: readonly StatusReport[]): ExitCode | undefined {
  if (reports.some(({ state }) => state === 'PAUSED')) { return EXIT.DONE; }
  const mayPause = reports.some(({ stack, rollout }) => /^(CREATE|UPDATE)_IN_PROGRESS$/.test(stack?.status ?? '')
    && (rollout === undefined || rollout.steps.some(({ state, pauseSeconds }) => pauseSeconds !== undefined && state !== 'done')));
  return mayPause ? undefined : EXIT.NO;
}

function healthy(reports: readonly StatusReport[]): ExitCode | undefined {
  const verdicts = reports.map(({ health }) => health?.verdict);
  if (verdicts.includes('WORSE')) { return EXIT.NO; }
  // Nothing is there that could become healthy.
  const isQuiet = reports.every(({ stack, state }) => state !== 'DEPLOYING' && !stack?.status.endsWith('_IN_PROGRESS'));
  if (isQuiet && verdicts.every((verdict) => verdict === undefined)) { return EXIT.NO; }
  return verdicts.every((verdict) => verdict === 'HEALTHY') ? EXIT.DONE : undefined;
}

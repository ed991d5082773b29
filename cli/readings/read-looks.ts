import { FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import type { RolloutFigures } from '../../lib/rollout/contract';
import type { Account } from '../account/account';
import { CommandError } from '../messages/command-ids';

/** What a look of a rollout found, as its function has logged it. */
export interface RolloutLook {
  /** ISO 8601. */
  readonly at: string;
  readonly step: { readonly index: number; readonly percentTraffic: number };
  /** A sentence. */
  readonly reason: string;
  readonly gates: ReadonlyArray<{ readonly gate: string; readonly verdict: 'PASS' | 'FAIL' | 'INCONCLUSIVE'; readonly reason: string }>;
  readonly figures?: RolloutFigures;
}

/** What the log of a rollout tells. */
export interface LooksReading {
  readonly rolloutId?: string;
  /** Name of the execution that carries out the step. */
  readonly execution?: string;
  /** The last one. @default - none yet */
  readonly look?: RolloutLook;
  /** The right that was missing. */
  readonly unreadable?: string;
}

/** Looks come once in a minute: nobody needs to read more of the log. */
const RECENT = 4 * 60_000;

/**
 * The last look of the rollout on a stage.
 *
 * @param since when the rollout began: an earlier one has other gates
 */
export async function readLooks(
  account: Account, logGroupName: string, { restApiId, stageName }: { readonly restApiId: string; readonly stageName: string },
  { since, now }: { readonly since: Date; readonly now: Date },
): Promise<LooksReading> {
  const startTime = Math.max(since.getTime(), now.getTime() - RECENT);
  const lines: any[] = [];
  let nextToken: string | undefined;
  try {
    do {
      // Of a line only the API is asked for: what it looks like may change with a version.
      const page = await account.read('logs:FilterLogEvents', (options) => account.logs.send(
        new FilterLogEventsCommand({ logGroupName, filterPattern: `"${restApiId}"`, startTime, nextToken }), options,
      ), isMissing);
      lines.push(...(page.events ?? []).flatMap(({ message = '' }) => parsed(message)));
      ({ nextToken } = page);
    } while (nextToken);
  } catch (error) {
    if (isMissing(error as Error)) { return {}; }
    if (error instanceof CommandError && error.id === 'AccessDenied') { return { unreadable: 'logs:FilterLogEvents' }; }
    throw error;
  }
  return looksIn(lines.filter(({ api, stage }) => api === restApiId && stage === stageName));
}

/** Out of lines, the oldest first. */
export function looksIn(lines: readonly any[]): LooksReading {
  const last = (has: (line: any) => boolean) => [...lines].reverse().find(has);
  const rolloutId = last(({ rollout }) => typeof rollout === 'string')?.rollout;
  const execution = last(({ execution: name, rollout }) => typeof name === 'string' && rollout === rolloutId)?.execution;
  const look = last(({ gates, step, rollout }) => Array.isArray(gates) && step !== undefined && rollout === rolloutId);
  return {
    ...rolloutId === undefined ? {} : { rolloutId },
    ...execution === undefined ? {} : { execution },
    ...look === undefined ? {} : {
      look: {
        at: String(look.at), step: look.step, reason: String(look.reason), gates: look.gates, ...look.figures ? { figures: look.figures } : {},
      },
    },
  };
}

const isMissing = (error: Error): boolean => error.name === 'ResourceNotFoundException';

/** Lambda may have put something before the line. */
function parsed(message: string): unknown[] {
  try {
    return [JSON.parse(message.slice(message.indexOf('{')))];
  } catch {
    return [];
  }
}

import { promotionLines } from './promotion-lines';
import { promotionLook } from './promotion-look';
import { rollbackLines } from './rollback-lines';
import { readRollbackTarget, RollbackTarget } from './rollback-target';
import type { GoingBack, Steering, SteeringSituation } from './steering';
import type { LiveStage } from '../../lib/stage/live-stage';
import { inspect } from '../readings/inspect';
import { calledName, missingRights } from '../readings/read-functions';
import type { Style } from '../screen/style';
import type { Health } from '../status/health-of';
import { statusReport } from '../status/status-report';
import type { CommandTarget } from '../target/find-target';
import type { Release } from '../target/release';

/** What a command reads beside the stage, before it moves production. */
export interface Look {
  /** What of it decides. */
  readonly known: Pick<SteeringSituation, 'brokenCalls' | 'target'>;
  /** Of the canary that is to be promoted. @default - it gets nothing, or is not to be promoted */
  readonly health?: Health;
  /** What a person should have seen. */
  lines(style: Style): string[];
}

/** How far back figures are shown. */
const LOOKED_AT = 15 * 60_000;

/** @returns undefined for commands that do not move production */
export async function lookFor(steering: Steering, target: CommandTarget, release: Release, live: LiveStage, now: Date): Promise<Look | undefined> {
  const { account, region, accountId } = target;
  switch (steering.command) {
    case 'promote': {
      const { inspection } = await inspect(account, { release, region, accountId }, { now, sinceMilliseconds: LOOKED_AT });
      const look = promotionLook(inspection, statusReport(inspection, []));
      return { known: { brokenCalls: look.brokenCalls }, health: look.health, lines: (style) => promotionLines(look, style) };
    }
    case 'rollback': {
      const found = await readRollbackTarget(account, release, live, steering.to);
      return { known: { target: found && goingBackTo(found) }, lines: (style) => found ? rollbackLines(found, now, style) : [] };
    }
    default: return undefined;
  }
}

function goingBackTo({ deploymentId, deployment, variables = {}, functions }: RollbackTarget): GoingBack {
  return {
    deploymentId,
    exists: deployment !== undefined,
    createdAt: deployment?.createdAt,
    variables,
    brokenCalls: (functions ?? []).filter(({ state }) => state === 'missing' || state === 'not-callable').map(calledName),
    missingRights: missingRights(functions ?? []),
    isVerified: functions !== undefined && functions.every(({ state }) => state !== 'unknown'),
  };
}

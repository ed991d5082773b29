import { PutEventsCommand } from '@aws-sdk/client-eventbridge';
import type { SteeringReport } from './steering-report';
import type { LiveStage } from '../../lib/stage/live-stage';
import type { Account } from '../account/account';
import { packageVersion } from '../package/package-version';

const SOURCE = 'cdk-canary-rest-api';
const DETAIL_TYPE = 'Canary Changed By Hand';

/** What was written to a stage, and when it was read back. */
export interface ChangeByHand {
  readonly before: LiveStage;
  readonly after: LiveStage;
  readonly at: Date;
  readonly stackId?: string;
}

/** The detail of the event: who, what, when, why. Fields are only ever added. */
export function changeDetail(
  { operationId, command, actor, reason, release }: Pick<SteeringReport, 'operationId' | 'command' | 'actor' | 'reason' | 'release'>,
  { before, after, at, stackId }: ChangeByHand,
): object {
  const { restApiId, stageName } = release;
  return {
    schema: 1,
    operationId,
    command,
    actor,
    reason,
    restApiId,
    stage: stageName,
    stackId,
    before,
    after,
    at: at.toISOString(),
    version: packageVersion(),
  };
}

/** Puts the event on the default bus. @returns why it is not there, or undefined: the change itself is done */
export async function announceChange(account: Account, detail: object): Promise<string | undefined> {
  const command = new PutEventsCommand({ Entries: [{ Source: SOURCE, DetailType: DETAIL_TYPE, Detail: JSON.stringify(detail) }] });
  const put = await account.write('events:PutEvents', (options) => account.eventBridge.send(command, options));
  if (put.outcome !== 'answered') { return put.error.id === 'AccessDenied' ? 'events:PutEvents is denied' : put.error.message; }
  const { FailedEntryCount: failed = 0, Entries: [entry] = [] } = put.answer;
  return failed === 0 ? undefined : entry?.ErrorMessage ?? entry?.ErrorCode ?? 'EventBridge did not take it';
}

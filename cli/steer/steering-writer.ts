import { UpdateStageCommand } from '@aws-sdk/client-api-gateway';
import { judgeSteering, SteeringVerdict } from './judge-steering';
import { stageText } from './stage-text';
import type { Steering, SteeringPlan } from './steering';
import { readingOf } from '../../lib/aws/gateway';
import { differences, LiveStage } from '../../lib/stage/live-stage';
import { PatchOperation, patchOperations } from '../../lib/stage/patch-operations';
import type { Account, WriteOutcome } from '../account/account';
import { CommandError, commandError } from '../messages/command-ids';
import { readStage, StageSurroundings } from '../readings/read-stage';
import { stagesOf } from '../readings/stages-of';
import type { Terminal } from '../terminal';

const READ_BACKS = 10;
const READ_BACK_MILLISECONDS = 500;
/** An abort is worth more than one call: a repeated one does no harm. */
const ABORT_ATTEMPTS = 5;

/** Which stage, and through what it is reached. */
export interface SteeredStage {
  readonly account: Account;
  readonly region: string;
  readonly restApiId: string;
  readonly stageName: string;
}

/** What became of a stage that was to be put back. */
export interface TakenBack {
  readonly now: LiveStage;
  /** Why it is not back, a sentence. @default - it is */
  readonly why?: string;
}

/** Writes to one stage, each plan by one UpdateStage, and judges by what it reads back. */
export class SteeringWriter {
  constructor(private readonly terminal: Pick<Terminal, 'sleep'>, private readonly stage: SteeredStage, private readonly steering: Steering) {}

  /** @throws CommandError UnknownStage */
  async read(): Promise<LiveStage> {
    return (await this.readSurroundings()).live;
  }

  /** @throws CommandError UnknownStage */
  async readSurroundings(): Promise<StageSurroundings> {
    const { account, restApiId, stageName, region } = this.stage;
    const reading = await readStage(account, this.stage);
    if (reading === undefined) { throw commandError('UnknownStage', restApiId, stageName, region, await stagesOf(account, restApiId)); }
    return reading;
  }

  /** @returns the stage, read back as planned @throws CommandError otherwise */
  async write(plan: SteeringPlan): Promise<LiveStage> {
    for (let attempt = 1; ; attempt++) {
      const written = await this.update(plan.operations);
      const { after, verdict } = await this.readBack(plan, written);
      if (verdict.outcome === 'done') { return after; }
      const mayRepeat = this.steering.command === 'abort' && attempt < ABORT_ATTEMPTS && isPassing(written);
      if (verdict.outcome !== 'unchanged' || !mayRepeat) { throw await this.failure(plan, written, verdict, after); }
      await this.terminal.sleep(READ_BACK_MILLISECONDS * attempt);
    }
  }

  /**
   * Puts a stage back that is still as this command has written it. As with an abort, a repeated call does no harm.
   *
   * @throws CommandError OutcomeUnknown when the stage cannot be read any more
   */
  async takeBack(written: LiveStage, before: LiveStage): Promise<TakenBack> {
    for (let attempt = 1; ; attempt++) {
      const found = await this.readAfterWrite();
      if (differences(before, found).length === 0) { return { now: found }; }
      if (differences(written, found).length > 0) { return { now: found, why: 'somebody else has changed the stage meanwhile.' }; }
      const sent = await this.update(patchOperations(found, before));
      if (sent.outcome !== 'answered' && (attempt === ABORT_ATTEMPTS || !isPassing(sent))) {
        const now = await this.readAfterWrite();
        return differences(before, now).length === 0 ? { now } : { now, why: sent.error.text };
      }
      if (attempt === ABORT_ATTEMPTS) { return { now: await this.readAfterWrite(), why: 'AWS took the call, and the stage reads as before.' }; }
      await this.terminal.sleep(READ_BACK_MILLISECONDS * attempt);
    }
  }

  /** One call, and the stage after it. */
  private async writeOnce(operations: readonly PatchOperation[]): Promise<{ written: WriteOutcome<LiveStage>; now: LiveStage }> {
    const written = await this.update(operations);
    return { written, now: await this.readAfterWrite() };
  }

  private update(operations: readonly PatchOperation[]): Promise<WriteOutcome<LiveStage>> {
    const { account, restApiId, stageName } = this.stage;
    const command = new UpdateStageCommand({ restApiId, stageName, patchOperations: [...operations] });
    return account.write('apigateway:PATCH', async (options) => readingOf(await account.apiGateway.send(command, options)).stage);
  }

  /** Until two readings agree. A write whose answer was lost may still take its effect. */
  private async readBack(plan: SteeringPlan, written: WriteOutcome<LiveStage>): Promise<{ after: LiveStage; verdict: SteeringVerdict }> {
    const answer = written.outcome === 'answered' ? written.answer : undefined;
    let previous: LiveStage | undefined;
    for (let reading = 1; ; reading++) {
      const after = await this.readAfterWrite();
      const verdict = judgeSteering(this.steering, plan, { after, answer });
      const isSettled = previous !== undefined && differences(previous, after).length === 0;
      const mayCome = verdict.outcome === 'unchanged' && written.outcome !== 'refused';
      if (isSettled && !mayCome || reading === READ_BACKS) { return { after, verdict }; }
      previous = after;
      await this.terminal.sleep(READ_BACK_MILLISECONDS);
    }
  }

  private async readAfterWrite(): Promise<LiveStage> {
    try {
      return await this.read();
    } catch (error) {
      throw error instanceof CommandError ? commandError('OutcomeUnknown', error.message) : error;
    }
  }

  private async failure(plan: SteeringPlan, written: WriteOutcome<LiveStage>, verdict: SteeringVerdict, after: LiveStage): Promise<CommandError> {
    switch (verdict.outcome) {
      case 'repair': {
        const { written: repaired, now } = await this.writeOnce(verdict.operations);
        const isBack = repaired.outcome === 'answered' && differences(verdict.expected, now).length === 0;
        const outcome = isBack ? 'took its change back' : 'could not take its change back';
        return commandError('ChangedMeanwhile', `This command met another canary than it had read, and ${outcome}: ${stageText(now)}.`);
      }
      case 'unchanged': {
        if (written.outcome === 'refused' && written.isConflict) {
          const why = 'API Gateway is changing the API for somebody else at this moment, and has refused.';
          return commandError('ChangedMeanwhile', `Nothing was changed: ${stageText(after)}. Try again.`, why);
        }
        if (written.outcome === 'refused') { return written.error; }
        return commandError(
          'OutcomeUnknown', written.outcome === 'unknown' ? written.error.message : `the stage still reads as before: ${stageText(after)}.`,
        );
      }
      default: return commandError('ChangedMeanwhile', `It is now: ${stageText(after)}; planned was: ${stageText(plan.expected)}.`);
    }
  }
}

/** Whether the same call may succeed a moment later. */
function isPassing(written: WriteOutcome<LiveStage>): boolean {
  return written.outcome !== 'refused' || ['AwsError', 'Throttled'].includes(written.error.id);
}

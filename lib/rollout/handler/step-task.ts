import { endBadly } from './put-back';
import { functionPayload, GateReadings, reading } from './readings';
import type { RolloutScope } from './rollout-scope';
import type { StageReading } from '../../aws/gateway';
import { describedStage } from '../../stage/described-stage';
import type { NextOperations } from '../../stage-driver/handler/stage-writer';
import { FUNCTION_MILLISECONDS, HookName, RolloutState, ParsedStep, StepProgress, StateResult, TaskPayload } from '../contract';
import { EndedStep, rolloutResourceId, stepAttributes } from '../decision/attributes';
import { cutReason } from '../decision/cut-reason';
import { momentOf } from '../decision/failure-text';
import { functionGate } from '../decision/gates/function-gate';
import type { GateResult, Reading } from '../decision/gates/gate-result';
import { figuresOf, judgeGates, LOG, Readings } from '../decision/judge';
import { decideLook, endedByStage, LookSituation, secondsToNextLook } from '../decision/look';
import { ShareSeries, windowOf } from '../decision/minutes';
import { FailureId, isOver, StepOutcome } from '../decision/outcome';
import { missingData } from '../decision/preflight';
import { hasNothingToShift, isCanaryAt, standingOf } from '../decision/standing';
import { setPercent } from '../decision/writes';

const MINUTE = 60_000;
const HISTORY = 180 * MINUTE;
/** With all its repetitions. */
const LONGEST_BEGIN = 5 * MINUTE;

type Ended = Extract<StepOutcome, { readonly act: 'FAIL' }>;

/** The states of a step: sets its percent, looks, ends. Every state may run twice. */
export class StepTask {
  private readonly readings: GateReadings;

  /** @param now when the state was entered, in milliseconds */
  constructor(private readonly scope: RolloutScope, private readonly step: ParsedStep, private readonly now: number) {
    this.readings = new GateReadings(scope, step);
  }

  /** Sets the percent, and no more than that. */
  async begin(): Promise<StateResult | undefined> {
    const { step, at } = this;
    const { found, isOperationOver } = await this.read();
    if (isOperationOver) { return this.leave(); }
    if (hasNothingToShift(step, found?.stage)) { return this.succeedWithoutShift(); }
    const before = this.progressFrom(at, await this.readings.alarmNames());
    const isFirst = step.index === 1 && !isCanaryAt(step, found!.stage, step.percentTraffic);
    const refused = isFirst ? await this.refusedBeforeTraffic(before) : undefined;
    if (refused !== undefined) { return this.fail(refused, undefined, []); }
    const { end, written } = await this.writePercent(found);
    const progress = this.progressFrom(beginOf(this.now, written), before.alarms);
    if (end !== undefined) { return this.fail(end, progress, []); }
    if (isFirst) { await this.tell('STARTED'); }
    await this.tell('STEP_STARTED');
    return { next: 'WAIT', seconds: secondsToNextLook(step, progress, this.now), progress };
  }

  /** Reads, judges, decides. Only an end writes. */
  async look(progress: StepProgress): Promise<StateResult | undefined> {
    const { step, now } = this;
    const { found, isOperationOver } = await this.read();
    if (isOperationOver) { return this.leave(); }
    const standing = standingOf(step, found?.stage);
    const seen = { step, progress, now, standing, livePercent: found?.stage.canary?.percentTraffic ?? 0 };
    const byStage = endedByStage(seen);
    if (byStage !== undefined) { return this.end(byStage, progress, []); }
    const readings = await this.readings.read(progress, now);
    const results = judgeGates(step, progress, now, readings);
    return this.decide({ ...seen, results }, readings);
  }

  /** After a crash: nobody would judge the canary any more. */
  async putBackAfter(error: TaskPayload['error'], progress: StepProgress | undefined): Promise<StateResult | undefined> {
    const why = brokenBy(error);
    return this.fail({ act: 'FAIL', id: 'RolloutBroken', why }, progress, []);
  }

  private get at(): string {
    return new Date(this.now).toISOString();
  }

  private async read(): Promise<{ readonly found?: StageReading; readonly isOperationOver: boolean }> {
    const { scope, step } = this;
    const [stack, found] = await Promise.all([
      scope.ownStack.describe(scope.event.StackId), scope.gateway.readStage(step.restApiId, step.stageName),
    ]);
    scope.log({ message: 'Read the stage', status: stack.status, live: found && describedStage(found.stage) });
    return { found, isOperationOver: isOver(stack.status) };
  }

  private async refusedBeforeTraffic(progress: StepProgress): Promise<Ended | undefined> {
    const { step, now } = this;
    const missing = missingData(step, await this.readings.shares(now - HISTORY, now), progress.alarms);
    if (missing !== undefined) { return { act: 'FAIL', id: 'GateWithoutData', why: missing }; }
    const asked = await this.askHook('preTraffic', step.hooks.PreTraffic, progress, 'The first percent is about to be set.');
    return asked && hookEnd('preTraffic', asked);
  }

  private progressFrom(started: string, alarms: StepProgress['alarms']): StepProgress {
    const { rolloutStarted } = this.step;
    return {
      started,
      rolloutStarted: rolloutStarted === undefined ? started : new Date(rolloutStarted).toISOString(),
      isPaused: false,
      unmeasuredLooks: 0,
      alarms,
    };
  }

  private async writePercent(found: StageReading | undefined): Promise<{ readonly end?: Ended; readonly written?: StageReading }> {
    const { scope, step } = this;
    let end: Ended | undefined;
    const next: NextOperations = (read, last) => {
      const write = setPercent(step, read?.stage, last === 'written');
      end = 'end' in write ? { act: 'FAIL', ...ENDS[write.end] } : undefined;
      return 'operations' in write ? write.operations : [];
    };
    const writer = scope.writer(step);
    const written = await writer.lead(found, next, 'forward', scope.calls);
    if (writer.hasWritten) { scope.log({ message: 'Set the percent', percentTraffic: step.percentTraffic, stageMoved: true }); }
    return { end, written };
  }

  private async decide(situation: LookSituation & { readonly results: readonly GateResult[] }, readings: Readings): Promise<StateResult | undefined> {
    const { scope, step } = this;
    const { progress, results } = situation;
    const outcome = decideLook(situation);
    if (outcome.act !== 'SUCCEED' || step.hooks.Step === undefined) { return this.end(outcome, progress, results); }
    const log = readings.shares.get(LOG);
    const asked = await this.askHook('step', step.hooks.Step, progress, `The step at ${step.percentTraffic} % is about to end: ${outcome.why}`, log);
    const withHook = [...results, asked!];
    scope.log({ message: 'Asked the hook of the step', verdict: asked!.verdict, reason: asked!.reason });
    return this.end(asked!.isUnmeasured ? hookEnd('step', asked!)! : decideLook({ ...situation, results: withHook }), progress, withHook);
  }

  private async askHook(
    hook: HookName, arn: string | undefined, progress: StepProgress, reason: string, log?: Reading<ShareSeries>,
  ): Promise<GateResult | undefined> {
    if (arn === undefined) { return undefined; }
    const payload = functionPayload(this.step, windowOf(this.step, progress, this.now), this.now, log);
    const answer: Reading<unknown> = await reading(() => this.scope.functions.ask(arn, { ...payload, hook, reason }, FUNCTION_MILLISECONDS));
    return functionGate(`hook ${hook}`, answer, 'PASS');
  }

  private async end(outcome: StepOutcome, progress: StepProgress, results: readonly GateResult[]): Promise<StateResult | undefined> {
    const { scope } = this;
    const { index, percentTraffic } = this.step;
    scope.log({
      message: 'Look',
      at: this.at,
      step: { index, percentTraffic },
      act: outcome.act,
      reason: outcome.why,
      figures: figuresOf(results),
      gates: results.map(({ gate, verdict, reason }) => ({ gate, verdict, reason })),
    });
    switch (outcome.act) {
      case 'LEAVE': return this.leave();
      case 'FAIL': return this.fail(outcome, progress, results);
      case 'SUCCEED':
        await this.tell('STEP_PASSED', outcome.why, results);
        return this.succeed({ ...outcome, rolloutStarted: progress.rolloutStarted, results });
      case 'WAIT':
        if (outcome.tells !== undefined) { await this.tell(outcome.tells, outcome.why, results); }
        return { next: 'WAIT', seconds: outcome.seconds, progress: outcome.progress };
    }
  }

  private async succeedWithoutShift(): Promise<undefined> {
    const { scope, step } = this;
    if (step.steps === 'SKIPPED' && step.index === 1) {
      await scope.tell(step, this.at, { state: 'SKIPPED', reason: 'The operator said skip: production follows at once, without steps.' });
    }
    return this.succeed({ verdict: 'NOTHING_TO_SHIFT', percentTraffic: step.percentTraffic, results: [] });
  }

  private async succeed(ended: EndedStep): Promise<undefined> {
    await this.scope.answer({ physicalId: rolloutResourceId(this.scope.event), data: { ...stepAttributes(this.step, ended) } });
    return undefined;
  }

  private async fail({ id, decisive, why }: Ended, progress: StepProgress | undefined, results: readonly GateResult[]): Promise<undefined> {
    const { scope, step, now, at } = this;
    const began = progress ? Date.parse(progress.rolloutStarted) : step.rolloutStarted;
    const { index, percentTraffic } = step;
    await endBadly(scope, step, {
      id: id as FailureId,
      why,
      moment: momentOf(percentTraffic, began === undefined ? undefined : (now - began) / MINUTE, id === 'RolloutBroken'),
      at,
      gate: decisive?.gate,
      step: { index, percentTraffic },
      figures: figuresOf(results),
      told: functionPayload(step, windowOf(step, { started: at, rolloutStarted: new Date(began ?? now).toISOString() }, now), now),
      wrotePercent: percentTraffic,
    });
    return undefined;
  }

  private leave(): undefined {
    this.scope.log({ level: 'WARN', message: 'The operation is over or goes back. Nothing is written, and nothing is answered.' });
    return undefined;
  }

  private async tell(state: RolloutState, reason?: string, results: readonly GateResult[] = []): Promise<void> {
    const { index, percentTraffic } = this.step;
    const figures = figuresOf(results);
    await this.scope.tell(this.step, this.at, { state, step: { index, percentTraffic }, ...reason && { reason }, ...figures && { figures } });
  }
}

/**
 * When the step had its percent, as ISO 8601: its minutes, and those of the rollout, count from then on.
 *
 * A state that is repeated for minutes does not renew the time when it was entered, and until its write the stage had the percent of before. API
 * Gateway says when the stage was written.
 */
function beginOf(entered: number, written: StageReading | undefined): string {
  const told = written?.lastUpdated?.getTime() ?? entered;
  return new Date(Math.min(Math.max(entered, told), entered + LONGEST_BEGIN)).toISOString();
}

/** Ends that a write finds, in words. */
export const ENDS: Readonly<Record<'aborted by hand' | 'modified outside' | 'superseded', { readonly id: FailureId; readonly why: string }>> = {
  'aborted by hand': { id: 'AbortedByHand', why: 'The canary is not on the stage any more.' },
  'modified outside': { id: 'ModifiedOutside', why: 'The stage is not as the rollout left it.' },
  'superseded': { id: 'Superseded', why: 'What came of it was taken off again.' },
};

/** A hook that throws, or says FAIL, ends the rollout. */
export function hookEnd(hook: HookName, { verdict, reason, isUnmeasured }: GateResult): Ended | undefined {
  return verdict === 'PASS' ? undefined
    : { act: 'FAIL', id: 'HookFailed', why: `The hook ${hook} ${isUnmeasured ? `did not answer. ${reason}` : `says ${verdict}: ${reason}`}` };
}

/** What Step Functions tells of a crash. */
export function brokenBy(error: TaskPayload['error']): string {
  return cutReason(`${error?.Error ?? 'unknown error'}: ${messageIn(error?.Cause)}`);
}

/** Of a function that threw, Step Functions delivers the error as JSON. */
function messageIn(cause: string | undefined): string {
  try {
    return (JSON.parse(cause ?? '') as { errorMessage?: string }).errorMessage ?? cause ?? '';
  } catch {
    return cause ?? 'no cause was told.';
  }
}

import { endBadly } from './put-back';
import { reading } from './readings';
import type { RolloutScope } from './rollout-scope';
import { brokenBy, ENDS, hookEnd } from './step-task';
import type { StageReading } from '../../aws/gateway';
import { PROPAGATION_SECONDS } from '../../stage-driver/contract/driver-properties';
import { isChangedLately } from '../../stage-driver/decision/left-behind';
import type { NextOperations } from '../../stage-driver/handler/stage-writer';
import { FUNCTION_MILLISECONDS, FunctionPayload, NO_PROGRESS, PromotionProperties, ParsedPromotion, StateResult, TaskPayload } from '../contract';
import { rolloutResourceId, promotionAttributes } from '../decision/attributes';
import { functionGate } from '../decision/gates/function-gate';
import { FailureId, isOver } from '../decision/outcome';
import { decidePromotion } from '../decision/promotion';
import { toldOf } from '../decision/told';
import { promote } from '../decision/writes';

interface Ended {
  readonly id: FailureId;
  readonly why: string;
}

/** The promotion: one task. Production takes over what the canary has, if the last step says so. */
export class PromotionTask {
  constructor(private readonly scope: RolloutScope, private readonly promotion: ParsedPromotion, private readonly now: number) {}

  /** @param hasMoved whether this is the look after the move, when requests have followed it */
  async run(hasMoved = false): Promise<StateResult | undefined> {
    const { scope, promotion } = this;
    const { restApiId, stageName, deploymentId } = promotion;
    const [stack, found] = await Promise.all([scope.ownStack.describe(scope.event.StackId), scope.gateway.readStage(restApiId, stageName)]);
    if (isOver(stack.status)) {
      scope.log({ level: 'WARN', message: 'The operation is over or goes back. Nothing is written, and nothing is answered.' });
      return undefined;
    }
    const outcome = decidePromotion(promotion, found?.stage);
    scope.log({ message: 'Promotion', act: outcome.act, reason: outcome.act === 'FAIL' ? outcome.why : `The last step says ${promotion.verdict}.` });
    if (outcome.act === 'FAIL') { return this.fail(outcome); }
    if (outcome.act === 'NOTHING_TO_SHIFT') { return this.succeed(found?.stage.deploymentId ?? deploymentId); }
    const written = await this.write(found, hasMoved);
    if (written === 'moved') { return this.untilRequestsFollow(); }
    const end = written ?? await this.afterTraffic();
    if (end !== undefined) { return this.fail(end); }
    const reason = outcome.act === 'TIDY' && !hasMoved ? { reason: 'Production was on the deployment already.' } : {};
    await scope.tell(promotion, this.at, { state: 'PROMOTED', ...reason });
    return this.succeed(deploymentId);
  }

  /** After a crash. What was promoted by then is taken back by CloudFormation's rollback, which begins with the answer. */
  async putBackAfter(error: TaskPayload['error']): Promise<StateResult | undefined> {
    return this.fail({ id: 'RolloutBroken', why: brokenBy(error) });
  }

  private get at(): string {
    return new Date(this.now).toISOString();
  }

  /** What the base called may go right after the answer. The state machine waits, and calls the task once more. */
  private untilRequestsFollow(): StateResult {
    return { next: 'WAIT', seconds: PROPAGATION_SECONDS, progress: NO_PROGRESS };
  }

  /** @returns `moved` when requests may still meet the stage of before */
  private async write(found: StageReading | undefined, hasMoved: boolean): Promise<Ended | 'moved' | undefined> {
    const { scope, promotion } = this;
    const { OldResourceProperties: previous } = scope.event as { OldResourceProperties?: PromotionProperties };
    let end: Ended | undefined;
    const next: NextOperations = (read) => {
      const write = promote(promotion, read?.stage, previous?.Variables ?? {});
      end = 'end' in write ? ENDS[write.end] : undefined;
      return 'operations' in write ? write.operations : [];
    };
    const writer = scope.writer(promotion);
    const last = await writer.lead(found, next, 'forward', scope.calls);
    scope.log({ message: end ? 'Did not promote' : 'Production is on the new deployment', stageMoved: writer.hasWritten });
    const isFresh = !hasMoved && last !== undefined && isChangedLately(last, new Date(scope.calls.now), PROPAGATION_SECONDS * 1000);
    return end ?? (writer.hasWritten || isFresh ? 'moved' : undefined);
  }

  /** A hook that fails after the promotion fails the operation: its rollback takes production back. */
  private async afterTraffic(): Promise<Ended | undefined> {
    const arn = this.promotion.hooks.PostTraffic;
    if (arn === undefined) { return undefined; }
    const payload = { ...this.told(), hook: 'postTraffic', reason: 'Production is on the new deployment.' };
    const result = functionGate('hook postTraffic', await reading(() => this.scope.functions.ask(arn, payload, FUNCTION_MILLISECONDS)), 'PASS');
    return hookEnd('postTraffic', result);
  }

  private async succeed(production: string): Promise<undefined> {
    await this.scope.answer({ physicalId: rolloutResourceId(this.scope.event), data: { ...promotionAttributes(this.promotion, production) } });
    return undefined;
  }

  private async fail({ id, why }: Ended): Promise<undefined> {
    await endBadly(this.scope, this.promotion, { id, why, moment: 'at its promotion', at: this.at, told: this.told() });
    return undefined;
  }

  private told(): FunctionPayload {
    return toldOf(this.promotion, this.at, { index: 0, percentTraffic: this.promotion.lastPercent });
  }
}

import type { CloudFormationCustomResourceEvent } from 'aws-lambda';
import type { RolloutWorld } from './world';
import { Announcements } from '../../aws/announcements';
import { Calls } from '../../aws/calls';
import { Log, eventLog } from '../../aws/event-log';
import { Executions } from '../../aws/executions';
import { Gateway } from '../../aws/gateway';
import { InvokedFunctions } from '../../aws/invoked-functions';
import { Metrics } from '../../aws/metrics';
import { OwnStack } from '../../aws/own-stack';
import { Result, deliver } from '../../aws/respond';
import { Fence } from '../../stage-driver/handler/fence';
import { StageWriter } from '../../stage-driver/handler/stage-writer';
import { EVENT_DETAIL_TYPE, EVENT_SOURCE, HookPayload, RolloutEvent, ParsedPart, RolloutProperties } from '../contract';

/** For sending the answer, after everything else has ended. */
const ANSWER_MILLISECONDS = 5_000;
/** For putting back: the stage, the fence, the write, and the stage again. */
const PUT_BACK_MILLISECONDS = 4_000;

type Told = Pick<RolloutEvent, 'state' | 'step' | 'reason' | 'gate' | 'figures'>;

/** What one event, or one attempt of a task, needs. Its calls end in time, and none begins after the deadline. */
export class RolloutScope {
  readonly log: Log;
  readonly calls: Calls;
  readonly gateway: Gateway;
  readonly ownStack: OwnStack;
  readonly fence: Fence;
  private readonly began: number;

  /** @param milliseconds after them nothing is written any more */
  constructor(readonly event: CloudFormationCustomResourceEvent, readonly world: RolloutWorld, milliseconds: number) {
    const { time, random, write } = world;
    const { RolloutId: rollout, Path: path } = event.ResourceProperties as unknown as RolloutProperties;
    this.log = eventLog((line) => write({ rollout, path, ...line }), event);
    this.began = time.now().getTime();
    this.calls = new Calls({ time, random, log: this.log, deadline: new Date(this.began + milliseconds) });
    this.gateway = new Gateway(world.apiGateway, this.calls);
    this.ownStack = new OwnStack(world.cloudFormation, this.calls);
    this.fence = new Fence(event, this.ownStack, this.calls);
  }

  /** The same calls, of which none ends later than so many milliseconds from now. */
  within(milliseconds: number): Calls {
    return this.calls.until(new Date(this.calls.now + milliseconds));
  }

  writer(part: ParsedPart): StageWriter {
    return new StageWriter(part, this.gateway, this.fence, this.began);
  }

  executions(stateMachineArn: string): Executions {
    return new Executions(this.world.stepFunctions, stateMachineArn, this.calls);
  }

  metrics(calls: Calls): Metrics {
    return new Metrics(this.world.cloudWatch, calls);
  }

  /** What is asked ends early enough to put back what it says no to. */
  get functions(): InvokedFunctions {
    return new InvokedFunctions(this.world.lambda, this.calls.until(new Date(this.calls.patience.deadline.getTime() - PUT_BACK_MILLISECONDS)));
  }

  /** Tells everybody what becomes of the rollout. */
  async tell(part: ParsedPart, at: string, told: Told): Promise<void> {
    const detail: RolloutEvent = {
      schema: 1,
      rolloutId: part.rolloutId,
      stackId: this.event.StackId,
      restApiId: part.restApiId,
      stage: part.stageName,
      base: part.baseDeploymentId,
      canary: part.deploymentId,
      at,
      ...told,
    };
    this.log({ message: `Rollout ${told.state}`, ...told });
    const announcements = new Announcements(this.world.eventBridge, this.world.sns, this.calls);
    await announcements.announce(EVENT_SOURCE, EVENT_DETAIL_TYPE, detail, part.topicArn);
  }

  /** Does not wait for the hook, and does not mind when it cannot be called: the way back must not wait. */
  async tellHook(functionArn: string | undefined, payload: HookPayload): Promise<void> {
    if (functionArn === undefined) { return; }
    try {
      await new InvokedFunctions(this.world.lambda, this.calls).tell(functionArn, payload, 2_000);
    } catch (error) {
      this.log({ level: 'WARN', message: `The hook ${payload.hook} was not called: ${String(error)}` });
    }
  }

  async answer(found: Result | Error): Promise<void> {
    const { time, random, logStream, put } = this.world;
    const deadline = new Date(Math.max(this.calls.patience.deadline.getTime(), this.calls.now + ANSWER_MILLISECONDS));
    await deliver(this.event, found, { time, random, logStream, log: this.log, deadline }, put);
  }
}

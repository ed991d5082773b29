import type { StepProperties, TaskPayload, StateResult } from '../../../lib/rollout/contract';
import { runEvent } from '../../../lib/rollout/handler/run-event';
import { runTask } from '../../../lib/rollout/handler/run-task';
import { patchStage } from '../../../rehearsal/apigateway/stage-patch/patch-stage';
import { EventClock } from '../../../rehearsal/cloudformation/event-clock';
import type { Row } from '../decision/rollouts';

/** What every resource of the rollout is told. */
const ROLLOUT = {
  RestApiId: 'api',
  StageName: 'prod',
  DeploymentId: 'N',
  BaseDeploymentId: 'B',
  RolloutId: 'r-1',
  RolloutSteps: 'RUN',
  StateMachineArn: 'arn:machine',
} as const;

/** Properties of the first step: 10 % for five minutes. */
export const FIRST_STEP: StepProperties = {
  ...ROLLOUT,
  Path: 'Release/Rollout/1-at-10-percent',
  Step: '1',
  PercentTraffic: '10',
  PreviousPercent: '0',
  NextPercent: '50',
  IsLast: 'false',
  BakeSeconds: '300',
  MetricDelaySeconds: '120',
  Namespace: 'CanaryRelease/api/prod',
  Gates: [{ Kind: 'ERROR_SHARE', Name: 'errorShare' }],
};

/** Properties of the second and last step. */
export const LAST_STEP: StepProperties = {
  ...FIRST_STEP,
  Path: 'Release/Rollout/2-at-50-percent',
  Step: '2',
  PercentTraffic: '50',
  PreviousPercent: '10',
  NextPercent: '100',
  IsLast: 'true',
  RolloutStarted: '2026-01-01T12:00:00.000Z',
};

/** Properties of the promotion, but for the verdict of the last step. */
export const PROMOTION = { ...ROLLOUT, Path: 'Release/Rollout/Promotion', LastPercent: '50' };

/** What was answered, and when. */
export interface AnsweredRollout {
  readonly Status: string;
  readonly Reason?: string;
  readonly PhysicalResourceId: string;
  readonly Data: any;
}

/** What becomes of a call. Nothing said: it is answered. */
export type CallFault = (call: string, input: any) => Error | 'hang' | 'acts and fails' | undefined;

/** An answer of AWS that repeating does not change. */
export function refusedByAws(message: string): Error {
  return Object.assign(new Error(message), { $metadata: { httpStatusCode: 400 } });
}

/** Counts of the minute that begins then. Undefined: no data. */
export type MinuteCounts = (begin: number) => Row | undefined;

/** One stage, one stack, one state machine and one CloudWatch, for a rollout's handler. */
export class FakeRollout {
  readonly clock = new EventClock(new Date('2026-01-01T12:00:00Z'));
  readonly log: any[] = [];
  readonly calls: string[] = [];
  readonly events: any[] = [];
  readonly published: any[] = [];
  readonly answers: AnsweredRollout[] = [];
  readonly invoked: any[] = [];
  readonly stopped: string[] = [];
  running: string[] = [];
  taken = new Set<string>();
  stage: any = { deploymentId: 'B', variables: {}, canarySettings: { deploymentId: 'N', percentTraffic: 0, useStageCache: false } };
  status = 'UPDATE_IN_PROGRESS';
  resourceStatus = 'UPDATE_IN_PROGRESS';
  /** Of the resource in this operation, newest first. */
  earlierStatuses: string[] = [];
  alarms: Array<{ AlarmName: string; StateValue: string; StateTransitionedTimestamp?: Date }> = [];
  resources: Array<{ LogicalResourceId: string; PhysicalResourceId?: string }> = [];
  functions: Record<string, (payload: any) => unknown> = {};
  private readonly answersOf: Record<string, (input: any) => unknown> = {
    GetStage: () => structuredClone(this.stage),
    UpdateStage: ({ patchOperations }) => {
      this.beforeUpdate();
      this.patch(patchOperations);
    },
    DescribeStacks: () => ({ Stacks: [{ StackStatus: this.status }] }),
    DescribeStackResource: () => ({ StackResourceDetail: { ResourceStatus: this.resourceStatus, PhysicalResourceId: 'api/prod/step-1' } }),
    DescribeStackEvents: () => ({
      StackEvents: [this.resourceStatus, ...this.earlierStatuses].map((ResourceStatus) => ({ LogicalResourceId: 'Step', ResourceStatus })),
    }),
    ListStackResources: () => ({ StackResourceSummaries: this.resources }),
    GetMetricData: (input) => this.metricData(input),
    DescribeAlarms: ({ AlarmNames }) => ({ MetricAlarms: this.alarms.filter(({ AlarmName }) => AlarmNames.includes(AlarmName)) }),
    PutEvents: ({ Entries: [{ Detail }] }) => { this.events.push(JSON.parse(Detail)); },
    Publish: ({ Message }) => { this.published.push(JSON.parse(Message)); },
    StartExecution: ({ name }) => {
      if (this.taken.has(name)) { throw Object.assign(new Error('taken'), { name: 'ExecutionAlreadyExists' }); }
      this.taken.add(name);
      this.running.push(name);
    },
    ListExecutions: () => ({ executions: this.running.map((name) => ({ name, executionArn: `arn:${name}` })) }),
    StopExecution: ({ executionArn }) => {
      this.stopped.push(executionArn.slice(4));
      this.running = this.running.filter((name) => `arn:${name}` !== executionArn);
    },
    Invoke: ({ FunctionName, Payload, InvocationType }) => this.invoke(FunctionName, JSON.parse(Buffer.from(Payload).toString()), InvocationType),
  };
  /** Of each minute since three hours before the begin. */
  minute: MinuteCounts = (begin) => begin < Date.parse('2026-01-01T12:00:00Z') ? [600, 1, 0, 0] : [540, 1, 60, 0];
  fault: CallFault = () => undefined;
  /** What somebody does in the same moment. */
  beforeUpdate: () => void = () => undefined;

  /** An event of CloudFormation. */
  event(properties: object = FIRST_STEP, changes: object = {}): any {
    return {
      RequestType: 'Update',
      ResourceType: 'Custom::CanaryStep',
      RequestId: 'q1',
      StackId: 'stack',
      LogicalResourceId: 'Step',
      ResponseURL: 'https://answers/1',
      PhysicalResourceId: 'api/prod/step-1',
      ResourceProperties: properties,
      OldResourceProperties: { ...properties, DeploymentId: 'B', RolloutId: 'r-0' },
      ...changes,
    };
  }

  deliver(event: object): Promise<void> {
    return this.clock.passUntil(runEvent(event as any, this.world()));
  }

  task(payload: Partial<TaskPayload>): Promise<StateResult> {
    return this.clock.passUntil(runTask(
      { event: this.event(), enteredTime: this.clock.now().toISOString(), execution: 'x', task: 'BEGIN', ...payload } as any, this.world()));
  }

  /** Plays an execution as the state machine does: repetitions, putting back after a crash. @returns the last answer */
  async execute(event: object = this.event(), onLook: (minutes: number) => void = () => undefined): Promise<AnsweredRollout | undefined> {
    const began = this.clock.now().getTime();
    let result = await this.attempts({ task: 'BEGIN', event });
    while (result?.next === 'WAIT') {
      await this.pass(result.seconds * 1_000);
      onLook((this.clock.now().getTime() - began) / 60_000);
      result = await this.attempts({ task: 'LOOK', event, progress: result.progress });
    }
    return this.answers[this.answers.length - 1];
  }

  pass(milliseconds: number): Promise<void> {
    return this.clock.passUntil(this.clock.sleep(milliseconds));
  }

  /** Somebody takes a canary off. */
  takeOff(deploymentId: string): void {
    if (this.stage.canarySettings?.deploymentId === deploymentId) { delete this.stage.canarySettings; }
  }

  /** As API Gateway does it. Also what somebody else does. */
  patch(operations: any[]): void {
    const result = patchStage(this.stage, operations, {
      deploymentExists: () => true, hypotheses: { deploymentIdOnCanaryStage: 'refused' }, now: this.clock.now(),
    });
    if (result.outcome === 'refused') { throw refusedByAws(result.message); }
    ({ stage: this.stage } = result);
  }

  private async attempts(payload: Partial<TaskPayload>): Promise<StateResult | undefined> {
    const enteredTime = this.clock.now().toISOString();
    for (let left = 6; ; left--) {
      try {
        return await this.task({ ...payload, enteredTime });
      } catch (error) {
        await this.pass(2_000);
        if (left > 0) { continue; }
        if (payload.task === 'PUT_BACK') { return undefined; }
        const cause = JSON.stringify({ errorMessage: (error as Error).message });
        await this.attempts({ task: 'PUT_BACK', event: payload.event, progress: payload.progress ?? null, error: { Error: 'Error', Cause: cause } });
        return undefined;
      }
    }
  }

  private world(): any {
    const client = {
      send: async (command: any, { abortSignal }: { abortSignal?: AbortSignal } = {}) => {
        const name = command.constructor.name.replace(/Command$/, '');
        this.calls.push(name);
        const fault = this.fault(name, command.input);
        if (fault === 'hang') {
          return new Promise((_, reject) => {
            abortSignal?.addEventListener('abort', () => reject(Object.assign(new Error('aborted'), { name: 'AbortError' })));
          });
        }
        if (fault instanceof Error) { throw fault; }
        const answer = await this.answersOf[name](command.input);
        if (fault === 'acts and fails') { throw Object.assign(new Error('InternalFailure'), { $metadata: { httpStatusCode: 500 } }); }
        return answer ?? {};
      },
    };
    return {
      apiGateway: client,
      cloudFormation: client,
      cloudWatch: client,
      eventBridge: client,
      lambda: client,
      sns: client,
      stepFunctions: client,
      time: this.clock,
      random: () => 0.5,
      write: (line: object) => { this.log.push(line); },
      logGroup: '/logs',
      logStream: 'stream',
      ownStackId: 'stack',
      put: async (_: string, body: string) => { this.answers.push(JSON.parse(body)); },
    };
  }

  private metricData({ MetricDataQueries, StartTime, EndTime }: any): object {
    const columns = ['BaseCount', 'BaseServerError', 'CanaryCount', 'CanaryServerError'];
    const begins: number[] = [];
    for (let begin = Math.ceil(StartTime.getTime() / 60_000) * 60_000; begin < EndTime.getTime(); begin += 60_000) {
      if (this.minute(begin) !== undefined) { begins.push(begin); }
    }
    return {
      MetricDataResults: MetricDataQueries.map(({ Id, MetricStat }: any) => ({
        Id,
        StatusCode: 'Complete',
        Timestamps: begins.map((begin) => new Date(begin)),
        Values: begins.map((begin) => this.minute(begin)![columns.indexOf(MetricStat.Metric.MetricName)]),
      })),
    };
  }

  private async invoke(arn: string, payload: any, type: string): Promise<object> {
    this.invoked.push({ arn, payload, type });
    if (type === 'Event') { return {}; }
    try {
      return { Payload: Buffer.from(JSON.stringify(await this.functions[arn](payload) ?? null)) };
    } catch (error) {
      return { FunctionError: 'Unhandled', Payload: Buffer.from(JSON.stringify({ errorMessage: (error as Error).message })) };
    }
  }
}

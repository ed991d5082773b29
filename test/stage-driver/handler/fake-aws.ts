import { FunctionState } from '../../../lib/stage-driver/contract/function-state';
import { runDriver } from '../../../lib/stage-driver/handler/run-driver';
import { patchStage } from '../../../rehearsal/apigateway/stage-patch/patch-stage';
import { EventClock } from '../../../rehearsal/cloudformation/event-clock';

const STACK_ID = 'arn:aws:cloudformation:us-east-1:123456789012:stack/App/1';

/** An answer of AWS that is an error. */
export function awsError(statusCode: number, name: string): Error {
  return Object.assign(new Error(`${name} from AWS`), { name, $metadata: { httpStatusCode: statusCode } });
}

/** What becomes of a call. Nothing said: it is answered. */
export type Fault = (call: string, number: number) => Error | 'hang' | 'acts and hangs' | 'acts and fails' | undefined;

export const HOLD = {
  RestApiId: 'api',
  StageName: 'prod',
  Action: 'HOLD',
  DeploymentId: 'd2',
  Variables: {},
  PercentTraffic: '10',
  UseStageCache: 'false',
  HandlerVersion: '2',
  NewEndpoints: 'ALLOW',
};
export const NONE = { RestApiId: 'api', StageName: 'prod', Action: 'NONE', DeploymentId: 'd1', Variables: {}, HandlerVersion: '2' };
const REMEMBERED = 'api/prod/d1/none';

/** What the driver answered, and when. */
export interface Answered {
  readonly Status: string;
  readonly Reason?: string;
  readonly PhysicalResourceId: string;
  readonly Data: any;
  readonly seconds: number;
}

/** One stage and one stack, for handlers that meet errors, each other, and the end of their time. */
export class FakeAws {
  readonly clock = new EventClock(new Date('2026-01-01T12:00:00Z'));
  private readonly began = this.clock.now().getTime();
  readonly log: any[] = [];
  /** Calls in order: `UpdateStage` and when, in seconds since the begin. */
  readonly calls: Array<{ name: string; seconds: number }> = [];
  stage: any = { deploymentId: 'd1', variables: {} };
  status = 'UPDATE_IN_PROGRESS';
  resourceStatus = 'UPDATE_IN_PROGRESS';
  physicalId = REMEMBERED;
  ownEvents: any[] = [];
  fault: Fault = () => undefined;
  onUpdate: () => void = () => undefined;
  /** How Lambda describes a function. */
  describeFunction: (functionArn: string) => FunctionState = () => ({ state: 'Active', lastUpdateStatus: 'Successful' });
  get seconds(): number {
    return (this.clock.now().getTime() - this.began) / 1000;
  }

  /** CloudFormation takes the operation back. */
  rollBack(): void {
    this.status = 'UPDATE_ROLLBACK_IN_PROGRESS';
    this.ownEvents = [{ ResourceStatus: 'UPDATE_IN_PROGRESS', PhysicalResourceId: this.physicalId, ResourceProperties: JSON.stringify(NONE) }];
  }

  /** Delivers an event. @returns the answer, and when it came. Undefined when there was none */
  async handle(event: object, remainingMilliseconds = 600_000): Promise<Answered | undefined> {
    return this.clock.passUntil(this.run(event, remainingMilliseconds));
  }

  /** The same as a part of more that happens. */
  async run(event: object, remainingMilliseconds = 600_000): Promise<any> {
    let answer: any;
    await runDriver({
      RequestType: 'Update',
      ResourceType: 'Custom::CanaryStage',
      RequestId: 'r',
      StackId: STACK_ID,
      LogicalResourceId: 'Driver',
      ResponseURL: 'https://responses.example',
      PhysicalResourceId: REMEMBERED,
      ResourceProperties: HOLD,
      OldResourceProperties: NONE,
      ...event,
    } as any, {
      apiGateway: this.client(),
      cloudFormation: this.client(),
      describeFunction: async (functionArn) => {
        this.calls.push({ name: 'GetFunctionConfiguration', seconds: this.seconds });
        return this.describeFunction(functionArn);
      },
      time: this.clock,
      random: () => 0.5,
      ownStackId: STACK_ID,
      write: (line) => { this.log.push(line); },
      put: async (_, body) => { answer = { ...JSON.parse(body), seconds: this.seconds }; },
    }, { remainingMilliseconds, logStream: 'stream' });
    return answer;
  }

  private client(): any {
    return {
      send: async (command: any, options: { abortSignal?: AbortSignal } = {}) => {
        const name = command.constructor.name.replace(/Command$/, '');
        this.calls.push({ name, seconds: this.seconds });
        const fault = this.fault(name, this.calls.filter((call) => call.name === name).length);
        if (fault === 'hang') { return aborted(options.abortSignal); }
        if (fault instanceof Error) { throw fault; }
        const answer = this.answer(name, command.input);
        if (fault === 'acts and fails') { throw awsError(500, 'InternalFailure'); }
        return fault === 'acts and hangs' ? aborted(options.abortSignal) : answer;
      },
    };
  }

  private answer(name: string, input: any): unknown {
    switch (name) {
      case 'GetStage': return this.stage;
      case 'UpdateStage':
        this.patch(input.patchOperations);
        return this.onUpdate();
      case 'DescribeStacks': return { Stacks: [{ StackStatus: this.status }] };
      case 'DescribeStackResource': return { StackResourceDetail: { ResourceStatus: this.resourceStatus, PhysicalResourceId: this.physicalId } };
      case 'DescribeStackEvents': return { StackEvents: this.events() };
      case 'ListStackResources': return { StackResourceSummaries: [] };
      default: throw new Error(`${name} is not expected`);
    }
  }

  /** As API Gateway does it. Also what somebody else does. */
  patch(operations: any[]): void {
    const result = patchStage(this.stage, operations, {
      deploymentExists: () => true, hypotheses: { deploymentIdOnCanaryStage: 'refused' }, now: this.clock.now(),
    });
    if (result.outcome === 'refused') { throw awsError(400, `BadRequestException ${result.message}`); }
    ({ stage: this.stage } = result);
  }

  private events(): any[] {
    const own = this.ownEvents.length > 0 ? this.ownEvents : [{ ResourceStatus: this.resourceStatus, PhysicalResourceId: this.physicalId }];
    const forward = {
      LogicalResourceId: 'Driver', ResourceStatus: 'UPDATE_IN_PROGRESS', PhysicalResourceId: REMEMBERED, ResourceProperties: JSON.stringify(HOLD),
    };
    const began = {
      LogicalResourceId: 's',
      PhysicalResourceId: STACK_ID,
      ResourceType: 'AWS::CloudFormation::Stack',
      ResourceStatus: 'UPDATE_IN_PROGRESS',
      Timestamp: new Date(this.began),
    };
    const rollback = this.status.includes('ROLLBACK') ? [{ ...began, ResourceStatus: this.status }, forward] : [];
    return [
      ...own.map((event) => ({ LogicalResourceId: 'Driver', ResourceType: 'Custom::CanaryStage', ...event })),
      ...rollback,
      began,
      { ...began, ResourceStatus: 'UPDATE_COMPLETE' },
    ];
  }
}

function aborted(signal: AbortSignal | undefined): Promise<never> {
  return new Promise((_, reject) => {
    signal?.addEventListener('abort', () => reject(Object.assign(new Error('Request aborted'), { name: 'AbortError' })));
  });
}

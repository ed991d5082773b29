import { FunctionState } from '../../../lib/stage-driver/contract/function-state';
import { runDriver } from '../../../lib/stage-driver/handler/run-driver';
import { InstantTime } from '../../harness/instant-time';

const STACK_ID = 'arn:aws:cloudformation:us-east-1:123456789012:stack/App/1';

/** Properties of a release that holds a canary. */
export const DRIVEN = {
  RestApiId: 'api', StageName: 'prod', Action: 'HOLD', DeploymentId: 'd1', Variables: {}, PercentTraffic: '1', UseStageCache: 'false',
};

/** How AWS is for a driver that gets one event. */
export interface DrivenSituation {
  readonly event?: object;
  /** What GetStage answers, whatever is written. @default - a canary of 5 % on production's deployment */
  readonly stage?: object;
  /** @default 'UPDATE_IN_PROGRESS' */
  readonly status?: string;
  readonly updateFails?: string;
  readonly stackFails?: string;
  /** What Lambda answers for every function. @default - it is active */
  readonly describeFunction?: () => FunctionState;
}

/** The reason with which the driver answers an event, or `SUCCESS`, or that it does not answer. */
export function driving(
  { event, stage, status = 'UPDATE_IN_PROGRESS', updateFails, stackFails, describeFunction = () => ({ state: 'Active' }) }: DrivenSituation,
): () => Promise<string> {
  return async () => {
    const delivered: any = {
      RequestType: 'Update',
      ResourceType: 'Custom::CanaryStage',
      RequestId: 'r',
      StackId: STACK_ID,
      LogicalResourceId: 'Driver',
      ResponseURL: 'https://responses.example',
      PhysicalResourceId: 'api/prod/d0',
      ResourceProperties: DRIVEN,
      OldResourceProperties: { ...DRIVEN, Action: 'NONE' },
      ...event,
    };
    const ResourceStatus = `${delivered.RequestType.toUpperCase()}_IN_PROGRESS`;
    const inProgress = { LogicalResourceId: 'Driver', PhysicalResourceId: delivered.PhysicalResourceId, ResourceStatus };
    const answers: Record<string, () => unknown> = {
      GetStageCommand: () => stage ?? { deploymentId: 'd1', canarySettings: { deploymentId: 'd1', percentTraffic: 5 } },
      UpdateStageCommand: () => { if (updateFails) { throw new Error(updateFails); } },
      DescribeStacksCommand: () => {
        if (stackFails) { throw new Error(stackFails); }
        return { Stacks: [{ StackStatus: status }] };
      },
      DescribeStackResourceCommand: () => ({ StackResourceDetail: inProgress }),
      DescribeStackEventsCommand: () => ({ StackEvents: [inProgress] }),
      ListStackResourcesCommand: () => ({ StackResourceSummaries: [] }),
    };
    const client: any = { send: async (command: object) => answers[command.constructor.name]() };
    let answer = 'unanswered';
    await runDriver(delivered, {
      apiGateway: client,
      cloudFormation: client,
      describeFunction: async () => describeFunction(),
      time: new InstantTime(),
      random: () => 0.5,
      write: () => undefined,
      ownStackId: STACK_ID,
      put: async (_, body) => {
        const { Status, Reason } = JSON.parse(body);
        answer = Reason ?? Status;
      },
    }, { remainingMilliseconds: 600_000, logStream: 'stream' });
    return answer;
  };
}

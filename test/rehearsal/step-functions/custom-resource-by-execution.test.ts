import { CloudWatchClient, DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import {
  DescribeExecutionCommand, ExecutionAlreadyExists, ListExecutionsCommand, SFNClient, StartExecutionCommand, StopExecutionCommand,
} from '@aws-sdk/client-sfn';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { InProcessRuntime } from '../../../rehearsal/lambda/in-process-runtime';
import { LocalAws } from '../../../rehearsal/local-aws';
import { SETTLED_CLIENT } from '../../harness/settled-client';

const stackName = 'shop';

/** A stack whose custom resource is answered by an execution that looks each minute, as a rollout's step does. */
class Shop {
  readonly aws: LocalAws;
  readonly looks: string[] = [];
  /** What the looks find, in their order. The last one stays. */
  found = ['WAIT'];

  constructor() {
    this.aws = new LocalAws({ runtime: new InProcessRuntime((code) => (event) => this.handle(code.handler, event), undefined, true) });
  }

  get settings() {
    return { ...SETTLED_CLIENT, region: 'us-east-1', requestHandler: this.aws.requestHandler as never };
  }

  get sfn(): SFNClient {
    return new SFNClient(this.settings);
  }

  template(version: number): any {
    const functionOf = (Handler: string) => ({
      Type: 'AWS::Lambda::Function', Properties: { Code: { ZipFile: '' }, Handler, Runtime: 'nodejs22.x', Role: 'arn:aws:iam::123456789012:role/r' },
    });
    const DefinitionString = {
      'Fn::Sub': JSON.stringify({
        StartAt: 'Wait',
        States: {
          'Wait': { Type: 'Wait', Seconds: 60, Next: 'Look' },
          'Look': { Type: 'Task', Resource: '${Worker.Arn}', ResultPath: '$.step', Next: 'Next?', Parameters: LOOK },
          'Next?': { Type: 'Choice', Choices: [{ Variable: '$.step.next', StringEquals: 'WAIT', Next: 'Wait' }], Default: 'Done' },
          'Done': { Type: 'Succeed' },
        },
      }),
    };
    return {
      Resources: {
        Worker: functionOf('worker.handler'),
        Machine: { Type: 'AWS::StepFunctions::StateMachine', Properties: { DefinitionString, RoleArn: 'arn:aws:iam::123456789012:role/r' } },
        Topic: { Type: 'AWS::SNS::Topic' },
        Step: {
          Type: 'Custom::Step',
          Properties: { ServiceToken: { 'Fn::GetAtt': ['Worker', 'Arn'] }, ServiceTimeout: 3600, Machine: { Ref: 'Machine' }, Version: version },
        },
      },
      Outputs: { Machine: { Value: { Ref: 'Machine' } }, Worker: { Value: { 'Fn::GetAtt': ['Worker', 'Arn'] } }, Topic: { Value: { Ref: 'Topic' } } },
    };
  }

  private async handle(handler: string, payload: any): Promise<unknown> {
    if (payload.task === 'LOOK') { return this.look(payload); }
    if (payload.RequestType === 'Delete') { return this.answer(payload, { Status: 'SUCCESS' }); }
    return this.sfn.send(new StartExecutionCommand({
      stateMachineArn: payload.ResourceProperties.Machine, name: payload.RequestId, input: JSON.stringify({ event: payload }),
    })).then(() => handler);
  }

  private look({ event, enteredTime }: any): object {
    this.looks.push(enteredTime);
    const next = this.found.length > 1 ? this.found.shift()! : this.found[0];
    if (next !== 'WAIT') { this.answer(event, { Status: next, Reason: 'The canary was stopped.' }); }
    return { next: next === 'WAIT' ? 'WAIT' : 'DONE' };
  }

  private answer({ ResponseURL, StackId, RequestId, LogicalResourceId }: any, body: object): void {
    const answer = { PhysicalResourceId: 'step', StackId, RequestId, LogicalResourceId, ...body };
    this.aws.cloudFormation.responses.deliver(ResponseURL, JSON.stringify(answer));
  }
}

const LOOK = { 'task': 'LOOK', 'event.$': '$.event', 'enteredTime.$': '$$.State.EnteredTime' };

describe('a custom resource that an execution answers', () => {
  test('takes its 43 minutes of the engine\'s time', async () => {
    const shop = new Shop();
    shop.found = [...Array(42).fill('WAIT'), 'SUCCESS'];
    const began = shop.aws.clock.now().getTime();
    const result = await shop.aws.cloudFormation.createStack({ stackName, template: shop.template(1) });
    expect(result.status).toBe('CREATE_COMPLETE');
    expect(shop.looks).toHaveLength(43);
    expect(Date.parse(shop.looks[42]) - Date.parse(shop.looks[0])).toBe(42 * 60_000);
    expect(shop.aws.clock.now().getTime() - began).toBeGreaterThan(43 * 60_000);
    const { executions } = await shop.sfn.send(new ListExecutionsCommand({ stateMachineArn: result.outputs.Machine, statusFilter: 'SUCCEEDED' }));
    expect(executions).toHaveLength(1);
  });

  test('fails with the reason that the execution gives, and everything goes back', async () => {
    const shop = new Shop();
    shop.found = ['SUCCESS'];
    await shop.aws.cloudFormation.createStack({ stackName, template: shop.template(1) });
    shop.found = ['WAIT', 'FAILED', 'SUCCESS'];
    expect(await shop.aws.cloudFormation.updateStack({ stackName, template: shop.template(2) })).toMatchObject({
      status: 'UPDATE_ROLLBACK_COMPLETE', reason: expect.stringContaining('Message returned: The canary was stopped.'),
    });
  });

  test('is given up after its service timeout, while the execution goes on', async () => {
    const shop = new Shop();
    const began = shop.aws.clock.now().getTime();
    const result = await shop.aws.cloudFormation.createStack({ stackName, template: shop.template(1), disableRollback: true });
    expect(result).toMatchObject({ status: 'CREATE_FAILED' });
    expect(shop.aws.clock.now().getTime() - began).toBeLessThan(3700_000);
    expect(shop.aws.stepFunctions.executions.map(({ isRunning }) => isRunning)).toEqual([true]);
  });

  test('is cancelled in the middle of its wait: the rollback begins while its execution still looks', async () => {
    const shop = new Shop();
    shop.found = ['SUCCESS'];
    await shop.aws.cloudFormation.createStack({ stackName, template: shop.template(1) });
    shop.found = ['WAIT', 'WAIT', 'WAIT', 'WAIT', 'WAIT', 'SUCCESS'];
    shop.aws.cloudFormation.inject(({ phase, type }) => (
      phase === 'update' && type === 'Custom::Step' ? { kind: 'abandon', afterSeconds: 150, cause: 'cancel' } : undefined
    ));
    const result = await shop.aws.cloudFormation.updateStack({ stackName, template: shop.template(2) });
    expect(result.status).toBe('UPDATE_ROLLBACK_COMPLETE');
    const both = shop.aws.stepFunctions.executions.slice(-2);
    expect(both[0].history.filter(({ at }) => at > both[1].startDate).length).toBeGreaterThan(0);
  });
});

describe('for clients of the SDK', () => {
  const deployed = async () => {
    const shop = new Shop();
    shop.found = ['SUCCESS'];
    const { outputs } = await shop.aws.cloudFormation.createStack({ stackName, template: shop.template(1) });
    return { shop, outputs };
  };

  test('an execution is started once by its name, described, and stopped', async () => {
    const { shop, outputs } = await deployed();
    shop.found = ['WAIT'];
    const start = { stateMachineArn: outputs.Machine, name: 'one', input: '{"event":{}}' };
    const { executionArn } = await shop.sfn.send(new StartExecutionCommand(start));
    expect(await shop.sfn.send(new StartExecutionCommand(start))).toMatchObject({ executionArn });
    await expect(shop.sfn.send(new StartExecutionCommand({ ...start, input: '{}' }))).rejects.toThrow(ExecutionAlreadyExists);
    expect(await shop.sfn.send(new DescribeExecutionCommand({ executionArn }))).toMatchObject({ status: 'RUNNING', name: 'one', input: start.input });
    await shop.sfn.send(new StopExecutionCommand({ executionArn, error: 'cancelled' }));
    expect(await shop.sfn.send(new DescribeExecutionCommand({ executionArn }))).toMatchObject({ status: 'ABORTED', error: 'cancelled' });
  });

  test('events are kept, and those that AWS refuses are told', async () => {
    const { shop } = await deployed();
    const event = { Source: 'shop', DetailType: 'Rollout', Detail: '{"state":"STARTED"}' };
    const answer = await new EventBridgeClient(shop.settings).send(new PutEventsCommand({ Entries: [event, { ...event, Detail: 'no JSON' }] }));
    expect(answer).toMatchObject({ FailedEntryCount: 1, Entries: [{ EventId: expect.any(String) }, { ErrorCode: 'MalformedDetail' }] });
    expect(shop.aws.events.all).toMatchObject([{ source: 'shop', detailType: 'Rollout', bus: 'default', detail: { state: 'STARTED' } }]);
  });

  test('messages to a topic of a stack are kept; another topic does not exist', async () => {
    const { shop, outputs } = await deployed();
    const sns = new SNSClient(shop.settings);
    await sns.send(new PublishCommand({ TopicArn: outputs.Topic, Subject: 'rollout', Message: '{"a":"<b>"}' }));
    expect(shop.aws.published).toMatchObject([{ topicArn: outputs.Topic, subject: 'rollout', message: '{"a":"<b>"}' }]);
    await expect(sns.send(new PublishCommand({ TopicArn: `${outputs.Topic}x`, Message: 'a' }))).rejects.toThrow('Topic does not exist');
  });

  test('a function is invoked for its answer', async () => {
    const { shop, outputs } = await deployed();
    shop.found = ['WAIT'];
    const { Payload } = await new LambdaClient(shop.settings).send(
      new InvokeCommand({ FunctionName: outputs.Worker, Payload: Buffer.from('{"task":"LOOK"}') }),
    );
    expect(JSON.parse(Buffer.from(Payload!).toString())).toEqual({ next: 'WAIT' });
  });

  test('alarms are described as their metrics have them', async () => {
    const { shop } = await deployed();
    const { metrics, clock, alarms } = shop.aws;
    const metric = { namespace: 'Shop', metricName: 'Errors' };
    alarms.put('down', {
      queries: [{ Id: 'm', MetricStat: { Metric: { Namespace: 'Shop', MetricName: 'Errors' }, Period: 60, Stat: 'Sum' } }],
      periodSeconds: 60,
      evaluationPeriods: 2,
      datapointsToAlarm: 2,
      threshold: 5,
      comparison: 'GreaterThanThreshold',
      missingData: 'notBreaching',
    });
    const state = async () => (await new CloudWatchClient(shop.settings).send(new DescribeAlarmsCommand({ AlarmNames: ['down'] }))).MetricAlarms!
      .map(({ StateValue, StateTransitionedTimestamp }) => ({ StateValue, at: StateTransitionedTimestamp }));
    expect(await state()).toMatchObject([{ StateValue: 'INSUFFICIENT_DATA' }]);
    const broken = clock.now();
    for (const minute of [0, 1]) { metrics.put(metric, new Date(broken.getTime() + minute * 60_000), 6, 2); }
    await clock.passUntil(clock.sleep(3 * 60_000));
    expect(await state()).toMatchObject([{ StateValue: 'OK' }]);
    await clock.passUntil(clock.sleep(5 * 60_000));
    // Two minutes of errors and two of delay: it fired in between, and the newest minutes are good again.
    const [{ StateValue, at }] = await state();
    expect(StateValue).toBe('OK');
    expect(at!.getTime() - broken.getTime()).toBeGreaterThan(4 * 60_000);
  });
});

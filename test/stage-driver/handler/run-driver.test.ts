import {
  APIGatewayClient, GetDeploymentCommand, GetExportCommand, GetStageCommand, NotFoundException, Stage, UpdateStageCommand,
} from '@aws-sdk/client-api-gateway';
import {
  CloudFormationClient, DescribeStackEventsCommand, DescribeStackResourceCommand, DescribeStacksCommand, ListStackResourcesCommand,
  ResourceStatus as Status, Stack as CloudFormationStack, StackEvent, StackStatus,
} from '@aws-sdk/client-cloudformation';
import { mockClient } from 'aws-sdk-client-mock';
import { ownFormat } from '../../../lib/monitoring/log-patterns';
import { DriverProperties } from '../../../lib/stage-driver/contract/driver-properties';
import { runDriver } from '../../../lib/stage-driver/handler/run-driver';
import { InstantTime } from '../../harness/instant-time';

const gateway = mockClient(APIGatewayClient);
const cloudFormation = mockClient(CloudFormationClient);
const log: Array<Record<string, unknown>> = [];
let time: InstantTime;
const OPERATION_STARTED = new Date('2026-01-01T12:00:00.500Z');
const EARLIER = new Date('2026-01-01T11:00:00Z');
/** In the same second: API Gateway gives no fractions. */
const DURING = new Date('2026-01-01T12:00:00Z');

/** What goes back to CloudFormation. @throws the reason of a failure, or that there was no answer */
async function handle(event: any): Promise<{ physicalId: string; data: any }> {
  const answers: any[] = [];
  await runDriver({ ResponseURL: 'https://responses.example', ResourceType: 'Custom::CanaryStage', ...event }, {
    apiGateway: new APIGatewayClient({}),
    describeFunction: async () => ({ state: 'Active' }),
    cloudFormation: new CloudFormationClient({}),
    time,
    random: () => 0.5,
    write: (line) => log.push(line as Record<string, unknown>),
    put: async (_, body) => { answers.push(JSON.parse(body)); },
  }, { remainingMilliseconds: 600_000, logStream: 'stream' });
  const [answer] = answers;
  if (answer === undefined) { throw new Error('unanswered'); }
  if (answer.Status === 'FAILED') { throw new Error(answer.Reason.replace(' (log stream stream)', '')); }
  return { physicalId: answer.PhysicalResourceId, data: answer.Data };
}

const NONE: DriverProperties = { RestApiId: 'api', StageName: 'prod', Action: 'NONE', DeploymentId: 'd1', Variables: { theme: 'light' } };
const HOLD: DriverProperties = {
  ...NONE, Action: 'HOLD', DeploymentId: 'd2', PercentTraffic: '10', UseStageCache: 'false', StageVariableOverrides: {},
};
const PROMOTE: DriverProperties = { ...HOLD, Action: 'PROMOTE' };
const D1: Stage = { deploymentId: 'd1', variables: { theme: 'light' }, lastUpdatedDate: EARLIER };
const CANARY = { deploymentId: 'd2', percentTraffic: 10, useStageCache: false };

function create(properties: DriverProperties): any {
  return { RequestType: 'Create', RequestId: 'r', StackId: 'stack', LogicalResourceId: 'Driver', ResourceProperties: properties };
}

function update(properties: DriverProperties, old: DriverProperties, physicalId = 'api/prod/d1'): any {
  return { ...create(properties), RequestType: 'Update', PhysicalResourceId: physicalId, OldResourceProperties: old };
}

function remove(physicalId = 'api/prod/d1'): any {
  return { ...create(NONE), RequestType: 'Delete', PhysicalResourceId: physicalId };
}

/** What GetStage answers, one answer after the other. The last one stays. */
function stageIs(...stages: Stage[]): void {
  const last = stages[stages.length - 1];
  let readings = 0;
  gateway.on(GetStageCommand).callsFake(() => stages[readings++] ?? last);
}

/** The stack, with an event in progress for the driver, and the events of this operation before it, newest first. */
function stackIs(status: StackStatus, inProgress: Status = 'UPDATE_IN_PROGRESS', ...events: Array<Partial<StackEvent>>): void {
  cloudFormation.on(DescribeStacksCommand).resolves({ Stacks: [{ StackName: 's', StackStatus: status, CreationTime: EARLIER }] });
  cloudFormation.on(DescribeStackResourceCommand).resolves({
    StackResourceDetail: {
      LogicalResourceId: 'Driver',
      ResourceType: 'Custom::CanaryStage',
      LastUpdatedTimestamp: EARLIER,
      PhysicalResourceId: 'api/prod/d1',
      ResourceStatus: inProgress,
    },
  });
  const own = { PhysicalResourceId: 'api/prod/d1', LogicalResourceId: 'Driver', ResourceStatus: inProgress };
  const ofStack = { PhysicalResourceId: 'stack', LogicalResourceId: 's', ResourceType: 'AWS::CloudFormation::Stack' };
  const now = /ROLLBACK|CLEANUP/.test(status) ? [{ ...ofStack, ResourceStatus: status }] : [];
  const began = {
    ...ofStack, ResourceStatus: status.startsWith('CREATE') ? 'CREATE_IN_PROGRESS' : 'UPDATE_IN_PROGRESS', Timestamp: OPERATION_STARTED,
  };
  // The older events belong to an operation before this one.
  const older = [
    { ...ofStack, ResourceStatus: 'UPDATE_COMPLETE' },
    { PhysicalResourceId: 'api/prod/d0', LogicalResourceId: 'Driver', ResourceStatus: 'UPDATE_COMPLETE' },
  ];
  cloudFormation.on(DescribeStackEventsCommand).resolves({
    StackEvents: [own, ...now, ...events, began, ...older].map((event) => ({ StackId: 'stack', ...event })) as StackEvent[],
  });
}

function operations() {
  return gateway.commandCalls(UpdateStageCommand).map((call) => call.args[0].input);
}

beforeEach(() => {
  gateway.reset();
  cloudFormation.reset();
  time = new InstantTime();
  log.length = 0;
  stackIs('UPDATE_IN_PROGRESS');
  cloudFormation.on(ListStackResourcesCommand).resolves({ StackResourceSummaries: [] });
  gateway.on(UpdateStageCommand).resolves({});
  gateway.on(GetDeploymentCommand).resolves({ apiSummary: { '/hello': { GET: { authorizationType: 'NONE', apiKeyRequired: false } } } });
});

describe('an update', () => {
  test('moves the stage in one call and gives the base back', async () => {
    stageIs(D1, { ...D1, canarySettings: CANARY });
    const result = await handle(update(HOLD, NONE));
    expect(result).toEqual({ physicalId: 'api/prod/d1', data: { BaseDeploymentId: 'd1' } });
    expect(operations()).toEqual([{
      restApiId: 'api',
      stageName: 'prod',
      patchOperations: [
        { op: 'replace', path: '/canarySettings/deploymentId', value: 'd2' },
        { op: 'replace', path: '/canarySettings/percentTraffic', value: '10' },
      ],
    }]);
  });

  test('calls nothing when the stage is as it should be', async () => {
    stageIs({ ...D1, canarySettings: CANARY });
    await handle(update(HOLD, NONE));
    expect(operations()).toEqual([]);
  });

  test('fails when the stage is not as it was set', async () => {
    stageIs(D1);
    await expect(handle(update(HOLD, NONE))).rejects.toThrow(
      'Stage prod is not as it was set: canarySettings is absent, expected present. Something else is changing it');
  });

  test('fails with what the plan says when the plan refuses, and calls nothing', async () => {
    stageIs(D1);
    await expect(handle(update({ ...PROMOTE, DeploymentId: 'd3' }, HOLD))).rejects.toThrow(/never the canary release.*\[PromoteUnseenDeployment\]/);
    expect(operations()).toEqual([]);
  });

  test('remembers the production on which it began', async () => {
    stageIs({ ...D1, deploymentId: 'd5' }, { ...D1, deploymentId: 'd5', canarySettings: CANARY });
    expect((await handle(update(HOLD, NONE))).physicalId).toBe('api/prod/d5');
  });

  test('that is delivered again keeps the memory of its first delivery', async () => {
    stageIs({ deploymentId: 'd2', variables: { theme: 'light' }, canarySettings: { ...CANARY, percentTraffic: 0 }, lastUpdatedDate: DURING });
    const again = await handle(update(PROMOTE, HOLD, 'api/prod/d1'));
    expect(again).toEqual({ physicalId: 'api/prod/d1', data: { BaseDeploymentId: 'd2' } });
    expect(operations()).toEqual([]);
  });

  test('of a stage that was promoted in the console before it remembers that production', async () => {
    stageIs({ deploymentId: 'd2', variables: { theme: 'light' }, canarySettings: { ...CANARY, percentTraffic: 0 }, lastUpdatedDate: EARLIER });
    expect((await handle(update(PROMOTE, HOLD, 'api/prod/d1'))).physicalId).toBe('api/prod/d2');
  });

  test('waits for a policy that IAM does not know yet', async () => {
    const denied = Object.assign(new Error('not authorized'), { name: 'AccessDeniedException' });
    gateway.on(GetStageCommand).rejectsOnce(denied).rejectsOnce(denied).resolves({ ...D1, canarySettings: CANARY });
    await handle(update(HOLD, NONE));
    expect(time.waits).toHaveLength(2);
  });

  test('fails, and moves nothing, when the stack cannot be read: a rollback could not be told from an update', async () => {
    cloudFormation.on(DescribeStacksCommand).rejects(Object.assign(new Error('no DescribeStacks'), { name: 'AccessDenied' }));
    stageIs(D1);
    await expect(handle(update(HOLD, NONE))).rejects.toThrow('no DescribeStacks');
    expect(operations()).toEqual([]);
  });
});

describe('endpoints', () => {
  const summary = (...paths: string[]) => Object.fromEntries(
    paths.map((path) => [path, { GET: { authorizationType: 'NONE', apiKeyRequired: false } }]),
  );
  function deploymentsServe(base: string[], canary: string[]): void {
    gateway.on(GetDeploymentCommand, { deploymentId: 'd1' }).resolves({ apiSummary: summary(...base) });
    gateway.on(GetDeploymentCommand, { deploymentId: 'd2' }).resolves({ apiSummary: summary(...canary) });
  }

  test('that the live base does not serve fail a hold before anything moves', async () => {
    stageIs(D1);
    deploymentsServe(['/hello'], ['/hello', '/pets']);
    await expect(handle(update(HOLD, NONE))).rejects.toThrow(/GET \/pets.*\[UnservedEndpoint\]/s);
    expect(operations()).toEqual([]);
  });

  test.each([
    ['a policy that allows them', update({ ...HOLD, NewEndpoints: 'ALLOW' }, NONE)],
    ['an exception', update({ ...HOLD, ExceptEndpoints: ['GET /pets'] }, NONE)],
    ['a canary without traffic', update({ ...HOLD, PercentTraffic: '0' }, NONE)],
  ])('do not hinder %s', async (_, event) => {
    const percentTraffic = Number(event.ResourceProperties.PercentTraffic);
    stageIs(D1, { ...D1, canarySettings: { ...CANARY, percentTraffic } });
    deploymentsServe(['/hello'], ['/hello', '/pets']);
    await expect(handle(event)).resolves.toMatchObject({ data: { BaseDeploymentId: 'd1' } });
  });

  test.each<[string, StackStatus, any, Stage]>([
    ['a promotion', 'UPDATE_IN_PROGRESS', update(PROMOTE, HOLD), { ...D1, deploymentId: 'd2', canarySettings: { ...CANARY, percentTraffic: 0 } }],
    ['a deploy without canary', 'UPDATE_IN_PROGRESS', update({ ...NONE, DeploymentId: 'd2' }, NONE), { ...D1, deploymentId: 'd2' }],
    [
      'a rollback',
      'UPDATE_ROLLBACK_IN_PROGRESS',
      update(HOLD, { ...HOLD, PercentTraffic: '5' }),
      { ...D1, canarySettings: { ...CANARY, percentTraffic: 10 } },
    ],
  ])('do not hinder %s', async (_, status, event, after) => {
    stackIs(status);
    deploymentsServe(['/hello'], ['/hello', '/pets']);
    stageIs({ ...D1, lastUpdatedDate: DURING, canarySettings: { ...CANARY, percentTraffic: 5 } }, after);
    await handle(event);
    expect(operations()).toHaveLength(1);
  });
});

describe('a rollout', () => {
  const LOG = { DestinationArn: 'arn:aws:logs:eu-central-1:123456789012:log-group:log', Format: ownFormat('12345678') };
  const BEFORE: DriverProperties = {
    ...NONE,
    Action: 'ROLLOUT',
    RolloutDigest: 'x',
    RolloutLogMark: '12345678',
    RolloutSlowerThan: ['800'],
    HandlerVersion: '3',
    StageTemplate: { AccessLogSetting: LOG },
  };
  const ROLLOUT: DriverProperties = { ...BEFORE, DeploymentId: 'd2' };
  const LOGGED: Stage = { ...D1, accessLogSettings: { destinationArn: LOG.DestinationArn, format: LOG.Format } };
  const AT_0 = { deploymentId: 'd2', percentTraffic: 0, useStageCache: false };
  const stacksAre = (...stacks: Array<Partial<CloudFormationStack>>) => stacks.forEach((stack) => cloudFormation
    .on(DescribeStacksCommand, { StackName: stack.StackId }).resolves({
      Stacks: [{ StackName: 's', StackStatus: 'UPDATE_IN_PROGRESS', CreationTime: EARLIER, ...stack }],
    }));

  test('begins with a canary that nobody gets, and tells its steps', async () => {
    stageIs(LOGGED, { ...LOGGED, canarySettings: AT_0 });
    const { data, physicalId } = await handle(update(ROLLOUT, BEFORE));
    expect(operations()).toEqual([expect.objectContaining({
      patchOperations: [{ op: 'replace', path: '/canarySettings/deploymentId', value: 'd2' }],
    })]);
    expect(data).toEqual({ BaseDeploymentId: 'd1', RolloutSteps: 'RUN', RolloutId: expect.stringMatching(/^r-/) });
    expect(physicalId).toBe('api/prod/d1/none');
  });

  test.each<[string, Array<Partial<CloudFormationStack>>]>([
    ['in express mode', [{ StackId: 'stack', DeploymentConfig: { Mode: 'EXPRESS' } }]],
    ['with rollback disabled', [{ StackId: 'stack', DeploymentConfig: { Mode: 'STANDARD', DisableRollback: true } }]],
    ['with rollback disabled, as CloudFormation says it to others', [{ StackId: 'stack', DisableRollback: true }]],
    ['in a nested stack whose root is in express mode', [
      { StackId: 'stack', RootId: 'root' }, { StackId: 'root', DeploymentConfig: { Mode: 'EXPRESS' } },
    ]],
  ])('is refused %s, before anything moves', async (_, stacks) => {
    stageIs(LOGGED);
    stacksAre(...stacks);
    await expect(handle(update(ROLLOUT, BEFORE))).rejects.toThrow('[RolloutNeedsStandardMode]');
    expect(operations()).toEqual([]);
  });

  test.each<[string, Stage]>([
    ['has no access log', D1],
    ['has one without the mark', { ...D1, accessLogSettings: { ...LOGGED.accessLogSettings, format: '$context.requestId' } }],
  ])('is refused when the live stage %s', async (_, stage) => {
    stageIs(stage);
    await expect(handle(update(ROLLOUT, BEFORE))).rejects.toThrow('[RolloutWithoutData]');
    expect(operations()).toEqual([]);
  });

  test('that is skipped moves production at once, without asking how the stack is deployed', async () => {
    stageIs(D1, { ...D1, deploymentId: 'd2' });
    stacksAre({ StackId: 'stack', DeploymentConfig: { Mode: 'EXPRESS' } });
    expect((await handle(update({ ...ROLLOUT, Action: 'SKIP' }, BEFORE))).data)
      .toEqual({ BaseDeploymentId: 'd2', RolloutSteps: 'SKIPPED', RolloutId: 'none' });
  });
});

describe('a function that leaves while the base stays', () => {
  const BEFORE = { ...NONE, Functions: ['Hello', 'Worker'] };
  const LEAVING = update({ ...HOLD, Functions: ['Worker'] }, BEFORE);
  const FUNCTION = 'AWS::Lambda::Function';

  function stackHas(resources: Record<string, Array<[logicalId: string, type: string, physicalId: string]>>): void {
    for (const [StackName, listed] of Object.entries(resources)) {
      const [first, ...others] = listed.map(([LogicalResourceId, ResourceType, PhysicalResourceId]) => (
        { LogicalResourceId, ResourceType, PhysicalResourceId, LastUpdatedTimestamp: EARLIER, ResourceStatus: 'CREATE_COMPLETE' as const }));
      cloudFormation.on(ListStackResourcesCommand, { StackName }).resolves({ StackResourceSummaries: [first], NextToken: 'more' });
      cloudFormation.on(ListStackResourcesCommand, { StackName, NextToken: 'more' }).resolves({ StackResourceSummaries: others });
    }
  }

  function baseCalls(name: string): void {
    const uri = `arn:aws:apigateway:eu-west-1:lambda:path/2015-03-31/functions/arn:aws:lambda:eu-west-1:1:function:${name}:1/invocations`;
    const definition = { paths: { '/hello': { get: { 'x-amazon-apigateway-integration': { uri } } } } };
    gateway.on(GetExportCommand, { restApiId: 'api', stageName: 'prod', exportType: 'oas30', parameters: { extensions: 'integrations,authorizers' } })
      .resolves({ body: Buffer.from(JSON.stringify(definition)) as never });
  }

  beforeEach(() => {
    stageIs(D1, { ...D1, canarySettings: CANARY });
    stackHas({ stack: [['Worker', FUNCTION, 's-Worker-2'], ['Hello', FUNCTION, 's-Hello-1']] });
  });

  test('and that the base calls, fails the operation before anything moves', async () => {
    baseCalls('s-Hello-1');
    await expect(handle(LEAVING)).rejects.toThrow(/^The base release calls s-Hello-1,.*\[BaseFunctionRemoved\]$/);
    expect(operations()).toEqual([]);
  });

  test('and that the base does not call, may go', async () => {
    baseCalls('s-Worker-2');
    await handle(LEAVING);
    expect(operations()).toHaveLength(1);
  });

  test('fails the operation when it cannot be read what the base calls', async () => {
    gateway.on(GetExportCommand).rejects(new Error('no export'));
    await expect(handle(LEAVING)).rejects.toThrow(/^Hello of stack \S+ would be deleted.*\[BaseFunctionsUnreadable\]$/);
    expect(operations()).toEqual([]);
  });

  test('is found in a nested stack', async () => {
    stackHas({ stack: [['Routes', 'AWS::CloudFormation::Stack', 'routes'], ['Worker', FUNCTION, 'w']], routes: [['Hello', FUNCTION, 'nested-1']] });
    baseCalls('nested-1');
    const nested = { ...NONE, Functions: ['Routes/Hello', 'Worker'] };
    await expect(handle(update({ ...HOLD, Functions: ['Worker'] }, nested))).rejects.toThrow('The base release calls nested-1,');
  });

  test('in a nested stack that leaves with it and must not be read any more, is known by its name', async () => {
    const stackId = 'arn:aws:cloudformation:eu-west-1:1:stack/Shop/guid';
    stackIs('UPDATE_IN_PROGRESS');
    stackHas({ [stackId]: [['Routes', 'AWS::CloudFormation::Stack', 'routes'], ['Worker', FUNCTION, 'w']] });
    cloudFormation.on(ListStackResourcesCommand, { StackName: 'routes' }).rejects(Object.assign(new Error('denied'), { name: 'AccessDenied' }));
    baseCalls('Shop-Routes-1ABC-Hello-2DEF');
    const event = { ...update({ ...HOLD, Functions: ['Worker'] }, { ...NONE, Functions: ['Routes/Hello', 'Worker'] }), StackId: stackId };
    await expect(handle(event)).rejects.toThrow('The base release calls Shop-Routes-1ABC-Hello-2DEF,');
  });

  test('does not hinder a rollback', async () => {
    stackIs('UPDATE_ROLLBACK_IN_PROGRESS');
    baseCalls('s-Hello-1');
    await handle(LEAVING);
    expect(operations()).toHaveLength(1);
  });

  test('is asked for only when there is one', async () => {
    await handle(update({ ...HOLD, Functions: ['Hello', 'Worker'] }, BEFORE));
    expect(gateway.commandCalls(GetExportCommand)).toHaveLength(0);
    expect(cloudFormation.commandCalls(ListStackResourcesCommand)).toHaveLength(0);
  });
});

describe('a create', () => {
  beforeEach(() => stackIs('CREATE_IN_PROGRESS', 'CREATE_IN_PROGRESS'));

  const notFound = new NotFoundException({ message: 'Invalid stage identifier specified', $metadata: {} });

  test('finds no stage on the first deploy and answers with the new deployment', async () => {
    gateway.on(GetStageCommand).rejects(notFound);
    expect(await handle(create(NONE))).toEqual({ physicalId: 'api/prod/d1/none', data: { BaseDeploymentId: 'd1' } });
  });

  test('that cannot finish sets the stage back: CloudFormation sends no rollback event for it', async () => {
    const torn = { ...D1, canarySettings: { deploymentId: 'd1', percentTraffic: 3, useStageCache: false } };
    stageIs(D1, torn);
    await expect(handle(create({ ...HOLD, DeploymentId: 'd1' }))).rejects.toThrow('is not as it was set');
    expect(operations()[1].patchOperations).toEqual([{ op: 'remove', path: '/canarySettings' }]);
  });
});

describe('a rollback', () => {
  beforeEach(() => stackIs('UPDATE_ROLLBACK_IN_PROGRESS'));

  const MOVED = { ...D1, deploymentId: 'd2', canarySettings: { ...CANARY, percentTraffic: 0 }, lastUpdatedDate: DURING };

  test('takes production back to the remembered base', async () => {
    stageIs(MOVED, { ...D1, canarySettings: CANARY });
    const result = await handle(update(HOLD, PROMOTE));
    expect(result).toEqual({ physicalId: 'api/prod/d1', data: { BaseDeploymentId: 'd1' } });
  });

  test('believes what the operation answered before what is delivered', async () => {
    stackIs('UPDATE_ROLLBACK_IN_PROGRESS', 'UPDATE_IN_PROGRESS', {
      LogicalResourceId: 'Driver', ResourceStatus: 'UPDATE_COMPLETE', PhysicalResourceId: 'api/prod/d2',
    });
    stageIs(MOVED, { ...MOVED, canarySettings: CANARY });
    expect((await handle(update(HOLD, PROMOTE, 'api/prod/d1'))).data.BaseDeploymentId).toBe('d2');
  });

  test('leaves production where it was before the operation, when the operation did not touch the stage', async () => {
    stageIs({ ...MOVED, lastUpdatedDate: EARLIER }, { ...MOVED, canarySettings: CANARY });
    expect((await handle(update(HOLD, PROMOTE, 'api/prod/d1'))).data.BaseDeploymentId).toBe('d2');
  });

  test('that cannot read the stage fails', async () => {
    gateway.on(GetStageCommand).rejects(new Error('no network'));
    await expect(handle(update(HOLD, PROMOTE))).rejects.toThrow('no network');
  });
});

describe('a delete', () => {
  beforeEach(() => stackIs('UPDATE_COMPLETE_CLEANUP_IN_PROGRESS', 'DELETE_IN_PROGRESS'));

  function driverIs(
    PhysicalResourceId: string, ResourceStatus: 'DELETE_IN_PROGRESS' | 'UPDATE_COMPLETE' | 'CREATE_COMPLETE', LogicalResourceId = 'Driver',
  ): void {
    cloudFormation.on(ListStackResourcesCommand).resolves({
      StackResourceSummaries: [
        { LogicalResourceId, ResourceType: 'Custom::CanaryStage', LastUpdatedTimestamp: EARLIER, PhysicalResourceId, ResourceStatus },
      ],
    });
  }

  test('takes the canary along and leaves production', async () => {
    driverIs('api/prod/d1', 'DELETE_IN_PROGRESS');
    stageIs({ ...D1, canarySettings: CANARY }, D1);
    await handle(remove());
    expect(operations().map(({ patchOperations }) => patchOperations)).toEqual([[{ op: 'remove', path: '/canarySettings' }]]);
  });

  test('of a superseded physical id changes nothing', async () => {
    driverIs('api/prod/d2', 'UPDATE_COMPLETE');
    stageIs({ ...D1, canarySettings: CANARY });
    await handle(remove());
    expect(operations()).toEqual([]);
  });

  test('of a release that lives on under another construct id changes nothing', async () => {
    driverIs('api/prod/d2', 'CREATE_COMPLETE', 'RenamedDriver');
    stageIs({ ...D1, canarySettings: CANARY });
    await handle(remove());
    expect(operations()).toEqual([]);
  });

  test.each([
    ['takes a canary on its deployment off', 'd1', 1],
    ['leaves any other canary', 'd9', 0],
  ])('of a create that failed or was cancelled %s', async (_, deploymentId, expected) => {
    stackIs('UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS', 'DELETE_IN_PROGRESS');
    cloudFormation.on(
      DescribeStackResourceCommand,
    ).resolves({ StackResourceDetail: { PhysicalResourceId: 'not-created-r', ResourceStatus: 'DELETE_IN_PROGRESS' } as never });
    cloudFormation.on(ListStackResourcesCommand).resolves({ StackResourceSummaries: [] });
    stageIs({ ...D1, deploymentId: 'd0', canarySettings: { ...CANARY, deploymentId } }, ...expected ? [D1] : []);
    await handle(remove('not-created-r'));
    expect(operations()).toHaveLength(expected);
  });

  test('finds nothing to do when the stage is gone', async () => {
    driverIs('api/prod/d1', 'DELETE_IN_PROGRESS');
    gateway.on(GetStageCommand).rejects(new NotFoundException({ message: 'Invalid stage identifier specified', $metadata: {} }));
    await expect(handle(remove())).resolves.toEqual({ physicalId: 'api/prod/d1', data: {} });
  });

  test('that cannot take the canary off fails, so that it can be repeated', async () => {
    driverIs('api/prod/d1', 'DELETE_IN_PROGRESS');
    stageIs({ ...D1, canarySettings: CANARY });
    gateway.on(UpdateStageCommand).rejects(new Error('no network'));
    await expect(handle(remove())).rejects.toThrow('no network');
  });
});

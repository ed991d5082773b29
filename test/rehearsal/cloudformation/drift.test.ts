import {
  CloudFormationClient, DescribeStackDriftDetectionStatusCommand, DescribeStackResourceDriftsCommand, DescribeStackResourcesCommand,
  DescribeStacksCommand, DetectStackDriftCommand, StackResourceDrift,
} from '@aws-sdk/client-cloudformation';
import { thing } from './fake-cloud';
import { givenStack, Resources, stackName } from './given-stack';
import { AwsEndpoint } from '../../../rehearsal/aws-endpoint/aws-endpoint';
import { InMemoryRequestHandler } from '../../../rehearsal/aws-endpoint/in-memory-request-handler';
import { differencesFromTemplate } from '../../../rehearsal/cloudformation/drift/differences-from-template';
import { StackDrift } from '../../../rehearsal/cloudformation/drift/stack-drift';
import { CloudFormationFrontend } from '../../../rehearsal/cloudformation/frontend/cloudformation-frontend';
import { LocalAws } from '../../../rehearsal/local-aws';

/** Status of each resource by logical id. */
function statuses({ resources }: StackDrift): Record<string, string> {
  return Object.fromEntries([...resources].map(([logicalId, { status }]) => [logicalId, status]));
}

describe('differencesFromTemplate', () => {
  test('is empty for the same values, whether written as numbers or as text', () => {
    expect(differencesFromTemplate({ Count: '10', On: 'true', Parts: { Size: 1 } }, { Count: 10, On: true, Parts: { Size: '1' } })).toEqual([]);
  });

  test('finds a changed value, with its path', () => {
    expect(differencesFromTemplate({ Canary: { Percent: 10 } }, { Canary: { Percent: 50 } }))
      .toEqual([{ path: '/Canary/Percent', type: 'NOT_EQUAL', expected: 10, actual: 50 }]);
  });

  test('finds what was removed, as a whole and in part', () => {
    expect(differencesFromTemplate({ Canary: { Percent: 10 } }, { Canary: undefined }))
      .toEqual([{ path: '/Canary', type: 'REMOVE', expected: { Percent: 10 } }]);
    expect(differencesFromTemplate({ Canary: { Percent: 10 } }, { Canary: {} }))
      .toEqual([{ path: '/Canary/Percent', type: 'REMOVE', expected: 10 }]);
  });

  test('does not count what the template leaves out', () => {
    expect(differencesFromTemplate({ Canary: { Percent: 10 } }, { Canary: { Percent: 10, Cache: true }, Description: 'by hand' })).toEqual([]);
  });

  test('does not compare what the type does not tell', () => {
    expect(differencesFromTemplate({ Code: 'x' }, {})).toEqual([]);
  });

  test('counts an additional key where the keys are the user\'s', () => {
    const [expected, live] = [{ Variables: { theme: 'light' } }, { Variables: { theme: 'light', extra: '1' } }];
    expect(differencesFromTemplate(expected, live)).toEqual([]);
    expect(differencesFromTemplate(expected, live, ['/Variables'])).toEqual([{ path: '/Variables/extra', type: 'ADD', actual: '1' }]);
  });

  test('counts an additional, a changed and a removed element of a list', () => {
    expect(differencesFromTemplate({ List: ['a'] }, { List: ['a', 'b'] })).toEqual([{ path: '/List/1', type: 'ADD', actual: 'b' }]);
    expect(differencesFromTemplate({ List: ['a'] }, { List: ['b'] })).toEqual([{ path: '/List/0', type: 'NOT_EQUAL', expected: 'a', actual: 'b' }]);
    expect(differencesFromTemplate({ List: ['a', 'b'] }, { List: ['a'] })).toEqual([{ path: '/List/1', type: 'REMOVE', expected: 'b' }]);
  });

  test('takes an empty map that is not there for the same', () => {
    expect(differencesFromTemplate({ Variables: {} }, { Variables: undefined })).toEqual([]);
  });
});

describe('drift of a stack', () => {
  const resources: Resources = {
    A: thing({ Value: 1, Secret: 's' }), B: thing({ Value: { Ref: 'A' } }), Inert: { Type: 'Test::Inert', Properties: { Value: 1 } },
  };

  test('is none after its creation; types that tell nothing are not checked', async () => {
    const { cloudFormation } = await givenStack(resources);
    const drift = await cloudFormation.detectDrift(stackName);
    expect(drift.status).toBe('IN_SYNC');
    expect(statuses(drift)).toEqual({ A: 'IN_SYNC', B: 'IN_SYNC', Inert: 'NOT_CHECKED' });
  });

  test('is a changed property and a deleted resource, and nothing is repaired', async () => {
    const { cloudFormation, cloud } = await givenStack(resources);
    cloud.things.set('A-1', { Value: 2 });
    cloud.things.delete('B-2');
    const drift = await cloudFormation.detectDrift(stackName);
    expect(drift.status).toBe('DRIFTED');
    expect(statuses(drift)).toEqual({ A: 'MODIFIED', B: 'DELETED', Inert: 'NOT_CHECKED' });
    expect(cloud.calls).toEqual([]);
  });

  test('compares with the template of the last operation that succeeded', async () => {
    const { cloudFormation, update } = await givenStack({ A: thing({ Value: 1 }) });
    await update({ A: thing({ Value: 2 }), B: thing({ Fail: true }, { DependsOn: 'A' }) });
    expect(statuses(await cloudFormation.detectDrift(stackName))).toEqual({ A: 'IN_SYNC' });
    await update({ A: thing({ Value: 3 }) });
    expect(statuses(await cloudFormation.detectDrift(stackName))).toEqual({ A: 'IN_SYNC' });
  });

  test('can be asked for some resources', async () => {
    const { cloudFormation, cloud } = await givenStack(resources);
    cloud.things.delete('A-1');
    expect(statuses(await cloudFormation.detectDrift(stackName, ['B']))).toEqual({ B: 'IN_SYNC' });
  });

  test('cannot be detected while an operation runs', async () => {
    const { cloudFormation, update } = await givenStack(resources);
    const asked: unknown[] = [];
    cloudFormation.onResourceOperation(async () => {
      asked.push(await cloudFormation.detectDrift(stackName).catch((error: Error) => error.message));
    });
    await update({ A: thing({ Value: 2 }) });
    expect(asked[0]).toBe('Drift detection cannot be performed on stack [shop] in UPDATE_IN_PROGRESS state.');
  });
});

describe('the unmodified CloudFormation client', () => {
  async function givenClient(resources: Resources) {
    const given = await givenStack(resources);
    const endpoint = new AwsEndpoint({ frontends: [new CloudFormationFrontend(given.cloudFormation)] });
    const client = new CloudFormationClient({
      region: 'us-east-1',
      credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret' },
      requestHandler: new InMemoryRequestHandler((request) => endpoint.handle(request)),
      maxAttempts: 1,
    });
    const detect = async () => {
      const { StackDriftDetectionId } = await client.send(new DetectStackDriftCommand({ StackName: stackName }));
      const detection = await client.send(new DescribeStackDriftDetectionStatusCommand({ StackDriftDetectionId }));
      const { StackResourceDrifts } = await client.send(new DescribeStackResourceDriftsCommand({ StackName: stackName }));
      const drifts: Record<string, StackResourceDrift> = Object.fromEntries(StackResourceDrifts!.map((drift) => [drift.LogicalResourceId, drift]));
      return { detection, drifts };
    };
    return { ...given, client, detect };
  }

  const resources: Resources = {
    A: thing({ Value: 1, Labels: { a: 'b' } }), B: thing({}, { DependsOn: 'A' }), Inert: { Type: 'Test::Inert', DependsOn: 'B' },
  };

  test('is told that nothing drifted, without the resources that were not checked', async () => {
    const { detect } = await givenClient(resources);
    const { detection, drifts } = await detect();
    expect(detection).toMatchObject({ DetectionStatus: 'DETECTION_COMPLETE', StackDriftStatus: 'IN_SYNC', DriftedStackResourceCount: 0 });
    expect(Object.keys(drifts)).toEqual(['A', 'B']);
    expect(drifts.A).toMatchObject({ StackResourceDriftStatus: 'IN_SYNC', PropertyDifferences: [], PhysicalResourceId: 'A-1' });
  });

  test('is told what differs and what is gone', async () => {
    const { detect, cloud } = await givenClient(resources);
    cloud.things.set('A-1', { Value: 2, Labels: { a: 'b', c: 'd' }, Other: 'x' });
    cloud.things.delete('B-2');
    const { detection, drifts } = await detect();
    expect(detection).toMatchObject({ StackDriftStatus: 'DRIFTED', DriftedStackResourceCount: 2 });
    expect(drifts.A.PropertyDifferences).toEqual([
      { PropertyPath: '/Value', ExpectedValue: '1', ActualValue: '2', DifferenceType: 'NOT_EQUAL' },
      { PropertyPath: '/Labels/c', ExpectedValue: 'null', ActualValue: 'd', DifferenceType: 'ADD' },
    ]);
    expect(JSON.parse(drifts.A.ActualProperties!)).toEqual({ Value: 2, Labels: { a: 'b', c: 'd' } });
    expect(drifts.B).toMatchObject({ StackResourceDriftStatus: 'DELETED' });
    expect(drifts.B.ActualProperties).toBeUndefined();
  });

  test('sees the result of the last detection on stack and resources', async () => {
    const { detect, client, cloud } = await givenClient(resources);
    const information = async () => ({
      stack: (await client.send(new DescribeStacksCommand({}))).Stacks![0].DriftInformation!.StackDriftStatus,
      resources: (await client.send(new DescribeStackResourcesCommand({ StackName: stackName }))).StackResources!
        .map(({ DriftInformation }) => DriftInformation!.StackResourceDriftStatus),
    });
    expect(await information()).toEqual({ stack: 'NOT_CHECKED', resources: ['NOT_CHECKED', 'NOT_CHECKED', 'NOT_CHECKED'] });
    cloud.things.delete('A-1');
    await detect();
    expect(await information()).toEqual({ stack: 'DRIFTED', resources: ['DELETED', 'IN_SYNC', 'NOT_CHECKED'] });
  });

  test('is refused for a detection that there is none of', async () => {
    const { client } = await givenClient(resources);
    await expect(client.send(new DescribeStackDriftDetectionStatusCommand({ StackDriftDetectionId: 'none' }))).rejects.toThrow('[none] not found');
    expect((await client.send(new DescribeStackResourceDriftsCommand({ StackName: stackName }))).StackResourceDrifts).toEqual([]);
  });
});

describe('what somebody changes in the console', () => {
  const resources: Resources = {
    Api: { Type: 'AWS::ApiGateway::RestApi', Properties: { Name: 'shop' } },
    Method: {
      Type: 'AWS::ApiGateway::Method',
      Properties: {
        RestApiId: { Ref: 'Api' }, ResourceId: { 'Fn::GetAtt': ['Api', 'RootResourceId'] }, HttpMethod: 'GET', Integration: { Type: 'MOCK' },
      },
    },
    Base: { Type: 'AWS::ApiGateway::Deployment', Properties: { RestApiId: { Ref: 'Api' }, Description: 'base' }, DependsOn: 'Method' },
    Canary: { Type: 'AWS::ApiGateway::Deployment', Properties: { RestApiId: { Ref: 'Api' } }, DependsOn: 'Method' },
    Stage: {
      Type: 'AWS::ApiGateway::Stage',
      Properties: {
        RestApiId: { Ref: 'Api' },
        StageName: 'prod',
        DeploymentId: { Ref: 'Base' },
        Variables: { theme: 'light' },
        MethodSettings: [{ ResourcePath: '/*', HttpMethod: '*', ThrottlingRateLimit: 10 }],
        CanarySetting: { DeploymentId: { Ref: 'Canary' }, PercentTraffic: '10', UseStageCache: false, StageVariableOverrides: { theme: 'dark' } },
      },
    },
    Function: {
      Type: 'AWS::Lambda::Function',
      Properties: { Handler: 'index.handler', Timeout: 5, Code: { ZipFile: 'exports.handler = () => 1;' }, Environment: { Variables: { A: '1' } } },
    },
    Version: { Type: 'AWS::Lambda::Version', Properties: { FunctionName: { Ref: 'Function' } } },
    Permission: {
      Type: 'AWS::Lambda::Permission',
      Properties: { FunctionName: { Ref: 'Version' }, Action: 'lambda:InvokeFunction', Principal: 'apigateway.amazonaws.com' },
    },
  };
  let aws: LocalAws;

  beforeEach(async () => {
    aws = new LocalAws();
    const created = await aws.cloudFormation.createStack({ stackName, template: { Resources: resources } });
    expect(created).toMatchObject({ succeeded: true, reason: undefined });
  });

  afterEach(() => aws.close());

  const physicalId = (logicalId: string) => aws.cloudFormation.find(stackName)!.resources.get(logicalId)!.physicalId!;
  const updateStage = (path: string, value: string) =>
    aws.apiGateway.updateStage(physicalId('Api'), 'prod', [{ op: 'replace', path, value }]);

  /** Resources that are not in sync, each with the paths that differ. */
  async function drifted(): Promise<Record<string, unknown>> {
    const { resources: found } = await aws.cloudFormation.detectDrift(stackName);
    return Object.fromEntries([...found].filter(([, { status }]) => status === 'MODIFIED' || status === 'DELETED')
      .map(([logicalId, { differences }]) => [
        logicalId, differences.length > 0 ? differences.map(({ path, type }) => `${type} ${path}`) : 'DELETED',
      ]));
  }

  test('nothing: no drift', async () => {
    expect(await drifted()).toEqual({});
  });

  test('the percent traffic of a canary', async () => {
    updateStage('/canarySettings/percentTraffic', '50');
    expect(await drifted()).toEqual({ Stage: ['NOT_EQUAL /CanarySetting/PercentTraffic'] });
  });

  test('the deployment of production', async () => {
    updateStage('/deploymentId', physicalId('Canary'));
    expect(await drifted()).toEqual({ Stage: ['NOT_EQUAL /DeploymentId'] });
  });

  test('the canary is gone', async () => {
    aws.apiGateway.updateStage(physicalId('Api'), 'prod', [{ op: 'remove', path: '/canarySettings' }]);
    expect(await drifted()).toEqual({ Stage: ['REMOVE /CanarySetting'] });
  });

  test('stage variables, and what the canary sees of them', async () => {
    updateStage('/variables/theme', 'blue');
    updateStage('/variables/extra', '1');
    updateStage('/canarySettings/stageVariableOverrides/theme', 'red');
    expect(await drifted()).toEqual({
      Stage: ['NOT_EQUAL /Variables/theme', 'ADD /Variables/extra', 'NOT_EQUAL /CanarySetting/StageVariableOverrides/theme'],
    });
  });

  test('a setting that the template leaves out: no drift', async () => {
    updateStage('/description', 'by hand');
    updateStage('/tracingEnabled', 'true');
    expect(await drifted()).toEqual({});
  });

  test('a canary on a stage whose template has none: no drift', async () => {
    const { CanarySetting, ...withoutCanary } = resources.Stage.Properties as Record<string, unknown>;
    aws.apiGateway.updateStage(physicalId('Api'), 'prod', [{ op: 'remove', path: '/canarySettings' }]);
    const template = { Resources: { ...resources, Stage: { ...resources.Stage, Properties: withoutCanary } } };
    await aws.cloudFormation.updateStack({ stackName, template });
    updateStage('/canarySettings/deploymentId', physicalId('Canary'));
    updateStage('/canarySettings/percentTraffic', '100');
    expect(aws.apiGateway.getStage(physicalId('Api'), 'prod').canarySettings).toMatchObject({ percentTraffic: 100 });
    expect(await drifted()).toEqual({});
  });

  test('an API is renamed, and its only method deleted', async () => {
    const api = physicalId('Api');
    aws.apiGateway.updateRestApi(api, { name: 'by hand' });
    aws.apiGateway.deleteMethod(api, aws.apiGateway.getRestApi(api).rootResourceId, 'GET');
    expect(await drifted()).toEqual({ Api: ['NOT_EQUAL /Name'], Method: 'DELETED' });
  });

  test('a deployment is described otherwise, another one and the stage are deleted', async () => {
    const api = physicalId('Api');
    aws.apiGateway.updateDeployment(api, physicalId('Base'), { description: 'by hand' });
    aws.apiGateway.deleteStage(api, 'prod');
    aws.apiGateway.deleteDeployment(api, physicalId('Canary'));
    expect(await drifted()).toEqual({ Base: ['NOT_EQUAL /Description'], Canary: 'DELETED', Stage: 'DELETED' });
  });

  test('the settings of a function, while its code is not compared', async () => {
    const { functionName, latest } = aws.lambda.findFunction(physicalId('Function'))!;
    aws.lambda.updateFunction(functionName, {
      ...latest, directory: '/elsewhere', codeId: 'other', timeoutSeconds: 9, environment: { A: '1', B: '2' },
    });
    expect(await drifted()).toEqual({ Function: ['NOT_EQUAL /Timeout', 'ADD /Environment/Variables/B'] });
  });

  test('a permission is removed', async () => {
    aws.lambda.removePermission(physicalId('Version'), physicalId('Permission'));
    expect(await drifted()).toEqual({ Permission: 'DELETED' });
  });

  test('a version is deleted, and with it what may call it', async () => {
    aws.lambda.deleteVersion(physicalId('Function'), '1');
    expect(await drifted()).toEqual({ Version: 'DELETED', Permission: 'DELETED' });
  });

  test('a function and an API are deleted', async () => {
    aws.lambda.deleteFunction(physicalId('Function'));
    aws.apiGateway.deleteRestApi(physicalId('Api'));
    const everything = Object.keys(resources).map((logicalId) => [logicalId, 'DELETED']);
    expect(await drifted()).toEqual(Object.fromEntries(everything));
  });
});

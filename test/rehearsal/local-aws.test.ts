import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { APIGatewayClient, GetStagesCommand } from '@aws-sdk/client-api-gateway';
import { App, CfnOutput, CustomResource, NestedStack, Stack, Stage } from 'aws-cdk-lib';
import { LambdaIntegration, RestApi } from 'aws-cdk-lib/aws-apigateway';
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { LocalAws } from '../../rehearsal/local-aws';

let scratch: string;
let aws: LocalAws;

beforeEach(() => {
  scratch = mkdtempSync(join(tmpdir(), 'local-aws-'));
  aws = new LocalAws();
});

afterEach(async () => {
  await aws.close();
  rmSync(scratch, { recursive: true, force: true });
});

function synthesized(build: (app: App) => void): string {
  const app = new App({ outdir: mkdtempSync(join(scratch, 'assembly-')), analyticsReporting: false });
  build(app);
  return app.synth().directory;
}

function addApi(scope: Construct, answer: string): RestApi {
  const handler = new LambdaFunction(scope, 'Handler', {
    runtime: Runtime.NODEJS_22_X,
    handler: 'index.handler',
    code: Code.fromInline(`exports.handler = async () => ({ statusCode: 200, body: '${answer}' });`),
  });
  const api = new RestApi(scope, 'Api');
  api.root.addResource('hello').addMethod('GET', new LambdaIntegration(handler.currentVersion));
  return api;
}

const shop = (answer: string) => synthesized((app) => {
  const stack = new Stack(app, 'Shop');
  new CfnOutput(stack, 'Url', { value: addApi(stack, answer).url });
});

describe('a plain RestApi with a Lambda function', () => {
  test('is deployed, answers with the new code after an update, and is gone after destroy', async () => {
    const { outputs, status } = await aws.deploy(shop('one'));
    expect(status).toBe('CREATE_COMPLETE');
    expect(await aws.invoke(`${outputs.Url}hello`)).toMatchObject({ status: 200, body: 'one' });

    expect(await aws.deploy(shop('two'))).toMatchObject({ status: 'UPDATE_COMPLETE' });
    expect(await aws.invoke(`${outputs.Url}hello`)).toMatchObject({ status: 200, body: 'two' });

    expect(await aws.destroy('Shop')).toMatchObject({ status: 'DELETE_COMPLETE', succeeded: true });
    expect(aws.apiGateway.listRestApis()).toEqual([]);
    expect(aws.lambda.listFunctions()).toEqual([]);
  });

  test('is left alone when nothing changed', async () => {
    await aws.deploy(shop('one'));
    expect(await aws.deploy(shop('one'))).toMatchObject({ status: 'CREATE_COMPLETE', succeeded: true, events: [] });
  });

  test('can be read by the unmodified SDK in memory', async () => {
    await aws.deploy(shop('one'));
    const client = new APIGatewayClient({
      region: aws.region, requestHandler: aws.requestHandler, credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret' },
    });
    const [{ id }] = aws.apiGateway.listRestApis();
    const { item } = await client.send(new GetStagesCommand({ restApiId: id }));
    expect(item!.map(({ stageName }) => stageName)).toEqual(['prod']);
  });
});

describe('a custom resource in a Node.js process', () => {
  const code = `
    const { CloudFormationClient, DescribeStacksCommand } = require('@aws-sdk/client-cloudformation');
    exports.handler = async (event) => {
      const { Stacks } = await new CloudFormationClient({}).send(new DescribeStacksCommand({ StackName: event.StackId }));
      const { StackId, RequestId, LogicalResourceId } = event;
      const body = { Status: 'SUCCESS', PhysicalResourceId: 'seen', StackId, RequestId, LogicalResourceId, Data: { Seen: Stacks[0].StackStatus } };
      await fetch(event.ResponseURL, { method: 'PUT', body: JSON.stringify(body) });
    };`;

  test('reads its own stack through the unmodified SDK and responds over HTTP', async () => {
    const assembly = synthesized((app) => {
      const stack = new Stack(app, 'Shop');
      const provider = new LambdaFunction(stack, 'Provider', { runtime: Runtime.NODEJS_22_X, handler: 'index.handler', code: Code.fromInline(code) });
      const resource = new CustomResource(stack, 'Resource', { serviceToken: provider.functionArn, resourceType: 'Custom::Looker' });
      new CfnOutput(stack, 'Seen', { value: resource.getAttString('Seen') });
    });
    expect(await aws.deploy(assembly)).toMatchObject({ succeeded: true, outputs: { Seen: 'CREATE_IN_PROGRESS' } });
  });
});

describe('an app of several stacks', () => {
  test('is deployed in the order of its dependencies, with nested stacks and stages', async () => {
    const assembly = synthesized((app) => {
      const stage = new Stage(app, 'Beta');
      const user = new Stack(stage, 'A-user');
      const api = new Stack(stage, 'Z-api');
      const nested = new NestedStack(api, 'Nested');
      new CfnOutput(user, 'Url', { value: addApi(nested, 'nested').url });
    });
    const result = await aws.deploy(assembly);
    expect(result.stacks.map(({ stackName, status }) => `${stackName} ${status}`)).toEqual([
      'Beta-Z-api CREATE_COMPLETE', 'Beta-A-user CREATE_COMPLETE',
    ]);
    expect(await aws.invoke(`${result.outputs.Url}hello`)).toMatchObject({ status: 200, body: 'nested' });
    expect(aws.cloudFormation.stacks.filter(({ parentId }) => parentId !== undefined)).toHaveLength(1);
  });

  test('for another environment is refused', async () => {
    const assembly = synthesized((app) => { new Stack(app, 'Shop', { env: { account: '111122223333', region: 'eu-west-1' } }); });
    await expect(aws.deploy(assembly)).rejects.toThrow("Create it with account: '111122223333' and region: 'eu-west-1'.");
  });
});

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { App, CustomResource, custom_resources as cr, NestedStack, RemovalPolicy, Stack, Stage, triggers } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { answeringFunction, apiOn, RehearsalBench } from './rehearsal-bench';
import { CanaryRelease } from '../../lib';

let bench: RehearsalBench;

beforeEach(() => { bench = new RehearsalBench(); });
afterEach(() => bench.close());

const effect = (): string => join(bench.scratch, 'effect');
/** Code that leaves a file behind, and answers CloudFormation if it is asked by it. */
const withEffect = (): lambda.InlineCode => lambda.Code.fromInline(`exports.handler = async (event) => {
  require('node:fs').writeFileSync(${JSON.stringify(effect())}, 'ran');
  if (!event.ResponseURL) return { PhysicalResourceId: 'seed', IsComplete: true };
  const { StackId, RequestId, LogicalResourceId } = event;
  const answer = { Status: 'SUCCESS', PhysicalResourceId: 'seed', StackId, RequestId, LogicalResourceId };
  await fetch(event.ResponseURL, { method: 'PUT', body: JSON.stringify(answer) });
};`);
const fn = (scope: Construct, id: string, code: lambda.Code): lambda.Function =>
  new lambda.Function(scope, id, { runtime: lambda.Runtime.NODEJS_22_X, handler: 'index.handler', code });

function assembly(build: (stack: Stack, app: App) => void, { percent, code = 'one' }: { percent?: number; code?: string } = {}): string {
  return bench.assembly((app) => {
    const stack = new Stack(app, 'Shop');
    const api = apiOn(stack, answeringFunction(stack, 'Hello', code).currentVersion);
    new CanaryRelease(stack, 'Release', { api, canarySettings: percent === undefined ? undefined : { percentTraffic: percent } });
    build(stack, app);
  });
}

const seed = (scope: Construct, resourceType?: string): void => {
  new CustomResource(scope, 'Seed', { serviceToken: fn(scope, 'SeedCode', withEffect()).functionArn, resourceType });
};

describe('the code of a custom resource that is not this library\'s does not run', () => {
  test.each<[string, (stack: Stack, app: App) => void, RegExp]>([
    ['a type of its own', (stack) => seed(stack, 'Custom::Seed'), /Seed \(Custom::Seed\)/],
    ['CloudFormation\'s type', (stack) => seed(stack), /Seed \(AWS::CloudFormation::CustomResource\)/],
    ['in a nested stack', (stack) => seed(new NestedStack(stack, 'Nested'), 'Custom::Seed'), /Seed \(Custom::Seed\)/],
    ['in a Stage', (_, app) => seed(new Stack(new Stage(app, 'Prod'), 'Data'), 'Custom::Seed'), /Seed \(Custom::Seed\)/],
    ['CDK\'s provider framework', (stack) => {
      const provider = new cr.Provider(stack, 'Provider', { onEventHandler: fn(stack, 'SeedCode', withEffect()) });
      new CustomResource(stack, 'Seed', { serviceToken: provider.serviceToken });
    }, /Seed \(AWS::CloudFormation::CustomResource\)/],
    ['a trigger', (stack) => {
      new triggers.TriggerFunction(stack, 'Migrate', { runtime: lambda.Runtime.NODEJS_22_X, handler: 'index.handler', code: withEffect() });
    }, /MigrateTrigger\w* \(Custom::Trigger\)/],
    ['AwsCustomResource, which installs a package', (stack) => {
      new cr.AwsCustomResource(stack, 'Call', {
        onUpdate: { service: 'S3', action: 'listBuckets', physicalResourceId: cr.PhysicalResourceId.of('call') },
        installLatestAwsSdk: true,
        policy: cr.AwsCustomResourcePolicy.fromSdkCalls({ resources: ['*'] }),
      });
    }, /Call\w* \(Custom::AWS\)/],
    ['autoDeleteObjects', (stack) => {
      new s3.Bucket(stack, 'Bucket', { autoDeleteObjects: true, removalPolicy: RemovalPolicy.DESTROY });
    }, /Bucket\w* \(Custom::S3AutoDeleteObjects\)/],
    ['log retention', (stack) => {
      new logs.LogRetention(stack, 'Retention', { logGroupName: '/shop', retention: logs.RetentionDays.ONE_WEEK });
    }, /Retention\w* \(Custom::LogRetention\)/],
  ])('%s: it is carried along, listed, and the canary is rehearsed', async (_, add, listed) => {
    expect(await bench.rehearse(assembly(add), assembly(add, { code: 'two', percent: 10 }))).toBe(0);
    expect(existsSync(effect())).toBe(false);
    expect(bench.terminal.output).toMatch(/canary \w+ 10 %/);
    expect(bench.line('Carried along without running their code')).toMatch(listed);
  });

  test('with --no-invoke neither that of a function which a mapping template hands such an event', async () => {
    const app = assembly((stack) => {
      const requestTemplates = { 'application/json': '{ "RequestType": "Create", "ResponseURL": "http://127.0.0.1" }' };
      const api = new apigateway.RestApi(stack, 'Mapped', { cloudWatchRole: false });
      const options = { proxy: false, requestTemplates, integrationResponses: [{ statusCode: '200' }] };
      const integration = new apigateway.LambdaIntegration(fn(stack, 'SeedCode', withEffect()), options);
      api.root.addMethod('GET', integration, { methodResponses: [{ statusCode: '200' }] });
    });
    expect(await bench.rehearse(app, '--no-invoke')).toBe(0);
    expect(existsSync(effect())).toBe(false);
  });

  test('its made-up attributes are there for other resources', async () => {
    const app = assembly((stack) => {
      const resource = new CustomResource(stack, 'Seed', { serviceToken: fn(stack, 'SeedCode', withEffect()).functionArn });
      fn(stack, 'Reader', lambda.Code.fromInline('exports.handler = async () => ({});')).addEnvironment('TABLE', resource.getAttString('Table'));
    });
    expect(await bench.rehearse(app)).toBe(0);
  });
});

describe('--run', () => {
  test('runs the code of the custom resource that it names, and of no other', async () => {
    const app = assembly((stack) => {
      seed(stack, 'Custom::Seed');
      new s3.Bucket(stack, 'Bucket', { autoDeleteObjects: true, removalPolicy: RemovalPolicy.DESTROY });
    });
    expect(await bench.rehearse(app, '--run', 'Seed')).toBe(0);
    expect(existsSync(effect())).toBe(true);
    expect(bench.terminal.output).not.toContain('Seed (Custom::Seed)');
    expect(bench.terminal.output).toContain('Custom::S3AutoDeleteObjects');
  });

  test('must name a custom resource of the stacks', async () => {
    expect(await bench.rehearse(assembly((stack) => seed(new NestedStack(stack, 'Nested'), 'Custom::Seed')), '--run', 'SeedCode')).toBe(2);
    expect(bench.terminal.errors).toBe('error: --run must give logical ids of custom resources, got SeedCode; the stacks have Seed (Custom::Seed).');
  });

  test('contradicts --no-invoke', async () => {
    expect(await bench.rehearse(assembly((stack) => seed(stack)), '--run', 'Seed', '--no-invoke')).toBe(2);
    expect(bench.terminal.errors).toContain('--run runs code of the app, --no-invoke runs none');
    expect(existsSync(effect())).toBe(false);
  });
});

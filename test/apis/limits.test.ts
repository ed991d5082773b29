import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { App, Fn, NestedStack, Stack } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { answering } from './answering';
import { expectAsExpected, practise, Target } from './practice';
import { CanaryRelease } from '../../lib';

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html */
const MAX_RESOURCES = 500;
const MAX_TEMPLATE_BYTES = 1024 * 1024;
/** What Lambda takes for an asynchronous invocation. AWS has since raised it: https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const MAX_EVENT_BYTES = 256 * 1024;

const VERBS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'];
const SERVICES = 60;
const HOLD = { canarySettings: { percentTraffic: 10 } };
/** Role, its log group, its policy, the function, how often it is invoked, the custom resource, the anchor of the deployment. */
const ADDED_RESOURCES = 7;

/** Some of the services in a nested stack, as the CDK documentation has it: one function and five routes for each. */
class ServicesStack extends NestedStack {
  readonly methods: apigateway.Method[];

  constructor(scope: Construct, id: string, api: apigateway.RestApi, services: number, code: string) {
    super(scope, id);
    const imported = apigateway.RestApi.fromRestApiAttributes(this, 'RestApi', {
      restApiId: api.restApiId, rootResourceId: api.restApiRootResourceId,
    });
    this.methods = Array.from({ length: services }, (_, service) => {
      const resource = imported.root.addResource(`${id}-${service}`);
      const integration = new apigateway.LambdaIntegration(answering(this, code, `Fn${service}`).currentVersion);
      return VERBS.map((verb) => resource.addMethod(verb, integration));
    }).flat();
  }
}

/** Three nested stacks with a third of the services each. */
function nested(stack: Stack, code: string, services = SERVICES): Target {
  const api = new apigateway.RestApi(stack, 'Api', { deploy: false, cloudWatchRole: false });
  api.root.addMethod('ANY', new apigateway.MockIntegration({
    requestTemplates: { 'application/json': '{ "statusCode": 200 }' }, integrationResponses: [{ statusCode: '200' }],
  }), { methodResponses: [{ statusCode: '200' }] });
  const parts = ['one', 'two', 'three'].map((id) => new ServicesStack(stack, id, api, services / 3, code));
  const deployment = new apigateway.Deployment(stack, 'Deployment', { api });
  deployment.addToLogicalId({ code });
  deployment.node.addDependency(...parts);
  return { stage: new apigateway.Stage(stack, 'Stage', { deployment }) };
}

/** All in one stack, with the routes in an inline definition. */
function spec(stack: Stack, code: string): Target {
  const versions = Array.from({ length: SERVICES }, (_, service) => answering(stack, code, `Fn${service}`).currentVersion);
  const operation = (version: string) => ({
    'x-amazon-apigateway-integration': {
      type: 'aws_proxy',
      httpMethod: 'POST',
      uri: Fn.sub('arn:${AWS::Partition}:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${V}/invocations', { V: version }),
    },
  });
  const paths = Object.fromEntries(versions.map(({ functionArn }, service) =>
    [`/service-${service}`, Object.fromEntries(VERBS.map((verb) => [verb.toLowerCase(), operation(functionArn)]))]));
  const api = new apigateway.SpecRestApi(stack, 'Api', {
    cloudWatchRole: false, apiDefinition: apigateway.ApiDefinition.fromInline({ openapi: '3.0.1', info: { title: 'Services' }, paths }),
  });
  versions.forEach((version) => version.addPermission('Invoke', {
    principal: new iam.ServicePrincipal('apigateway.amazonaws.com'), sourceArn: api.arnForExecuteApi(),
  }));
  return { api };
}

interface Size { readonly resources: number; readonly bytes: number }

/** The templates of an app by their file names: as CDK uploads them. */
function sizes(build: (stack: Stack) => void): Size[] {
  const app = new App({ analyticsReporting: false, treeMetadata: false, context: { 'aws:cdk:disable-stack-trace': true } });
  build(new Stack(app, 'App'));
  const { directory } = app.synth();
  const templates = readdirSync(directory)
    .filter((name) => name.endsWith('template.json'))
    .sort()
    .map((name) => readFileSync(join(directory, name), 'utf8'));
  rmSync(directory, { recursive: true, force: true });
  return templates.map((text) => ({ resources: Object.keys(JSON.parse(text).Resources).length, bytes: text.length }));
}

describe('an API with 300 routes and 60 functions', () => {
  test.each([
    { shape: 'in three nested stacks', build: nested, resourcesAdded: [ADDED_RESOURCES, 0, 0, 0], bytesAdded: [50_000, 30_000, 30_000, 30_000] },
    { shape: 'as an OpenAPI definition in one stack', build: spec, resourcesAdded: [ADDED_RESOURCES], bytesAdded: [50_000] },
  ])('fits into the limits of CloudFormation with a release, which adds little: $shape', ({ build, resourcesAdded, bytesAdded }) => {
    const plain = sizes((stack) => build(stack, 'code 1'));
    const released = sizes((stack) => new CanaryRelease(stack, 'Release', { ...build(stack, 'code 1'), ...HOLD }));
    expect(released.map(({ resources }, at) => resources - plain[at].resources)).toEqual(resourcesAdded);
    released.forEach(({ resources, bytes }, at) => {
      expect(resources).toBeLessThanOrEqual(MAX_RESOURCES);
      expect(bytes).toBeLessThan(MAX_TEMPLATE_BYTES / 2);
      expect(bytes - plain[at].bytes).toBeLessThan(bytesAdded[at]);
    });
  });

  test.each([
    { settings: 0, services: SERVICES, most: MAX_EVENT_BYTES / 3 },
    { settings: 300, services: 3, most: MAX_EVENT_BYTES / 2 },
  ])('does not outgrow the event of the driver: $services services, $settings method settings', ({ settings, services, most }) => {
    const stack = new Stack(new App(), 'App');
    const { stage } = nested(stack, 'code 1', services);
    (stage!.node.defaultChild as apigateway.CfnStage).methodSettings = Array.from({ length: settings }, (_, setting) => ({
      resourcePath: `/~1services-number-${setting}`,
      httpMethod: 'DELETE',
      throttlingBurstLimit: 100,
      throttlingRateLimit: 50,
      metricsEnabled: true,
      loggingLevel: 'INFO',
    }));
    new CanaryRelease(stack, 'Release', { stage, ...HOLD });
    const { Resources } = (stack.node.root as App).synth().getStackByName('App').template;
    const driver = Object.values<any>(Resources).find(({ Type }) => Type === 'Custom::CanaryStage');
    // An update brings the properties twice: as they are and as they were.
    expect(2 * JSON.stringify(driver.Properties).length).toBeLessThan(most);
  });
});

test('goes through the practice with many routes in nested stacks', async () => {
  expectAsExpected(await practise((stack, code) => nested(stack, code, 6)));
});

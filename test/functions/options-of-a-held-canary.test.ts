import { App, RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import { CanaryFunctions, CanaryFunctionsOptions, CanaryRelease } from '../../lib';
import { answering } from '../apis/answering';
import { WatchedAws, WatchedOperation } from '../apis/watched-aws';

/** Options by what somebody might want, of resources that the local engine plays. */
const OPTIONS: Record<string, (stack: Stack) => CanaryFunctionsOptions> = {
  'managed policies, another runtime and more memory': () => ({
    managedPolicies: true,
    runtime: lambda.Runtime.NODEJS_24_X,
    memorySize: 512,
    logRetention: logs.RetentionDays.ONE_YEAR,
    logRemovalPolicy: RemovalPolicy.RETAIN,
    reservedConcurrentExecutions: 2,
    tracing: lambda.Tracing.ACTIVE,
  }),
  'a role of the app and a log group': (stack) => ({
    role: new iam.Role(stack, 'Role', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') }),
    logGroup: new logs.LogGroup(stack, 'Log', { removalPolicy: RemovalPolicy.DESTROY }),
  }),
  'a role that must not be changed': (stack) => ({ role: iam.Role.fromRoleName(stack, 'Role', 'org-driver', { mutable: false }) }),
};

const app = (options: ((stack: Stack) => CanaryFunctionsOptions) | undefined, percentTraffic?: number) => (root: App, code: string) => {
  const stack = new Stack(root, 'App');
  if (options) { CanaryFunctions.of(stack).configure(options(stack)); }
  const api = new apigateway.RestApi(stack, 'Api', { cloudWatchRole: false });
  api.root.addResource('hello').addMethod('GET', new apigateway.LambdaIntegration(answering(stack, code).currentVersion));
  const release = new CanaryRelease(stack, 'Release', { api, canarySettings: percentTraffic === undefined ? undefined : { percentTraffic } });
  if (percentTraffic === 20) { release.promote(); }
};

describe('options of the functions, added and taken away while a canary is held', () => {
  test.each(Object.entries(OPTIONS))('fail no request, and keep the function behind the custom resource: %s', async (_, options) => {
    const aws = new WatchedAws();
    const driver = () => aws.aws.lambda.listFunctions().map(({ functionName }) => functionName).filter((name) => /CanaryStageDriver/.test(name));
    try {
      const done: WatchedOperation[] = [await aws.deploy(app(undefined), 'code 1'), await aws.deploy(app(undefined, 10), 'code 2')];
      const before = driver();
      // With the options alone, then with what moves production, then without them.
      done.push(await aws.deploy(app(options, 10), 'code 2'));
      expect(aws.stages().prod).toEqual({ base: 'code 1', canary: 'code 2', percentTraffic: 10 });
      done.push(await aws.deploy(app(options, 20), 'code 2'), await aws.deploy(app(undefined), 'code 2'));
      expect(driver()).toEqual(before);
      expect(done.map(({ result, failures, failedOperations }) => [result.reason, failures, failedOperations]))
        .toEqual(done.map(() => [undefined, [], []]));
      expect(aws.stages().prod).toEqual({ base: 'code 2' });
      expect(await aws.destroyAll()).toEqual([]);
    } finally {
      await aws.close();
    }
  });
});

/**
 * The tasks of the README, done as it says: its code and its `cdk deploy`s, on the local engine, with both releases asked for every route after
 * every single resource operation.
 */
import { App, Stack, Stage, StageProps } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as pipelines from 'aws-cdk-lib/pipelines';
import { Construct } from 'constructs';
import { Page } from './page';
import { deploysIn, propertiesIn, runBlock } from './run-block';
import { CanaryRelease, UnqualifiedFunctions } from '../../lib';
import { answering } from '../apis/answering';
import { AppBuilder, WatchedAws, WatchedOperation } from '../apis/watched-aws';

const README = new Page('README.md');
const codeOf = (title: string, language = 'ts'): string => README.section(title).blocks.find((block) => block.language === language)!.source;
const commandsOf = (title: string) => deploysIn(codeOf(title, 'sh'));

const ADOPT = codeOf('Adopt an API');
const HOLD = codeOf('Hold a canary');
const [PROMOTE] = commandsOf('Promote, also from CI');
const [ABORT] = commandsOf('Abort, and after an abort');

/** An API as nearly everybody has it: its functions are called without a version. */
function existing(stack: Stack, code: string, variables?: Record<string, string>): apigateway.RestApi {
  const api = new apigateway.RestApi(stack, 'Api', { cloudWatchRole: false, deployOptions: { variables } });
  api.root.addResource('hello').addMethod('GET', new apigateway.LambdaIntegration(answering(stack, code)));
  return api;
}

const LIGHT = { theme: 'light' };

/** The app with a block of the README, or with none. */
function shop(block = '', variables: Record<string, string> = LIGHT): AppBuilder {
  return (app, code) => {
    const stack = new Stack(app, 'Shop');
    runBlock(block, stack, { api: existing(stack, code, variables) });
  };
}

let aws: WatchedAws;
beforeEach(() => { aws = new WatchedAws(); });
afterEach(() => aws.close());

/** What is there before anybody thinks of canaries. Nobody is a client of a stage that is being created. */
async function exists(build: AppBuilder): Promise<void> {
  expect((await aws.deploy(build, 'code 1')).result.reason).toBeUndefined();
}

/** Deploys, and expects success and no failed request. */
async function deploy(build: AppBuilder, code: string, context?: Record<string, string>): Promise<WatchedOperation> {
  const operation = await aws.deploy(build, code, { context });
  expect({ reason: operation.result.reason, failures: operation.failures }).toEqual({ reason: undefined, failures: [] });
  return operation;
}

async function refused(id: string, build: AppBuilder, code: string, context?: Record<string, string>): Promise<void> {
  const before = aws.stages();
  const { result, failures } = await aws.deploy(build, code, { context });
  expect(result).toMatchObject({ status: 'UPDATE_ROLLBACK_COMPLETE', reason: expect.stringContaining(`[${id}]`) });
  expect(failures).toEqual([]);
  expect(aws.stages()).toEqual(before);
}

const held = (base: string, canary: string, percentTraffic = 10) => ({ prod: { base, canary, percentTraffic } });
const alone = (base: string) => ({ prod: { base } });

/** The stage with code 1 on the base and code 2 in a canary. */
async function holdCode2(): Promise<void> {
  await exists(shop());
  await deploy(shop(ADOPT), 'code 1');
  await deploy(shop(HOLD), 'code 2');
  expect(aws.stages()).toEqual(held('code 1', 'code 2'));
}

describe('the first commands of the page', () => {
  const [first] = README.blocks.filter(({ language }) => language === 'ts');
  const [adopt, hold, promote, abort] = deploysIn(README.blocks.find(({ source }) => deploysIn(source).length > 0)!.source);
  const withSettings = first.source.replace('UnqualifiedFunctions.PIN', 'UnqualifiedFunctions.PIN, canarySettings: { percentTraffic: 10 }');
  const app = (block: string): AppBuilder => (one, code) => {
    const stack = new Stack(one, 'Shop');
    runBlock(block, stack, { handler: answering(stack, code) });
  };
  const untilHold = async (): Promise<void> => {
    await exists(app(first.source.replace(/new CanaryRelease.*/, '')));
    await deploy(app(first.source), 'code 1', adopt);
    expect(aws.stages()).toEqual(alone('code 1'));
    await deploy(app(withSettings), 'code 2', hold);
    expect(aws.stages()).toEqual(held('code 1', 'code 2'));
  };

  test('adopt, hold, promote: everybody gets the new code', async () => {
    await untilHold();
    await deploy(app(withSettings), 'code 2', promote);
    expect(aws.stages()).toEqual(held('code 2', 'code 2', 0));
  });

  test('adopt, hold, abort: nobody does', async () => {
    await untilHold();
    await deploy(app(withSettings), 'code 2', abort);
    expect(aws.stages()).toEqual(alone('code 1'));
  });
});

describe('Adopt an API', () => {
  test('no request fails, and everybody gets the same code', async () => {
    await exists(shop());
    await deploy(shop(ADOPT), 'code 1');
    expect(aws.stages()).toEqual(alone('code 1'));
  });

  test('with canarySettings at once: refused', async () => {
    await exists(shop());
    await refused('AdoptedWithChange', shop(HOLD), 'code 1');
  });

  test('with new code at once: everybody gets it', async () => {
    await exists(shop());
    await aws.deploy(shop(ADOPT), 'code 2');
    expect(aws.stages()).toEqual(alone('code 2'));
  });
});

describe('Hold a canary', () => {
  test('DELETE_SKIPPED lines are what production calls, and DELETE_COMPLETE is the memory of the deploy before', async () => {
    await exists(shop());
    await deploy(shop(ADOPT), 'code 1');
    const { result } = await deploy(shop(HOLD), 'code 2');
    const skipped = result.events.filter(({ status }) => status === 'DELETE_SKIPPED').map(({ type }) => type);
    expect(new Set(skipped)).toEqual(new Set([
      'AWS::Lambda::Version', 'AWS::Lambda::Permission', 'AWS::ApiGateway::Deployment', 'Custom::CanaryAnchor',
    ]));
    expect(result.events.filter(({ status }) => status === 'DELETE_COMPLETE').map(({ type }) => type)).toEqual(['Custom::CanaryStage']);
  });

  test('another share, and newer code, are one more deploy each: production stays', async () => {
    await holdCode2();
    await deploy(shop(HOLD.replace('percentTraffic: 10', 'percentTraffic: 30')), 'code 2');
    expect(aws.stages()).toEqual(held('code 1', 'code 2', 30));
    await deploy(shop(HOLD), 'code 3');
    expect(aws.stages()).toEqual(held('code 1', 'code 3'));
  });
});

describe('Promote, also from CI', () => {
  test('everybody gets the canary, and it stays at 0 % until canarySettings go', async () => {
    await holdCode2();
    await deploy(shop(HOLD), 'code 2', PROMOTE);
    expect(aws.stages()).toEqual(held('code 2', 'code 2', 0));
    await deploy(shop(ADOPT, { theme: 'dark' }), 'code 2');
    expect(aws.stages()).toEqual(alone('code 2'));
  });

  test('of code that was not held: refused', async () => {
    await holdCode2();
    await refused('PromoteUnseenDeployment', shop(HOLD), 'code 3', PROMOTE);
  });
});

describe('Abort, and after an abort', () => {
  const abort = async (): Promise<void> => {
    await holdCode2();
    await deploy(shop(HOLD), 'code 2', ABORT);
    expect(aws.stages()).toEqual(alone('code 1'));
  };

  test('and the commit reverted: all is as before, and other code is held as usual', async () => {
    await abort();
    await deploy(shop(ADOPT), 'code 1');
    expect(aws.stages()).toEqual(alone('code 1'));
    await deploy(shop(HOLD), 'code 3');
    expect(aws.stages()).toEqual(held('code 1', 'code 3'));
  });

  test('without the revert: that code is refused until somebody says hold, other code is not', async () => {
    await abort();
    await refused('AbortedDeployment', shop(HOLD.replace('percentTraffic: 10', 'percentTraffic: 20')), 'code 2');
    const hold = { 'cdk-canary-rest-api:action': 'hold' };
    expect(README.section('Abort, and after an abort').text).toContain(`-c ${Object.entries(hold)[0].join('=')}`);
    await deploy(shop(HOLD), 'code 2', hold);
    expect(aws.stages()).toEqual(held('code 1', 'code 2'));
  });

  test('without canarySettings: the aborted code goes to everybody', async () => {
    await abort();
    await deploy(shop(ADOPT), 'code 2');
    expect(aws.stages()).toEqual(alone('code 2'));
  });
});

describe('Release the next version', () => {
  const PROMOTED = propertiesIn(codeOf('Release the next version')).deployOptions.variables;

  test('the promoted variables become those of the stage, beside the next canary', async () => {
    await holdCode2();
    await deploy(shop(HOLD), 'code 2', PROMOTE);
    await refused('PromotedVariableReverted', shop(HOLD), 'code 3');
    await deploy(shop(HOLD, PROMOTED), 'code 3');
    expect(aws.stages()).toEqual(held('code 2', 'code 3'));
  });

  test('without canarySettings production follows the code', async () => {
    await holdCode2();
    await deploy(shop(HOLD), 'code 2', PROMOTE);
    await deploy(shop(ADOPT, PROMOTED), 'code 3');
    expect(aws.stages()).toEqual(alone('code 3'));
  });
});

describe('Hotfix while a canary is held', () => {
  test('everybody gets the fix, then the canary is back, with the fix', async () => {
    await holdCode2();
    expect(commandsOf('Hotfix while a canary is held')).toEqual([{}, {}]);
    await deploy(shop(ADOPT), 'code 11');
    expect(aws.stages()).toEqual(alone('code 11'));
    await deploy(shop(HOLD), 'code 12');
    expect(aws.stages()).toEqual(held('code 11', 'code 12'));
  });
});

describe('Go back after a promotion', () => {
  test('production follows the old code', async () => {
    await holdCode2();
    await deploy(shop(HOLD), 'code 2', PROMOTE);
    expect(commandsOf('Go back after a promotion')).toEqual([{}]);
    await deploy(shop(ADOPT, { theme: 'dark' }), 'code 1');
    expect(aws.stages()).toEqual(alone('code 1'));
  });

  test('with canarySettings the old code is a canary', async () => {
    await holdCode2();
    await deploy(shop(HOLD), 'code 2', PROMOTE);
    await deploy(shop(HOLD, { theme: 'dark' }), 'code 1');
    expect(aws.stages()).toEqual(held('code 2', 'code 1'));
  });
});

const ENV = { account: '123456789012', region: 'us-east-1' };

/** The shop of one environment. */
function environment(scope: Construct, id: string, code: string, act: (release: CanaryRelease) => void = () => undefined): void {
  const stack = new Stack(new Stage(scope, id, { env: ENV }), 'Shop');
  const canarySettings = code === 'code 1' ? undefined : { percentTraffic: 10 };
  act(new CanaryRelease(stack, 'Release', { api: existing(stack, code), unqualifiedFunctions: UnqualifiedFunctions.PIN, canarySettings }));
}

describe('CDK Pipelines', () => {
  const block = codeOf('CDK Pipelines');

  /** The pipeline of the README around a stage of the shop. */
  const pipelineOf = (add: (stack: Stack, api: apigateway.RestApi, code: string) => void): AppBuilder => (app, code) => {
    class ShopStage extends Stage {
      constructor(scope: Construct, id: string, { promotes, ...props }: StageProps & { readonly promotes: boolean }) {
        super(scope, id, { env: ENV, ...props });
        const stack = new Stack(this, 'Shop', { stackName: 'Shop' });
        const api = existing(stack, code);
        add(stack, api, code);
        const release = new CanaryRelease(stack, 'Release', {
          api, unqualifiedFunctions: UnqualifiedFunctions.PIN, canarySettings: { percentTraffic: 10 },
        });
        if (promotes) { release.promote(); }
      }
    }
    const stack = new Stack(app, 'Delivery', { env: ENV });
    const connectionArn = 'arn:aws:codestar-connections:us-east-1:123456789012:c';
    const input = pipelines.CodePipelineSource.connection('shop/shop', 'main', { connectionArn });
    const synth = new pipelines.ShellStep('Synth', { input, commands: ['npx cdk synth'] });
    runBlock(block, stack, {
      ShopStage,
      pipeline: new pipelines.CodePipeline(stack, 'Pipeline', { synth }),
      check: new pipelines.ShellStep('Check', { commands: ['./check'] }),
    });
  };

  const pipeline = pipelineOf(() => undefined);

  test('synth says that a Lambda authorizer without a name makes two deployments', () => {
    const authorized = (authorizerName?: string): AppBuilder => pipelineOf((stack, api, code) => {
      const authorizer = new apigateway.RequestAuthorizer(stack, 'Authorizer', {
        authorizerName, handler: answering(stack, code, 'AuthorizerFn'), identitySources: [apigateway.IdentitySource.header('Authorization')],
      });
      api.root.addResource('guarded').addMethod('GET', new apigateway.LambdaIntegration(answering(stack, code, 'Guarded')), { authorizer });
    });
    const synthesizing = (build: AppBuilder) => (): void => {
      const app = new App({ context: { '@aws-cdk/aws-apigateway:authorizerChangeDeploymentLogicalId': true } });
      build(app, 'code 1');
      app.synth();
    };
    expect(synthesizing(authorized())).toThrow('[TwinsDiffer at Delivery/Promote/Shop/Release]');
    expect(synthesizing(authorized('orders-auth'))).not.toThrow();
  });

  test('one synthesis holds, then promotes: no request fails', async () => {
    const wave = (stage: string, code: string) => aws.deploy(pipeline, code, { only: `Delivery/${stage}/Shop` });
    expect((await wave('Hold', 'code 1')).result.reason).toBeUndefined();
    for (const [before, code] of [['code 1', 'code 2'], ['code 2', 'code 3']]) {
      expect(await wave('Promote', before)).toMatchObject({ result: { succeeded: true }, failures: [] });
      expect(await wave('Hold', code)).toMatchObject({ result: { succeeded: true }, failures: [] });
      expect(aws.stages()).toEqual(held(before, code));
    }
  });
});

describe('Several environments', () => {
  const both = (app: App, code: string): void => {
    environment(app, 'Beta', code);
    environment(app, 'Prod', code);
  };

  test('the word is for the environment that it names', async () => {
    const [context] = commandsOf('Several environments');
    await aws.deploy(both, 'code 1');
    await deploy(both, 'code 2');
    const { result } = await aws.deploy(both, 'code 2', { context, only: 'Prod/Shop' });
    expect(result.reason).toBeUndefined();
    const stages = aws.aws.apiGateway.listRestApis().map(({ id }) => aws.aws.apiGateway.getStage(id, 'prod').canarySettings?.percentTraffic);
    expect(stages).toEqual([10, 0]);
  });

  test('a bare word fails synth, and so does a path around nothing', async () => {
    await expect(aws.deploy(both, 'code 2', { context: PROMOTE })).rejects.toThrow('WhichEnvironment');
    await expect(aws.deploy(both, 'code 2', { context: { 'cdk-canary-rest-api:action': { Prd: 'promote' } } })).rejects.toThrow('UnknownRelease');
  });
});

describe('Reproducible synthesis', () => {
  test('a date in the code makes another deployment, so its promotion is refused', async () => {
    const built = (date: string): AppBuilder => (app) => { shop(HOLD)(app, `code of ${date}`); };
    await exists(shop());
    await deploy(shop(ADOPT), 'code 1');
    await aws.deploy(built('Monday'), 'code 2');
    const { result } = await aws.deploy(built('Tuesday'), 'code 2', { context: PROMOTE });
    expect(result.reason).toContain('[PromoteUnseenDeployment]');
    expect((await aws.deploy(built('Monday'), 'code 2', { context: PROMOTE })).result.succeeded).toBe(true);
  });
});

describe('In a locked-down organisation', () => {
  /** A network of somebody else's: nothing of an app refers across the border of a `cdk.Stage`. */
  const network = (app: App) => {
    const stack = new Stack(app, 'Network', { env: ENV });
    const vpc = ec2.Vpc.fromVpcAttributes(stack, 'Vpc', { vpcId: 'vpc-1', availabilityZones: ['us-east-1a'], privateSubnetIds: ['subnet-1'] });
    return { app, vpc, key: kms.Key.fromKeyArn(stack, 'Key', 'arn:aws:kms:us-east-1:123456789012:key/k-1') };
  };
  const [first, last] = codeOf('In a locked-down organisation').split(/^\/\/ .*$/m);
  const configured = (app: App, code: string): void => {
    const given = network(app);
    runBlock(first, app, given);
    environment(app, 'Prod', code);
    runBlock(last, app, given);
  };

  test('the last lines release what nobody released, and fail synth for what comes later', () => {
    const app = new App();
    existing(new Stack(app, 'Team'), 'code 1');
    runBlock(last, app, { app });
    expect(Object.values<any>(Template.fromStack(app.node.findChild('Team') as Stack).toJSON().Resources).map(({ Type }) => Type))
      .toContain('Custom::CanaryStage');
    expect(process.exitCode).toBeUndefined();
    const later = new App();
    runBlock(last, later, { app: later });
    existing(new Stack(later, 'Team'), 'code 1');
    later.synth();
    expect(process.exitCode).toBe(1);
    expect(jest.mocked(console.error).mock.calls.join('\n')).toContain('NotReleased');
  });

  // CDK prints the report of the policy.
  beforeEach(() => jest.spyOn(console, 'error').mockImplementation());
  afterEach(() => {
    jest.restoreAllMocks();
    // A report that fails makes the process of the synthesis exit with 1. This one shall not.
    process.exitCode = undefined;
  });

  test('the functions of a stack in a cdk.Stage are made as the app says, and a canary is held as usual', async () => {
    expect((await aws.deploy(configured, 'code 1')).result.reason).toBeUndefined();
    await deploy(configured, 'code 2');
    expect(aws.stages()).toEqual(held('code 1', 'code 2'));
    const app = new App();
    configured(app, 'code 1');
    const { template } = app.synth().getNestedAssembly('assembly-Prod').stacks[0];
    const resources = Object.values<any>(template.Resources);
    const inTheVpc = resources.filter(({ Type, Properties }) => Type === 'AWS::Lambda::Function' && Properties.VpcConfig !== undefined);
    expect(inTheVpc.map(({ Properties }) => Properties.VpcConfig.SubnetIds)).toEqual([['subnet-1']]);
    expect(resources.filter(({ Type }) => Type === 'AWS::Logs::LogGroup').map(({ Properties }) => Properties)).toMatchObject([
      { RetentionInDays: 365, KmsKeyId: expect.anything() },
    ]);
    expect(resources.filter(({ Type, Properties }) => Type === 'AWS::IAM::Role' && Properties.Policies !== undefined)).toEqual([]);
  });

  test('PermissionsBoundary works as on resources of your own', () => {
    const app = new App();
    environment(app, 'Prod', 'code 1');
    iam.PermissionsBoundary.of(app.node.findChild('Prod')).apply(iam.ManagedPolicy.fromAwsManagedPolicyName('ReadOnlyAccess'));
    const { template } = app.synth().getNestedAssembly('assembly-Prod').stacks[0];
    const roles = Object.values<any>(template.Resources).filter(({ Type }) => Type === 'AWS::IAM::Role');
    expect(roles.map(({ Properties }) => Properties.PermissionsBoundary)).not.toContain(undefined);
  });

  test('the context key makes a warning an error', () => {
    const [, key] = /"(cdk-canary-rest-api:errors)": true/.exec(README.section('In a locked-down organisation').text)!;
    const levels = (context: Record<string, unknown>): string[] => {
      const app = new App({ context });
      const stack = new Stack(app, 'Shop');
      new CanaryRelease(stack, 'Release', { api: existing(stack, 'code 1') });
      const messages = app.synth().stacks.flatMap((artifact) => artifact.messages);
      return messages.filter(({ entry }) => /unqualifiedFunction/.test(String(entry.data))).map(({ level }) => level);
    };
    expect(levels({})).toEqual(['warning']);
    expect(levels({ [key]: true })).toEqual(['error']);
  });
});

describe('Let the deploy decide', () => {
  test('is a rollout that synthesizes', () => {
    const app = new App();
    const stack = new Stack(app, 'Shop');
    const down = new cloudwatch.Metric({ namespace: 'Shop', metricName: 'Down' });
    const apiDown = down.createAlarm(stack, 'Down', { threshold: 1, evaluationPeriods: 1 });
    runBlock(codeOf('Let the deploy decide'), stack, { api: existing(stack, 'code 1'), apiDown });
    const steps = Object.values<any>(app.synth().stacks[0].template.Resources).filter(({ Type }) => Type === 'Custom::CanaryStep');
    expect(steps.map(({ Properties }) => Properties.PercentTraffic).filter((percent) => percent !== undefined).map(Number)).toEqual([1, 5, 20, 50]);
  });
});

import { App, Environment, NestedStack, Stack, Stage as CdkStage } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import { Construct } from 'constructs';
import { CanaryRelease } from '../../lib';
import { answering } from '../apps';

const ENV: Environment = { account: '123456789012', region: 'eu-west-1' };
const NEW_STYLE = { '@aws-cdk/aws-apigateway:authorizerChangeDeploymentLogicalId': true };

type Word = 'hold' | 'promote' | 'abort' | 'none';

interface Built {
  readonly code?: string;
  readonly authorizer?: 'none' | 'named' | 'unnamed';
  readonly env?: Environment;
  readonly stackName?: string;
  readonly nested?: boolean;
  readonly stageName?: string;
}

function build(
  scope: Construct, word: Word, { code = '1', authorizer = 'none', env = ENV, stackName = 'Shop', nested, stageName = 'prod' }: Built,
): void {
  const outer = new Stack(scope, 'Shop', { env, stackName });
  const stack = nested ? new NestedStack(outer, 'Nested') : outer;
  const api = new apigateway.RestApi(stack, 'Api', { cloudWatchRole: false, deployOptions: { stageName } });
  const options: apigateway.MethodOptions = authorizer === 'none' ? {} : {
    authorizer: new apigateway.RequestAuthorizer(stack, 'Auth', {
      handler: answering(stack, '1', 'AuthFn'),
      identitySources: [apigateway.IdentitySource.header('x')],
      authorizerName: authorizer === 'named' ? 'orders' : undefined,
    }),
  };
  api.root.addMethod('GET', new apigateway.LambdaIntegration(answering(stack, code).currentVersion), options);
  const release = new CanaryRelease(stack, 'Release', { api, canarySettings: word === 'none' ? undefined : { percentTraffic: 10 } });
  if (word === 'promote') { release.promote(); }
  if (word === 'abort') { release.abort(); }
}

/** Synthesizes an app of Stages. */
function synth(stages: ReadonlyArray<readonly [Word, Built?]>, context: object = NEW_STYLE): void {
  const app = new App({ context: context as any });
  stages.forEach(([word, built = {}], i) => build(new CdkStage(app, `${word}${i}`), word, built));
  app.synth();
}

const UNNAMED = { authorizer: 'unnamed' } as const;

describe('a Stage that holds and a Stage that promotes, for one stack', () => {
  test('may be built by the same code', () => {
    expect(() => synth([['hold'], ['promote']])).not.toThrow();
    expect(() => synth([['hold', { nested: true }], ['promote', { nested: true }]])).not.toThrow();
  });

  const orders: Array<[string, Word, Word]> = [['first', 'hold', 'promote'], ['last', 'promote', 'hold']];
  test.each(orders)('must have one deployment: the hold %s', (_, one, other) => {
    expect(() => synth([[one, UNNAMED], [other, UNNAMED]])).toThrow(
      /hold\d\/Shop\/Release holds a canary of stack Shop, and promote\d\/Shop\/Release promotes it, but .* differ: .*\[TwinsDiffer at/,
    );
    expect(() => synth([[one, { code: '1' }], [other, { code: '2' }]])).toThrow(/\[TwinsDiffer at/);
  });

  test('may have an authorizer that is named', () => {
    expect(() => synth([['hold', { authorizer: 'named' }], ['promote', { authorizer: 'named' }]])).not.toThrow();
  });

  test('may have one without a name where the deployment does not follow it', () => {
    expect(() => synth([['hold', UNNAMED], ['promote', UNNAMED]], {})).not.toThrow();
  });

  test('must have one deployment in a nested stack, too', () => {
    expect(() => synth([['hold', { nested: true, ...UNNAMED }], ['promote', { nested: true, ...UNNAMED }]])).toThrow(/\[TwinsDiffer at/);
  });

  test('may be followed by a Stage that aborts, or takes the canary away, with other code', () => {
    expect(() => synth([['hold'], ['promote'], ['abort', { code: '2' }], ['none', { code: '3' }]])).not.toThrow();
  });
});

describe('no twins are releases of', () => {
  test.each<[string, Built]>([
    ['another account', { env: { ...ENV, account: '210987654321' } }],
    ['another region', { env: { ...ENV, region: 'us-east-1' } }],
    ['another stack', { stackName: 'Dev' }],
    ['another stage', { stageName: 'beta' }],
    ['an account and region that only a deploy knows', { env: {} }],
  ])('%s', (_, other) => {
    expect(() => synth([['hold', { code: '1' }], ['promote', { code: '2', ...other }]])).not.toThrow();
  });

  test('any account and region, both', () => {
    expect(() => synth([['hold', { code: '1', env: {} }], ['promote', { code: '2', env: {} }]])).not.toThrow();
  });

  test('two APIs of one stack', () => {
    const app = new App();
    const stack = new Stack(app, 'Shop', { env: ENV });
    for (const id of ['Orders', 'Users']) {
      const api = new apigateway.RestApi(stack, id, { cloudWatchRole: false });
      api.root.addMethod('GET', new apigateway.LambdaIntegration(answering(stack, '1', `${id}Fn`).currentVersion));
      const release = new CanaryRelease(stack, `${id}Release`, { api, canarySettings: { percentTraffic: 10 } });
      if (id === 'Users') { release.promote(); }
    }
    expect(() => app.synth()).not.toThrow();
  });
});

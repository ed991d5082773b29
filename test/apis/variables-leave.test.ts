import { App, Duration, NestedStack, Stack } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { answering } from './answering';
import { DeployOptions, WatchedAws, WatchedOperation } from './watched-aws';
import { CanaryRelease, PromoteOptions } from '../../lib';
import { HYPOTHESIS_ANSWERS } from '../../rehearsal/hypotheses';

/**
 * A base release calls the alias that a stage variable names. The driver takes a variable off the stage that has left the template, and the base
 * stays on a deployment that still needs it.
 */
interface Written {
  readonly variables: Record<string, string>;
  readonly overrides?: Record<string, string>;
  /** Whether a parameter of the integration has the variable. @default false */
  readonly sent?: boolean;
  /** The alias that the API calls by the variable. @default - it calls the version of today */
  readonly called?: string;
  readonly action?: 'hold' | 'promote' | 'abort';
  readonly promote?: PromoteOptions;
  /** @default true */
  readonly released?: boolean;
}

const ONE = { variables: { alias: 'one' }, called: 'one' };
const SENT = { variables: {}, sent: true };
const OTHER = { variables: { other: 'x' } };

let aws: WatchedAws;
beforeEach(() => { aws = new WatchedAws(); });
afterEach(() => aws.close());

/** @param scopeOf where the function and its alias are */
async function deploy(
  code: string, written: Written, scopeOf: (stack: Stack) => Stack = (stack) => stack, options: DeployOptions = {},
): Promise<WatchedOperation> {
  const { variables, overrides: stageVariableOverrides, called, sent, action, released = true } = written;
  return aws.deploy((app: App) => {
    const stack = new Stack(app, 'App');
    const fn = answering(scopeOf(stack), code);
    const api = new apigateway.RestApi(stack, 'Api', { cloudWatchRole: false, deployOptions: { variables } });
    const alias = called && new lambda.Alias(fn, called, { aliasName: called, version: fn.currentVersion });
    if (alias) { alias.addPermission('Api', { principal: new iam.ServicePrincipal('apigateway.amazonaws.com'), sourceArn: api.arnForExecuteApi() }); }
    api.root.addMethod('GET', alias ? calledByVariable(stack, fn, called!) : new apigateway.LambdaIntegration(fn.currentVersion, {
      requestParameters: sent ? { 'integration.request.header.X-Alias': 'stageVariables.alias' } : undefined,
    }));
    if (!released) { return; }
    const release = new CanaryRelease(stack, 'Release', { api, canarySettings: action && { percentTraffic: 10, stageVariableOverrides } });
    if (action === 'promote') { release.promote(written.promote); }
    if (action === 'abort') { release.abort(); }
  }, code, options);
}

function calledByVariable(stack: Stack, fn: lambda.Function, called: string): apigateway.Integration {
  return new apigateway.Integration({
    type: apigateway.IntegrationType.AWS_PROXY,
    integrationHttpMethod: 'POST',
    // Another one for another alias, so that there is another deployment.
    options: { timeout: Duration.seconds(called === 'one' ? 28 : 29) },
    uri: `arn:aws:apigateway:${stack.region}:lambda:path/2015-03-31/functions/${fn.functionArn}:\${stageVariables.alias}/invocations`,
  });
}

function expectDone({ result, failures }: WatchedOperation): void {
  expect(result.reason).toBeUndefined();
  expect(result).toMatchObject({ succeeded: true });
  expect(failures).toEqual([]);
}

function expectRefused({ result, failures }: WatchedOperation, told: RegExp): void {
  expect(result).toMatchObject({ status: 'UPDATE_ROLLBACK_COMPLETE', reason: expect.stringContaining('[BaseVariableRemoved]') });
  expect(result.reason).toMatch(told);
  expect(failures).toEqual([]);
}

const TWO = { alias: 'two' };
const BASE = /The base release uses the stage variable alias \('one'\), which this template no longer declares/;

test.each<[string, (stack: Stack) => Stack]>([
  ['the stack of the API', (stack) => stack],
  ['a nested stack', (stack) => new NestedStack(stack, 'Functions')],
])('given a base that calls a function of %s by a variable, a canary without that is refused until it is declared again', async (_, scopeOf) => {
  expectDone(await deploy('code 1', ONE, scopeOf));
  expectRefused(await deploy('code 2', { ...OTHER, action: 'hold' }, scopeOf), BASE);
  expect(aws.stages()).toEqual({ prod: { base: 'code 1' } });
  const both = { variables: { ...ONE.variables, ...OTHER.variables } };
  expectDone(await deploy('code 2', { ...both, action: 'hold' }, scopeOf));
  expectDone(await deploy('code 2', { ...both, action: 'promote' }, scopeOf));
  expectDone(await deploy('code 2', { ...OTHER, action: 'hold' }, scopeOf));
  expect(aws.stages().prod.base).toBe('code 2');
});

test('given a base that calls by a variable, a canary that only overrides it is refused, and its promotion may drop the old value', async () => {
  expectDone(await deploy('code 1', ONE));
  const held = { ...ONE, overrides: TWO, called: 'two' };
  expectRefused(await deploy('code 2', { ...held, variables: {}, action: 'hold' }), /but as an override, which only the canary sees/);
  expectDone(await deploy('code 2', { ...held, action: 'hold' }));
  expectRefused(
    await deploy('code 2', { ...held, variables: {}, action: 'promote', promote: { updateStageVariables: false } }),
    /Deployment \w+ uses the stage variable alias \('two'\), .* Declare variables: \{ alias: 'two' \} on the stage, or take/,
  );
  expectDone(await deploy('code 2', { ...held, variables: {}, action: 'promote' }));
});

test('given a base that calls by a variable, it may leave with a deploy without a canary, and not from the deployment that uses it', async () => {
  expectDone(await deploy('code 1', ONE));
  expectRefused(await deploy('code 1', { ...ONE, variables: {} }), /Deployment \w+ uses the stage variable alias \('one'\)/);
  expectDone(await deploy('code 2', OTHER));
  expect(aws.stages()).toEqual({ prod: { base: 'code 2' } });
});

test('given an attempt that was refused and paused, the next one is refused, too, until the variable is declared again', async () => {
  await aws.close();
  aws = new WatchedAws(1, { replacementWithoutRollback: 'accepted' });
  expectDone(await deploy('code 1', ONE));
  const paused = { disableRollback: true };
  const REFUSED = { status: 'UPDATE_FAILED', reason: expect.stringContaining('[BaseVariableRemoved]') };
  expect((await deploy('code 2', { ...OTHER, action: 'hold' }, undefined, paused)).result).toMatchObject(REFUSED);
  const again = await deploy('code 3', { ...OTHER, action: 'hold' }, undefined, paused);
  expect(again.result).toMatchObject(REFUSED);
  expect(again.failures).toEqual([]);
  expectDone(await deploy('code 3', { variables: { ...ONE.variables, ...OTHER.variables }, action: 'hold' }, undefined, paused));
  expect(aws.stages()).toEqual({ prod: { base: 'code 1', canary: 'code 3', percentTraffic: 10 } });
});

describe.each(HYPOTHESIS_ANSWERS.stageUpdateRemovedKeys)('given variables that CloudFormation has %s', (stageUpdateRemovedKeys) => {
  test('the deploy that brings the release is refused without the variable that its API uses', async () => {
    await aws.close();
    aws = new WatchedAws(1, { stageUpdateRemovedKeys });
    expectDone(await deploy('code 1', { ...ONE, released: false }));
    expectRefused(await deploy('code 1', { ...ONE, ...OTHER, action: 'hold' }), /Deployment \w+ uses the stage variable alias \('one'\)/);
    expectDone(await deploy('code 1', { ...ONE, action: 'hold' }));
  });

  test('a variable that somebody has set on the stage, and no template declares, does not hinder a release, a canary or another one', async () => {
    await aws.close();
    aws = new WatchedAws(1, { stageUpdateRemovedKeys });
    expect((await deploy('code 1', { ...SENT, released: false })).result).toMatchObject({ succeeded: true });
    const [{ id }] = aws.aws.apiGateway.listRestApis();
    await aws.aws.apiGateway.updateStage(id, 'prod', [{ op: 'replace', path: '/variables/alias', value: 'one' }]);
    expectDone(await deploy('code 1', { ...SENT, action: 'hold' }));
    expectDone(await deploy('code 2', { ...OTHER, action: 'hold' }));
  });

  test('a variable that somebody has set on the stage, and that names the alias, does not hinder the release', async () => {
    await aws.close();
    aws = new WatchedAws(1, { stageUpdateRemovedKeys });
    const calling = { variables: {}, called: 'one' };
    expect((await deploy('code 1', { ...calling, released: false })).result).toMatchObject({ succeeded: true });
    const [{ id }] = aws.aws.apiGateway.listRestApis();
    await aws.aws.apiGateway.updateStage(id, 'prod', [{ op: 'replace', path: '/variables/alias', value: 'one' }]);
    expectDone(await deploy('code 1', calling));
    expectDone(await deploy('code 1', { ...calling, action: 'hold' }));
    expect(aws.stages().prod.base).toBe('code 1');
  });
});

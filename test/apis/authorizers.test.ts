import { RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as cognito from 'aws-cdk-lib/aws-cognito';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { answering } from './answering';
import { ApiKind, expectPractice, Practice, practise } from './practice';
import { WatchedAws } from './watched-aws';
import { OwnApi, releaseByHand, releaseThroughLibrary } from '../traps/apps';

/** GET /hello behind an authorizer. */
function guarded(options: (stack: Stack, code: string) => apigateway.MethodOptions): ApiKind {
  return (stack, code) => {
    const api = new apigateway.RestApi(stack, 'Api', { cloudWatchRole: false });
    api.root.addResource('hello').addMethod('GET', new apigateway.LambdaIntegration(answering(stack, code).currentVersion), options(stack, code));
    return { api };
  };
}

function authorizerFunction(stack: Stack, code: string): lambda.Function {
  return answering(stack, code, 'AuthorizerFn');
}

const AUTHORIZERS: Record<string, Parameters<typeof guarded>[0]> = {
  'a token authorizer of a version': (stack, code) => ({
    authorizer: new apigateway.TokenAuthorizer(stack, 'Authorizer', { handler: authorizerFunction(stack, code).currentVersion }),
  }),
  'a request authorizer of a version': (stack, code) => ({
    authorizer: new apigateway.RequestAuthorizer(stack, 'Authorizer', {
      handler: authorizerFunction(stack, code).currentVersion, identitySources: [apigateway.IdentitySource.header('Authorization')],
    }),
  }),
  'a Cognito user pool': (stack) => ({
    authorizer: new apigateway.CognitoUserPoolsAuthorizer(stack, 'Authorizer', { cognitoUserPools: [new cognito.UserPool(stack, 'Users')] }),
    authorizationType: apigateway.AuthorizationType.COGNITO,
  }),
  'IAM': () => ({ authorizationType: apigateway.AuthorizationType.IAM }),
  'an API key': () => ({ apiKeyRequired: true }),
};

test.each(Object.entries(AUTHORIZERS))('an API with %s goes through the practice', async (_, options) => {
  await expectPractice(guarded(options));
});

const asRestApi = (options: Parameters<typeof guarded>[0]): OwnApi => (stack, code) => guarded(options)(stack, code).api as apigateway.RestApi;

/** Backends of this engine answer with their code. As authorizers the same functions now let everybody pass, their code for a principal. */
function answerAsAuthorizers(aws: WatchedAws): void {
  const { lambda: service } = aws.aws;
  const invoke = service.invoke.bind(service);
  jest.spyOn(service, 'invoke').mockImplementation(async (functionArn, event, caller) => {
    const outcome = await invoke(functionArn, event, caller);
    const { methodArn, requestContext } = event as { methodArn?: string; requestContext?: { authorizer?: { principalId: string } } };
    if (outcome.outcome !== 'returned') { return outcome; }
    const { body } = outcome.payload as { body: string };
    if (methodArn === undefined) {
      const principal = requestContext?.authorizer?.principalId;
      return { ...outcome, payload: { statusCode: 200, body: principal === undefined ? body : `${body}, authorized by ${principal}` } };
    }
    const Statement = [{ Effect: 'Allow', Action: 'execute-api:Invoke', Resource: methodArn }];
    return { ...outcome, payload: { principalId: body, policyDocument: { Statement } } };
  });
}

/** What a client gets from a release: the status, and the body of an answer. */
async function answerTo(aws: WatchedAws, release: 'base' | 'canary', headers: Record<string, string>): Promise<string | number> {
  const [{ id: restApiId }] = aws.aws.apiGateway.listRestApis();
  const { status, body } = await aws.aws.invoke({ restApiId, stageName: 'prod', path: '/hello' }, { release, headers });
  return status === 200 ? String(body) : status;
}

/** The same request to both releases of a held canary. */
async function answersTo(aws: WatchedAws, headers: Record<string, string>): Promise<Array<string | number>> {
  return [await answerTo(aws, 'base', headers), await answerTo(aws, 'canary', headers)];
}

describe('while a canary is held', () => {
  let aws: WatchedAws;
  beforeEach(() => { aws = new WatchedAws(); });
  afterEach(() => aws.close());

  test.each(['a token authorizer of a version', 'a request authorizer of a version'])(
    'each release of an API with %s is guarded by its own version of the authorizer', async (kind) => {
      await releaseThroughLibrary(aws, asRestApi(AUTHORIZERS[kind]));
      answerAsAuthorizers(aws);
      expect(await answersTo(aws, { Authorization: 'token' })).toEqual(['code 1, authorized by code 1', 'code 2, authorized by code 2']);
      expect(await answersTo(aws, {})).toEqual([401, 401]);
    });

  test.each<[string, Record<string, string>, number]>([
    ['a Cognito user pool', { Authorization: 'token' }, 401],
    ['IAM', { Authorization: 'AWS4-HMAC-SHA256 Credential=AKIA/20300101/us-east-1/execute-api/aws4_request, Signature=0' }, 403],
  ])('both releases of an API with %s ask their clients for it', async (kind, headers, status) => {
    await releaseThroughLibrary(aws, asRestApi(AUTHORIZERS[kind]));
    expect(await answersTo(aws, headers)).toEqual(['code 1', 'code 2']);
    expect(await answersTo(aws, {})).toEqual([status, status]);
  });

  test('a key of the stage\'s usage plan opens both releases', async () => {
    await releaseThroughLibrary(aws, (stack, code) => {
      const api = asRestApi(AUTHORIZERS['an API key'])(stack, code);
      const plan = api.addUsagePlan('Plan', { apiStages: [{ api, stage: api.deploymentStage }] });
      plan.addApiKey(api.addApiKey('Key', { value: 'key-of-twenty-letters' }));
      return api;
    });
    expect(await answersTo(aws, { 'x-api-key': 'key-of-twenty-letters' })).toEqual(['code 1', 'code 2']);
    expect(await answersTo(aws, { 'x-api-key': 'another' })).toEqual([403, 403]);
  });
});

describe('an authorizer of a version, replaced by a canary', () => {
  const api = asRestApi(AUTHORIZERS['a token authorizer of a version']);
  let aws: WatchedAws;
  beforeEach(() => { aws = new WatchedAws(); });
  afterEach(() => aws.close());

  test('plain CDK: the base answers 500 once the cleanup has deleted what its authorizer needs', async () => {
    const { failures } = await releaseByHand(aws, (stack, code) => {
      const built = api(stack, code);
      (built.latestDeployment!.node.defaultChild as apigateway.CfnDeployment).applyRemovalPolicy(RemovalPolicy.RETAIN);
      return built;
    });
    expect(failures).toContainEqual({
      instant: expect.stringMatching(/^cleanup: delete .*Authorizer/),
      release: 'base',
      route: 'prod: GET /hello',
      got: expect.stringMatching(/^500 .*Authorizer error: (Invalid permissions on Lambda function|Lambda function does not exist)/),
    });
  });

  test('with the release: no request fails', async () => {
    const { failures } = await releaseThroughLibrary(aws, api);
    expect(failures).toEqual([]);
    expect(aws.asked.canary).toBeGreaterThan(0);
  });
});

describe('an authorizer that base and canary share', () => {
  const warningsOf = ({ operations }: Practice) => operations.canary.messages.filter((message) => message.includes('uthorizer'));

  test('by an unqualified function: synth warns', async () => {
    const practice = await practise(guarded((stack, code) => ({
      authorizer: new apigateway.TokenAuthorizer(stack, 'Authorizer', { handler: authorizerFunction(stack, code) }),
    })));
    expect(warningsOf(practice)).toEqual([expect.stringContaining('The authorizer App/Authorizer calls a function without a version')]);
  });

  test('by one alias: synth warns', async () => {
    const practice = await practise(guarded((stack, code) => ({
      authorizer: new apigateway.RequestAuthorizer(stack, 'Authorizer', {
        handler: new lambda.Alias(stack, 'Live', { aliasName: 'live', version: authorizerFunction(stack, code).currentVersion }),
        identitySources: [apigateway.IdentitySource.header('Authorization')],
      }),
    })));
    expect(warningsOf(practice)).toEqual([expect.stringContaining('The authorizer App/Authorizer calls a function through one alias')]);
  });

  test('by a version: synth says nothing', async () => {
    expect(warningsOf(await practise(guarded(AUTHORIZERS['a token authorizer of a version'])))).toEqual([]);
  });
});

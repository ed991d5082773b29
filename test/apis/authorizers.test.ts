import { Stack } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as cognito from 'aws-cdk-lib/aws-cognito';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { answering } from './answering';
import { ApiKind, expectPractice, Practice, practise } from './practice';
import { WatchedAws } from './watched-aws';
import { released, OwnApi } from '../traps/apps';

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

describe('the authorizer function of the base', () => {
  const api: OwnApi = (stack, code) => guarded(AUTHORIZERS['a token authorizer of a version'])(stack, code).api as apigateway.RestApi;

  /** The engine does not ask authorizers; this asks in the place of API Gateway. */
  async function invokeAuthorizersOfEverySnapshot(aws: WatchedAws): Promise<string[]> {
    const [{ id }] = aws.aws.apiGateway.listRestApis();
    const entities = aws.aws.apiGateway.listDeployments(id).flatMap(({ snapshot }) => snapshot.entities);
    const uris = entities.filter(({ kind }) => kind === 'AWS::ApiGateway::Authorizer').map(({ properties }) => String(properties.AuthorizerUri));
    return Promise.all(uris.map(async (uri) => {
      const functionArn = /functions\/(.*)\/invocations$/.exec(uri)![1];
      const caller = { servicePrincipal: 'apigateway.amazonaws.com', sourceArn: `arn:aws:execute-api:us-east-1:123456789012:${id}/authorizers/${entityId(entities)}` };
      const outcome = await aws.aws.lambda.invoke(functionArn, {}, caller);
      return outcome.outcome === 'returned' ? String((outcome.payload as { body: string }).body) : outcome.outcome;
    }));
  }

  function entityId(entities: ReadonlyArray<{ id: string; kind: string }>): string {
    return entities.find(({ kind }) => kind === 'AWS::ApiGateway::Authorizer')!.id;
  }

  test('keeps its version and its permission while the canary has another one', async () => {
    const aws = new WatchedAws();
    await aws.deploy(released(api), 'code 1');
    await aws.deploy(released(api, { percentTraffic: 10 }), 'code 2');
    expect((await invokeAuthorizersOfEverySnapshot(aws)).sort()).toEqual(['code 1', 'code 2']);
    await aws.close();
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

import { Stack } from 'aws-cdk-lib';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { CanaryRelease, CanarySettings } from '../../../lib';
import { answering, newStack, theResource } from '../../apps';

const HELD: CanarySettings = { percentTraffic: 10 };

/** `GET /` on `<function>:${stageVariables.alias}`, with the aliases dev and prod. */
function byAlias(variables: Record<string, string>, canarySettings?: CanarySettings): Stack {
  const stack = newStack();
  const fn = answering(stack, '1');
  for (const aliasName of ['dev', 'prod']) { new lambda.Alias(stack, aliasName, { aliasName, version: fn.currentVersion }); }
  const api = new apigateway.RestApi(stack, 'Api', { deployOptions: { variables } });
  api.root.addMethod('GET', new apigateway.Integration({
    type: apigateway.IntegrationType.AWS_PROXY,
    integrationHttpMethod: 'POST',
    uri: `arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/${fn.functionArn}:\${stageVariables.alias}/invocations`,
  }));
  new CanaryRelease(stack, 'Release', { api, canarySettings });
  return stack;
}

function ids(stack: Stack): string[] {
  return Annotations.fromStack(stack).findWarning('*', Match.anyValue())
    .flatMap(({ entry }) => /cdk-canary-rest-api:(\w+)/.exec(String(entry.data))?.slice(1) ?? []);
}

describe('an alias by a stage variable', () => {
  test('that the canary does not override is shared', () => {
    expect(ids(byAlias({ alias: 'prod' }, HELD))).toEqual(['sharedAlias']);
  });

  test('that the canary overrides with the same alias is shared', () => {
    expect(ids(byAlias({ alias: 'prod' }, { ...HELD, stageVariableOverrides: { alias: 'prod' } }))).toEqual(['sharedAlias']);
  });

  test('that the canary overrides with another alias is not shared', () => {
    expect(ids(byAlias({ alias: 'prod' }, { ...HELD, stageVariableOverrides: { alias: 'dev' } }))).toEqual([]);
  });

  test('is not told without a canary', () => {
    expect(ids(byAlias({ alias: 'prod' }))).toEqual([]);
  });

  test('that the app has no more, beside others of the function, is told in every mode', () => {
    expect(ids(byAlias({ alias: 'gone' }))).toEqual(['aliasNotInApp']);
    expect(ids(byAlias({ alias: 'gone' }, { ...HELD, stageVariableOverrides: { alias: 'prod' } }))).toEqual(['aliasNotInApp']);
  });
});

describe('a version by a stage variable', () => {
  const byNumber = (value: (version: lambda.Version) => string, canarySettings?: CanarySettings) => {
    const stack = newStack();
    const version = answering(stack, '1').currentVersion;
    const api = new apigateway.RestApi(stack, 'Api', { deployOptions: { variables: { v: value(version) } } });
    api.root.addMethod('GET', new apigateway.Integration({
      type: apigateway.IntegrationType.AWS_PROXY,
      integrationHttpMethod: 'POST',
      uri: `arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/${version.lambda.functionArn}:\${stageVariables.v}/invocations`,
    }));
    new CanaryRelease(stack, 'Release', { api, canarySettings });
    return stack;
  };

  test('that is the version of today is refused while a canary is held, overridden or not', () => {
    for (const stageVariableOverrides of [undefined, { v: '2' }]) {
      const stack = byNumber((version) => version.version, { ...HELD, stageVariableOverrides });
      expect(() => theResource(stack, 'AWS::ApiGateway::Stage')).toThrow(
        /The variable 'v' of the stage prod holds the version of today's code.*\[VersionInStageVariable/,
      );
    }
  });

  test('that is the version of today is production without a canary', () => {
    expect(ids(byNumber((version) => version.version))).toEqual([]);
  });

  test('that is a literal number which the canary overrides is a canary', () => {
    expect(ids(byNumber(() => '3', { ...HELD, stageVariableOverrides: { v: '4' } }))).toEqual([]);
  });
});

test('an authorizer of a definition that calls a function without a version is told', () => {
  const stack = newStack();
  const { functionArn } = answering(stack, '1');
  const apiDefinition = apigateway.ApiDefinition.fromInline({
    openapi: '3.0.1',
    info: { title: 'api', version: '1' },
    paths: {},
    components: {
      securitySchemes: {
        check: {
          'type': 'apiKey',
          'x-amazon-apigateway-authorizer': {
            type: 'token', authorizerUri: `arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/${functionArn}/invocations`,
          },
        },
      },
    },
  });
  new CanaryRelease(stack, 'Release', { api: new apigateway.SpecRestApi(stack, 'Api', { apiDefinition }) });
  Annotations.fromStack(stack).hasWarning(
    '/Stack/Api', Match.stringLikeRegexp('The authorizer check of the definition calls a function without a version'),
  );
});

import { App, Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { CanaryRestApi, CanaryRestApiProps, EndpointBaseline, EndpointPolicy } from '../lib';
import { answering, canaryRestApi, newStack, theResource } from './apps';

describe('CanaryRestApi', () => {
  test('provisions the version, the route, the stage and the release', () => {
    const stack = newStack();
    canaryRestApi(stack, { deployOptions: { stageName: 'live' }, canarySettings: { percentTraffic: 50 } });
    const template = Template.fromStack(stack);
    const version = theResource(stack, 'AWS::Lambda::Version').logicalId;
    template.hasResourceProperties('AWS::ApiGateway::Resource', { PathPart: 'hello' });
    template.hasResourceProperties('AWS::ApiGateway::Method', {
      HttpMethod: 'GET', Integration: { Type: 'AWS_PROXY', Uri: { 'Fn::Join': ['', Match.arrayWith([{ Ref: version }])] } },
    });
    template.hasResourceProperties('AWS::ApiGateway::Stage', { StageName: 'live', CanarySetting: { PercentTraffic: 50 } });
    template.hasResourceProperties('Custom::CanaryStage', { StageName: 'live', Action: 'HOLD' });
  });

  test('gives the version one permission for the whole API, so that a route never waits for its own', () => {
    const stack = newStack();
    const api = canaryRestApi(stack);
    api.root.addResource('more').addMethod('POST', api.handlerIntegration);
    const permission = theResource(stack, 'AWS::Lambda::Permission').Properties;
    expect(permission.FunctionName).toEqual({ Ref: theResource(stack, 'AWS::Lambda::Version').logicalId });
    expect(JSON.stringify(permission.SourceArn)).toContain('/*/*/*');
  });

  test('creates the function when it gets its properties', () => {
    const stack = newStack();
    const api = canaryRestApi(stack, {
      handlerProps: {
        code: lambda.Code.fromInline('exports.handler = async () => 1'), handler: 'index.handler', runtime: lambda.Runtime.NODEJS_22_X,
      },
    });
    expect(api.handler.node.path).toBe('Stack/Api/Handler');
  });

  test.each([
    ['pets/{petId}/toys', '/pets/{petId}/toys'], ['/hello', '/hello'], ['/', '/'], ['files/{proxy+}', '/files/{proxy+}'], ['v1.0/a:b', '/v1.0/a:b'],
  ])('serves %s at %s', (resourcePath, path) => {
    const api = canaryRestApi(newStack(), { resourcePath });
    expect(api.methods.map((method) => `${method.httpMethod} ${method.resource.path}`)).toEqual([`GET ${path}`]);
  });

  test.each([['post', 'POST'], ['ANY', 'ANY'], [undefined, 'GET']])('serves the method %s as %s', (httpMethod, method) => {
    expect(canaryRestApi(newStack(), { httpMethod }).methods[0].httpMethod).toBe(method);
  });

  test('hands everything else to RestApi', () => {
    const stack = newStack();
    canaryRestApi(stack, { description: 'Greets', restApiName: 'greeter', deployOptions: { tracingEnabled: true } });
    expect(theResource(stack, 'AWS::ApiGateway::RestApi').Properties).toMatchObject({ Description: 'Greets', Name: 'greeter' });
    expect(theResource(stack, 'AWS::ApiGateway::Stage').Properties.TracingEnabled).toBe(true);
  });

  test('hands every option of a release to its release, and none of them to RestApi', () => {
    const stack = newStack();
    canaryRestApi(stack, {
      canarySettings: { percentTraffic: 50 },
      baseline: EndpointBaseline.fromEndpoints(['GET /hello', 'GET /old']),
      newEndpoints: EndpointPolicy.WARN,
      removedEndpoints: EndpointPolicy.ALLOW,
      exceptEndpoints: ['GET /some'],
    });
    expect(theResource(stack, 'Custom::CanaryStage').Properties).toMatchObject({
      Action: 'HOLD', PercentTraffic: 50, NewEndpoints: 'WARN', RemovedEndpoints: 'ALLOW', ExceptEndpoints: ['GET /some'],
    });
    expect(Annotations.fromStack(stack).findInfo('*', Match.stringLikeRegexp('noEndpointBaseline'))).toEqual([]);
  });

  test('promotes and aborts through its release', () => {
    const promoted = newStack();
    canaryRestApi(promoted, { canarySettings: { percentTraffic: 50 } }).promote({ resetTraffic: false });
    expect(theResource(promoted, 'Custom::CanaryStage').Properties).toMatchObject({ Action: 'PROMOTE', ResetTraffic: false, UpdateDeployment: true });
    const aborted = newStack();
    canaryRestApi(aborted, { canarySettings: { percentTraffic: 50 } }).abort();
    const { Properties } = theResource(aborted, 'Custom::CanaryStage');
    expect(Properties).toMatchObject({ Action: 'ABORT', SettingsAside: { PercentTraffic: 50, UseStageCache: false, StageVariableOverrides: {} } });
    expect(Properties).not.toHaveProperty('PercentTraffic');
    expect(theResource(promoted, 'Custom::CanaryStage').Properties).not.toHaveProperty('SettingsAside');
  });

  test('is named by its own path in the context', () => {
    const stack = newStack({ context: { 'cdk-canary-rest-api:action': { 'Stack/Api': 'promote' } } });
    canaryRestApi(stack, { canarySettings: { percentTraffic: 50 } });
    expect(theResource(stack, 'Custom::CanaryStage').Properties.Action).toBe('PROMOTE');
  });

  describe('refuses', () => {
    function api(props: Partial<CanaryRestApiProps>) {
      const stack = newStack();
      return () => new CanaryRestApi(stack, 'Api', { handler: answering(stack, '1'), resourcePath: 'hello', ...props });
    }

    test('neither and both of handler and handlerProps', () => {
      const handlerProps = { code: lambda.Code.fromInline('x'), handler: 'index.handler', runtime: lambda.Runtime.NODEJS_22_X };
      expect(api({ handler: undefined })).toThrow('Exactly one of handler and handlerProps is needed, got neither');
      expect(api({ handlerProps })).toThrow('got both');
    });

    test.each(['', 'a//b', '{id', 'pets?x=1', 'hello world'])('the path %j', (resourcePath) => {
      expect(api({ resourcePath })).toThrow(`resourcePath '${resourcePath}' has the part`);
    });

    test('a method that HTTP does not have', () => {
      expect(api({ httpMethod: 'FETCH' })).toThrow("httpMethod must be one of GET, POST, PUT, PATCH, DELETE, HEAD, OPTIONS, ANY, got 'FETCH'");
    });

    test('an API that is not deployed', () => {
      expect(api({ deploy: false })).toThrow(
        'The API has no deployment stage (deploy is false), and a canary release needs one. Leave deploy out, or pass the stage',
      );
    });
  });
});

describe('the practice, state by state', () => {
  function template(version: string, more: Partial<CanaryRestApiProps>, change?: (api: CanaryRestApi) => void) {
    const stack = new Stack(new App({ analyticsReporting: false }), 'Practice');
    change?.(canaryRestApi(stack, { deployOptions: { variables: { theme: 'light' } }, cloudWatchRole: false, ...more }, version));
    return withoutAssetHashes(Template.fromStack(stack).toJSON());
  }

  const canarySettings = { percentTraffic: 50, stageVariableOverrides: { theme: 'dark' } };
  test('base', () => expect(template('1', {})).toMatchSnapshot());
  test('hold', () => expect(template('2', { canarySettings })).toMatchSnapshot());
  test('promoted', () => expect(template('2', { canarySettings }, (api) => api.promote())).toMatchSnapshot());
  test('aborted', () => expect(template('2', { canarySettings }, (api) => api.abort())).toMatchSnapshot());
  test('removed', () => expect(template('2', { deployOptions: { variables: { theme: 'dark' } } })).toMatchSnapshot());
});

/** The handler's code is not what these snapshots are about. */
function withoutAssetHashes(template: object): object {
  return JSON.parse(JSON.stringify(template).replace(/[0-9a-f]{64}\.zip/g, '<asset>.zip'));
}

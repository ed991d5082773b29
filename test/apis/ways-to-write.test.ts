import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, CfnParameter, CfnResource, NestedStack, Stack, Stage as CdkStage } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { CfnInclude } from 'aws-cdk-lib/cloudformation-include';
import { answering } from './answering';
import { expectAsExpected, expectPractice, practiseApp, release, Target } from './practice';
import { WatchedAws } from './watched-aws';

const API_GATEWAY = new iam.ServicePrincipal('apigateway.amazonaws.com');

function restApi(stack: Stack): apigateway.RestApi {
  return new apigateway.RestApi(stack, 'Api', { cloudWatchRole: false });
}

function pathTo(functionArn: string): string {
  return `2015-03-31/functions/${functionArn}/invocations`;
}

function uriOf(stack: Stack, functionArn: string): string {
  return `arn:aws:apigateway:${stack.region}:lambda:path/${pathTo(functionArn)}`;
}

function get(api: apigateway.RestApi, functionArn: string): apigateway.Method {
  return api.root.addResource('hello').addMethod('GET', new apigateway.AwsIntegration({ proxy: true, service: 'lambda', path: pathTo(functionArn) }));
}

function follow(api: apigateway.RestApi, version: lambda.Version): void {
  api.latestDeployment!.addToLogicalId((version.node.defaultChild as CfnResource).logicalId);
}

/** A version of a function by L1, whose logical id is known at once: `Version1` for `code 1`. */
function versionWithKnownId(stack: Stack, code: string): string {
  const id = `Version${code.slice(-1)}`;
  new lambda.CfnVersion(stack, id, { functionName: answering(stack, code).functionName, description: code });
  return id;
}

function rawPermission(stack: Stack, FunctionName: unknown, SourceArn?: unknown): CfnResource {
  return new CfnResource(stack, 'Permission', {
    type: 'AWS::Lambda::Permission', properties: { Action: 'lambda:InvokeFunction', FunctionName, Principal: 'apigateway.amazonaws.com', SourceArn },
  });
}

/** Of each way the same is expected as of constructs: no request fails, whatever CloudFormation replaces. */
const WAYS: Record<string, (stack: Stack, code: string) => Target> = {
  'a permission as a raw CfnResource': (stack, code) => {
    const api = restApi(stack);
    const { functionArn } = answering(stack, code).currentVersion;
    get(api, functionArn);
    rawPermission(stack, functionArn, api.arnForExecuteApi());
    return { api };
  },

  'a permission as a raw CfnResource, without a source': (stack, code) => {
    const api = restApi(stack);
    const { functionArn } = answering(stack, code).currentVersion;
    get(api, functionArn);
    rawPermission(stack, functionArn);
    return { api };
  },

  'the URI of an integration as a property override': (stack, code) => {
    const api = restApi(stack);
    const handler = answering(stack, code);
    const method = api.root.addResource('hello').addMethod('GET', new apigateway.LambdaIntegration(handler));
    const version = handler.currentVersion;
    (method.node.defaultChild as apigateway.CfnMethod).addPropertyOverride('Integration.Uri', uriOf(stack, version.functionArn));
    version.addPermission('Api', { principal: API_GATEWAY, sourceArn: api.arnForExecuteApi() });
    follow(api, version);
    return { api };
  },

  'version and permission named in the text of Fn::Sub': (stack, code) => {
    const api = restApi(stack);
    const id = versionWithKnownId(stack, code);
    const method = api.root.addResource('hello').addMethod('GET', new apigateway.LambdaIntegration(answering(stack, code, 'Other')));
    (method.node.defaultChild as apigateway.CfnMethod).addPropertyOverride('Integration.Uri',
      { 'Fn::Sub': `arn:aws:apigateway:\${AWS::Region}:lambda:path/${pathTo(`\${${id}}`)}` });
    rawPermission(stack, { Ref: id }, {
      'Fn::Sub': `arn:aws:execute-api:\${AWS::Region}:\${AWS::AccountId}:\${${stack.resolve((api.node.defaultChild as CfnResource).logicalId)}}/*`,
    });
    api.latestDeployment!.addToLogicalId(id);
    return { api };
  },

  'an inline definition with Fn::Sub': (stack, code) => {
    const id = versionWithKnownId(stack, code);
    const api = new apigateway.SpecRestApi(stack, 'Api', {
      cloudWatchRole: false,
      apiDefinition: apigateway.ApiDefinition.fromInline({
        openapi: '3.0.1',
        info: { title: 'api', version: '1' },
        paths: {
          '/hello': {
            get: {
              'x-amazon-apigateway-integration': {
                type: 'aws_proxy', httpMethod: 'POST', uri: { 'Fn::Sub': `arn:aws:apigateway:\${AWS::Region}:lambda:path/${pathTo(`\${${id}}`)}` },
              },
            },
          },
        },
      }),
    });
    rawPermission(stack, { Ref: id });
    return { api };
  },

  'a permission out of an included template': (stack, code) => {
    const folder = mkdtempSync(join(tmpdir(), 'ways-to-write-'));
    const templateFile = join(folder, 'permission.json');
    writeFileSync(templateFile, JSON.stringify({
      Parameters: { Fn: { Type: 'String' }, Api: { Type: 'String' } },
      Resources: {
        Permission: {
          Type: 'AWS::Lambda::Permission',
          Properties: {
            Action: 'lambda:InvokeFunction',
            Principal: 'apigateway.amazonaws.com',
            FunctionName: { Ref: 'Fn' },
            SourceArn: { 'Fn::Sub': 'arn:aws:execute-api:${AWS::Region}:${AWS::AccountId}:${Api}/*' },
          },
        },
      },
    }));
    const api = restApi(stack);
    const { functionArn } = answering(stack, code).currentVersion;
    get(api, functionArn);
    new CfnInclude(stack, 'Included', { templateFile, parameters: { Fn: functionArn, Api: api.restApiId } });
    rmSync(folder, { recursive: true });
    return { api };
  },

  'a permission in a nested stack that gets the version as a parameter': (stack, code) => {
    const api = restApi(stack);
    const { functionArn } = answering(stack, code).currentVersion;
    get(api, functionArn);
    const nested = new NestedStack(stack, 'Permissions', { parameters: { VersionArn: functionArn } });
    rawPermission(nested, new CfnParameter(nested, 'VersionArn').valueAsString);
    return { api };
  },

  'a method as a raw CfnResource': (stack, code) => {
    const api = restApi(stack);
    const version = answering(stack, code).currentVersion;
    const method = new CfnResource(stack, 'Method', {
      type: 'AWS::ApiGateway::Method',
      properties: {
        RestApiId: api.restApiId,
        ResourceId: api.root.addResource('hello').resourceId,
        HttpMethod: 'GET',
        AuthorizationType: 'NONE',
        Integration: { Type: 'AWS_PROXY', IntegrationHttpMethod: 'POST', Uri: uriOf(stack, version.functionArn) },
      },
    });
    api.root.addMethod('ANY', new apigateway.LambdaIntegration(version));
    api.latestDeployment!.node.addDependency(method);
    follow(api, version);
    version.addPermission('Api', { principal: API_GATEWAY, sourceArn: api.arnForExecuteApi() });
    return { api };
  },
};

test.each(Object.entries(WAYS))('%s', async (_, kind) => {
  await expectPractice(kind);
});

describe('in a cdk.Stage', () => {
  test.each(Object.entries({
    ...WAYS,
    'a version integrated by its construct': (stack: Stack, code: string) => {
      const api = restApi(stack);
      api.root.addResource('hello').addMethod('GET', new apigateway.LambdaIntegration(answering(stack, code).currentVersion));
      return { api };
    },
    'a role, an authorizer and a nested stack': (stack: Stack, code: string) => {
      const api = restApi(stack);
      const credentialsRole = new iam.Role(stack, 'Caller', { assumedBy: API_GATEWAY });
      const version = answering(stack, code).currentVersion;
      version.grantInvoke(credentialsRole);
      api.root.addResource('hello').addMethod('GET', new apigateway.LambdaIntegration(version, { credentialsRole }));
      const nested = answering(new NestedStack(stack, 'Functions'), code).currentVersion;
      api.root.addResource('nested').addMethod('GET', new apigateway.LambdaIntegration(nested));
      follow(api, nested);
      return { api };
    },
  }))('%s', async (_, kind) => {
    expectAsExpected(await practiseApp((app, code, step) => {
      release(kind(new Stack(new CdkStage(app, 'Beta', { env: { account: '123456789012', region: 'us-east-1' } }), 'App'), code), step);
    }));
  });
});

test('a permission that waits for the stage, in plain CDK and with a release: both deploy, and no request fails', async () => {
  const build = (released: boolean) => (app: App, code: string) => {
    const stack = new Stack(app, 'App');
    const api = restApi(stack);
    const version = answering(stack, code).currentVersion;
    api.root.addResource('hello').addMethod('GET', new apigateway.LambdaIntegration(version));
    const worker = answering(stack, code, 'Worker');
    worker.addEnvironment('API_URL', api.url);
    const permission = rawPermission(stack, version.functionArn, api.arnForExecuteApi());
    permission.node.addDependency(api, worker);
    if (released) { release({ api }, 'base'); }
  };
  const aws = new WatchedAws();
  expect((await aws.deploy(build(false), 'code 1')).result.succeeded).toBe(true);
  const { result, failures, messages } = await aws.deploy(build(true), 'code 1');
  expect({ succeeded: result.succeeded, failures }).toEqual({ succeeded: true, failures: [] });
  expect(messages).toContainEqual(expect.stringContaining('permissionAfterStage'));
  await aws.close();
});

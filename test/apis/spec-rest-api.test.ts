import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Fn, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { CanaryRelease } from '../../lib';
import { newStack, theResource } from '../apps';
import { answering } from './answering';
import { ApiKind, expectPractice, practise } from './practice';

const API_GATEWAY = new iam.ServicePrincipal('apigateway.amazonaws.com');

/** GET /hello on a function, as a document says it. */
function documentOn(functionArn: string): Record<string, unknown> {
  const uri = Fn.sub('arn:${AWS::Partition}:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${FunctionArn}/invocations', {
    FunctionArn: functionArn,
  });
  return {
    openapi: '3.0.1',
    info: { title: 'Hello' },
    paths: { '/hello': { get: { 'x-amazon-apigateway-integration': { type: 'aws_proxy', httpMethod: 'POST', uri } } } },
  };
}

function inline(permit: (api: apigateway.SpecRestApi, version: lambda.Version, stack: Stack) => void): ApiKind {
  return (stack, code) => {
    const version = answering(stack, code).currentVersion;
    const api = new apigateway.SpecRestApi(stack, 'Api', {
      cloudWatchRole: false, apiDefinition: apigateway.ApiDefinition.fromInline(documentOn(version.functionArn)),
    });
    permit(api, version, stack);
    return { api };
  };
}

const PERMISSIONS_BY_HAND: Record<string, Parameters<typeof inline>[0]> = {
  'any stage': (api, version) => version.addPermission('Invoke', { principal: API_GATEWAY, sourceArn: api.arnForExecuteApi() }),
  'the deployment stage': (api, version) => version.addPermission('Invoke', {
    principal: API_GATEWAY, sourceArn: api.arnForExecuteApi('GET', '/hello', api.deploymentStage.stageName),
  }),
  'an ARN put together with Fn.sub': (api, version, stack) => {
    new lambda.CfnPermission(stack, 'Invoke', {
      action: 'lambda:InvokeFunction',
      principal: 'apigateway.amazonaws.com',
      functionName: version.functionArn,
      sourceArn: Fn.sub('arn:${AWS::Partition}:execute-api:${AWS::Region}:${AWS::AccountId}:${Api}/*/GET/hello', { Api: api.restApiId }),
    });
  },
  'an ARN with the logical id of the API inside Fn.sub': (api, version, stack) => {
    (api.node.defaultChild as apigateway.CfnRestApi).overrideLogicalId('SpecApi');
    new lambda.CfnPermission(stack, 'Invoke', {
      action: 'lambda:InvokeFunction',
      principal: 'apigateway.amazonaws.com',
      functionName: version.functionArn,
      sourceArn: Fn.sub('arn:${AWS::Partition}:execute-api:${AWS::Region}:${AWS::AccountId}:${SpecApi}/*/GET/hello'),
    });
  },
  'no source at all': (_, version) => version.addPermission('Invoke', { principal: API_GATEWAY }),
};

test.each(
  Object.entries(PERMISSIONS_BY_HAND),
)('an inline definition with a permission by hand for %s goes through the practice', async (_, permit) => {
  await expectPractice(inline(permit));
});

test('a definition whose function is permitted through a role goes through the practice', async () => {
  await expectPractice((stack, code) => {
    const version = answering(stack, code).currentVersion;
    const document = documentOn(version.functionArn) as any;
    document.paths['/hello'].get['x-amazon-apigateway-integration'].credentials = new iam.Role(stack, 'Caller', { assumedBy: API_GATEWAY }).roleArn;
    return { api: new apigateway.SpecRestApi(stack, 'Api', { cloudWatchRole: false, apiDefinition: apigateway.ApiDefinition.fromInline(document) }) };
  });
});

test('a route that only the canary has is refused before anything moves', async () => {
  const { stages, failures } = await practise((stack, code) => {
    const version = answering(stack, code).currentVersion;
    version.addPermission('Invoke', { principal: API_GATEWAY });
    const document = documentOn(version.functionArn) as any;
    if (code === 'code 2') { document.paths['/orders'] = document.paths['/hello']; }
    return { api: new apigateway.SpecRestApi(stack, 'Api', { cloudWatchRole: false, apiDefinition: apigateway.ApiDefinition.fromInline(document) }) };
  });
  expect(stages.canary).toContain('[UnservedEndpoint]');
  expect(failures).toEqual([]);
});

describe('a definition whose route base and canary share', () => {
  async function warningsOf(uriOf: (handler: lambda.Function, stack: Stack) => unknown): Promise<string[]> {
    const { operations } = await practise((stack, code) => {
      const handler = answering(stack, code);
      handler.addPermission('Invoke', { principal: API_GATEWAY });
      const document = documentOn('') as any;
      document.paths['/hello'].get['x-amazon-apigateway-integration'].uri = uriOf(handler, stack);
      return {
        api: new apigateway.SpecRestApi(stack, 'Api', { cloudWatchRole: false, apiDefinition: apigateway.ApiDefinition.fromInline(document) }),
      };
    });
    return operations.canary.messages.filter((message) => message.includes('/hello'));
  }
  const uri = (functionPart: string) => `arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/${functionPart}/invocations`;

  test.each<[string, (handler: lambda.Function, stack: Stack) => unknown]>([
    ['by a token', (handler) => uri(handler.functionArn)],
    ['by Fn.sub with variables', (handler) => Fn.sub(uri('${Name}'), { Name: handler.functionArn })],
    [
      'by Fn.sub with the logical id',
      (handler, stack) => Fn.sub(uri(`\${${stack.getLogicalId(handler.node.defaultChild as lambda.CfnFunction)}.Arn}`)),
    ],
    ['by Fn.join', (handler) => Fn.join('', [uri('x').split('x/')[0], handler.functionArn, '/invocations'])],
  ])('an unqualified function %s: synth warns', async (_, uriOf) => {
    expect(await warningsOf(uriOf)).toEqual([expect.stringContaining('GET /hello calls a function without a version')]);
  });

  test.each<[string, (handler: lambda.Function) => unknown]>([
    ['a version', (handler) => Fn.sub(uri('${Name}'), { Name: handler.currentVersion.functionArn })],
    ['an alias from a stage variable', (handler) => uri(`${handler.functionArn}:\${stageVariables.alias}`)],
  ])('not by %s: synth says nothing', async (_, uriOf) => {
    expect(await warningsOf(uriOf)).toEqual([]);
  });
});

describe('a definition that the engine does not read', () => {
  let scratch: string;
  beforeEach(() => { scratch = mkdtempSync(join(tmpdir(), 'spec-rest-api-')); });
  afterEach(() => rmSync(scratch, { recursive: true, force: true }));

  function deploymentOf(definition: (stack: Stack) => apigateway.ApiDefinition): string {
    const stack = newStack();
    const api = new apigateway.SpecRestApi(stack, 'Api', { apiDefinition: definition(stack) });
    new CanaryRelease(stack, 'Release', { api, canarySettings: { percentTraffic: 10 } });
    Template.fromStack(stack).allResources('AWS::ApiGateway::Deployment', { DeletionPolicy: 'RetainExceptOnCreate', UpdateReplacePolicy: 'Retain' });
    expect(theResource(stack, 'AWS::ApiGateway::Stage').Properties.DeploymentId).toHaveProperty('Fn::GetAtt.1', 'BaseDeploymentId');
    return theResource(stack, 'AWS::ApiGateway::Deployment').logicalId;
  }

  test('as an asset: is released, and another content is another deployment', () => {
    const asset = (title: string) => () => {
      const path = join(scratch, `${title}.json`);
      writeFileSync(path, JSON.stringify({ openapi: '3.0.1', info: { title }, paths: {} }));
      return apigateway.ApiDefinition.fromAsset(path);
    };
    expect(deploymentOf(asset('one'))).not.toBe(deploymentOf(asset('two')));
  });

  test('in a bucket: is released, and another version of the object is another deployment', () => {
    const object = (version: string) => (stack: Stack) => apigateway.ApiDefinition.fromBucket(
      s3.Bucket.fromBucketName(stack, 'Bucket', 'definitions'), 'api.json', version,
    );
    expect(deploymentOf(object('1'))).not.toBe(deploymentOf(object('2')));
  });
});

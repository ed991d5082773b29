import { App, CfnOutput, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Repository } from 'aws-cdk-lib/aws-ecr';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { StringParameter } from 'aws-cdk-lib/aws-ssm';
import { inScratchFolder } from './scratch-folder';
import { RealTimeClock } from '../../rehearsal/cloudformation/real-time-clock';
import { LocalAws } from '../../rehearsal/local-aws';
import { ServedAws, serveAws } from '../../rehearsal/serve-aws';

const scratch = inScratchFolder();
let aws: LocalAws;
let served: ServedAws;

beforeEach(async () => {
  aws = new LocalAws({ clock: new RealTimeClock() });
  served = await serveAws(aws);
});

afterEach(() => served.close());

function assembly(build: (stack: Stack) => void): string {
  const app = new App({ outdir: scratch('cdk.out-'), analyticsReporting: false });
  build(new Stack(app, 'Shop'));
  return app.synth().directory;
}

/** A request as an SDK client would sign it. The engine looks at nothing but the scope. */
async function signed(service: string, request: { target?: string; form?: Record<string, string>; path?: string; body?: unknown; region?: string }) {
  const type = request.form === undefined ? 'application/x-amz-json-1.1' : 'application/x-www-form-urlencoded';
  const response = await fetch(`${served.endpointUrl}${request.path ?? '/'}`, {
    method: 'POST',
    headers: {
      'authorization': `AWS4-HMAC-SHA256 Credential=local/20300101/${request.region ?? 'us-east-1'}/${service}/aws4_request, Signature=none`,
      'content-type': type,
      ...request.target === undefined ? {} : { 'x-amz-target': request.target },
    },
    body: request.form === undefined ? JSON.stringify(request.body) : new URLSearchParams(request.form).toString(),
  });
  return { status: response.status, headers: response.headers, body: await response.text() };
}

describe('a parameter of a stack', () => {
  const parameter = (value: string) => assembly((stack) => {
    new StringParameter(stack, 'Parameter', { parameterName: '/shop/size', stringValue: value });
  });
  const read = () => signed('ssm', { target: 'AmazonSSM.GetParameter', body: { Name: '/shop/size' } });

  test('can be read while it exists, as it was last set', async () => {
    expect(await read()).toMatchObject({ status: 400, body: expect.stringContaining('ParameterNotFound') });
    await aws.deploy(parameter('small'));
    await aws.deploy(parameter('large'));
    expect(JSON.parse((await read()).body)).toMatchObject({ Parameter: { Name: '/shop/size', Value: 'large' } });
    await aws.destroy('Shop');
    expect(await read()).toMatchObject({ status: 400 });
  });

  test('is the value of a template parameter that names it', async () => {
    await aws.deploy(parameter('small'));
    const { outputs } = await aws.cloudFormation.createStack({
      stackName: 'user',
      template: {
        Parameters: { Size: { Type: 'AWS::SSM::Parameter::Value<String>', Default: '/shop/size' } },
        Resources: { Metadata: { Type: 'AWS::CDK::Metadata' } },
        Outputs: { Size: { Value: { Ref: 'Size' } } },
      },
    });
    expect(outputs).toEqual({ Size: 'small' });
  });
});

describe('a role', () => {
  const assume = (arn: string) => signed('sts', { form: { Action: 'AssumeRole', RoleArn: arn, RoleSessionName: 'cdk' } });

  test('can be assumed when a stack has created it, and not otherwise', async () => {
    const { outputs } = await aws.deploy(assembly((stack) => {
      const role = new Role(stack, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
      new CfnOutput(stack, 'Arn', { value: role.roleArn });
    }));
    expect(await assume(outputs.Arn)).toMatchObject({ status: 200, body: expect.stringContaining('<SessionToken>local</SessionToken>') });
    expect(await assume('arn:aws:iam::123456789012:role/none')).toMatchObject({
      status: 403, body: expect.stringContaining('is not authorized to perform: sts:AssumeRole on resource: arn:aws:iam::123456789012:role/none'),
    });
  });
});

describe('a repository', () => {
  const describeRepositories = (name: string) => signed('ecr', {
    target: 'AmazonEC2ContainerRegistry_V20150921.DescribeRepositories', body: { repositoryNames: [name] },
  });

  test('is described when a stack has created it, and not otherwise', async () => {
    await aws.deploy(assembly((stack) => { new Repository(stack, 'Images', { repositoryName: 'images' }); }));
    expect(await describeRepositories(
      'images',
    )).toMatchObject({ status: 200, body: expect.stringContaining('123456789012.dkr.ecr.us-east-1.amazonaws.com/images') });
    expect(await describeRepositories('none')).toMatchObject({ status: 400, body: expect.stringContaining('RepositoryNotFoundException') });
  });
});

describe('a bucket with objects in it', () => {
  test('keeps its stack from being deleted', async () => {
    await aws.deploy(assembly((stack) => {
      new Bucket(stack, 'Bucket', { bucketName: 'shop-files', removalPolicy: RemovalPolicy.DESTROY });
    }));
    aws.s3.putObject('shop-files', 'key', Buffer.from('x'));
    expect(await aws.destroy(
      'Shop',
    )).toMatchObject({ status: 'DELETE_FAILED', reason: expect.stringContaining('The bucket you tried to delete is not empty') });
    aws.s3.deleteObject('shop-files', 'key');
    expect(await aws.destroy('Shop')).toMatchObject({ status: 'DELETE_COMPLETE' });
    expect(aws.s3.listBuckets()).toEqual([]);
  });
});

describe('a function', () => {
  const code = 'exports.handler = async ({ fail, name }) => { if (fail) throw new TypeError("no name"); return "hello " + name; };';
  const invoke = (name: string, body: unknown) => signed('lambda', { path: `/2015-03-31/functions/${encodeURIComponent(name)}/invocations`, body });

  beforeEach(async () => {
    await aws.deploy(assembly((stack) => {
      new LambdaFunction(stack, 'Hello', {
        functionName: 'hello', runtime: Runtime.NODEJS_22_X, handler: 'index.handler', code: Code.fromInline(code),
      });
    }));
  });

  test('is invoked by name or ARN, and answers with what its handler returns', async () => {
    expect(await invoke('hello', { name: 'Ada' })).toMatchObject({ status: 200, body: '"hello Ada"' });
    expect(await invoke('arn:aws:lambda:us-east-1:123456789012:function:hello', { name: 'Ada' })).toMatchObject({ status: 200, body: '"hello Ada"' });
  });

  test('that fails is reported by a header, with the error as the answer', async () => {
    const { status, headers, body } = await invoke('hello', { fail: true });
    expect([status, headers.get('x-amz-function-error')]).toEqual([200, 'Unhandled']);
    expect(JSON.parse(body)).toMatchObject({ errorType: 'TypeError', errorMessage: 'no name' });
  });

  test('that does not exist is not found', async () => {
    expect(await invoke('none', {})).toMatchObject({ status: 404, body: expect.stringContaining('Function not found: none') });
  });
});

describe('a request that the engine does not play', () => {
  test('is refused in the protocol of the request, naming what there is', async () => {
    const form = await signed('sqs', { form: { Action: 'Publish' } });
    expect(form.status).toBe(501);
    expect(form.body).toMatch(/^<ErrorResponse.*The rehearsal engine has no service sqs; it has cloudformation, /);
    const json = await signed('dynamodb', { target: 'DynamoDB_20120810.ListTables', body: {} });
    expect(JSON.parse(json.body)).toMatchObject({ __type: 'NotImplemented', message: expect.stringContaining('no service dynamodb') });
  });

  test('is refused when it is for another region', async () => {
    expect(await signed('ssm', { target: 'AmazonSSM.GetParameter', body: { Name: 'x' }, region: 'eu-west-1' }))
      .toMatchObject({ status: 400, body: expect.stringContaining('plays region us-east-1, got a request for eu-west-1. Set AWS_REGION=us-east-1') });
  });
});

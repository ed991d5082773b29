import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, CfnOutput, CustomResource, Stack } from 'aws-cdk-lib';
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { DeployResult, LocalAws } from '../../rehearsal/local-aws';

/** What every handler below sends, and how far it came. */
const RESPONSE = `
  const responseTo = ({ StackId, RequestId, LogicalResourceId }) =>
    JSON.stringify({ Status: 'SUCCESS', PhysicalResourceId: 'done', StackId, RequestId, LogicalResourceId, Data: { Answer: 'received' } });
  const sent = (request, body) => new Promise((resolve, reject) => {
    request.on('response', resolve);
    request.on('error', reject);
    request.end(body);
  });`;

/** As the `cfn-response` module and CDK's provider framework do: host and path of the URL, https, and the default port. */
const HOST_AND_PATH = `${RESPONSE}
  const https = require('https');
  const url = require('url');
  exports.handler = async (event) => {
    const { hostname, path } = url.parse(event.ResponseURL);
    const body = responseTo(event);
    const headers = { 'content-type': '', 'content-length': body.length };
    await sent(https.request({ hostname, port: 443, path, method: 'PUT', headers }), body);
  };`;

const NAMED_IMPORT = `${RESPONSE}
  exports.handler = async (event) => {
    const { request } = await import('node:https');
    const { hostname, pathname } = new URL(event.ResponseURL);
    await sent(request(\`https://\${hostname}\${pathname}\`, { method: 'PUT' }), responseTo(event));
  };`;

const OTHER_PATH = `${RESPONSE}
  const https = require('https');
  exports.handler = async (event) => {
    const { hostname } = new URL(event.ResponseURL);
    const reason = await sent(https.request({ hostname, path: '/elsewhere', method: 'PUT' }), '').then(() => 'answered', (error) => error.code);
    const body = responseTo(event).replace('received', reason);
    await fetch(event.ResponseURL, { method: 'PUT', body });
  };`;

describe('a custom resource whose handler responds over https on the default port', () => {
  let scratch: string;
  let aws: LocalAws;

  beforeEach(() => {
    scratch = mkdtempSync(join(tmpdir(), 'https-responses-'));
    aws = new LocalAws();
  });

  afterEach(async () => {
    await aws.close();
    rmSync(scratch, { recursive: true, force: true });
  });

  async function deploy(code: string): Promise<DeployResult> {
    const app = new App({ outdir: join(scratch, 'cdk.out'), analyticsReporting: false });
    const stack = new Stack(app, 'Shop');
    const provider = new LambdaFunction(stack, 'Provider', { runtime: Runtime.NODEJS_22_X, handler: 'index.handler', code: Code.fromInline(code) });
    const resource = new CustomResource(stack, 'Resource', { serviceToken: provider.functionArn });
    new CfnOutput(stack, 'Answer', { value: resource.getAttString('Answer') });
    return aws.deploy(app.synth().directory);
  }

  test('is heard when it takes host and path from the response URL', async () => {
    expect(await deploy(HOST_AND_PATH)).toMatchObject({ succeeded: true, outputs: { Answer: 'received' } });
  });

  test('is heard when it imports the request function by name', async () => {
    expect(await deploy(NAMED_IMPORT)).toMatchObject({ succeeded: true, outputs: { Answer: 'received' } });
  });

  test('has its other https requests left alone', async () => {
    const { succeeded, outputs } = await deploy(OTHER_PATH);
    expect(succeeded).toBe(true);
    expect(outputs.Answer).not.toBe('answered');
  });
});

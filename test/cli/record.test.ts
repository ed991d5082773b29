import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import { answering, plainShop } from './assemblies';
import { FakeTerminal } from './fake-terminal';
import { run } from '../../cli/run';
import { LocalAws } from '../../rehearsal/local-aws';

let scratch: string;
let terminal: FakeTerminal;
const record = (...args: string[]): Promise<number> => run(['record', ...args, '-o', 'endpoints.json'], terminal);
const file = (): string => join(scratch, 'endpoints.json');
/** Without the ends of lines. */
const errors = (): string => terminal.errors.replace(/\n/g, ' ');
const recorded = (): any => JSON.parse(readFileSync(file(), 'utf8'));

beforeAll(() => { scratch = mkdtempSync(join(tmpdir(), 'record-')); });
beforeEach(() => {
  terminal = new FakeTerminal(scratch);
  rmSync(file(), { force: true });
});
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

describe('from a cloud assembly', () => {
  beforeAll(() => {
    plainShop(join(scratch, 'shop'), { code: answering('one'), routes: ['hello', 'orders'] });
    const app = new App({ outdir: join(scratch, 'two'), analyticsReporting: false });
    for (const name of ['Pets', 'Toys']) {
      new apigateway.RestApi(new Stack(app, name), 'Api').root.addResource(name.toLowerCase()).addMethod('GET');
    }
    app.synth();
  });

  test('the endpoints of its only API are written, one per line', async () => {
    expect(await record('--assembly', 'shop')).toBe(0);
    expect(recorded().endpoints.map(({ endpoint }: any) => endpoint)).toEqual(['GET /hello', 'GET /orders']);
    expect(terminal.output).toBe('endpoints.json: 2 endpoints');
  });

  test('of several stacks with an API, one has to be named', async () => {
    expect(await record('--assembly', 'two')).toBe(2);
    expect(errors()).toMatch(/has several stacks with an API: Pets, Toys. Name one by --stack/);
    expect(await record('--assembly', 'two', '--stack', 'Toys')).toBe(0);
    expect(recorded().endpoints).toMatchObject([{ endpoint: 'GET /toys' }]);
  });

  test('an API that the template does not have is an error, and nothing is written', async () => {
    expect(await record('--assembly', 'shop', '--api', 'Other')).toBe(2);
    expect(errors()).toContain('has no API with the logical id \'Other\'');
    expect(existsSync(file())).toBe(false);
  });
});

describe('from a live stage', () => {
  const before = { ...process.env };
  let aws: LocalAws;
  let restApiId: string;

  beforeAll(async () => {
    aws = new LocalAws();
    await aws.deploy(plainShop(join(scratch, 'live'), { code: answering('one') }));
    restApiId = aws.apiGateway.listRestApis()[0].id;
    const { endpointUrl } = await aws.listen();
    Object.assign(process.env, {
      AWS_ENDPOINT_URL: endpointUrl, AWS_REGION: 'us-east-1', AWS_ACCESS_KEY_ID: 'local', AWS_SECRET_ACCESS_KEY: 'local',
    });
  });
  afterAll(async () => {
    process.env = before;
    await aws.close();
  });

  test('the endpoints of the deployment it points at are written, with the stage', async () => {
    expect(await record('--rest-api-id', restApiId, '--stage', 'prod')).toBe(0);
    expect(recorded()).toMatchObject({ stage: 'prod', endpoints: [{ endpoint: 'GET /hello', authorizationType: 'NONE', apiKeyRequired: false }] });
  });

  test('a stage that AWS does not have ends with 2 and those that it has, and nothing is written', async () => {
    expect(await record('--rest-api-id', restApiId, '--stage', 'test')).toBe(2);
    expect(errors()).toBe(`error: Stage test of API ${restApiId} does not exist in us-east-1. Stages: prod. `
      + 'Correct --api, --stage or --region. [UnknownStage]');
    expect(existsSync(file())).toBe(false);
  });

  test('where AWS does not answer it ends with 4 and one sentence, and nothing is written', async () => {
    expect(await record('--rest-api-id', restApiId, '--stage', 'prod', '--endpoint-url', 'http://127.0.0.1:1')).toBe(4);
    expect(errors()).toMatch(/^error: .*127\.0\.0\.1:1 could not be reached .*\[Unreachable\]$/);
    expect(existsSync(file())).toBe(false);
  });
});

test.each([
  ['neither', []], ['both', ['--assembly', 'shop', '--rest-api-id', 'a', '--stage', 'b']], ['an API without a stage', ['--rest-api-id', 'a']],
])('what to record has to be clear: %s', async (_, args) => {
  expect(await record(...args)).toBe(2);
  expect(errors()).toContain('Give either --assembly (with --stack and --api where needed), or both --rest-api-id and --stage.');
});

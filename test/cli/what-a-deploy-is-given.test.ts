import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, CfnParameter, LegacyStackSynthesizer, NestedStack, Stack, StackProps, Stage } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { Asset } from 'aws-cdk-lib/aws-s3-assets';
import { CfnQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { FakeTerminal } from './fake-terminal';
import { run } from '../../cli/run';

let scratch: string;
let terminal: FakeTerminal;
const rehearse = (...args: string[]): Promise<number> => run(['rehearse', ...args], terminal);

beforeEach(() => {
  scratch = mkdtempSync(join(tmpdir(), 'deploy-inputs-'));
  terminal = new FakeTerminal(scratch);
});
afterEach(() => rmSync(scratch, { recursive: true, force: true }));

function folder(files: Record<string, string>): string {
  const directory = mkdtempSync(join(scratch, 'files-'));
  for (const [name, content] of Object.entries(files)) { writeFileSync(join(directory, name), content); }
  return directory;
}

function assembly(build: (app: App) => void, context: Record<string, unknown> = {}): string {
  const outdir = mkdtempSync(join(scratch, 'cdk.out-'));
  const app = new App({ outdir, analyticsReporting: false, context: { 'aws:cdk:disable-stack-trace': true, ...context } });
  build(app);
  app.synth();
  return outdir;
}

/** `GET /` on a function whose code lies in a folder. */
function shop(scope: Construct, id = 'Shop', props: StackProps = {}): Stack {
  const stack = new Stack(scope, id, props);
  const code = lambda.Code.fromAsset(folder({ 'index.js': 'exports.handler = async () => ({ statusCode: 200, body: process.env.EMAIL });' }));
  const hello = new lambda.Function(stack, 'Hello', { runtime: lambda.Runtime.NODEJS_22_X, handler: 'index.handler', code });
  new apigateway.RestApi(stack, 'Api', { cloudWatchRole: false }).root.addMethod('GET', new apigateway.LambdaIntegration(hello));
  return stack;
}

const withParameters = (...names: string[]): string => assembly((app) => {
  const stack = shop(app);
  for (const name of names) { new CfnParameter(stack, name); }
});

describe('parameters', () => {
  test.each<[string, string[]]>([
    ['for every stack', ['--parameters', 'Email=a@b.example']],
    ['for a stack, with equals signs in the value', ['--parameters', 'Shop:Email=a=b']],
    ['an empty value', ['--parameters', 'Email=']],
  ])('are taken as the CDK CLI takes them: %s', async (_, given) => {
    expect(await rehearse(withParameters('Email'), ...given)).toBe(0);
  });

  test('keep the value of the deploy before', async () => {
    expect(await rehearse(withParameters('Email'), withParameters('Email'), '--parameters', 'Email=a')).toBe(0);
  });

  test('those given for the stack go before those given for all', async () => {
    const app = assembly((root) => {
      const stack = shop(root);
      const email = new CfnParameter(stack, 'Email', { allowedValues: ['mine', 'everybody'] });
      (stack.node.findChild('Hello') as lambda.Function).addEnvironment('EMAIL', email.valueAsString);
    });
    let body = '';
    terminal.whileWaiting = async () => { body = await (await fetch(/Api\/prod {2}(http:\S+)/.exec(terminal.output)![1])).text(); };
    expect(await rehearse(app, '--parameters', 'Shop:Email=mine', '--parameters', 'Email=everybody', '--listen', '0')).toBe(0);
    expect(body).toBe('mine');
  });

  test.each<[string, string[], RegExp]>([
    ['missing ones are named before anything is played, with the option', [],
      /Email, Domain of stack Shop must have a value, got none\. Give .* cdk deploy: --parameters Shop:Email=<value> --parameters Shop:Domain/],
    ['one that no stack has', ['--parameters', 'Mail=a'], /^--parameters must name a parameter of a stack, got Mail; the stacks have Email, Domain, BootstrapVersion\.$/],
    ['a stack that is not there', ['--parameters', 'Shopp:Email=a'], /got Email; there is no stack Shopp, the stacks have Email, Domain, BootstrapVersion\.$/],
    ['no value', ['--parameters', 'Email'], /^--parameters must look like Name=Value or Stack:Name=Value, got 'Email'\.$/],
  ])('%s', async (_, given, message) => {
    expect(await rehearse(withParameters('Email', 'Domain'), ...given)).toBe(2);
    expect(terminal.errors).toMatch(message);
    expect(terminal.output).toBe('');
  });
});

describe('assets', () => {
  test('of the legacy synthesizer are filled in from the manifest, in nested stacks, too', async () => {
    const app = (): string => assembly((root) => {
      const stack = shop(root, 'Shop', { synthesizer: new LegacyStackSynthesizer() });
      const nested = new NestedStack(stack, 'Nested');
      new CfnQueue(nested, 'Queue', { queueName: new Asset(nested, 'Document', { path: join(folder({ 'a.txt': 'a' }), 'a.txt') }).s3ObjectKey });
    });
    expect(await rehearse(app(), app())).toBe(0);
    expect(terminal.output).toContain('No request would have failed: ');
    expect(terminal.output).not.toContain('Checked without running');
  });

  test('are found by their absolute paths, as --no-staging writes them', async () => {
    expect(await rehearse(assembly((app) => { shop(app); }, { 'aws:cdk:disable-asset-staging': true }))).toBe(0);
  });

  test('of a Stage are found when its own folder is given', async () => {
    const app = assembly((root) => { shop(new Stage(root, 'Prod')); });
    expect(await rehearse(join(app, 'assembly-Prod'))).toBe(0);
    expect(terminal.output).toContain('Prod-Shop: create, CREATE_COMPLETE');
  });

  test('of other stacks are nobody\'s business', async () => {
    const app = assembly((root) => {
      shop(root);
      new Asset(new Stack(root, 'Other'), 'Big', { path: folder({ big: 'x' }) });
    });
    for (const name of readdirSync(app).filter((entry) => entry.startsWith('asset.'))) {
      if (readdirSync(join(app, name)).includes('big')) { rmSync(join(app, name), { recursive: true }); }
    }
    expect(await rehearse(app, '--stack', 'Shop')).toBe(0);
    expect(await rehearse(app)).toBe(2);
    expect(terminal.errors).toMatch(/^Asset .* of Other\.assets\.json is missing/);
  });

  test('that a command makes when they are published are no reason to stop', async () => {
    const app = assembly((root) => { shop(root); });
    const file = join(app, 'Shop.assets.json');
    const destinations = { d: { bucketName: 'b', objectKey: 'k' } };
    const manifest = JSON.parse(readFileSync(file, 'utf8'));
    writeFileSync(file, JSON.stringify({ ...manifest, files: { ...manifest.files, made: { source: { executable: ['make'] }, destinations } } }));
    expect(await rehearse(app)).toBe(0);
  });
});

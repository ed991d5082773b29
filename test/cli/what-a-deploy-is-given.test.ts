import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CfnParameter, LegacyStackSynthesizer, NestedStack, Stack, StackProps, Stage } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { Asset } from 'aws-cdk-lib/aws-s3-assets';
import { CfnQueue } from 'aws-cdk-lib/aws-sqs';
import * as pipelines from 'aws-cdk-lib/pipelines';
import { Construct } from 'constructs';
import { apiOn, RehearsalBench } from './rehearsal-bench';

let bench: RehearsalBench;

beforeEach(() => { bench = new RehearsalBench(); });
afterEach(() => bench.close());

/** `GET /` on a function whose code lies in a folder. */
function shop(scope: Construct, id = 'Shop', props: StackProps = {}): Stack {
  const stack = new Stack(scope, id, props);
  const code = lambda.Code.fromAsset(bench.folder({ 'index.js': 'exports.handler = async () => ({ statusCode: 200, body: process.env.EMAIL });' }));
  const hello = new lambda.Function(stack, 'Hello', { runtime: lambda.Runtime.NODEJS_22_X, handler: 'index.handler', code });
  apiOn(stack, hello);
  return stack;
}

const withParameters = (...names: string[]): string => bench.assembly((app) => {
  const stack = shop(app);
  for (const name of names) { new CfnParameter(stack, name); }
});

describe('parameters', () => {
  test.each<[string, string[]]>([
    ['for every stack', ['--parameters', 'Email=a@b.example']],
    ['for a stack, with equals signs in the value', ['--parameters', 'Shop:Email=a=b']],
    ['an empty value', ['--parameters', 'Email=']],
  ])('are taken as the CDK CLI takes them: %s', async (_, given) => {
    expect(await bench.rehearse(withParameters('Email'), ...given)).toBe(0);
  });

  test('keep the value of the deploy before', async () => {
    expect(await bench.rehearse(withParameters('Email'), withParameters('Email'), '--parameters', 'Email=a')).toBe(0);
  });

  test('those given for the stack go before those given for all', async () => {
    const app = bench.assembly((root) => {
      const stack = shop(root);
      const email = new CfnParameter(stack, 'Email', { allowedValues: ['mine', 'everybody'] });
      (stack.node.findChild('Hello') as lambda.Function).addEnvironment('EMAIL', email.valueAsString);
    });
    let body = '';
    bench.terminal.whileWaiting = async () => { body = await (await fetch(/Api\/prod {2}(http:\S+)/.exec(bench.terminal.output)![1])).text(); };
    expect(await bench.rehearse(app, '--parameters', 'Shop:Email=mine', '--parameters', 'Email=everybody', '--listen', '0')).toBe(0);
    expect(body).toBe('mine');
  });

  test.each<[string, string[], RegExp]>([
    ['missing ones are named before anything is played, with the option', [],
      /Email, Domain of stack Shop must have a value, got none\. Give .* cdk deploy: --parameters Shop:Email=<value> --parameters Shop:Domain/],
    [
      'one that no stack has',
      ['--parameters', 'Mail=a'],
      /^error: --parameters must name a parameter of a stack, got Mail; the stacks have Email, Domain, BootstrapVersion\.$/,
    ],
    [
      'a stack that is not there',
      ['--parameters', 'Shopp:Email=a'],
      /got Email; there is no stack Shopp, the stacks have Email, Domain, BootstrapVersion\.$/,
    ],
    ['no value', ['--parameters', 'Email'], /^error: --parameters must look like Name=Value or Stack:Name=Value, got 'Email'\.$/],
  ])('%s', async (_, given, message) => {
    expect(await bench.rehearse(withParameters('Email', 'Domain'), ...given)).toBe(2);
    expect(bench.terminal.errors).toMatch(message);
    expect(bench.terminal.output).toBe('');
  });
});

describe('assets', () => {
  test('of the legacy synthesizer are filled in from the manifest, in nested stacks, too', async () => {
    const app = (): string => bench.assembly((root) => {
      const stack = shop(root, 'Shop', { synthesizer: new LegacyStackSynthesizer() });
      const nested = new NestedStack(stack, 'Nested');
      new CfnQueue(nested, 'Queue', { queueName: new Asset(nested, 'Document', { path: bench.file('a.txt', 'a') }).s3ObjectKey });
    });
    expect(await bench.rehearse(app(), app())).toBe(0);
    expect(bench.terminal.output).toContain('No request would have failed: ');
    expect(bench.terminal.output).not.toContain('Checked without running');
  });

  test('are found by their absolute paths, as --no-staging writes them', async () => {
    expect(await bench.rehearse(bench.assembly((app) => { shop(app); }, { 'aws:cdk:disable-asset-staging': true }))).toBe(0);
  });

  test('of a Stage are found when its own folder is given', async () => {
    const app = bench.assembly((root) => { shop(new Stage(root, 'Prod')); });
    expect(await bench.rehearse(join(app, 'assembly-Prod'))).toBe(0);
    expect(bench.terminal.output).toContain('Prod-Shop: create, CREATE_COMPLETE');
  });

  test('of a pipeline are found in the folders of its Stages, and the pipeline itself is carried along', async () => {
    const app = (): string => bench.assembly((root) => {
      const env = { account: '123456789012', region: 'us-east-1' };
      const source = pipelines.CodePipelineSource.connection('shop/shop', 'main', { connectionArn: 'arn:aws:codestar-connections:us-east-1:1:c/1' });
      const pipeline = new pipelines.CodePipeline(new Stack(root, 'Pipeline', { env }), 'Pipeline', {
        synth: new pipelines.ShellStep('Synth', { input: source, commands: ['npx cdk synth'] }),
      });
      const prod = new Stage(root, 'Prod', { env });
      shop(prod);
      pipeline.addStage(prod);
    });
    expect(await bench.rehearse(app(), app())).toBe(0);
    expect(bench.terminal.output).toContain('Prod-Shop: create, CREATE_COMPLETE');
    expect(bench.terminal.output).toMatch(/Carried along .*AWS::CodePipeline::Pipeline/);
  });

  test('of other stacks are nobody\'s business', async () => {
    const app = bench.assembly((root) => {
      shop(root);
      new Asset(new Stack(root, 'Other'), 'Big', { path: bench.folder({ big: 'x' }) });
    });
    for (const name of readdirSync(app).filter((entry) => entry.startsWith('asset.'))) {
      if (readdirSync(join(app, name)).includes('big')) { rmSync(join(app, name), { recursive: true }); }
    }
    expect(await bench.rehearse(app, '--stack', 'Shop')).toBe(0);
    expect(await bench.rehearse(app)).toBe(2);
    expect(bench.terminal.errors).toMatch(/^error: Asset .* of Other\.assets\.json is missing/);
  });

  test('that a command makes when they are published are no reason to stop', async () => {
    const app = bench.assembly((root) => { shop(root); });
    const file = join(app, 'Shop.assets.json');
    const destinations = { d: { bucketName: 'b', objectKey: 'k' } };
    const manifest = JSON.parse(readFileSync(file, 'utf8'));
    writeFileSync(file, JSON.stringify({ ...manifest, files: { ...manifest.files, made: { source: { executable: ['make'] }, destinations } } }));
    expect(await bench.rehearse(app)).toBe(0);
  });
});

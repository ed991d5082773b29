import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { CfnTopic } from 'aws-cdk-lib/aws-sns';
import { answering, plainShop, releasedShop } from './assemblies';
import { FakeTerminal } from './fake-terminal';
import { wideTerminal } from './rehearsal-bench';
import { run } from '../../cli/run';

let scratch: string;
let terminal: FakeTerminal;
const rehearse = (...args: string[]): Promise<number> => run(['rehearse', ...args], terminal);
const written = (file: string): string => readFileSync(join(scratch, file), 'utf8');

beforeAll(() => {
  scratch = mkdtempSync(join(tmpdir(), 'rehearse-'));
  plainShop(join(scratch, 'plain-1'), { code: answering('one') });
  plainShop(join(scratch, 'plain-2'), { code: answering('two') });
  releasedShop(join(scratch, 'released-1'), { code: answering('one') });
  releasedShop(join(scratch, 'released-2'), { code: answering('two'), percent: 10 });
  releasedShop(join(scratch, 'new-endpoint'), { code: answering('two'), percent: 10, routes: ['hello', 'orders'] });
});
beforeEach(() => { terminal = wideTerminal(scratch); });
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

describe('requests', () => {
  test('given a canary of this library, then none fails, and the stage is told', async () => {
    expect(await rehearse('released-1', 'released-2')).toBe(0);
    expect(terminal.output).toContain('✓ No request would have failed');
    const driver = /update {2}Release\/Driver\/Resource\/Default +Custom::CanaryStage\n.*→ Api\/prod: base \w+ 90 %, canary \w+ 10 %/;
    expect(terminal.output).toMatch(driver);
  });

  test('given new code in plain CDK, then those that fail are told with instant, route, release and cause', async () => {
    expect(await rehearse('plain-1', 'plain-2')).toBe(1);
    expect(terminal.output).toMatch(new RegExp([
      '1\\. GET /hello on the base release of Api/prod, 100 % of its requests',
      'after {2}Deploy 2: update Api/DeploymentStage.prod \\(AWS::ApiGateway::Stage\\)',
      'until {2}Deploy 2: create Api/Default/hello/GET/ApiPermission\\S+ \\(AWS::Lambda::Permission\\) \\(1 instant\\)',
      '500 .*Invalid permissions on Lambda function',
    ].join('\n +')));
  });

  test('given a deploy that the driver refuses, then none fails, but the operation did not succeed', async () => {
    expect(await rehearse('released-1', 'new-endpoint', '--no-invoke')).toBe(3);
    expect(terminal.output).toContain('✗ Shop ended in UPDATE_ROLLBACK_COMPLETE: ');
    expect(terminal.output).toContain('GET /orders is served only by the canary release');
  });
});

describe('what is written', () => {
  test('the page is complete in itself, and shows the failing instants', async () => {
    await rehearse('plain-1', 'plain-2', '--html', 'page.html', '--json', 'observed.json');
    const page = written('page.html');
    expect(page).not.toMatch(/https?:|<script|<link|url\((?!#)/);
    expect(page).toContain('Requests would have failed at 1 of 22 instants.');
    expect(page).toMatch(/<svg [^]*?not in use yet[^]*?✗ 1[^]*?<\/svg>/);
  });

  test('the JSON holds every instant with every answer', async () => {
    await rehearse('plain-1', 'plain-2', '--json', 'observed.json');
    const { format, deploys, outages } = JSON.parse(written('observed.json'));
    expect(format).toBe(1);
    const instants = deploys.flatMap(({ operations }: any) => operations.flatMap((operation: any) => operation.instants));
    expect(outages).toMatchObject([{ routes: ['GET /hello'], instants: 1 }]);
    expect(instants[outages[0].first]).toMatchObject({ index: outages[0].first, happened: { type: 'AWS::ApiGateway::Stage' } });
    expect(deploys[1]).toMatchObject({ title: 'Deploy 2', source: 'plain-2', operations: [{ stackName: 'Shop', status: 'UPDATE_COMPLETE' }] });
    expect(deploys[1].operations[0].instants[0].stages[0].answers).toEqual([
      expect.objectContaining({ route: 'GET /hello', release: 'base', status: 200 }),
    ]);
  });

  test('the same seed gives the same report, and markup in names is only text', async () => {
    const folder = '<b>plain';
    cpSync(join(scratch, 'plain-1'), join(scratch, folder), { recursive: true });
    await rehearse(folder, '--seed', '7', '--html', 'a.html');
    await rehearse(folder, '--seed', '7', '--html', 'b.html');
    expect(written('a.html')).toBe(written('b.html'));
    expect(written('a.html')).toContain('&lt;b&gt;plain');
    expect(written('a.html')).not.toContain('<b>plain');
  });
});

describe('in a terminal, or a pipe, of so many columns', () => {
  const wordsOf = (output: string): string => output.replace(/\s+/g, ' ').replace(/ variables:? /g, ' ').trim();
  let wide: string;
  beforeAll(async () => {
    terminal = wideTerminal(scratch);
    await rehearse('plain-1', 'plain-2', '--no-invoke');
    wide = terminal.output;
  });

  test.each([40, 60, 80, 100, 120])('%i: no line is longer, but for a word, and nothing is lost', async (columns) => {
    terminal.columns = columns;
    await rehearse('plain-1', 'plain-2', '--no-invoke');
    const textOf = (line: string): string => line.replace(/^\s*[✓✗!→]?\s*(?:(?:create|update|delete) )?\s*/, '');
    expect(terminal.printed.filter((line) => line.length > columns && textOf(line).includes(' '))).toEqual([]);
    expect(wordsOf(terminal.output)).toBe(wordsOf(wide));
  });
});

test('with --destroy, the stacks are gone at the end', async () => {
  expect(await rehearse('plain-1', '--destroy')).toBe(0);
  expect(terminal.output).toContain('Shop: delete, DELETE_COMPLETE');
});

test('with --listen, the AWS APIs and the stages are served until Ctrl-C', async () => {
  const answers: unknown[] = [];
  terminal.whileWaiting = async () => {
    const [, url] = /Api\/prod {2}(http:\S+)/.exec(terminal.output)!;
    answers.push(await (await fetch(`${url}hello`)).text());
  };
  expect(await rehearse('plain-1', '--listen', '0')).toBe(0);
  expect(answers).toEqual(['one']);
  expect(terminal.output).toMatch(/export AWS_ENDPOINT_URL=http:\/\/127\.0\.0\.1:\d+ AWS_REGION=us-east-1 /);
});

test('with --listen and --traffic, clients meet what the code answers, since the deploys and until Ctrl-C', async () => {
  terminal.whileWaiting = () => new Promise((resolve) => { setTimeout(resolve, 1_500); });
  expect(await rehearse('released-1', 'released-2', '--listen', '0', '--traffic', '60/min')).toBe(0);
  expect(terminal.output).toMatch(/Clients have sent \d{3} requests since the deploys, 15 minutes ago\./);
  expect(terminal.output).toContain('npx cdk-canary status Shop');
});

test('with --listen, a stack without a release is not offered to status', async () => {
  expect(await rehearse('plain-1', '--listen', '0')).toBe(0);
  expect(terminal.output).not.toContain('cdk-canary status');
  expect(terminal.output).toContain('npx cdk bootstrap aws://123456789012/us-east-1');
});

test('types that the engine does not know are named, and change nothing', async () => {
  const app = new App({ outdir: join(scratch, 'topic'), analyticsReporting: false });
  new CfnTopic(new Stack(app, 'Topics'), 'Topic');
  app.synth();
  expect(await rehearse('topic')).toBe(0);
  expect(terminal.output).toContain('Carried along without effect, because the engine does not know these types: AWS::SNS::Topic.');
});

describe('an app', () => {
  const printing = (text: string): string => `node -e "${text.replace(/"/g, '\\"')}"`;
  const copying = (folder: string): string => printing(`require('fs').cpSync('${folder}', process.env.CDK_OUTDIR, { recursive: true })`);

  test('is synthesized where the CDK CLI would, in its place among the folders', async () => {
    expect(await rehearse('--app', copying('plain-1'), 'plain-2')).toBe(1);
    expect(terminal.output).toMatch(/Deploy 1 of 2: node -e .*\n[^]*Deploy 2 of 2: plain-2/);
  });

  test('gets the context of cdk.json and its own, and the environment of the engine', async () => {
    const cwd = join(scratch, 'project');
    mkdirSync(cwd);
    writeFileSync(join(cwd, 'cdk.json'), JSON.stringify({ app: 'unused', context: { flag: true, version: '1' } }));
    terminal = new FakeTerminal(cwd);
    expect(await rehearse(
      '--app', printing('console.log(process.env.CDK_CONTEXT_JSON, process.env.CDK_DEFAULT_REGION); process.exit(1)'), '-c', 'version=2',
    )).toBe(2);
    expect(terminal.errors).toContain('"aws:cdk:enable-path-metadata":true');
    expect(terminal.errors).toContain('"flag":true,"version":"2"} us-east-1');
  });

  test('that fails ends the rehearsal with what it printed', async () => {
    expect(await rehearse('--app', printing('console.error(\'no such module\'); process.exit(3)'))).toBe(2);
    expect(terminal.errors).toMatch(/must exit with 0, got 3. It printed:\n {2}no such module/);
  });
});

describe('wrong input ends with 2', () => {
  const broken = (name: string, change: (template: any) => unknown): string => {
    cpSync(join(scratch, 'plain-1'), join(scratch, name), { recursive: true });
    const file = join(scratch, name, 'Shop.template.json');
    const changed = change(JSON.parse(readFileSync(file, 'utf8')));
    writeFileSync(file, typeof changed === 'string' ? changed : JSON.stringify(changed));
    return name;
  };
  const stageRefersTo = (name: string) => (template: any) => {
    const stage: any = Object.values<any>(template.Resources).find(({ Type }) => Type === 'AWS::ApiGateway::Stage');
    stage.Properties.DeploymentId = { Ref: name };
    return template;
  };

  test.each<[string, () => string[], RegExp]>([
    ['no assembly', () => [], /name at least one cloud assembly folder, or an app by --app/],
    ['a folder that is no assembly', () => ['.'], /is not a cloud assembly: it has no manifest.json/],
    ['a folder that does not exist', () => ['nowhere'], /The folder .*nowhere does not exist\. Name the output folder of `cdk synth`/],
    ['a report in a folder that does not exist', () => ['plain-1', '--html', 'reports/page.html'],
      /^error: --html must be a file that can be written, got reports\/page\.html: the folder .*reports does not exist\. Create it/],
    [
      'a report that is a folder',
      () => ['plain-1', '--json', '.'],
      /^error: --json must be a file that can be written, got \.: it is a folder\. Add the name of a file\.$/,
    ],
    ['a template that is no JSON', () => [broken('cut-off', () => '{"Resources":')], /Template .*Shop\.template\.json is not a JSON object/],
    ['a template that CloudFormation refuses, naming file and construct', () => [broken('dangling', stageRefersTo('Gone'))],
      /Shop\.template\.json: .*Unresolved resource dependencies \[Gone\].*\(construct Shop\/Api\/DeploymentStage\.prod\/Resource\)/],
    [
      'a stack that the assembly does not have',
      () => ['plain-1', '--stack', 'Other'],
      /--stack must name stacks of .*plain-1, got Other; it has Shop/,
    ],
    ['context without an app', () => ['plain-1', '-c', 'a=b'], /It belongs to the --app before it/],
    ['a seed that is no number', () => ['plain-1', '--seed', 'x'], /--seed must be a whole number from 0 to 4294967295, got 'x'/],
    ['shares of clients that really send', () => ['plain-1', '--listen', '0', '--traffic', '600/min', '--errors', 'canary=2%'],
      /clients really send their requests, and the code of the app answers, so --errors and --slow say nothing\. Leave them out/],
    ['clients that send, and no code that answers', () => ['plain-1', '--listen', '0', '--traffic', '600/min', '--no-invoke'],
      /--no-invoke runs none\. Leave one of them out/],
    ['more requests than can be sent', () => ['plain-1', '--listen', '0', '--traffic', '101/s'],
      /must be up to 6000\/min, got 6060\/min\. Give a lower/],
    ['an unknown option', () => ['plain-1', '--htlm', 'x'], /unknown option '--htlm'/],
  ])('%s', async (_, args, message) => {
    expect(await rehearse(...args())).toBe(2);
    expect(terminal.errors).toMatch(message);
  });

  test('stacks for two regions', async () => {
    const app = new App({ outdir: join(scratch, 'regions'), analyticsReporting: false });
    for (const region of ['eu-west-1', 'us-east-1']) { new Stack(app, `Shop-${region}`, { env: { account: '111111111111', region } }); }
    app.synth();
    expect(await rehearse('regions')).toBe(2);
    expect(terminal.errors).toBe(
      'error: The stacks of a rehearsal must be for one region, got eu-west-1 (Shop-eu-west-1) and us-east-1 (Shop-us-east-1). '
        + 'Choose stacks by --stack.',
    );
  });
});

test('help names the exit codes and gives examples', async () => {
  expect(await rehearse('--help')).toBe(0);
  expect(terminal.output).toMatch(/Exit codes: 0 no request would have failed because of a deploy\n +1 [^]*Examples:/);
});

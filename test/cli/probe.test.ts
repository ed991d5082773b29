import { createServer, Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { FakeTerminal } from './fake-terminal';
import { LiveShop } from './live-shop';
import { FREE, policyCovers, rightsOf, denyingAllBut } from './policy-covers';
import { ProbeAnswer, groupOf, keyFor } from '../../cli/probe/answer';
import { neededFor, ProbeReport, probeReport } from '../../cli/probe/probe-report';
import { run } from '../../cli/run';

const answer = (body: string, more: {
  status?: number; headers?: Record<string, string>; milliseconds?: number; late?: number;
} = {}): ProbeAnswer => ({
  response: { status: more.status ?? 200, headers: more.headers ?? {}, body }, milliseconds: more.milliseconds ?? 1, late: more.late ?? 0,
});
const times = (count: number, one: ProbeAnswer): ProbeAnswer[] => Array.from({ length: count }, () => one);
const reported = (answers: readonly ProbeAnswer[], expected?: { percent: number; within: number; of?: string }): ProbeReport =>
  probeReport({ url: 'http://x/', method: 'GET', answers, expected });

describe('what tells answers apart', () => {
  test.each([
    ['a header', [answer('a', { headers: { 'x-release': '1' } }), answer('a', { headers: { 'x-release': '2' } })], 'header:x-release'],
    ['a member of the JSON', [answer('{"version":"1","id":1}'), answer('{"version":"2","id":2}')], 'json:$.version'],
    ['the body', [answer('one'), answer('two')], 'body'],
    ['nothing, when one request failed and each body is another', [...Array(9).keys()].map(
      (i) => answer(`${i}`, { status: i === 0 ? 500 : 200 }),
    ), 'body'],
    ['nothing', [answer('same'), answer('same')], 'body'],
    ['a header that the answers to failed requests do not have', [
      answer('a', { headers: { 'x-release': '1' } }), answer('b', { headers: { 'x-release': '2' } }), answer('failed', { status: 502 }),
    ], 'header:x-release'],
    ['a header that a rare canary sends first after many others', [
      ...times(40, answer('a', { headers: { 'x-release': '1' } })), answer('a', { headers: { 'x-release': '2' } }),
    ], 'header:x-release'],
  ])('is %s', (_, answers, key) => {
    expect(keyFor(answers)).toBe(key);
  });

  test('may be a member within members; one that is not there is no group', () => {
    expect(groupOf(answer('{"a":{"b":7}}'), 'json:$.a.b')).toBe('7');
    expect(groupOf(answer('{"a":{}}'), 'json:$.a.b')).toBeUndefined();
    expect(groupOf(answer('no JSON'), 'json:$.a.b')).toBeUndefined();
  });

  test('is cut when it is long, and long ones that differ at their end stay two', () => {
    const [one, two] = ['x', 'y'].map((end) => groupOf(answer('a'.repeat(100) + end), 'body')!);
    expect(one).toMatch(/^a{80} #[0-9a-f]{8}$/);
    expect(one).not.toBe(two);
  });
});

describe('the verdict', () => {
  const split = (canary: number, all: number): ProbeAnswer[] => [...times(all - canary, answer('v1')), ...times(canary, answer('v2'))];

  test.each([
    [100, 1000, 3, 'too few'], [200, 2000, 3, 'agrees'], [400, 2000, 3, 'disagrees'], [2, 20, 3, 'too few'], [0.5 * 2000, 2000, 3, 'disagrees'],
  ])('on %i of %i answers, to %i points', (canary, all, within, outcome) => {
    expect(reported(split(canary, all), { percent: 10, within }).verdict).toMatchObject({ outcome, expected: 10 });
  });

  test('says how many would tell, and as many do', () => {
    const needed = neededFor(10, 3);
    expect(needed).toBeGreaterThan(1000);
    expect(reported(split(Math.round(needed / 10), needed + 20), { percent: 10, within: 3 }).verdict!.outcome).toBe('agrees');
    expect(reported(split(Math.round(needed / 20), Math.round(needed / 2)), { percent: 10, within: 3 }).verdict!.outcome).toBe('too few');
  });

  test('is that of the group that is named, even when nobody got it', () => {
    expect(reported(split(0, 500), { percent: 10, within: 3, of: 'v2' }).verdict).toMatchObject({ outcome: 'disagrees', of: 'v2' });
    expect(reported(split(0, 500), { percent: 10, within: 3 }).verdict).toMatchObject({ outcome: 'alike' });
  });

  test('needs a name among three groups', () => {
    expect(reported([...split(10, 100), answer('v3')], { percent: 10, within: 3 }).verdict!.outcome).toBe('which');
  });
});

test('what was not answered counts for no share; statuses and percentiles are told for each group', () => {
  const answers = [
    ...[...Array(100).keys()].map((i) => answer('v1', { milliseconds: i + 1, status: i === 0 ? 502 : 200 })), { milliseconds: 10_000, late: 500 },
  ];
  const report = probeReport({ url: 'http://x/', method: 'GET', answers, by: 'body' });
  expect(report).toMatchObject({ requests: 101, noAnswer: 1, groups: [{ requests: 100, percent: 100, statuses: { 200: 99, 502: 1 } }] });
  expect(report.groups[0].milliseconds).toEqual({ p50: 51, p90: 91, p99: 100, max: 100 });
  expect(report.latePercent).toBeCloseTo(100 / 101);
});

test('more than eight groups are told as eight and others', () => {
  const { groups } = reported([...Array(12).keys()].flatMap((i) => times(20 - i, answer(`v${i}`))));
  expect(groups).toHaveLength(9);
  expect(groups[8].name).toBe('others');
});

describe('answers that do not tell their release', () => {
  const versions = (canary: number, all: number): ProbeAnswer[] => [
    ...times(all - canary, answer('{"version":"v1"}')), ...times(canary, answer('{"version":"v2"}')),
  ];
  const failed = answer('{"message":"Internal server error"}', { status: 502 });

  test('are told apart from the groups, and make no third one', () => {
    const { by, groups, untold } = reported([...versions(100, 1000), ...times(30, failed), answer('{"message":"Too Many"}', { status: 429 })]);
    expect({ by, names: groups.map(({ name }) => name), untold }).toEqual({ by: 'json:$.version', names: ['v1', 'v2'], untold: { 429: 1, 502: 30 } });
    expect(groups[1].percent).toBe(10);
  });

  test('may be of either: a split is not called wrong for them, and not right', () => {
    const expected = { percent: 10, within: 3 };
    // Half of the canary's requests fail: 5 % tell that they are of it.
    const half = [...versions(100, 1900), ...times(100, failed)];
    expect(reported(half, expected).verdict!.outcome).toBe('too few');
    expect(reported([...versions(200, 2000)], expected).verdict!.outcome).toBe('agrees');
    expect(reported([...versions(600, 1900), ...times(100, failed)], expected).verdict!.outcome).toBe('disagrees');
  });

  test('are those without the member that the user names, too, and a body is a group when the user says so', () => {
    const answers = [...times(5, answer('ok')), ...times(5, answer('no such thing', { status: 404 }))];
    expect(reported(answers)).toMatchObject({ by: 'body', untold: { 404: 5 }, groups: [{ name: 'ok' }] });
    expect(probeReport({ url: 'http://x/', method: 'GET', answers, by: 'body' })).toMatchObject({ untold: {}, groups: [{}, {}] });
    expect(probeReport({ url: 'http://x/', method: 'GET', answers, by: 'header:x-v' })).toMatchObject({ untold: { 200: 5, 404: 5 }, groups: [] });
  });
});

describe('on the local engine', () => {
  let shop: LiveShop;
  let canary: string;
  beforeAll(async () => {
    shop = await LiveShop.open();
    await shop.deploy({ code: 'v1' });
    await shop.deploy({ code: 'v2', canary: { percentTraffic: 20 } });
    canary = shop.stage.canarySettings!.deploymentId;
  });
  afterAll(() => shop.close());
  beforeEach(() => {
    shop.faults.length = 0;
    shop.byHand(
      { op: 'replace', path: '/canarySettings/deploymentId', value: canary }, { op: 'replace', path: '/canarySettings/percentTraffic', value: '20' },
    );
  });
  const url = (path = 'orders') => `${process.env.AWS_ENDPOINT_URL}/restapis/${shop.restApiId}/prod/_user_request_/${path}`;

  test('the shares of base and canary are measured, without any right on AWS', async () => {
    shop.calls.length = 0;
    expect(await shop.run('probe', url(), '-n', '2000', '--rate', '0', '--yes', '--expect', '20', '--within', '5', '--json')).toBe(0);
    expect(JSON.parse(shop.terminal.output)).toMatchObject({
      format: 1,
      requests: 2000,
      by: 'json:$.version',
      noAnswer: 0,
      groups: [{ name: 'v1' }, { name: 'v2', statuses: { 200: expect.any(Number) } }],
      verdict: { outcome: 'agrees', of: 'v2', expected: 20 },
    });
    expect(shop.calls).toEqual([]);
  });

  test('a share that is not the expected one ends with 1, too few requests with 3, a canary without requests is not found', async () => {
    const fast = ['--rate', '0', '--yes'];
    expect(await shop.run('probe', url(), '-n', '600', ...fast, '--expect', '60')).toBe(1);
    expect(shop.terminal.output).toContain('disagrees');
    expect(await shop.run('probe', url(), '-n', '40', ...fast, '--expect', '20')).toBe(3);
    expect(shop.terminal.output.replace(/\s+/g, ' ')).toMatch(/too few requests to tell .* about [\d,]+ would do/);
    shop.byHand({ op: 'replace', path: '/canarySettings/percentTraffic', value: '0' });
    expect(await shop.run('probe', url(), '-n', '40', ...fast)).toBe(0);
    expect(shop.terminal.output).toContain('All 40 answers are alike');
  });

  test.each([80, 50])('the screen keeps to %i columns', async (columns) => {
    const terminal = Object.assign(shop.newTerminal(), { columns });
    expect(await shop.runIn(terminal, 'probe', url(), '-n', '100', '--rate', '100', '--expect', '20')).toBe(3);
    expect(terminal.output.split('\n').filter((line) => line.length > columns)).toEqual([]);
    expect(terminal.output).toMatch(/by json \$\.version|by json:\$\.version/);
  });

  test('it asks before it sends much, or what may change something; nobody there to be asked ends with 2', async () => {
    expect(await shop.run('probe', url(), '-X', 'post')).toBe(2);
    expect(shop.terminal.errors).toContain('[NeedsYes]');
    const terminal = Object.assign(shop.newTerminal(), { interactive: true });
    terminal.answers.push('n');
    expect(await shop.runIn(terminal, 'probe', url(), '--rate', '200')).toBe(1);
    expect(terminal.questions).toEqual([`200 requests a second to ${url()}. Go on? [y/N] `]);
    expect(terminal.output).toBe('');
  });

  test('Ctrl-C ends with 130 and what was measured', async () => {
    const terminal = shop.newTerminal();
    setTimeout(() => terminal.stopFor('interrupted'), 700);
    expect(await shop.runIn(terminal, 'probe', url(), '-n', '10000', '--rate', '20')).toBe(130);
    expect(terminal.output).toMatch(/GET {2}\d+ requests/);
  });

  test('a stack is asked where its stage is, and what its canary should get', async () => {
    expect(await shop.run('probe', 'Shop', '--path', '/orders', '-n', '1500', '--rate', '0', '--yes', '--within', '5', '--json')).toBe(0);
    expect(JSON.parse(shop.terminal.output)).toMatchObject({ url: url(), verdict: { expected: 20, outcome: 'agrees' } });
    shop.byHand({ op: 'remove', path: '/canarySettings' });
    expect(await shop.run('probe', '--api', shop.restApiId, '--path', '/orders', '-n', '5', '--json')).toBe(0);
    expect(JSON.parse(shop.terminal.output)).not.toHaveProperty('verdict');
  });

  test('a stack without a method at its root needs a path, and says which there are', async () => {
    expect(await shop.run('probe', 'Shop', '-n', '5')).toBe(2);
    expect(shop.terminal.errors.replace(/\s+/g, ' ')).toContain('The stage has no GET /. Say which route is asked, by --path; it has /orders.');
  });

  test('the policy that it prints for a stack is enough, and has nothing more', async () => {
    const args = ['probe', 'Shop', '--path', '/orders', '-n', '2', '--json'];
    expect(await shop.run(...args, '--iam')).toBe(0);
    const policy = JSON.parse(shop.terminal.output);
    shop.calls.length = 0;
    await shop.run('probe', 'Shop', '-n', '2');
    const calls = shop.calls.filter(({ action }) => action !== FREE);
    expect(policyCovers(policy, calls)).toEqual({ denied: [], unused: [] });
    const rights = rightsOf(policy, calls);
    for (const right of rights) {
      shop.faults.push(denyingAllBut({ Statement: rights.filter((other) => other !== right) }));
      const isOptional = JSON.stringify(right).includes('/deployments/');
      // 3: one answer or two do not tell the share.
      const exit = await shop.run(...args);
      expect({ right, exit }).toEqual({ right, exit: isOptional ? 3 : 4 });
      shop.faults.length = 0;
    }
  });

  test.each([
    [['Shop', '--stage', 'prod'], 'Give either a stack'], [['http://x/', '--path', '/a'], 'Give either a URL'],
    [['http://x/', '--stack', 'Shop'], 'Give either a URL'], [['Shop', '--path', 'orders'], '--path must begin with /'],
    [['Shops', '--path', '/'], '[UnknownStack]'], [['--api', 'nothing', '--stage', 'prod', '--path', '/'], '[UnknownStage]'],
  ])('%j ends with 2', async (args, said) => {
    expect(await shop.run('probe', ...args)).toBe(2);
    expect(shop.terminal.errors.replace(/\s+/g, ' ')).toContain(said);
  });

  test('nobody there ends with 3, and says so', async () => {
    expect(await shop.run('probe', 'http://127.0.0.1:1/', '-n', '5')).toBe(3);
    expect(shop.terminal.output).toContain('5 without an answer');
  });
});

test.each(
  [['no-url'], ['ftp://x/'], ['http://x/ -n 0'], ['http://x/ --by json:a'], ['http://x/ --expect 101'], ['http://x/ -H nothing']],
)('%s is refused', async (line) => {
  const shop = await LiveShop.open();
  expect(await shop.run('probe', ...line.split(' '))).toBe(2);
  await shop.close();
});

describe('on a server', () => {
  let server: Server;
  let answering: (path: string) => { readonly delay?: number; readonly body: string; readonly drips?: boolean } = () => ({ body: 'x' });
  let open = 0;
  beforeAll(async () => {
    server = createServer((incoming, outgoing) => {
      const { delay = 0, body, drips } = answering(incoming.url!);
      open++;
      outgoing.on('close', () => { open--; });
      if (drips) {
        const timer = setInterval(() => outgoing.write('.'), 100);
        outgoing.on('close', () => clearInterval(timer));
        return;
      }
      if (delay < Infinity) { setTimeout(() => outgoing.end(body), delay); }
    });
    await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve); });
  });
  afterAll(() => new Promise((resolve) => {
    server.closeAllConnections();
    server.close(resolve);
  }));
  const at = (): string => `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const terminal = (): FakeTerminal => new FakeTerminal('/');

  test('an answer that comes drop by drop ends with the timeout', async () => {
    answering = () => ({ body: '', drips: true });
    const person = terminal();
    expect(await run(['probe', at(), '-n', '3', '--timeout', '1s', '--json'], person)).toBe(3);
    expect(JSON.parse(person.output)).toMatchObject({ requests: 3, noAnswer: 3, groups: [] });
  });

  test('requests that wait for a connection were sent late', async () => {
    answering = () => ({ body: 'x', delay: 300 });
    const person = terminal();
    expect(await run(['probe', at(), '-n', '20', '--rate', '50', '-c', '1', '--json'], person)).toBe(0);
    expect(JSON.parse(person.output).latePercent).toBeGreaterThan(50);
  });

  test.each([
    ['before the first answer', Infinity, 0], ['in between', 0, 5],
  ])('Ctrl-C %s ends with 130, prints what was measured, and takes nothing on its way for lost', async (_, delay, least) => {
    answering = () => ({ body: 'x', delay });
    const person = terminal();
    setTimeout(() => person.stopFor('interrupted'), 600);
    expect(await run(['probe', at(), '-n', '1000', '--rate', '50', '--json'], person)).toBe(130);
    const report = JSON.parse(person.output);
    expect(report.noAnswer).toBe(0);
    expect(report.requests).toBeGreaterThanOrEqual(least);
  });

  test('nothing is sent any more when the reader has closed, and the exit code is that of what was measured', async () => {
    answering = () => ({ body: 'x' });
    const person = terminal();
    setTimeout(() => person.stopFor('closed'), 400);
    expect(await run(['probe', at(), '-n', '1000', '--rate', '50', '--expect', '10'], person)).toBe(3);
    expect(open).toBe(0);
  });
});

import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { Command, InvalidArgumentError, Option } from 'commander';
import { probePermissions } from './account/permissions';
import { InputError } from './input-error';
import { milliseconds } from './milliseconds';
import { nameOfSomething } from './naming-argument';
import { percentage } from './percentage';
import { printPolicy, targeted, withTargetOptions } from './target/target-command';
import type { TargetOptions } from './target/target-options';
import { Terminal } from './terminal';
import { wholeNumber } from './whole-number';

/** Options of `probe`, as the user gave them. */
interface ProbeOptions extends TargetOptions {
  readonly path?: string;
  readonly requests: number;
  readonly connections: number;
  readonly rate: number;
  readonly header?: Record<string, string>;
  readonly method: string;
  readonly data?: string;
  readonly by?: string;
  readonly expect?: number;
  readonly of?: string;
  readonly within: number;
  readonly keepAlive: boolean;
  readonly timeout: number;
  readonly json: boolean;
  readonly yes: boolean;
}

const TARGET = 'URL with a path, or name or ARN of the stack with the release (default: the only one of ./cdk.out)';
const KEYS = /^(body|status|json:\$(\.[\w-]+)+|header:[\w-]+)$/;

/** `cdk-canary probe`. */
export function probeCommand(terminal: Terminal, finish: (exitCode: number) => void): Command {
  return withTargetOptions(new Command('probe')
    .summary('send requests to a stage, and tell which release answered how many of them')
    .description(DESCRIPTION)
    .argument('[target]', TARGET, nameOfSomething('target'))
    .option('--path </path>', 'route of the stage, without a URL (default: /)', path)
    .option('-n, --requests <n>', 'how many requests', wholeNumber('--requests', 1, 1_000_000), 200)
    .option('-c, --connections <n>', 'how many at a time, at most', wholeNumber('--connections', 1, 256), 4)
    .option('--rate <n>', 'how many in a second, by the clock (0: as fast as they are answered)', wholeNumber('--rate', 0, 10_000), 20)
    .option('-H, --header <name: value>', 'header of each request; may be given several times', header)
    .option('-X, --method <verb>', 'verb of each request', (text: string) => text.toUpperCase(), 'GET')
    .option('-d, --data <text>', 'body of each request, or @file')
    .option('--by <key>', 'what tells the releases apart: body, status, json:$.a.b, header:name (default: the first that does)', key)
    .option('--expect <percent>', 'what the canary should get (default without a URL: what is set on the live stage)', percentage('--expect'))
    .option('--of <group>', 'group of the canary (default: the smaller of two)')
    .option('--within <points>', 'how exactly it must be known', percentage('--within'), 3)
    .option('--no-keep-alive', 'a new connection for each request')
    .addOption(
      new Option('--timeout <time>', 'how long an answer may take').argParser(milliseconds('--timeout', 1_000, 60_000)).default(10_000, '10s'),
    )
    .option('--yes', 'do not ask, where it is asked: above 100 in a second or 10,000 requests, and for verbs that may change something', false)
    .option('--json', 'print one JSON document', false))
    .addHelpText('after', EPILOGUE)
    .action(async (named: string | undefined, given: ProbeOptions) => {
      const url = named?.includes('://') ? checkedUrl(named, given) : undefined;
      const options = url === undefined ? targeted(named, given) : given;
      if (options.iam) { return printPolicy(terminal, url === undefined ? probePermissions(options) : [], options); }
      const body = bodyOf(options.data, terminal);
      // Loaded only now, so that help and errors come at once, and what finds a stage not at all for a URL.
      /* eslint-disable @typescript-eslint/no-require-imports */
      const { runProbe } = require('./probe/run-probe') as typeof import('./probe/run-probe');
      const probeTarget = (): typeof import('./probe/probe-target') => require('./probe/probe-target');
      /* eslint-enable @typescript-eslint/no-require-imports */
      const found = url === undefined ? await probeTarget().findStage(terminal, options, options.path) : { url };
      const { header: headers = {}, expect = found.percent, of, within, keepAlive, timeout, ...rest } = options;
      finish(await runProbe(terminal, {
        ...rest,
        url: found.url,
        headers,
        body,
        keepsAlive: keepAlive,
        timeoutMilliseconds: timeout,
        expected: expect === undefined ? undefined : { percent: expect, of, within },
      }));
    });
}

/** @throws InputError */
function checkedUrl(url: string, { path: route, stack, release, api, stage }: ProbeOptions): string {
  if (!/^https?:\/\/[^/]+/.test(url) || !URL.canParse(url)) {
    throw new InputError(`The URL must begin with http:// or https://, got '${url}'. Write it as clients have it, such as https://example.com/hello.`);
  }
  if ([route, stack, release, api, stage].some((option) => option !== undefined)) {
    throw new InputError('Give either a URL, or a stack, --release, --api and --stage with --path.');
  }
  return url;
}

function path(text: string): string {
  if (!/^\/[^\s{}]*$/.test(text)) { throw new InvalidArgumentError(`--path must begin with / and name a route as clients call it, got '${text}'.`); }
  return text;
}

const DESCRIPTION = [
  'Every request is routed on its own, so a share of the answers comes from the canary. The command groups them by what tells the '
    + 'releases apart, and measures shares and',
  'latencies. Latencies count from when a request was due. With a URL it needs no AWS credentials; of a stack it reads the URL, and what its canary',
  'should get. 200 requests, 20 in a second, unless you say otherwise.',
].join(' ');

const EPILOGUE = `
Exit codes: 0 measured; with --expect: the share agrees
            1 the share disagrees (one false alarm in 10,000 runs), or you declined
            2 wrong arguments, no such stack, release or stage, or nobody can be asked and --yes is not given
            3 too few requests to tell, all answers alike, or no answer at all
            4 AWS did not answer, refused, or could not be asked
              (credentials, profile, region)
            130 Ctrl-C; what was measured is printed

Examples:
  $ cdk-canary probe Shop --path /orders
  $ cdk-canary probe https://api.example.com/orders --by header:x-release --expect 10 -n 2000
  $ cdk-canary probe https://api.example.com/orders -H 'x-api-key: k' --by json:$.version --expect 10 --of v2 --json`;

function header(text: string, previous: Record<string, string> = {}): Record<string, string> {
  const [, name, value] = /^([\w-]+)\s*:\s*(.*)$/s.exec(text) ?? [];
  if (name === undefined) { throw new InvalidArgumentError(`It must look like 'name: value', got '${text}'.`); }
  return { ...previous, [name]: value };
}

function key(text: string): string {
  if (!KEYS.test(text)) { throw new InvalidArgumentError(`It must be body, status, json:$.a.b or header:name, got '${text}'.`); }
  return text;
}

function bodyOf(data: string | undefined, terminal: Terminal): string | undefined {
  if (!data?.startsWith('@')) { return data; }
  try {
    return readFileSync(resolve(terminal.cwd, data.slice(1)), 'utf8');
  } catch (error) {
    throw new InputError(`--data ${data} cannot be read: ${(error as Error).message}.`);
  }
}

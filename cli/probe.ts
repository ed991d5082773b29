import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { Command, InvalidArgumentError, Option } from 'commander';
import { InputError } from './input-error';
import { milliseconds } from './milliseconds';
import { percentage } from './percentage';
import { Terminal } from './terminal';
import { wholeNumber } from './whole-number';

/** Options of `probe`, as the user gave them. */
interface ProbeOptions {
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

const KEYS = /^(body|status|json:\$(\.[\w-]+)+|header:[\w-]+)$/;

/** `cdk-canary probe`. */
export function probeCommand(terminal: Terminal, finish: (exitCode: number) => void): Command {
  return new Command('probe')
    .summary('send requests to a stage, and tell which release answered how many of them')
    .description(DESCRIPTION)
    .argument('<url>', 'of the stage, with a path')
    .option('-n, --requests <n>', 'how many requests', wholeNumber('--requests', 1, 1_000_000), 200)
    .option('-c, --connections <n>', 'how many at a time, at most', wholeNumber('--connections', 1, 256), 4)
    .option('--rate <n>', 'how many in a second, by the clock (0: as fast as they are answered)', wholeNumber('--rate', 0, 10_000), 20)
    .option('-H, --header <name: value>', 'header of each request; may be given several times', header)
    .option('-X, --method <verb>', 'verb of each request', (text: string) => text.toUpperCase(), 'GET')
    .option('-d, --data <text>', 'body of each request, or @file')
    .option('--by <key>', 'what tells the releases apart: body, status, json:$.a.b, header:name (default: the first that does)', key)
    .option('--expect <percent>', 'what the canary should get', percentage('--expect'))
    .option('--of <group>', 'group of the canary (default: the smaller of two)')
    .option('--within <points>', 'how exactly it must be known', percentage('--within'), 3)
    .option('--no-keep-alive', 'a new connection for each request')
    .addOption(
      new Option('--timeout <time>', 'how long an answer may take').argParser(milliseconds('--timeout', 1_000, 60_000)).default(10_000, '10s'),
    )
    .option('--yes', 'do not ask, where it is asked: above 100 in a second or 10,000 requests, and for verbs that may change something', false)
    .option('--json', 'print one JSON document', false)
    .addHelpText('after', EPILOGUE)
    .action(async (url: string, options: ProbeOptions) => {
      if (!/^https?:\/\/[^/]+/.test(url) || !URL.canParse(url)) {
        throw new InputError(`The URL must begin with http:// or https://, got '${url}'.`);
      }
      const { header: headers = {}, data, expect, of, within, keepAlive, timeout, ...rest } = options;
      // Loaded only now, so that help and errors come at once.
      // eslint-disable-next-line @typescript-eslint/no-require-imports
      const { runProbe } = require('./probe/run-probe') as typeof import('./probe/run-probe');
      finish(await runProbe(terminal, {
        ...rest,
        url,
        headers,
        body: bodyOf(data, terminal),
        keepsAlive: keepAlive,
        timeoutMilliseconds: timeout,
        expected: expect === undefined ? undefined : { percent: expect, of, within },
      }));
    });
}

const DESCRIPTION = [
  'Every request is routed on its own, so a share of the answers comes from the canary. The command groups them by what tells the '
    + 'releases apart, and measures shares and',
  'latencies. Latencies count from when a request was due. It needs no AWS credentials. 200 requests, 20 in a second, unless you say otherwise.',
].join(' ');

const EPILOGUE = `
Exit codes: 0 measured; with --expect: the share agrees
            1 the share disagrees (one false alarm in 10,000 runs), or you declined
            2 wrong arguments, or nobody can be asked and --yes is not given
            3 too few requests to tell, all answers alike, or no answer at all
            130 Ctrl-C; what was measured is printed

Examples:
  $ cdk-canary probe https://a1b2c3d4e5.execute-api.eu-central-1.amazonaws.com/prod/orders
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

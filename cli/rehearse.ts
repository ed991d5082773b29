import { Command, InvalidArgumentError } from 'commander';
import { RehearseOptions } from './rehearse/rehearse-options';
import { AppSource, sourcesInOrder } from './rehearse/sources';
import { GivenParameter, readParameter } from './rehearse/stack-parameters';
import { MOST_SENT_PER_MINUTE, readRate, readShares, TrafficOptions, trafficProfile } from './rehearse/traffic-options';
import { Terminal } from './terminal';
import { wholeNumber } from './whole-number';
import { exceptionsFrom } from '../lib/endpoints/policy';

/** `cdk-canary rehearse`. */
export function rehearseCommand(terminal: Terminal, finish: (exitCode: number) => void): Command {
  const apps: AppSource[] = [];
  const command = new Command('rehearse')
    .summary('play the next deploys on this machine, and see which requests would fail')
    .description(DESCRIPTION)
    .argument('[assemblies...]', 'cloud assembly folders (the output of `cdk synth`), in the order in which they would be deployed')
    .option('-a, --app <command>', 'synthesize this app instead of reading a folder; may be given several times, among the folders',
      (text: string) => { apps.push({ command: text, context: {} }); })
    .option('-c, --context <key=value>', 'context of the --app before it; may be given several times', (text: string) => addContext(apps, text))
    .option('-s, --stack <name>', 'deploy only this stack of each assembly; may be given several times', collect)
    .option('--parameters <[stack:]name=value>', 'value of a parameter of the templates; may be given several times',
      (text: string, previous: readonly GivenParameter[] = []) => [...previous, readParameter(text)])
    .option('--html <file>', 'write one self-contained page with the timeline as a picture')
    .option('--json <file>', 'write everything that was observed')
    .option('--seed <n>', 'seed of generated ids and of the order of parallel operations (0 to 4294967295)', wholeNumber('--seed', 0, 0xffff_ffff), 1)
    .option('--no-invoke', 'run no code of the app: check only whether the functions behind the routes may be invoked')
    .option(
      '--run <logical id>', 'run the code of this custom resource, too; may be given several times (default: only this library\'s own)', collect,
    )
    .option(
      '--except <endpoint>', 'don\'t count failures of this endpoint, such as \'GET /pets\' or \'ANY /pets\'; may be given several times', exception,
    )
    .option('--traffic <rate>', 'requests of clients to each stage, such as 600/min: for gates of a rollout, or with --listen for status', readRate)
    .option('--errors <shares>', 'with --traffic: requests answered with 5xx, such as base=0.1%,canary=2% (default: none)', readShares('--errors'))
    .option('--slow <shares>', 'with --traffic: slow requests, such as base=1%,canary=1% (default: none)', readShares('--slow'))
    .option('--destroy', 'destroy the stacks at the end', false)
    .option(
      '--listen <port>',
      'keep serving the AWS APIs and the stages on this machine until Ctrl-C (0: any free port); without assemblies an empty account',
      wholeNumber('--listen', 0, 65535),
    )
    .addHelpText('after', EPILOGUE);
  return command.action(async (_: string[], { traffic, errors, slow, ...options }: Omit<RehearseOptions, 'sources' | 'clients'> & TrafficOptions) => {
    const sources = sourcesInOrder(command.parent?.args.slice(1) ?? [], command.options, apps);
    if (sources.length === 0 && options.listen === undefined) {
      command.error(
        'error: name at least one cloud assembly folder, or an app by --app; or --listen, for an empty account. See cdk-canary rehearse --help.',
      );
    }
    if (!options.invoke && options.run !== undefined) {
      command.error(`error: --run runs code of the app, --no-invoke runs none, got both (${options.run.join(', ')}). Leave one of them out.`);
    }
    if (traffic === undefined && (errors ?? slow) !== undefined) {
      command.error('error: --errors and --slow say how requests end, and there are none. Add --traffic, such as --traffic 600/min.');
    }
    if (traffic !== undefined && options.listen !== undefined) { assertSendable(command, { traffic, errors, slow, ...options }); }
    // Loaded only now, so that help and errors come at once.
    // eslint-disable-next-line @typescript-eslint/no-require-imports
    const { rehearse } = require('./rehearse/rehearse-deploys') as typeof import('./rehearse/rehearse-deploys');
    const clients = options.listen === undefined ? { clients: trafficProfile({ traffic, errors, slow }) } : { sentPerMinute: traffic };
    finish(await rehearse({ ...options, ...clients, sources }, terminal));
  });
}

/** Clients of a served engine send each request, and the code of the app answers it. */
function assertSendable(command: Command, { traffic = 0, errors, slow, invoke }: TrafficOptions & Pick<RehearseOptions, 'invoke'>): void {
  if ((errors ?? slow) !== undefined) {
    command.error('error: with --listen clients really send their requests, and the code of the app answers, so --errors and --slow say nothing. '
      + 'Leave them out; code that fails one request in ten is an app to try it with.');
  }
  if (!invoke) {
    command.error('error: with --listen clients send the requests of --traffic to the code of the app, and --no-invoke runs none. '
      + 'Leave one of them out.');
  }
  if (traffic > MOST_SENT_PER_MINUTE) {
    command.error(`error: with --listen every request of --traffic is sent, so it must be up to ${MOST_SENT_PER_MINUTE}/min, got ${traffic}/min. `
      + 'Give a lower rate, such as 600/min.');
  }
}

const DESCRIPTION = [
  'Deploys cloud assemblies, one after the other, on an engine on this machine that plays CloudFormation, API Gateway and Lambda.',
  'After every resource operation it asks both releases of every stage for every route, and reports each request that would have failed',
  'although it was answered when the deploy began: something it needs (a permission, a version, a function) was not there, or new code reached',
  'the base release while the deploy asks for a canary. What a function itself answers is never a failure.',
  'Needs no AWS account and touches none. The code behind the routes runs on this machine, without credentials; --no-invoke leaves it alone.',
  'Custom resources are carried along: their code does not run, apart from that of this library and of those that --run names.',
].join(' ');

const EPILOGUE = `
Exit codes: 0 no request would have failed because of a deploy
            1 requests would have failed that were answered when the deploy began
            2 wrong arguments or input that can't be read
            3 no request would have failed, but a stack operation did not succeed

Examples:
  $ cdk-canary rehearse cdk.out.deployed cdk.out
  $ cdk-canary rehearse cdk.out.deployed --app "npx tsx bin/app.ts" --html rehearsal.html
  $ cdk-canary rehearse cdk.out.deployed cdk.out --app "npx tsx bin/app.ts" -c cdk-canary-rest-api:action=promote
  $ cdk-canary rehearse cdk.out.deployed cdk.out --traffic 600/min --errors base=0.1%,canary=2%
  $ cdk-canary rehearse cdk.out --listen 4600
  $ cdk-canary rehearse cdk.out.deployed cdk.out --listen 4600 --traffic 600/min   # then cdk-canary status in another terminal
  $ cdk-canary rehearse --listen 4600        # an empty account, for cdk bootstrap and cdk deploy`;

function addContext(apps: AppSource[], text: string): void {
  const [, key, value] = /^([^=]+)=(.*)$/s.exec(text) ?? [];
  if (key === undefined) { throw new InvalidArgumentError(`It must look like key=value, got '${text}'.`); }
  if (apps.length === 0) { throw new InvalidArgumentError('It belongs to the --app before it, and there is none. Give --app first.'); }
  apps[apps.length - 1].context[key] = value;
}

function exception(value: string, previous: string[] = []): string[] {
  try {
    exceptionsFrom([value]);
  } catch (error) {
    throw new InvalidArgumentError((error as Error).message);
  }
  return [...previous, value];
}

function collect(value: string, previous: string[] = []): string[] {
  return [...previous, value];
}

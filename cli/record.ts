import { resolve } from 'node:path';
import { Command } from 'commander';
import type { AccountOptions } from './account/account';
import { InputError } from './input-error';
import { nameOfSomething } from './naming-argument';
import { withAccountOptions } from './target/target-command';
import { Terminal } from './terminal';
import { assertWritable } from './writable-file';
import { writeBaselineFile } from '../lib/endpoints/baselines/baseline-file';

/** Options of `record`, as the user gave them. */
interface RecordOptions extends AccountOptions {
  readonly assembly?: string;
  readonly stack?: string;
  readonly api?: string;
  readonly restApiId?: string;
  readonly stage?: string;
  readonly output: string;
}

/** `cdk-canary record`. */
export function recordCommand(terminal: Terminal, finish: (exitCode: number) => void): Command {
  return withAccountOptions(new Command('record')
    .summary('write the endpoints that the base release serves to a file')
    .description(DESCRIPTION)
    .option('--assembly <folder>', 'cloud assembly that was deployed, the output folder of `cdk synth`')
    .option('--stack <name>', 'the stack with the API, for an assembly with several', nameOfSomething('--stack'))
    .option('--api <logical id>', 'the AWS::ApiGateway::RestApi, for a stack with several', nameOfSomething('--api'))
    .option('--rest-api-id <id>', 'REST API in the account of your AWS credentials', nameOfSomething('--rest-api-id'))
    .option('--stage <name>', 'stage of that API', nameOfSomething('--stage')))
    .requiredOption('-o, --output <file>', 'file to write')
    .addHelpText('after', EPILOGUE)
    .action(async (options: RecordOptions) => finish(await record(options, terminal)));
}

const DESCRIPTION = 'Writes a baseline file: one sorted line per endpoint, to be kept and reviewed with the code. EndpointBaseline.fromFile reads '
  + 'it, so that '
  + 'cdk synth reports endpoints that cannot be released through a canary. The endpoints come from a cloud assembly, or from a live stage.';

const EPILOGUE = `
Exit codes: 0 the file was written
            2 wrong arguments, input that can't be read, or no such stage; nothing was written
            4 AWS did not answer, refused, or could not be asked
              (credentials, profile, region); nothing was written

Examples:
  $ cdk-canary record --assembly cdk.out -o endpoints.json
  $ cdk-canary record --rest-api-id a1b2c3d4e5 --stage prod -o endpoints.json`;

async function record(options: RecordOptions, terminal: Terminal): Promise<number> {
  const live = liveStageOf(options);
  assertWritable('--output', options.output, terminal.cwd);
  if (live === undefined) {
    // Loaded only now, like the client below, so that help and errors come at once.
    // eslint-disable-next-line @typescript-eslint/no-require-imports
    const { endpointsOfAssembly } = require('./record/assembly-endpoints') as typeof import('./record/assembly-endpoints');
    return write(endpointsOfAssembly({ ...options, assembly: resolve(terminal.cwd, options.assembly!) }), options, terminal);
  }
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const { endpointsOfStage } = require('./record/stage-endpoints') as typeof import('./record/stage-endpoints');
  return write(await endpointsOfStage(terminal, live, options), options, terminal);
}

function liveStageOf({ assembly, stack, api, restApiId, stage }: RecordOptions): { restApiId: string; stageName: string } | undefined {
  const [fromAssembly, fromStage] = [[assembly, stack, api], [restApiId, stage]].map((group) => group.some((value) => value !== undefined));
  if (!fromStage && assembly !== undefined) { return undefined; }
  if (fromAssembly || restApiId === undefined || stage === undefined) {
    throw new InputError(
      'Give either --assembly (with --stack and --api where needed), or both --rest-api-id and --stage. See cdk-canary record --help.',
    );
  }
  return { restApiId, stageName: stage };
}

function write(recorded: Parameters<typeof writeBaselineFile>[1], { output }: RecordOptions, terminal: Terminal): number {
  writeBaselineFile(resolve(terminal.cwd, output), recorded);
  terminal.print(`${output}: ${recorded.routes.length} `
    + `endpoint${recorded.routes.length === 1 ? '' : 's'}${recorded.stage === undefined ? '' : ` of stage ${recorded.stage}`}`);
  return 0;
}

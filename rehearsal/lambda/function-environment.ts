import { existsSync, readdirSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { logGroupOf } from './function-log';
import { FunctionCode } from './function-runtime';

/**
 * The environment of a function's process: what Lambda sets, the function's own variables, and what the runtime adds.
 *
 * Nothing else of this process' environment gets in, so real AWS credentials never reach rehearsed code.
 *
 * @param moduleFolders where modules are found that are neither in the code nor in a `node_modules` above this package
 */
export function functionEnvironment(
  code: FunctionCode, extra: Readonly<Record<string, string>>, moduleFolders: readonly string[] = [],
): Record<string, string> {
  const region = code.region ?? 'us-east-1';
  return {
    PATH: dirname(process.execPath),
    TZ: ':UTC',
    LAMBDA_TASK_ROOT: code.directory,
    NODE_PATH: [...(code.layerFolders ?? []).flatMap(layerModules), ...nodeModulesFolders(__dirname), ...moduleFolders].join(delimiter),
    _HANDLER: code.handler,
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    AWS_LAMBDA_FUNCTION_NAME: code.functionName,
    AWS_LAMBDA_FUNCTION_VERSION: code.version,
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '128',
    AWS_LAMBDA_LOG_GROUP_NAME: logGroupOf(code),
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
    AWS_SESSION_TOKEN: 'local',
    ...code.environment,
    ...extra,
  };
}

/**
 * Where Lambda's Node.js runtimes find the modules of a layer. Here whichever version the layer is for.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/packaging-layers.html
 */
function layerModules(folder: string): string[] {
  const nodejs = join(folder, 'nodejs');
  const versions = existsSync(nodejs) ? readdirSync(nodejs).filter((name) => /^node\d+$/.test(name)).sort().reverse() : [];
  return ['', ...versions].map((version) => join(nodejs, version, 'node_modules')).filter((path) => existsSync(path));
}

/** Lambda's runtime brings the AWS SDK. Here it is found where this package finds it: in the `node_modules` above it. */
function nodeModulesFolders(start: string): string[] {
  const folders: string[] = [];
  for (let folder = start; ; folder = dirname(folder)) {
    const candidate = join(folder, 'node_modules');
    if (existsSync(candidate)) { folders.push(candidate); }
    if (folder === dirname(folder)) { return folders; }
  }
}

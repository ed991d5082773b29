import { stageUrl } from './stage-url';
import { InputError } from '../input-error';
import { CommandError, commandError } from '../messages/command-ids';
import { DeploymentReading, readDeployment, readStage } from '../readings/read-stage';
import { stagesOf } from '../readings/stages-of';
import { CommandTarget, findTarget, onlyRelease } from '../target/find-target';
import type { TargetOptions } from '../target/target-options';
import type { Terminal } from '../terminal';

export interface FoundStage {
  readonly url: string;
  /** What the live canary should get. @default - there is none, or nothing is to be got by it */
  readonly percent?: number;
}

/**
 * The URL of a stage that the user names as any command does, and what its canary should get.
 *
 * @param path of the route. @default - the root, if it has a method
 * @throws CommandError, InputError
 */
export async function findStage(terminal: Terminal, options: TargetOptions, path: string | undefined): Promise<FoundStage> {
  const { environment: env } = terminal;
  const target = await findTarget(terminal, options, 'probe');
  try {
    return await stageIn(target, options.endpointUrl ?? env.AWS_ENDPOINT_URL_API_GATEWAY ?? env.AWS_ENDPOINT_URL, path);
  } finally {
    target.account.close();
  }
}

async function stageIn(target: CommandTarget, endpointUrl: string | undefined, path: string | undefined): Promise<FoundStage> {
  const { account, region } = target;
  const release = onlyRelease(target);
  const { restApiId, stageName, declared } = release;
  const live = (await readStage(account, release))?.live;
  if (live === undefined) { throw commandError('UnknownStage', restApiId, stageName, region, await stagesOf(account, restApiId)); }
  const outputs = declared === undefined ? [] : [...declared.root.outputs, ...declared.stack.outputs];
  const route = path ?? rootIn(await readRoutes(() => readDeployment(account, restApiId, live.deploymentId)));
  const percent = live.canary?.deploymentId === live.deploymentId ? 0 : live.canary?.percentTraffic ?? 0;
  return { url: stageUrl({ restApiId, stageName, region, endpointUrl, outputs }, route), ...percent > 0 ? { percent } : {} };
}

/** undefined without the right to read them */
async function readRoutes(read: () => Promise<DeploymentReading | undefined>): Promise<DeploymentReading['routes'] | undefined> {
  try {
    return (await read())?.routes;
  } catch (error) {
    if (error instanceof CommandError && error.id === 'AccessDenied') { return undefined; }
    throw error;
  }
}

/** @throws InputError when the root has no method: every answer would be 403 */
function rootIn(routes: DeploymentReading['routes'] | undefined): string {
  const paths = Object.entries(routes ?? {}).filter(([, methods]) => 'GET' in methods || 'ANY' in methods).map(([path]) => path).sort();
  if (routes !== undefined && paths.length > 0 && !paths.includes('/')) {
    throw new InputError(`The stage has no GET /. Say which route is asked, by --path; it has ${paths.slice(0, 10).join(', ')}.`);
  }
  return '/';
}

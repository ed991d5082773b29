import { DeclaredRollout, rolloutIn } from './declared-rollout';
import { readStack } from './read-stack';
import { ListedResource, namesIn, ReadStack, templateInForce, withNested } from '../../lib/aws/stack-in-force';
import { DesiredStage, parseDriverProperties } from '../../lib/stage-driver/contract/driver-properties';
import { Memory, parsePhysicalId } from '../../lib/stage-driver/contract/physical-id';
import { valueIn } from '../../lib/templates/value-in-force';
import type { Account } from '../account/account';
import { commandError } from '../messages/command-ids';
import { calledFunctions } from '../readings/read-functions';
import { shellWord } from '../shell-word';

/** A stage that a command looks at. */
export interface Release {
  readonly restApiId: string;
  readonly stageName: string;
  /** What a stack says of it. @default - only the stage is looked at */
  readonly declared?: DeclaredRelease;
  /** The options by which the same command goes to the same account and region. @default - it needs none */
  readonly reachedBy?: readonly string[];
}

/** A release as a stack declares it. */
export interface DeclaredRelease {
  /** The stack that the user named. */
  readonly root: ReadStack;
  /** The one that the driver is in: the same, or nested. */
  readonly stack: ReadStack;
  readonly driver: ListedResource;
  /** Of the construct. @default - the template does not tell */
  readonly path?: string;
  /** What the driver answered last: what the stage was on when that operation began. */
  readonly memory: Memory;
  /** What the template in force asks of the driver. @default - it cannot be told */
  readonly desired?: DesiredStage;
  /** @default - the template has no steps for it */
  readonly rollout?: DeclaredRollout;
  /** Metrics that filters of this stack count for the stage, by name. */
  readonly metrics: readonly string[];
  /** Other releases of the stack that call a function, by its name. @default - none calls any */
  readonly otherCallers?: ReadonlyMap<string, readonly string[]>;
}

/** The releases of a stack and of those nested in it. @throws CommandError UnknownStack, NoRelease */
export async function releasesOf(account: Account, stackName: string): Promise<{ readonly root: ReadStack; readonly releases: Release[] }> {
  const root = await readStack(account, stackName);
  const releases: Release[] = [];
  const neverCreated: string[] = [];
  for (const stack of withNested(root)) {
    const all = driversIn(stack);
    // One that failed at its creation has an id that names no stage.
    const drivers = all.filter(({ physicalId }) => parsePhysicalId(physicalId) !== undefined);
    neverCreated.push(...all.filter((driver) => !drivers.includes(driver)).map(({ logicalId }) => logicalId));
    const template = drivers.length > 0 ? await templateInForce(account, stack.id) : undefined;
    releases.push(...drivers.map((driver) => ({ ...releaseIn(root, stack, driver, template), reachedBy: account.words })));
  }
  if (releases.length === 0) { throw commandError('NoRelease', root.name, root.status, neverCreated); }
  const beside = releases.map((release) => ({ ...release, declared: { ...release.declared!, otherCallers: otherCallers(release, releases) } }));
  return { root, releases: beside };
}

function otherCallers(release: Release, all: readonly Release[]): Map<string, string[]> {
  const callers = new Map<string, string[]>();
  for (const other of all) {
    if (other === release) { continue; }
    const { calls = [], variables = {} } = other.declared?.desired ?? {};
    for (const name of new Set(calledFunctions(calls, variables).map((called) => called.name))) {
      callers.set(name, [...callers.get(name) ?? [], nameOf(other)]);
    }
  }
  return callers;
}

/** Those that `--release` names, by path or logical id. @throws CommandError WhichRelease */
export function named(releases: readonly Release[], name: string | undefined): Release[] {
  if (name === undefined) { return [...releases]; }
  const found = releases.filter(({ declared }) => declared?.driver.logicalId === name || declared?.path === name);
  if (found.length === 0) { throw commandError('WhichRelease', `There is no release ${name}`, releases.map(nameOf)); }
  return found;
}

/** As the user would name it. */
export function nameOf({ declared, restApiId, stageName }: Release): string {
  return declared?.path ?? declared?.driver.logicalId ?? `${restApiId}/${stageName}`;
}

/** What names it on the command line, for commands to copy: `Shop`, with `--release` where the stack has several, and where AWS is. */
export function targetText(release: Release): string {
  const { declared, restApiId, stageName, reachedBy = [] } = release;
  if (declared === undefined) { return ['--api', restApiId, '--stage', stageName, ...reachedBy].join(' '); }
  const option = isOneOfSeveral(declared) ? ['--release', shellWord(nameOf(release))] : [];
  return [declared.root.name, ...option, ...reachedBy].join(' ');
}

/** The deploy in which a release takes an action. Without its path, all releases of the app would take it. */
export function deployText({ declared }: Release, action: 'abort'): string {
  const option = 'cdk-canary-rest-api:action=';
  return declared?.path === undefined || !isOneOfSeveral(declared) ? `cdk deploy -c ${option}${action}`
    : `cdk deploy -c ${shellWord(`${option}${JSON.stringify({ [declared.path]: action })}`)}`;
}

function isOneOfSeveral({ root }: DeclaredRelease): boolean {
  return withNested(root).flatMap(driversIn).length > 1;
}

function driversIn({ resources }: ReadStack): ListedResource[] {
  return resources.filter(({ type }) => type === 'Custom::CanaryStage');
}

function releaseIn(root: ReadStack, stack: ReadStack, driver: ListedResource, template: Record<string, any> | undefined): Release {
  const memory = parsePhysicalId(driver.physicalId)!;
  const names = namesIn(stack);
  const resource = template?.Resources?.[driver.logicalId];
  const properties = valueIn(resource?.Properties, names) as Parameters<typeof parseDriverProperties>[0] | undefined;
  const { restApiId, stageName } = memory;
  return {
    restApiId,
    stageName,
    declared: {
      root,
      stack,
      driver,
      path: pathOf(resource?.Metadata?.['aws:cdk:path']),
      memory,
      desired: properties?.DeploymentId === undefined ? undefined : { ...parseDriverProperties(properties), restApiId, stageName },
      rollout: rolloutIn(template, stack, names, { restApiId, stageName }),
      metrics: metricsIn(template, names, `CanaryRelease/${restApiId}/${stageName}`),
    },
  };
}

/** The path of the release out of that of its driver, `Shop/Release/Driver/Resource/Default`. */
function pathOf(driverPath: unknown): string | undefined {
  return typeof driverPath === 'string' ? driverPath.replace(/\/Driver(\/.*)?$/, '') : undefined;
}

function metricsIn(template: Record<string, any> | undefined, names: Parameters<typeof valueIn>[1], namespace: string): string[] {
  const filters = Object.values<any>(template?.Resources ?? {}).filter(({ Type }) => Type === 'AWS::Logs::MetricFilter');
  const counted = filters.flatMap(({ Properties }) => (valueIn(Properties?.MetricTransformations, names) as any[] | undefined) ?? []);
  return [...new Set(counted.filter((one) => one.MetricNamespace === namespace).map((one) => String(one.MetricName)))].sort();
}

import { GetAccountCommand, GetDeploymentsCommand, GetStagesCommand } from '@aws-sdk/client-api-gateway';
import { DescribeMetricFiltersCommand, FilterLogEventsCommand, MetricFilter, TestMetricFilterCommand } from '@aws-sdk/client-cloudwatch-logs';
import { ListProvisionedConcurrencyConfigsCommand, ListVersionsByFunctionCommand } from '@aws-sdk/client-lambda';
import { FurtherReadings, LogReading, OtherStage, ProvisionedReading, Read, TriedFilter, VersionReading } from './examination';
import { isCountFilter, markIn, syntheticLines } from './filter-checks';
import type { Account } from '../account/account';
import { CommandError } from '../messages/command-ids';
import type { Inspection } from '../readings/inspect';
import { calledName } from '../readings/read-functions';
import { readBaseCalls } from '../readings/read-stage';

const RECENT = 15 * 60_000;
const LINES = 5;
/** On one page, as many as API Gateway gives. */
const PAGE = 500;

/** What only the doctor looks at. A right that is missing costs the checks that need it. */
export async function readFurther(account: Account, inspection: Inspection): Promise<FurtherReadings> {
  const { release: { restApiId }, functions } = inspection;
  const names = [...new Set([...functions.base ?? [], ...functions.canary ?? []].filter(({ state }) => state !== 'missing').map(({ name }) => name))];
  return {
    deployments: await allowed(() => countDeployments(account, restApiId)),
    versions: await allowed(async () => new Map(await Promise.all(names.map(async (name) => [name, await readVersions(account, name)] as const)))),
    provisioned: await allowed(async () => (await Promise.all(names.map((name) => readProvisioned(account, name)))).flat()),
    otherStages: await allowed(() => readOtherStages(account, inspection)),
    hasLogRole: await allowed(() => hasLogRole(account)),
    log: await allowed(() => readLog(account, inspection)),
  };
}

async function allowed<T>(read: () => Promise<T>): Promise<Read<T>> {
  try {
    return { value: await read() };
  } catch (error) {
    if (error instanceof CommandError && error.id === 'AccessDenied') { return { denied: /denied (\S+):/.exec(error.text)?.[1] ?? 'a right' }; }
    throw error;
  }
}

async function hasLogRole(account: Account): Promise<boolean> {
  const settings = await account.read('apigateway:GET', (options) => account.apiGateway.send(new GetAccountCommand({}), options));
  return settings.cloudwatchRoleArn !== undefined;
}

async function countDeployments(account: Account, restApiId: string): Promise<number> {
  let [total, position] = [0, undefined as string | undefined];
  do {
    const page = await account.read(
      'apigateway:GET', (options) => account.apiGateway.send(new GetDeploymentsCommand({ restApiId, position, limit: PAGE }), options),
    );
    total += page.items?.length ?? 0;
    ({ position } = page);
  } while (position);
  return total;
}

/** Without `$LATEST`. */
async function readVersions(account: Account, FunctionName: string): Promise<VersionReading[]> {
  const found: VersionReading[] = [];
  let Marker: string | undefined;
  do {
    const page = await account.read(
      'lambda:ListVersionsByFunction', (options) => account.lambda.send(new ListVersionsByFunctionCommand({ FunctionName, Marker }), options),
    );
    const own = (page.Versions ?? []).filter(({ Version: version }) => version !== '$LATEST');
    found.push(...own.map(({ Version: version = '', MemorySize: memoryMegabytes = 0 }) => ({ version, memoryMegabytes })));
    Marker = page.NextMarker;
  } while (Marker);
  return found;
}

async function readOtherStages(account: Account, { release: { restApiId, stageName } }: Inspection): Promise<OtherStage[]> {
  const { item = [] } = await account.read('apigateway:GET', (options) => account.apiGateway.send(new GetStagesCommand({ restApiId }), options));
  return Promise.all(item.filter((other) => other.stageName !== stageName).map(async ({ stageName: other = '', variables = {}, canarySettings }) => {
    const calls = await readBaseCalls(account, { restApiId, stageName: other }, variables);
    return {
      stageName: other,
      ...calls ? { calls: calls.functions.map(({ name, qualifier }) => calledName({ name, version: qualifier })) } : {},
      hasCanary: canarySettings !== undefined,
    };
  }));
}

async function readProvisioned(account: Account, FunctionName: string): Promise<ProvisionedReading[]> {
  const found: ProvisionedReading[] = [];
  let Marker: string | undefined;
  do {
    const page = await account.read('lambda:ListProvisionedConcurrencyConfigs', (options) =>
      account.lambda.send(new ListProvisionedConcurrencyConfigsCommand({ FunctionName, Marker }), options));
    for (const { FunctionArn: arn = '', RequestedProvisionedConcurrentExecutions: instances = 0 } of page.ProvisionedConcurrencyConfigs ?? []) {
      found.push({ name: FunctionName, version: arn.split(':')[7] ?? '', instances });
    }
    Marker = page.NextMarker;
  } while (Marker);
  return found;
}

/** Its filters, tried on lines that were written by API Gateway and on some that were not. */
async function readLog(account: Account, { stage, release: { restApiId, stageName }, now }: Inspection): Promise<LogReading | undefined> {
  const [, logGroupName] = /:log-group:([^:]+)/.exec(stage?.accessLog?.destinationArn ?? '') ?? [];
  if (logGroupName === undefined) { return undefined; }
  const filters = await readFilters(account, logGroupName, `CanaryRelease/${restApiId}/${stageName}`);
  const mark = filters.map(({ filterPattern = '' }) => markIn(filterPattern)).find((found) => found !== undefined);
  if (mark === undefined) { return undefined; }
  const { events = [] } = await account.read('logs:FilterLogEvents', (options) => account.logs.send(new FilterLogEventsCommand({
    logGroupName, filterPattern: `"${mark}="`, startTime: now.getTime() - RECENT, endTime: now.getTime(), limit: LINES,
  }), options));
  const lines = [...events.map(({ message = '' }) => message), ...syntheticLines(mark)];
  const [oldest] = events;
  return {
    ...oldest?.timestamp === undefined ? {} : { oldestRecent: new Date(oldest.timestamp) },
    filters: await Promise.all(filters.map((filter) => tried(account, filter, lines))),
  };
}

async function readFilters(account: Account, logGroupName: string, namespace: string): Promise<MetricFilter[]> {
  const found: MetricFilter[] = [];
  let nextToken: string | undefined;
  do {
    const page = await account.read(
      'logs:DescribeMetricFilters', (options) => account.logs.send(new DescribeMetricFiltersCommand({ logGroupName, nextToken }), options),
    );
    found.push(...page.metricFilters ?? []);
    ({ nextToken } = page);
  } while (nextToken);
  return found.filter(
    ({ metricTransformations: [counted] = [] }) => counted?.metricNamespace === namespace && isCountFilter(counted.metricName ?? ''),
  );
}

async function tried(
  account: Account, { filterName = '', filterPattern = '', metricTransformations: [counted] = [] }: MetricFilter, lines: readonly string[],
): Promise<TriedFilter> {
  const { matches = [] } = await account.read('logs:TestMetricFilter', (options) =>
    account.logs.send(new TestMetricFilterCommand({ filterPattern, logEventMessages: [...lines] }), options));
  const numbers = matches.map(({ eventNumber }) => Number(eventNumber));
  return {
    name: filterName,
    metricName: counted?.metricName ?? '',
    pattern: filterPattern,
    found: lines.map(
      (line, index) => ({ line, isFound: numbers.includes(index + 1) }),
    ),
  };
}

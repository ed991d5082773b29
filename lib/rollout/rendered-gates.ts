import { CfnResource, IResource, Lazy, Stack, Token } from 'aws-cdk-lib';
import type * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { isFunction } from './checked-rollout';
import type { AlarmProperties, CountedProperties, GateProperties, MetricProperties } from './contract';
import type { AccessLogComparison, CountedRequests, RolloutGate, RolloutGateConfig } from './rollout-gate';
import { invalidInput } from '../messages/invalid-input';
import type { MeasuredRelease } from '../monitoring/measured-release';
import { checkNeededObject } from '../release/checked-names';

/** What gates need in the template. */
export interface RenderedGates {
  readonly properties: GateProperties[];
  /** What is compared in the access log. Empty when no gate reads it. */
  readonly comparisons: readonly AccessLogComparison[];
  readonly readsMetrics: boolean;
  readonly readsAlarms: boolean;
  /** ARNs. */
  readonly functions: readonly string[];
}

const JUDGES = ['accessLog', 'metrics', 'alarms', 'handler'] as const;

/**
 * Asks the gates what they need.
 *
 * @param scope for what the gates bring along
 * @throws if a gate asks for what it cannot have
 */
export function renderedGates(scope: Construct, release: MeasuredRelease, gates: readonly RolloutGate[]): RenderedGates {
  const configs = gates.map((gate) => checkedConfig(scope, gate.bind(scope, release)));
  return {
    properties: configs.map((config) => propertiesOf(scope, config)),
    comparisons: configs.flatMap(({ accessLog }) => accessLog ?? []),
    readsMetrics: configs.some(({ accessLog, metrics }) => accessLog !== undefined || metrics !== undefined),
    readsAlarms: configs.some(({ alarms }) => alarms !== undefined),
    functions: configs.flatMap(({ handler }) => handler?.functionArn ?? []),
  };
}

function checkedConfig(scope: Construct, given: RolloutGateConfig): RolloutGateConfig {
  // Other languages pass null for what is not there.
  const config = Object.fromEntries(Object.entries(given ?? {}).filter(([, value]) => value !== null)) as unknown as RolloutGateConfig;
  const judges = JUDGES.filter((name) => config[name] !== undefined);
  if (given !== undefined && given !== null) {
    checkNeededObject(scope, 'What a gate is bound to', given, ['name', ...JUDGES], "{ name: 'errors', accessLog: {} }");
  }
  if (config.name !== undefined && typeof config.name !== 'string') {
    throw invalidInput(scope, 'InvalidOption', 'name of a gate', config.name, 'text');
  }
  if (typeof config.name !== 'string' || config.name.trim() === '') {
    throw invalidInput(scope, 'InvalidRolloutGate', 'unnamed', 'has no name', 'Give it one');
  }
  if (judges.length !== 1) {
    const got = judges.length === 0 ? 'judges by nothing' : `judges by ${judges.join(' and ')}`;
    throw invalidInput(scope, 'InvalidRolloutGate', config.name, got, `Give it exactly one of ${JUDGES.join(', ')}`);
  }
  const { name, accessLog } = config;
  if (accessLog !== undefined) {
    checkNeededObject(scope, `accessLog of gate ${name}`, accessLog, ['slowerThan'], '{ slowerThan: Duration.millis(800) }');
  }
  return config;
}

function propertiesOf(scope: Construct, { name, accessLog, metrics, alarms, handler }: RolloutGateConfig): GateProperties {
  if (accessLog) { return { Kind: accessLog.slowerThan === undefined ? 'ERROR_SHARE' : 'SLOW_SHARE', Name: name }; }
  if (metrics) {
    return { Kind: 'METRIC', Name: name, Base: countedIn(scope, name, metrics.base), Canary: countedIn(scope, name, metrics.canary) };
  }
  if (alarms) {
    if (!Array.isArray(alarms) || alarms.length === 0) {
      throw invalidInput(scope, 'InvalidRolloutGate', name, 'has no alarms', 'Give it some, or leave it out');
    }
    return { Kind: 'ALARMS', Name: name, Alarms: alarms.map((alarm) => alarmIn(scope, name, alarm)) };
  }
  if (!isFunction(handler)) { throw invalidInput(scope, 'InvalidRolloutGate', name, 'has no function', 'Give it a lambda.IFunction'); }
  assertSameRegion(scope, `The function of gate ${name}`, handler);
  return { Kind: 'FUNCTION', Name: name, FunctionArn: handler!.functionArn };
}

/** An alarm of the same stack by its logical id: a `Ref` to one on a metric of the stage would be a circle. */
function alarmIn(scope: Construct, gate: string, alarm: cloudwatch.IAlarm): AlarmProperties {
  if (!Construct.isConstruct(alarm) || !('alarmArn' in alarm)) {
    throw invalidInput(scope, 'InvalidRolloutGate', gate, 'has something among its alarms that is none', 'Give it cloudwatch.IAlarm');
  }
  const resource = alarm.node.defaultChild;
  if (CfnResource.isCfnResource(resource) && Stack.of(resource) === Stack.of(scope)) {
    return { LogicalId: Lazy.string({ produce: () => Stack.of(resource).resolve(resource.logicalId) }) };
  }
  const [, , , region, account] = Token.isUnresolved(alarm.alarmArn) ? [] : alarm.alarmArn.split(':');
  assertHere(scope, gate, `alarm ${alarm.node.path}`, region ?? alarm.env.region, account ?? alarm.env.account);
  return { AlarmName: alarm.alarmName };
}

function countedIn(scope: Construct, gate: string, counted: CountedRequests | undefined): CountedProperties {
  return { Requests: metricIn(scope, gate, counted?.requests), Errors: metricIn(scope, gate, counted?.errors) };
}

function metricIn(scope: Construct, gate: string, metric: cloudwatch.IMetric | undefined): MetricProperties {
  const stat = typeof metric?.toMetricConfig === 'function' ? metric.toMetricConfig().metricStat : undefined;
  if (stat === undefined) {
    throw invalidInput(
      scope,
      'InvalidRolloutGate',
      gate,
      'has a metric that is none, or a math expression',
      'Give it a cloudwatch.Metric for the requests and one for the errors of each release',
    );
  }
  const { namespace, metricName, dimensions = [], region, account } = stat;
  assertHere(scope, gate, `metric ${namespace}/${metricName}`, region, account);
  return {
    Namespace: namespace,
    MetricName: metricName,
    ...dimensions.length > 0 && { Dimensions: Object.fromEntries(dimensions.map(({ name, value }) => [name, value])) },
  };
}

/** Lambda and SNS reach their own region only, whatever ARN they are given. */
export function assertSameRegion(scope: Construct, what: string, called: IResource | null | undefined): void {
  const [own, region] = [Stack.of(scope).region, called?.env?.region];
  if (isElsewhere(region, own)) { throw invalidInput(scope, 'RolloutCallsElsewhere', what, region!, own); }
}

function isElsewhere(given: string | undefined, own: string): boolean {
  return given !== undefined && given !== '' && !Token.isUnresolved(given) && !Token.isUnresolved(own) && given !== own;
}

/** The rollout reads CloudWatch of its own account and region. */
function assertHere(scope: Construct, gate: string, what: string, region: string | undefined, account: string | undefined): void {
  const stack = Stack.of(scope);
  if (isElsewhere(region, stack.region)) { throw invalidInput(scope, 'RolloutGateElsewhere', gate, what, `region ${region}`, stack.region); }
  if (isElsewhere(account, stack.account)) { throw invalidInput(scope, 'RolloutGateElsewhere', gate, what, `account ${account}`, stack.account); }
}

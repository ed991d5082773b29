import { ArnFormat, CfnDeletionPolicy, CfnResource, CustomResource, Duration, IResolvable, Stack, Token } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as logs from 'aws-cdk-lib/aws-logs';
import { Construct, IConstruct } from 'constructs';
import { CheckedRollout, CheckedStep } from './checked-rollout';
import {
  HookProperties, PROMOTION_TIMEOUT_SECONDS, PROMOTION_TYPE, ROLLOUT_HANDLER_VERSION, ROLLOUT_ID_ATTRIBUTE, ROLLOUT_STEPS_ATTRIBUTE, StepProperties,
  STEP_TYPE, PromotionProperties, StepAttributes, serviceTimeoutSeconds, stepBudgetSeconds,
} from './contract';
import { assertSameRegion, RenderedGates, renderedGates } from './rendered-gates';
import { RolloutMachine } from './rollout-machine';
import { OnInconclusive, RolloutHooks } from './rollout-options';
import { ReleasePolicy } from '../functions/release-policy';
import { invalidInput } from '../messages/invalid-input';
import type { MeasuredRelease } from '../monitoring/measured-release';
import type { RolloutCounts } from '../monitoring/release-metrics';
import { PropertiesDigest } from '../stage-driver/properties-digest';
import type { StageDriver } from '../stage-driver/stage-driver';

export interface StepChainProps {
  readonly rollout: CheckedRollout;
  readonly driver: StageDriver;
  readonly restApiId: string;
  readonly stageName: string;
  /** Of the template. */
  readonly deploymentId: string;
  /** Stage variables as declared. Known when the app is complete. */
  readonly variables: IResolvable;
}

/** Everything that a step is told of how it judges. */
type Judging = Pick<StepProperties, 'Namespace' | 'MetricDelaySeconds' | 'WarmUpSeconds' | 'MinimumRequests' | 'OnInconclusive' | 'HardErrorRate'
  | 'DryRun' | 'AllowFailingBaseline'>;
/** What differs from step to step. */
type Own = Pick<StepProperties, 'Step' | 'PercentTraffic' | 'NextPercent' | 'IsLast' | 'BakeSeconds' | 'PauseSeconds' | 'PauseOnTimeout'>;

/** A minute after the warm-up is a full one: up to another passes before it begins. */
const FIRST_MINUTE_SECONDS = 120;
const WHY_WILDCARDS =
  'CloudWatch has no permissions on single metrics and alarms, and executions get their names when they begin. They are read, or stopped, no more.';
const OWN_STACK_ACTIONS = [
  'cloudformation:DescribeStacks', 'cloudformation:DescribeStackEvents', 'cloudformation:DescribeStackResource', 'cloudformation:ListStackResources',
];

/**
 * The steps of a rollout, between driver and Stage: one `Custom::CanaryStep` for each, then `Custom::CanaryPromotion`.
 *
 * A step takes what it must know from the step before, so CloudFormation carries them out one by one. The Stage waits for the promotion.
 */
export class StepChain extends Construct {
  readonly steps: readonly CfnResource[];
  readonly promotion: CfnResource;
  /** What the stage alone needs. They name its API, which may be under a condition. */
  readonly parts: readonly CfnResource[];
  /** Changes whenever a step does, so that the driver is called with it. */
  readonly digest: PropertiesDigest;
  /** Present when a gate reads the access log. */
  readonly counts?: RolloutCounts;
  /** Milliseconds. */
  readonly slowerThan: number[];

  constructor(release: MeasuredRelease, id: string, private readonly props: StepChainProps) {
    super(release, id);
    const { rollout } = props;
    const gates = renderedGates(this, release, rollout.gates);
    this.checkWarmUp(gates);
    this.checkRegions();
    const slow = this.slowerThanOf(gates);
    this.slowerThan = slow === undefined ? [] : [slow.toMilliseconds()];
    this.counts = gates.comparisons.length > 0 ? release._countForRollout(slow) : undefined;
    const machine = RolloutMachine.of(Stack.of(this));
    const policy = new ReleasePolicy(this, machine.handler, this.statements(machine, gates), WHY_WILDCARDS);
    const prerequisites = [policy.construct, ...machine.prerequisites];
    const steps = rollout.steps.map((step, i) => this.stepProperties(step, i, gates));
    const promotion = { ...this.shared(), Variables: this.props.variables };
    this.digest = new PropertiesDigest({ steps, promotion });
    const made: CustomResource[] = [];
    for (const [i, properties] of steps.entries()) {
      const { percentTraffic } = rollout.steps[i];
      made.push(this.resource(`${i + 1}-at-${percentTraffic}-percent`, STEP_TYPE, serviceTimeoutSeconds(rollout.steps[i]), machine, {
        ...properties, ...fromStepBefore(made[i - 1]),
      }));
    }
    const last = made[made.length - 1];
    const ended: Pick<PromotionProperties, 'Verdict' | 'VerdictRolloutId' | 'LastPercent'> = {
      Verdict: attribute(last, 'Verdict'), VerdictRolloutId: attribute(last, 'RolloutId'), LastPercent: attribute(last, 'PercentTraffic'),
    };
    const promoted = this.resource('Promotion', PROMOTION_TYPE, PROMOTION_TIMEOUT_SECONDS, machine, { ...promotion, ...ended });
    this.steps = made.map(resourceOf);
    this.promotion = resourceOf(promoted);
    this.parts = [...this.steps, this.promotion, policy.resource];
    const [first] = this.steps;
    first.node.addDependency(props.driver.resource, ...this.counts ? [this.counts.filters] : []);
    [...this.steps, this.promotion].forEach((resource) => resource.node.addDependency(...prerequisites));
  }

  /** Where it says that it has moved the stage. */
  get logGroup(): logs.ILogGroup {
    return RolloutMachine.of(Stack.of(this)).handler.logGroup;
  }

  /** Executions that failed: crashes, because a verdict that fails was answered. */
  metricBroken(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return new cloudwatch.Metric({
      namespace: 'AWS/States',
      metricName: 'ExecutionsFailed',
      dimensionsMap: { StateMachineArn: RolloutMachine.of(Stack.of(this)).machine.ref },
      statistic: 'Sum',
      label: 'broken rollouts',
      ...props,
    });
  }

  private stepProperties({ percentTraffic, ...step }: CheckedStep, i: number, gates: RenderedGates): object {
    const { steps } = this.props.rollout;
    const own: Own = {
      Step: i + 1,
      PercentTraffic: percentTraffic,
      NextPercent: steps[i + 1]?.percentTraffic ?? 100,
      IsLast: i === steps.length - 1,
      BakeSeconds: step.bakeSeconds,
      ...step.pauseSeconds > 0 && { PauseSeconds: step.pauseSeconds, PauseOnTimeout: step.pauseOnTimeout },
    };
    return { ...this.shared(), ...own, Gates: gates.properties, ...this.judging(step.metricDelaySeconds) };
  }

  private judging(metricDelaySeconds: number): Judging {
    const { rollout } = this.props;
    return {
      Namespace: this.counts?.namespace,
      MetricDelaySeconds: metricDelaySeconds,
      WarmUpSeconds: rollout.warmUpSeconds,
      MinimumRequests: rollout.minimumRequests,
      OnInconclusive: rollout.onInconclusive,
      HardErrorRate: rollout.hardErrorRate,
      DryRun: rollout.dryRun,
      AllowFailingBaseline: rollout.allowFailingBaseline,
    };
  }

  private shared() {
    const { rollout, restApiId, stageName, deploymentId } = this.props;
    return {
      RestApiId: restApiId,
      StageName: stageName,
      DeploymentId: deploymentId,
      Hooks: hookProperties(rollout.hooks),
      TopicArn: rollout.topic?.topicArn,
      HandlerVersion: ROLLOUT_HANDLER_VERSION,
    };
  }

  private resource(id: string, resourceType: string, serviceTimeout: number, machine: RolloutMachine, properties: object): CustomResource {
    const { driver } = this.props;
    const made = new CustomResource(this, id, {
      resourceType,
      serviceToken: machine.handler.functionArn,
      serviceTimeout: Duration.seconds(serviceTimeout),
      properties: {
        ...properties,
        // Not the construct path: a release may move in the tree, and then no property may change.
        Path: `${this.node.id}/${id}`,
        BaseDeploymentId: driver.baseDeploymentId,
        RolloutId: driver.attribute(ROLLOUT_ID_ATTRIBUTE),
        RolloutSteps: driver.attribute(ROLLOUT_STEPS_ATTRIBUTE),
        StateMachineArn: machine.machine.ref,
        Digest: this.digest,
      },
    });
    // By override: a removal policy that the app sets on everything (`RemovalPolicies.of(app).retain()`) may come later, and nobody would stop the
    // step.
    ['DeletionPolicy', 'UpdateReplacePolicy'].forEach((policy) => resourceOf(made).addOverride(policy, CfnDeletionPolicy.DELETE));
    return made;
  }

  /** What the warm-up leaves must be enough for a first minute, or the data of the first step never suffice. */
  private checkWarmUp({ readsMetrics }: RenderedGates): void {
    const { steps: [first], warmUpSeconds, dryRun, onInconclusive } = this.props.rollout;
    const [needed, budget] = [warmUpSeconds + FIRST_MINUTE_SECONDS + first.metricDelaySeconds, stepBudgetSeconds(first)];
    const mayBeInconclusive = dryRun || onInconclusive === OnInconclusive.PROMOTE;
    if (readsMetrics && !mayBeInconclusive && needed > budget) {
      throw invalidInput(this, 'WarmUpTooLong', warmUpSeconds / 60, budget / 60, needed / 60);
    }
  }

  private checkRegions(): void {
    const { hooks, topic } = this.props.rollout;
    for (const [name, hook] of Object.entries(hooks)) { assertSameRegion(this, `hooks.${name}`, hook); }
    assertSameRegion(this, 'notify', topic);
  }

  /** One filter counts slow requests, from one latency on. */
  private slowerThanOf({ comparisons }: RenderedGates): Duration | undefined {
    const durations = comparisons.flatMap(({ slowerThan }) => slowerThan === undefined ? [] : [this.checkedLatency(slowerThan)]);
    const other = durations.find((duration) => duration.toMilliseconds() !== durations[0].toMilliseconds());
    if (other !== undefined) { throw invalidInput(this, 'SlowerThanTwice', durations[0].toMilliseconds(), other.toMilliseconds()); }
    return durations[0];
  }

  private checkedLatency(slowerThan: Duration): Duration {
    const isUsable = typeof slowerThan?.toMilliseconds === 'function' && !slowerThan.isUnresolved() && slowerThan.toMilliseconds() > 0;
    if (!isUsable) {
      throw invalidInput(this, 'InvalidOption', 'slowerThan', slowerThan, 'a Duration such as Duration.millis(800) that synth knows');
    }
    return slowerThan;
  }

  /** This stage, this stack, the machine and its executions, and what the user named. */
  private statements(machine: RolloutMachine, gates: RenderedGates): iam.PolicyStatement[] {
    const { restApiId, stageName, rollout } = this.props;
    const { topic } = rollout;
    const stack = Stack.of(this);
    const stage = stack.formatArn({
      service: 'apigateway',
      account: '',
      resource: '/restapis',
      resourceName: `${restApiId}/stages/${stageName}`,
      arnFormat: ArnFormat.SLASH_RESOURCE_NAME,
    });
    const functions = [...new Set([...gates.functions, ...Object.values(hookProperties(rollout.hooks) ?? {})])];
    const reading = [...gates.readsMetrics ? ['cloudwatch:GetMetricData'] : [], ...gates.readsAlarms ? ['cloudwatch:DescribeAlarms'] : []];
    const allow = (actions: string[], resources: string[]) => actions.length > 0 && resources.length > 0
      ? [new iam.PolicyStatement({ actions, resources })]
      : [];
    return [
      // API Gateway's actions are HTTP verbs.
      ...allow(['apigateway:GET', 'apigateway:PATCH'], [stage]),
      ...allow(['states:StartExecution', 'states:ListExecutions'], [machine.machine.ref]),
      ...allow(['states:StopExecution'], [machine.executionsArn]),
      ...allow(OWN_STACK_ACTIONS, [stack.stackId]),
      ...allow(reading, ['*']),
      ...allow(['events:PutEvents'], [stack.formatArn({ service: 'events', resource: 'event-bus', resourceName: 'default' })]),
      ...allow(['lambda:InvokeFunction'], functions),
      ...allow(['sns:Publish'], topic === undefined ? [] : [topic.topicArn]),
      // What a grant of the topic allows, too: SNS encrypts in the name of the publisher.
      ...allow(['kms:Decrypt', 'kms:GenerateDataKey'], topic?.masterKey ? [topic.masterKey.keyArn] : []),
    ];
  }
}

function fromStepBefore(before: CustomResource | undefined): Pick<StepProperties, 'PreviousPercent' | 'RolloutStarted'> {
  if (before === undefined) { return { PreviousPercent: 0 }; }
  return { PreviousPercent: attribute(before, 'PercentTraffic'), RolloutStarted: attribute(before, 'RolloutStarted') };
}

function attribute(step: CustomResource, name: keyof StepAttributes): string {
  return Token.asString(step.getAtt(name));
}

function resourceOf(resource: IConstruct): CfnResource {
  return resource.node.defaultChild as CfnResource;
}

function hookProperties({ preTraffic, step, postTraffic, onAbort }: RolloutHooks): HookProperties | undefined {
  const hooks = {
    PreTraffic: preTraffic?.functionArn, Step: step?.functionArn, PostTraffic: postTraffic?.functionArn, OnAbort: onAbort?.functionArn,
  };
  const given = Object.entries(hooks).filter(([, arn]) => arn !== undefined);
  return given.length > 0 ? Object.fromEntries(given) : undefined;
}

import { ArnFormat, CfnResource, Duration, Lazy, Stack } from 'aws-cdk-lib';
import * as events from 'aws-cdk-lib/aws-events';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { Construct, IConstruct } from 'constructs';
import { NO_API, PrunerEvent, ToldApi } from './contract/pruner-event';
import { releasesOn, retainedOf } from './pruned-apis';
import { whereItIs } from '../construct-tree/condition';
import { nestedStackArns } from '../construct-tree/nested-stack-arns';
import { outermostStack } from '../construct-tree/outermost-stack';
import { acknowledgeEventRuleRules, PRUNER_RULES } from '../functions/acknowledged-rules';
import { newOwnFunction, ofOwnFunction } from '../functions/own-function';
import { ReleasePolicy } from '../functions/release-policy';
import { addLateWarning } from '../messages/annotations';

/** Twenty deletions take half a minute. The rest is for reading what hundreds of releases have left. */
const HANDLER_TIMEOUT = Duration.minutes(10);
const ID = 'CanaryPruner';
/** IAM takes 10,240 characters in the inline policies of a role, 6,144 in a managed one. A function takes up to 360. */
const MOST_FUNCTIONS = { inline: 20, managed: 12 };
const STACK_ACTIONS = ['DescribeStacks', 'ListStackResources', 'GetTemplate', 'DescribeStackEvents'].map((action) => `cloudformation:${action}`);
const READING_ACTIONS = ['ListVersionsByFunction', 'ListAliases', 'ListProvisionedConcurrencyConfigs', 'GetPolicy']
  .map((action) => `lambda:${action}`);
const WHY_WILDCARDS =
  'Which deployments, versions and nested stacks there will be is not known before they are made, and Lambda and CloudWatch have no permissions on '
    + 'single event sources and metrics. What is deleted are deployments of this API, and versions of functions that it calls, never a function.';

/**
 * Deletes what the releases of a stack, and of those that are nested in it, do not want to keep.
 *
 * It stands in the outermost stack, whose status alone says that nothing can be taken back any more. It is no part of any operation: it begins when
 * one has succeeded, and once a day.
 */
export class CanaryPruner extends Construct {
  /** The one of the outermost stack. */
  static of(stack: Stack): CanaryPruner {
    const root = outermostStack(stack);
    return root.node.tryFindChild(ID) as CanaryPruner | undefined ?? new CanaryPruner(root, ID);
  }

  readonly handler: lambda.Function;
  private readonly apis = new Set<CfnResource>();

  private constructor(private readonly stack: Stack, id: string) {
    super(stack, id);
    this.handler = newOwnFunction(this, 'Handler', {
      description: 'Deletes superseded releases of API Gateway stages (cdk-canary-rest-api)',
      handler: 'pruning/handler/pruner.lambda',
      timeout: HANDLER_TIMEOUT,
      rules: PRUNER_RULES,
    });
    const policy = new ReleasePolicy(this, this.handler, this.statements(), WHY_WILDCARDS);
    this.addRule('Deployed', policy.construct, {
      description: `Deletes superseded releases when a deploy of ${stack.node.path} has succeeded`,
      eventPattern: {
        'source': ['aws.cloudformation'],
        'detail-type': ['CloudFormation Stack Status Change'],
        'detail': { 'stack-id': [stack.stackId], 'status-details': { status: ['UPDATE_COMPLETE'] } },
      },
    });
    // What is too young today, or was left by a limit, goes another day.
    this.addRule('Daily', policy.construct, {
      description: `Deletes superseded releases of ${stack.node.path} every day`, scheduleExpression: 'rate(1 day)',
    });
    this.node.addValidation({
      validate: () => {
        const left = this.functions().slice(this.mostFunctions).map(({ node }) => node.path);
        if (left.length > 0) { addLateWarning(this, 'prunesSomeFunctions', this.mostFunctions, left); }
        return [];
      },
    });
  }

  add(api: CfnResource): void {
    this.apis.add(api);
  }

  private addRule(id: string, policy: IConstruct, props: events.CfnRuleProps): void {
    const input = Lazy.uncachedString({ produce: () => this.stack.toJsonString(this.event()) });
    const rule = new events.CfnRule(this, id, { ...props, targets: [{ id: 'Pruner', arn: this.handler.functionArn, input }] });
    // An event that comes before it would find nothing that it may read.
    rule.node.addDependency(policy);
    acknowledgeEventRuleRules(rule);
    this.handler.addPermission(id, { principal: new iam.ServicePrincipal('events.amazonaws.com'), sourceArn: rule.attrArn });
  }

  private event(): PrunerEvent {
    const functions = this.functions().slice(0, this.mostFunctions);
    const apis = [...this.apis].map((api): ToldApi => {
      const called = this.functionsOf(api).map((fn) => functions.indexOf(fn)).filter((index) => index >= 0);
      return { restApiId: this.idOf(api), ...retainedOf(api), functions: called };
    });
    return { functions: functions.map((fn) => this.arnOf(fn)), apis };
  }

  /** A condition of another stack has no meaning in this one. */
  private idOf(api: CfnResource): string {
    return Stack.of(api) === this.stack ? whereItIs(api, api.ref, NO_API) : api.ref;
  }

  private arnOf(fn: CfnResource): string {
    const arn = fn.getAtt('Arn').toString();
    return Stack.of(fn) === this.stack ? whereItIs(fn, arn, this.handler.functionArn) : arn;
  }

  private get mostFunctions(): number {
    return ofOwnFunction(this.handler).managedPolicies ? MOST_FUNCTIONS.managed : MOST_FUNCTIONS.inline;
  }

  /** That the APIs call. */
  private functions(): CfnResource[] {
    return byPath([...this.apis].flatMap((api) => this.functionsOf(api)));
  }

  /** A version that a release of another stack calls is nothing that this stack could know of. */
  private functionsOf(api: CfnResource): CfnResource[] {
    const releases = releasesOn(api);
    if (releases.some(({ release }) => outermostStack(release) !== this.stack)) { return []; }
    return byPath(releases.flatMap(({ functions }) => functions())).filter((fn) => outermostStack(fn) === this.stack);
  }

  private statements(): iam.PolicyStatement[] {
    const { stack } = this;
    const ofApis = (...paths: string[]) => Lazy.uncachedList({
      produce: () => [...this.apis].flatMap((api) => paths.map((path) => stack.formatArn({
        service: 'apigateway',
        account: '',
        resource: '/restapis',
        resourceName: `${this.idOf(api)}/${path}`,
        arnFormat: ArnFormat.SLASH_RESOURCE_NAME,
      }))),
    });
    const ofFunctions = (resources: (arn: string) => string[]) => Lazy.uncachedList({
      produce: () => {
        const found = this.functions().slice(0, this.mostFunctions).flatMap((fn) => resources(this.arnOf(fn)));
        // IAM takes no statement without a resource. Of this function there are no versions.
        return found.length > 0 ? found : resources(this.handler.functionArn);
      },
    });
    return [
      new iam.PolicyStatement({ actions: STACK_ACTIONS, resources: Lazy.list({ produce: () => [stack.stackId, ...nestedStackArns(stack)] }) }),
      new iam.PolicyStatement({
        actions: ['apigateway:GET'], resources: ofApis('stages', 'stages/*/exports/oas30', 'deployments', 'deployments/*'),
      }),
      new iam.PolicyStatement({ actions: ['apigateway:DELETE'], resources: ofApis('deployments/*') }),
      new iam.PolicyStatement({ actions: [...READING_ACTIONS, 'lambda:RemovePermission'], resources: ofFunctions((arn) => [arn, `${arn}:*`]) }),
      // With a qualifier: this right cannot delete a function.
      new iam.PolicyStatement({
        actions: ['lambda:DeleteFunction', 'lambda:DeleteProvisionedConcurrencyConfig'], resources: ofFunctions((arn) => [`${arn}:*`]),
      }),
      new iam.PolicyStatement({ actions: ['lambda:ListEventSourceMappings', 'cloudwatch:GetMetricData'], resources: ['*'] }),
    ];
  }
}

function byPath(resources: readonly CfnResource[]): CfnResource[] {
  return [...new Set(resources)].sort((a, b) => (a.node.path < b.node.path ? -1 : 1));
}

import { ArnFormat, CfnDeletionPolicy, CfnResource, CustomResource, Duration, Lazy, Stack, Token } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { Construct, IConstruct } from 'constructs';
import { DriverProperties, variableAttribute } from './contract/driver-properties';
import { driverFunctionOf } from './driver-function';
import { PropertiesDigest } from './properties-digest';
import { followValue } from '../construct-tree/followed-value';
import { nestedStackArns } from '../construct-tree/nested-stack-arns';
import { outermostStack } from '../construct-tree/outermost-stack';
import { eventAgeOf } from '../functions/own-function';
import { ReleasePolicy } from '../functions/release-policy';

export interface StageDriverProps {
  readonly restApiId: string;
  /** A literal: a `Ref` to the Stage would make CloudFormation create the Stage first. */
  readonly stageName: string;
  /** What the handler gets. Values may be lazy. */
  readonly properties: { readonly [K in keyof DriverProperties]: unknown };
  /** Everything else that the template says of the stage, so that the driver runs whenever CloudFormation touches the stage. */
  readonly stageTemplate: unknown;
}

/**
 * Longer than an event may wait (5 min) and the handler run (10 min), so that its own words reach the stack event. Shorter than CloudFormation's
 * hour.
 */
export const SERVICE_TIMEOUT = Duration.minutes(17);
const OWN_STACK_ACTIONS = [
  'cloudformation:DescribeStacks', 'cloudformation:DescribeStackEvents', 'cloudformation:DescribeStackResource', 'cloudformation:ListStackResources',
];
const WHY_WILDCARDS =
  'Which deployment the live stage points at, which version is new, and how nested stacks are called, is known only when the driver runs. They may '
    + 'be read, no more.';

/** `Custom::CanaryStage`: moves the live stage before the Stage resource of the template agrees. */
export class StageDriver extends Construct {
  /** To order other resources before or after the driver. */
  readonly resource: CfnResource;
  /** What the stage alone needs. They name its API, which may be under a condition. */
  readonly parts: readonly CfnResource[];
  private readonly customResource: CustomResource;
  private readonly policy: ReleasePolicy;

  /** What runs the driver, and the anchors. */
  readonly handler: lambda.Function;
  /** What has to be there as long as an event may come. */
  readonly prerequisites: IConstruct[];

  constructor(scope: Construct, id: string, props: StageDriverProps) {
    super(scope, id);
    const handler = driverFunctionOf(Stack.of(this));
    this.policy = new ReleasePolicy(this, handler, this.statements(props), WHY_WILDCARDS);
    // Another stage is another policy: the driver needs the right to the stage of before in a rollback and in the cleanup, too.
    followValue(this.policy.resource, [props.restApiId, props.stageName]);
    const properties = { ...props.properties, StageTemplate: props.stageTemplate };
    this.customResource = new CustomResource(this, 'Resource', {
      resourceType: 'Custom::CanaryStage',
      serviceToken: handler.functionArn,
      serviceTimeout: SERVICE_TIMEOUT,
      properties: { ...properties, Digest: new PropertiesDigest(properties) },
    });
    this.resource = this.customResource.node.defaultChild as CfnResource;
    // By override: a removal policy that the app sets on everything (`RemovalPolicies.of(app).retain()`) may come later. The driver of a release that
    // leaves the app would not be called then, and its canary would stay on the stage.
    ['DeletionPolicy', 'UpdateReplacePolicy'].forEach((policy) => this.resource.addOverride(policy, CfnDeletionPolicy.DELETE));
    this.parts = [this.resource, this.policy.resource];
    this.handler = handler;
    // Also the reason why the policy outlives the driver's last event when the stack is deleted.
    this.prerequisites = [this.policy.construct, eventAgeOf(handler)];
    this.resource.node.addDependency(...this.prerequisites);
  }

  /** The deployment that production is on when the driver is done. */
  get baseDeploymentId(): string {
    return Token.asString(this.customResource.getAtt('BaseDeploymentId'));
  }

  /** What the driver tells the steps of a rollout. */
  attribute(name: string): string {
    return this.customResource.getAttString(name);
  }

  /** In an abort: the live value of a stage variable, or the declared one if the stage has none by that name. */
  liveVariable(name: string): string {
    return Token.asString(this.customResource.getAtt(variableAttribute(name)));
  }

  /** Lets it wait until what a deployment calls is active. @param readable known when the app is complete */
  letReadFunctions(readable: () => string[]): void {
    // IAM takes no statement without a resource.
    const resources = Lazy.uncachedList({ produce: () => readable().length > 0 ? readable() : [this.handler.functionArn] });
    this.policy.addStatements(new iam.PolicyStatement({ actions: ['lambda:GetFunctionConfiguration'], resources }));
  }

  /** This stage, this API's deployments, this stack and those nested in it, the history of the root stack. Nothing else. */
  private statements(props: StageDriverProps): iam.PolicyStatement[] {
    const stack = Stack.of(this);
    const arn = (resource: string) => stack.formatArn({
      service: 'apigateway',
      account: '',
      resource: '/restapis',
      resourceName: `${props.restApiId}/${resource}`,
      arnFormat: ArnFormat.SLASH_RESOURCE_NAME,
    });
    return [
      // API Gateway's actions are HTTP verbs.
      new iam.PolicyStatement({ actions: ['apigateway:GET', 'apigateway:PATCH'], resources: [arn(`stages/${props.stageName}`)] }),
      new iam.PolicyStatement({ actions: ['apigateway:GET'], resources: [arn('deployments/*'), arn(`stages/${props.stageName}/exports/oas30`)] }),
      new iam.PolicyStatement({ actions: OWN_STACK_ACTIONS, resources: Lazy.list({ produce: () => [stack.stackId, ...nestedStackArns(stack)] }) }),
      ...rootStatements(stack),
    ];
  }
}

/** An operation begins with the root stack: its history says when, and it says in which mode the operation runs. */
function rootStatements(stack: Stack): iam.PolicyStatement[] {
  const root = outermostStack(stack);
  if (root === stack) { return []; }
  const history = stack.formatArn({ service: 'cloudformation', resource: 'stack', resourceName: `${root.stackName}/*` });
  return [new iam.PolicyStatement({ actions: ['cloudformation:DescribeStacks', 'cloudformation:DescribeStackEvents'], resources: [history] })];
}

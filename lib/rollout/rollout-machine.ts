import { ArnFormat, Duration, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { CfnStateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct, IConstruct } from 'constructs';
import { stateMachineDefinition } from './contract';
import { acknowledgeStateMachineRules } from '../functions/acknowledged-rules';
import { functionOptionsOf } from '../functions/configured-functions';
import { eventAgeOf, newOwnFunction } from '../functions/own-function';
import { ownRoleOf } from '../functions/own-role';

/** Above the 20 s of a task. */
const HANDLER_TIMEOUT = Duration.minutes(1);
const ID = 'CanaryRollout';
/** @see https://docs.aws.amazon.com/step-functions/latest/dg/concepts-xray-tracing.html */
const TRACING_ACTIONS = ['PutTraceSegments', 'PutTelemetryRecords', 'GetSamplingRules', 'GetSamplingTargets'].map((action) => `xray:${action}`);

/** What carries out the rollouts of a stack: one function, and one state machine that waits. */
export class RolloutMachine extends Construct {
  /** The one of a stack. Each release brings the policy for its own stage. */
  static of(stack: Stack): RolloutMachine {
    return stack.node.tryFindChild(ID) as RolloutMachine | undefined ?? new RolloutMachine(stack, ID);
  }

  readonly handler: lambda.Function;
  readonly machine: CfnStateMachine;
  /** What has to be there as long as an event may come. */
  readonly prerequisites: IConstruct[];

  private constructor(stack: Stack, id: string) {
    super(stack, id);
    this.handler = newOwnFunction(this, 'Handler', {
      description: 'Carries out the steps of canary releases of API Gateway stages (cdk-canary-rest-api)',
      handler: 'rollout/handler/rollout.lambda',
      timeout: HANDLER_TIMEOUT,
    });
    this.machine = this.newMachine();
    this.prerequisites = [eventAgeOf(this.handler), this.machine];
  }

  /** Of all executions. */
  get executionsArn(): string {
    return Stack.of(this).formatArn({
      service: 'states', resource: 'execution', resourceName: `${this.machine.attrName}:*`, arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    });
  }

  private newMachine(): CfnStateMachine {
    const { functionArn } = this.handler;
    const options = functionOptionsOf(Stack.of(this));
    const isTraced = options.tracing === lambda.Tracing.ACTIVE;
    const { role, awaited } = ownRoleOf(this, 'MachineRole', {
      service: 'states.amazonaws.com',
      permissions: {
        Handler: [new iam.PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: [functionArn] })],
        ...isTraced && { Tracing: [new iam.PolicyStatement({ actions: TRACING_ACTIONS, resources: ['*'] })] },
      },
      whyWildcards: 'X-Ray knows no resources for what it records.',
      given: options.stateMachineRole,
      managedPolicies: options.managedPolicies,
    });
    const machine = new CfnStateMachine(this, 'Machine', {
      roleArn: role.roleArn,
      definitionString: Stack.of(this).toJsonString(stateMachineDefinition(functionArn)),
      tracingConfiguration: isTraced ? { enabled: true } : undefined,
    });
    machine.node.addDependency(...awaited);
    acknowledgeStateMachineRules(machine);
    return machine;
  }
}

import { ArnFormat, Duration, Stack, Validations } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { CfnStateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct, IConstruct } from 'constructs';
import { stateMachineDefinition } from './contract';
import { eventAgeOf, newOwnFunction } from '../functions/own-function';

/** Above the 20 s of a task. */
const HANDLER_TIMEOUT = Duration.minutes(1);
const ID = 'CanaryRollout';
const WHERE_IT_LOGS = 'The function behind every state logs each look as one line of JSON, with all figures.';

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
    const invokes = new iam.PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: [functionArn] });
    const role = new iam.Role(this, 'MachineRole', {
      assumedBy: new iam.ServicePrincipal('states.amazonaws.com'),
      inlinePolicies: { Handler: new iam.PolicyDocument({ statements: [invokes] }) },
    });
    const machine = new CfnStateMachine(this, 'Machine', {
      roleArn: role.roleArn,
      definitionString: Stack.of(this).toJsonString(stateMachineDefinition(functionArn)),
    });
    Validations.of(machine).acknowledge(...['AwsSolutions-SF1', 'AwsSolutions-SF2'].map((id) => ({ id, reason: WHERE_IT_LOGS })));
    return machine;
  }
}

import { Stack } from 'aws-cdk-lib';
import { Construct, IConstruct } from 'constructs';
import { CanaryFunctionsOptions } from './canary-functions-options';
import { checkedFunctionsOptions } from './checked-functions-options';
import { configureFunctions } from './configured-functions';
import { conditionError } from '../messages/condition-error';
import { invalidInput } from '../messages/invalid-input';

/**
 * How an organisation wants the Lambda functions of this library: the stage driver, what carries out rollouts, and what `retain` adds.
 *
 * One function serves all releases of a stack, so this is said for an app, a stage or a stack, before their first release. Where several say
 * something of one option, the nearest to the stack wins.
 *
 * @example
 * CanaryFunctions.of(app).configure({
 *   memorySize: 512,
 *   managedPolicies: true,
 * });
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-custom-resources-lambda.html
 */
export class CanaryFunctions {
  /**
   * The functions of all stacks at and below a scope.
   *
   * @param scope an App, a Stage, a Stack, or a construct around stacks
   * @throws if the scope is none, or stands inside a stack
   */
  static of(scope: IConstruct): CanaryFunctions {
    return new CanaryFunctions(scope);
  }

  private constructor(private readonly scope: IConstruct) {
    if (!Construct.isConstruct(scope)) { throw conditionError('NoScopeOfFunctions', String(scope)); }
    const stack = Stack.isStack(scope) ? undefined : scope.node.scopes.find((one) => Stack.isStack(one));
    if (stack !== undefined) { throw invalidInput(scope, 'FunctionsInsideStack', stack.node.path); }
  }

  /**
   * Says how the functions are made. What an earlier call said of other options stays.
   *
   * @param options what differs from the defaults
   * @throws if an option has a value that it does not take, if it contradicts another, or if a stack at or below the scope has a release already
   */
  configure(options: CanaryFunctionsOptions): void {
    configureFunctions(this.scope, checkedFunctionsOptions(this.scope, options));
  }
}

import { Stack } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { checkLogOptions, GivenOptions } from './checked-functions-options';
import { invalidInput } from '../messages/invalid-input';

/** By a mark that all copies of this package know: an app may have two. */
const CONFIGURED = Symbol.for('cdk-canary-rest-api.ConfiguredFunctions');
const SERVED = Symbol.for('cdk-canary-rest-api.StackWithFunctions');

interface Marked {
  /** What was said for all functions at and below a scope. */
  [CONFIGURED]?: GivenOptions;
  /** The first stack at or below the scope whose functions are made. */
  [SERVED]?: string;
}

/**
 * Says how the functions of all stacks at and below a scope are made. What an earlier call said of other options stays.
 *
 * @throws if functions are made already, so that the options would come too late
 */
export function configureFunctions(scope: IConstruct, options: GivenOptions): void {
  const marked = scope as Marked;
  const stack = marked[SERVED];
  if (stack !== undefined) { throw invalidInput(scope, 'ConfiguredTooLate', stack); }
  const merged = { ...marked[CONFIGURED], ...options };
  checkLogOptions(scope, merged, merged);
  mark(scope, CONFIGURED, merged);
}

/**
 * The options for the functions of a stack: of app, stage, stack and all that lies between, the nearest wins, key by key.
 *
 * Scopes are walked, so options reach into a `cdk.Stage`, unlike aspects. From now on options of these scopes would come too late.
 *
 * @throws if options of different scopes contradict each other
 */
export function functionOptionsOf(stack: Stack): GivenOptions {
  const merged = givenOptionsOf(stack);
  for (const scope of stack.node.scopes.filter((one) => (one as Marked)[SERVED] === undefined)) { mark(scope, SERVED, stack.node.path); }
  for (const name of ['vpcSubnets', 'securityGroups'] as const) {
    if (merged[name] !== undefined && merged.vpc === undefined) { throw invalidInput(stack, 'NeedsVpc', name); }
  }
  return merged;
}

/** The same for whoever only wants to know. @throws if a log group and what is said of new ones contradict each other */
export function givenOptionsOf(stack: Stack): GivenOptions {
  let merged: GivenOptions = {};
  // From the app to the stack.
  for (const scope of stack.node.scopes) {
    const own = (scope as Marked)[CONFIGURED] ?? {};
    // A log group that is nearer than what is said of new ones wins. The other way round, what is said would be dropped.
    checkLogOptions(scope, { logGroup: own.logGroup ?? merged.logGroup }, own);
    merged = { ...merged, ...own };
  }
  return merged;
}

function mark(scope: IConstruct, name: symbol, value: unknown): void {
  Object.defineProperty(scope, name, { value, configurable: true });
}

import * as lambda from 'aws-cdk-lib/aws-lambda';
import { settledResources } from '../construct-tree/settled-resources';
import { addLateWarning } from '../messages/annotations';
import { invalidInput } from '../messages/invalid-input';

/** What the handlers are compiled for. */
const OLDEST_NODE = 22;

/** What a function of ours has to be fit for. */
export interface OwnFunctionNeeds {
  readonly timeoutSeconds: number;
  /** How many it serves. Known when the app is complete. */
  readonly releases: () => number;
}

/** Looks at a function of ours when the app is complete, as its template has it: aspects come late, and overrides are in no property. */
export function checkOwnFunction(handler: lambda.Function, { timeoutSeconds, releases }: OwnFunctionNeeds): void {
  const resource = handler.node.defaultChild as lambda.CfnFunction;
  handler.node.addValidation({
    validate: () => {
      const {
        FunctionName: name, Runtime: runtime, ReservedConcurrentExecutions: reserved, Timeout: timeout,
      } = settledResources(handler).propertiesOf(resource);
      if (name !== undefined) { addLateWarning(handler, 'namedFunction', name); }
      const node = /^nodejs(\d+)\.x$/.exec(runtime)?.[1];
      if (typeof runtime === 'string' && !(Number(node) >= OLDEST_NODE)) { addLateWarning(handler, 'olderRuntime', runtime, OLDEST_NODE); }
      const isTooFew = typeof reserved === 'number' && reserved < releases();
      // Lambda's own default is three seconds.
      const seconds = timeout ?? 3;
      return [
        ...isTooFew ? [invalidInput(handler, 'ConcurrencyBelowReleases', reserved, releases()).message] : [],
        ...typeof seconds === 'number' && seconds < timeoutSeconds ? [invalidInput(handler, 'TimeoutTooShort', seconds, timeoutSeconds).message] : [],
      ];
    },
  });
}

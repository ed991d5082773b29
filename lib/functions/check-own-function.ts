import { CfnResource, Stack } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { IConstruct } from 'constructs';
import { overwrittenDelivery, OverwrittenProperty, overwrittenProperties } from './overwritten-properties';
import { AssemblyResources } from '../construct-tree/assembly-resources';
import { settledResources } from '../construct-tree/settled-resources';
import { overriddenProperties } from '../construct-tree/written-properties';
import { addLateWarning } from '../messages/annotations';
import { invalidInput } from '../messages/invalid-input';

/** What the handlers are compiled for. */
const OLDEST_NODE = 22;

/** What a function of ours has to be fit for. */
export interface OwnFunctionNeeds {
  readonly timeoutSeconds: number;
  /** How long an event may wait. */
  readonly eventAgeSeconds: number;
  readonly retries: number;
  /** How many it serves. Known when the app is complete. */
  readonly releases: () => number;
}

/** Looks at a function of ours when the app is complete, as its template has it: aspects come late, and overrides are in no property. */
export function checkOwnFunction(handler: lambda.Function, needs: OwnFunctionNeeds): void {
  const { timeoutSeconds, releases } = needs;
  const resource = handler.node.defaultChild as lambda.CfnFunction;
  const { code, role } = resource;
  handler.node.addValidation({
    validate: () => {
      const resources = settledResources(handler);
      const {
        FunctionName: name, Runtime: runtime, ReservedConcurrentExecutions: reserved, Timeout: timeout,
      } = resources.propertiesOf(resource);
      if (name !== undefined) { addLateWarning(handler, 'namedFunction', name); }
      const node = /^nodejs(\d+)\.x$/.exec(runtime)?.[1];
      if (Number(node) < OLDEST_NODE) { addLateWarning(handler, 'olderRuntime', runtime, OLDEST_NODE); }
      const overwritten = [
        ...overwrittenProperties(resources.propertiesOf(resource), {
          stackId: resources.resolve(Stack.of(handler).stackId, handler),
          role: resources.resolve(role, resource),
          hasOwnCode: resource.code === code && !('Code' in overriddenProperties(resource)),
        }),
        ...overwrittenDelivery(deliveryOf(handler, resource, resources), { ageSeconds: needs.eventAgeSeconds, retries: needs.retries }),
      ];
      for (const one of overwritten.filter(({ isBroken }) => !isBroken)) { addLateWarning(handler, 'overwrittenFunction', ...told(one)); }
      const isTooFew = typeof reserved === 'number' && reserved < releases();
      // Lambda's own default is three seconds.
      const seconds = timeout ?? 3;
      return [
        ...overwritten.filter(({ isBroken }) => isBroken).map((one) => invalidInput(handler, 'FunctionOverwritten', ...told(one)).message),
        ...isTooFew ? [invalidInput(handler, 'ConcurrencyBelowReleases', reserved, releases()).message] : [],
        ...typeof seconds === 'number' && seconds < timeoutSeconds ? [invalidInput(handler, 'TimeoutTooShort', seconds, timeoutSeconds).message] : [],
      ];
    },
  });
}

function told({ property, got, needed, consequence }: OverwrittenProperty): [property: string, got: unknown, needed: string, consequence: string] {
  return [property, got, needed, consequence];
}

/** What Lambda is told of events for the function. An aspect may have taken it out, or led it to another function. */
function deliveryOf(handler: IConstruct, fn: CfnResource, resources: AssemblyResources): Readonly<Record<string, any>> | undefined {
  const config = handler.node.tryFindChild('EventInvokeConfig')?.node.defaultChild;
  if (!CfnResource.isCfnResource(config)) { return undefined; }
  const { FunctionName: name, Qualifier: qualifier, ...rest } = resources.propertiesOf(config);
  const isOfFunction = qualifier === '$LATEST' && resources.targetsIn(name, config).some(({ element }) => element === fn);
  return isOfFunction ? rest : undefined;
}

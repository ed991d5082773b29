import { CfnResource, IResolvable, IResolveContext, Stack } from 'aws-cdk-lib';
import { nestedStacks } from './declared-resources';
import { callersOf } from '../construct-tree/callers';
import { functionHash } from '../construct-tree/function-hash';
import { isOfType } from '../construct-tree/resource-type';
import { settledResources } from '../construct-tree/settled-resources';
import { ReleasedStage } from '../release/released-stage';

/**
 * The functions of the driver's stack that its API calls, with a hash of what each would publish: decision/refusals/base-unqualified.ts reads them.
 *
 * As text and not by reference, like `DeclaredResources`. Known when the app is complete.
 */
export class CalledFunctions implements IResolvable {
  readonly creationStack: string[] = [];

  constructor(private readonly stack: Stack, private readonly api: ReleasedStage['api']) {}

  resolve({ preparing }: IResolveContext): unknown {
    if (preparing) { return undefined; }
    const called = this.calledByVersion();
    const texts = [...called].flatMap(([fn, byVersion]) => {
      const nesting = nestedStacks(Stack.of(fn), this.stack);
      const logicalId = nesting && [...nesting, Stack.of(fn).resolve(fn.logicalId)].join('/');
      return logicalId === undefined ? [] : [[logicalId, functionHash(fn), ...byVersion ? ['version'] : []].join('|')];
    });
    return texts.length > 0 ? texts.sort() : undefined;
  }

  /** Each function, and whether it is called by a version. */
  private calledByVersion(): Map<CfnResource, boolean> {
    const resources = settledResources(this.api);
    const called = new Map<CfnResource, boolean>();
    for (const { uri, resource } of callersOf(this.api, resources)) {
      for (const { element } of resources.targetsIn(uri, resource)) {
        if (isOfType('AWS::Lambda::Function')(element)) { called.set(element, called.get(element) ?? false); }
        if (!isOfType('AWS::Lambda::Version')(element)) { continue; }
        resources.targetsIn(resources.propertiesOf(element).FunctionName, element).map((target) => target.element).filter(
          isOfType('AWS::Lambda::Function'),
        )
          .forEach((fn) => called.set(fn, true));
      }
    }
    return called;
  }
}

import { CfnElement, CfnResource, Fn, IResolveContext, Stack } from 'aws-cdk-lib';
import { BeforeTraffic } from './before-traffic';
import { isOfType } from '../construct-tree/resource-type';
import { WrittenReferences, writtenFor } from '../construct-tree/written-properties';

const FUNCTION = 'AWS::Lambda::Function';
/** The part of an ARN that is a function's name. */
const NAME_IN_ARN = 6;
/** Inline policies of one role have 10,240 characters together. A function with its versions takes about 220. */
const MOST_FUNCTIONS = 20;

/**
 * What the deployment calls, for the driver: it waits until all of it is active, and needs the right to ask.
 *
 * Functions that this app does not build, and those that only a stack beside the driver's calls, are not among them.
 */
export class DeployedCalls {
  /** One role drives all releases of a stack. */
  private static readonly ofStack = new WeakMap<Stack, readonly DeployedCalls[]>();

  /** With the qualifiers that stage variables complete, such as `:${stageVariables.alias}`. */
  private readonly qualifiers = new Map<CfnResource, Set<string>>();
  private readonly references = new WrittenReferences();

  /**
   * @param whenAny called once, as soon as anything is called, with the ARNs whose state the driver must be able to read
   */
  constructor(
    private readonly beforeTraffic: BeforeTraffic, private readonly whenAny: (readable: () => string[]) => void,
  ) {
    const stack = Stack.of(beforeTraffic.driver);
    DeployedCalls.ofStack.set(stack, [...DeployedCalls.ofStack.get(stack) ?? [], this]);
  }

  /** @param called a function, a version or an alias @param caller a method, an authorizer, or an API with a definition */
  add(called: CfnResource, caller: CfnResource): void {
    if (!this.beforeTraffic.isNear(caller)) { return; }
    if (this.qualifiers.size === 0) { this.whenAny(() => this.readable()); }
    const known = this.qualifiers.get(called) ?? new Set();
    this.qualifiers.set(called, known.add(called.cfnResourceType === FUNCTION ? this.qualifierIn(caller) : ''));
    this.functionsOf(called).forEach((fn) => this.beforeTraffic.consider(fn));
  }

  /** ARNs as the integrations name them. Known when the app is prepared for its templates. */
  arns({ preparing }: IResolveContext): string[] | undefined {
    // The logical id of a version is a hash over its function. CDK collects references between stacks at first, and no others.
    const named = this.known().filter((called) => !preparing || Stack.of(called) !== Stack.of(this.beforeTraffic.driver));
    const known = named.flatMap((called) => [...this.qualifiers.get(called)!].sort().map((qualifier) => `${arnOf(called)}${qualifier}`));
    return known.length > 0 ? known : undefined;
  }

  /** The functions behind what is called, as far as they are built in this app. Known when the app is prepared for its templates. */
  functions(): CfnResource[] {
    return [...new Set([...this.qualifiers.keys()].flatMap((called) => this.functionsOf(called)))];
  }

  /** Functions with all their versions and aliases: a right that does not change with every version. IAM takes no list of any length. */
  private readable(): string[] {
    const stack = Stack.of(this.beforeTraffic.driver);
    const ofStack = new Set(DeployedCalls.ofStack.get(stack)!.flatMap((calls) => calls.functionArns()));
    if (ofStack.size > MOST_FUNCTIONS) { return [stack.formatArn({ service: 'lambda', resource: 'function:*' })]; }
    return this.functionArns().flatMap((arn) => [arn, `${arn}:*`]);
  }

  private functionArns(): string[] {
    const functions = this.known().flatMap((called) => {
      const [fn] = this.functionsOf(called).filter((one) => this.beforeTraffic.isNear(one) && this.beforeTraffic.precedes(one));
      return fn ? `${fn.getAtt('Arn')}` : this.namedBy(called);
    });
    return [...new Set(functions)];
  }

  /** The driver must not wait for what waits for the driver. */
  private known(): CfnResource[] {
    const known = [...this.qualifiers.keys()].filter((called) => this.beforeTraffic.precedes(called));
    return known.sort((a, b) => (a.node.path < b.node.path ? -1 : 1));
  }

  private functionsOf(called: CfnResource): CfnResource[] {
    return called.cfnResourceType === FUNCTION ? [called]
      : this.references.elementsIn(writtenFor(called, 'FunctionName'), called).filter(isOfType(FUNCTION));
  }

  /** The ARN of a function by that of its version: no further export of its stack is needed. */
  private namedBy(called: CfnResource): string {
    const resourceName = Fn.select(NAME_IN_ARN, Fn.split(':', arnOf(called)));
    return Stack.of(this.beforeTraffic.driver).formatArn({ service: 'lambda', resource: `function:${resourceName}` });
  }

  /** What stands behind the function in the URI, if a stage variable does. */
  private qualifierIn(caller: CfnResource): string {
    const [uri] = ['Integration', 'AuthorizerUri'].flatMap((property) => writtenFor(caller, property)).reverse()
      .map((value: any) => value.uri ?? value.Uri ?? value);
    if (typeof uri !== 'string') { return ''; }
    const { text } = this.references.textIn(uri, caller);
    return /⟦\d+⟧(:[^/]*)\/(?:response-streaming-)?invocations$/.exec(text)?.[1] ?? '';
  }
}

function arnOf(called: CfnElement): string {
  const resource = called as CfnResource;
  return resource.cfnResourceType === FUNCTION ? `${resource.getAtt('Arn')}` : resource.ref;
}

import { CfnResource, Stack } from 'aws-cdk-lib';
import { Dependable, IConstruct, IDependable } from 'constructs';
import { AssemblyResources } from '../construct-tree/assembly-resources';
import { CreationOrder } from '../construct-tree/creation-order';
import { forgetSettledResources } from '../construct-tree/settled-resources';

/**
 * What has to exist before the driver moves traffic: permissions, and policies of roles.
 *
 * What itself waits for the driver, through the stage for instance, is left out: an app that deploys without a release would not deploy with one
 * ("Circular dependency"). Whether it does is known only when the app is prepared for its templates, hence a dependency that decides late.
 */
export class BeforeTraffic {
  /** The release of each API that was added last. */
  private static readonly latest = new WeakMap<IConstruct, BeforeTraffic>();
  /** Shared: an order reads every dependency of the app, these included. */
  private static deciding = false;
  private readonly wanted = new Set<CfnResource>();
  private readonly called = new Set<CfnResource>();
  /** Versions that something in the driver's stack calls by their number. */
  private readonly versions = new Set<CfnResource>();
  private preceding: ReadonlySet<CfnResource> = new Set();

  /** @param anchor - guards what a failed deploy takes back: it must go before all of it */
  constructor(private readonly driver: CfnResource, anchor: CfnResource, api: IConstruct) {
    driver.node.addDependency(dependable(() => this.decide(this.wanted)));
    anchor.node.addDependency(dependable(() => this.decideAll()));
    const other = BeforeTraffic.latest.get(api);
    if (other) { this.comeAfter(other); }
    BeforeTraffic.latest.set(api, this);
  }

  public add(resource: CfnResource): void {
    this.wanted.add(resource);
  }

  /** A version or alias that the deployment calls. The driver comes after the deployment, and so after it, anyway. */
  public addCalled(resource: CfnResource): void {
    this.called.add(resource);
  }

  /** @param caller - a method, an authorizer, or an API with a definition */
  public addVersion(version: CfnResource, caller: CfnResource): void {
    if (Stack.of(caller) === Stack.of(this.driver)) { this.versions.add(version); }
  }

  /** ARNs of the versions that the deployment calls, as far as the driver comes after them. Known when the app is prepared for its templates. */
  public calls(): string[] | undefined {
    const known = [...this.versions].filter((version) => !isNear(version, this.driver) || this.preceding.has(version));
    return known.length > 0 ? known.sort((a, b) => (a.node.path < b.node.path ? -1 : 1)).map(({ ref }) => ref) : undefined;
  }

  /** API Gateway refuses concurrent changes of one API, so its drivers come one after the other; not where a cycle would arise. */
  private comeAfter(other: BeforeTraffic): void {
    this.driver.node.addDependency(dependable(() => this.withOrder((order) => {
      if (!isNear(other.driver, this.driver)) { return []; }
      const before = [other.driver, ...other.wanted];
      return before.some((resource) => resource === this.driver || order.waitsFor(resource, this.driver)) ? [] : [other.driver];
    })));
  }

  private decideAll(): CfnResource[] {
    if (BeforeTraffic.deciding) { return []; }
    const preceding = this.decide(new Set([...this.wanted, ...this.called]));
    this.preceding = new Set(preceding);
    return preceding;
  }

  private decide(resources: ReadonlySet<CfnResource>): CfnResource[] {
    forgetSettledResources(this.driver);
    if (resources.size === 0) { return []; }
    return this.withOrder((order) => [...resources].filter((resource) => isNear(resource, this.driver) && !order.waitsFor(resource, this.driver)));
  }

  private withOrder(decide: (order: CreationOrder) => CfnResource[]): CfnResource[] {
    if (BeforeTraffic.deciding) { return []; }
    BeforeTraffic.deciding = true;
    try {
      const assembly = new AssemblyResources(this.driver);
      return decide(new CreationOrder(assembly, assembly.constructs));
    } finally {
      BeforeTraffic.deciding = false;
    }
  }
}

function dependable(dependencyRoots: () => IConstruct[]): IDependable {
  const late: IDependable = {};
  Dependable.implement(late, { get dependencyRoots() { return dependencyRoots(); } });
  return late;
}

/** Stacks that are not nested in one another are deployed one after the other as a whole. */
function isNear(resource: CfnResource, driver: CfnResource): boolean {
  return outermost(Stack.of(resource)) === outermost(Stack.of(driver));
}

function outermost(stack: Stack): Stack {
  return stack.nestedStackParent ? outermost(stack.nestedStackParent) : stack;
}

import { CfnResource, Stack } from 'aws-cdk-lib';
import { Dependable, IConstruct, IDependable } from 'constructs';
import { CreationOrder, orderInPreparation } from '../construct-tree/creation-order';
import { preparedResources } from '../construct-tree/settled-resources';

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
  /** Whether the driver comes after them is asked, but needs no dependency. */
  private readonly considered = new Set<CfnResource>();
  private preceding: ReadonlySet<CfnResource> = new Set();
  private readonly other?: BeforeTraffic;
  private decision = new Map<CfnResource, CfnResource[]>();

  /** @param anchor guards what a failed deploy takes back: it must go before all of it */
  constructor(readonly driver: CfnResource, private readonly anchor: CfnResource, api: IConstruct) {
    this.other = BeforeTraffic.latest.get(api);
    BeforeTraffic.latest.set(api, this);
    for (const resource of [driver, anchor]) { resource.node.addDependency(dependable(() => this.requirementsOf(resource))); }
  }

  add(resource: CfnResource): void {
    this.wanted.add(resource);
  }

  /** A version or alias that the deployment calls. The driver comes after the deployment, and so after it, anyway. */
  addCalled(resource: CfnResource): void {
    this.called.add(resource);
  }

  /** What `precedes` is asked about. */
  consider(resource: CfnResource): void {
    this.considered.add(resource);
  }

  /** Whether it is created before the driver runs. Known when the app is prepared for its templates. */
  precedes(resource: CfnResource): boolean {
    return !this.isNear(resource) || this.preceding.has(resource);
  }

  /** Stacks that are not nested in one another are deployed one after the other as a whole. */
  isNear(resource: CfnResource): boolean {
    return outermost(Stack.of(resource)) === outermost(Stack.of(this.driver));
  }

  /** An order is expensive, so both are decided at once. Who asks again does so because the app may have changed. */
  private requirementsOf(resource: CfnResource): CfnResource[] {
    if (BeforeTraffic.deciding) { return []; }
    if (!this.decision.has(resource)) {
      this.decision = this.decide();
    }
    const required = this.decision.get(resource)!;
    this.decision.delete(resource);
    return required;
  }

  private decide(): Map<CfnResource, CfnResource[]> {
    BeforeTraffic.deciding = true;
    try {
      const order = orderInPreparation(preparedResources(this.driver, this));
      const precedes = (resource: CfnResource): boolean => this.isNear(resource) && !order.waitsFor(resource, this.driver);
      const needed = [...this.wanted, ...this.called].filter(precedes);
      this.preceding = new Set([...needed, ...[...this.considered].filter(precedes)]);
      return new Map([
        [this.driver, [...needed.filter((resource) => this.wanted.has(resource)), ...this.driverBefore(order)]],
        [this.anchor, needed],
      ]);
    } finally {
      BeforeTraffic.deciding = false;
    }
  }

  /** API Gateway refuses concurrent changes of one API, so its drivers come one after the other. Not where a cycle would arise. */
  private driverBefore(order: CreationOrder): CfnResource[] {
    const { other, driver } = this;
    if (other === undefined || !this.isNear(other.driver)) { return []; }
    const waits = [other.driver, ...other.wanted].some((resource) => resource === driver || order.waitsFor(resource, driver));
    return waits ? [] : [other.driver];
  }
}

function dependable(dependencyRoots: () => IConstruct[]): IDependable {
  const late: IDependable = {};
  Dependable.implement(late, { get dependencyRoots() { return dependencyRoots(); } });
  return late;
}

function outermost(stack: Stack): Stack {
  return stack.nestedStackParent ? outermost(stack.nestedStackParent) : stack;
}

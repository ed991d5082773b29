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
export class BeforeTraffic implements IDependable {
  private readonly wanted = new Set<CfnResource>();
  private deciding = false;

  constructor(private readonly driver: CfnResource) {
    const roots = (): IConstruct[] => this.decide();
    Dependable.implement(this, { get dependencyRoots() { return roots(); } });
    driver.node.addDependency(this);
  }

  public add(resource: CfnResource): void {
    this.wanted.add(resource);
  }

  private decide(): CfnResource[] {
    forgetSettledResources(this.driver);
    // Asked again by the order itself, which reads every dependency of the app.
    if (this.deciding || this.wanted.size === 0) { return []; }
    this.deciding = true;
    try {
      const resources = new AssemblyResources(this.driver);
      const order = new CreationOrder(resources, resources.constructs);
      return [...this.wanted].filter((resource) => isNear(resource, this.driver) && !order.waitsFor(resource, this.driver));
    } finally {
      this.deciding = false;
    }
  }
}

/** Stacks that are not nested in one another are deployed one after the other as a whole. */
function isNear(resource: CfnResource, driver: CfnResource): boolean {
  return outermost(Stack.of(resource)) === outermost(Stack.of(driver));
}

function outermost(stack: Stack): Stack {
  return stack.nestedStackParent ? outermost(stack.nestedStackParent) : stack;
}

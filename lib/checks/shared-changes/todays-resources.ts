import { CfnResource, Stack } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { ATTACHES_BY, NOT_SHARED } from './resource-roles';
import { TodaysTemplate } from './shared-changes';
import { isObject } from '../../templates/is-object';
import { TemplateNames } from '../../templates/template-references';
import { NamedFragment, TemplateFragment } from '../../templates/template-resources';

/**
 * The resources of a stack and of the stacks nested in it, as their templates will have them.
 *
 * Only what is asked for is rendered: a whole template takes longer than all the rest of a release. Complete once aspects ran.
 */
export class TodaysResources implements TodaysTemplate {
  private readonly resources = new Map<string, CfnResource>();
  private readonly names = new Map<Stack, TemplateNames | undefined>();

  constructor(private readonly root: Stack) {
    for (const node of root.node.findAll()) {
      // Ids of deployments and versions are hashes over much else, and nobody asks for them.
      if (!CfnResource.isCfnResource(node) || NOT_SHARED.has(node.cfnResourceType)) { continue; }
      const id = this.idOf(node);
      if (id !== undefined) { this.resources.set(id, node); }
    }
  }

  /** Undefined for a resource of another stack. */
  idOf(resource: CfnResource): string | undefined {
    const stack = Stack.of(resource);
    const names = this.namesOf(stack);
    return names && `${names.prefix}${stack.resolve(resource.logicalId)}`;
  }

  constructOf(id: string): IConstruct | undefined {
    return this.resources.get(id);
  }

  fragmentOf(id: string): TemplateFragment | undefined {
    const resource = this.resources.get(id);
    return resource && fragmentOf(resource);
  }

  get attaching(): NamedFragment[] {
    return [...this.resources].filter(([, { cfnResourceType }]) => cfnResourceType in ATTACHES_BY)
      .map(([id, resource]) => ({ id, fragment: fragmentOf(resource), names: this.namesOf(Stack.of(resource))! }));
  }

  /** Undefined for a stack that is below the root among the constructs, but not nested in it. */
  private namesOf(stack: Stack): TemplateNames | undefined {
    if (!this.names.has(stack)) { this.names.set(stack, stack === this.root ? ROOT : this.nestedNames(stack)); }
    return this.names.get(stack);
  }

  private nestedNames({ nestedStackParent, nestedStackResource }: Stack): TemplateNames | undefined {
    const parent = nestedStackParent && this.namesOf(nestedStackParent);
    if (!parent) { return undefined; }
    const passed = fragmentOf(nestedStackResource!).Properties?.Parameters;
    const logicalId = nestedStackParent!.resolve(nestedStackResource!.logicalId);
    return { prefix: `${parent.prefix}${logicalId}/`, parent, passed: isObject(passed) ? passed : {}, nested: new Map() };
  }
}

const ROOT: TemplateNames = { prefix: '', passed: {}, nested: new Map() };

/** What a CfnResource writes into the template, which aws-cdk-lib keeps from its users. Every resource has it. */
interface RenderableResource {
  _toCloudFormation(): object;
}

function fragmentOf(resource: CfnResource): TemplateFragment {
  const template = Stack.of(resource).resolve((resource as unknown as RenderableResource)._toCloudFormation());
  return Object.values<TemplateFragment>(template.Resources)[0];
}

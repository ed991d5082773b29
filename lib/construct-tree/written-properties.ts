import { CfnElement, CfnResource, Stage, Tokenization } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { AssemblyResources } from './assembly-resources';
import { RenderingResolver } from './rendering-resolver';
import { isParameter } from './resource-type';
import { mentionsIn } from '../templates/template-references';
import { UNKNOWN, templateText } from '../templates/template-text';

/** What a CfnResource keeps of what was written, which aws-cdk-lib keeps from its users. Every resource has it. */
interface WrittenResource {
  readonly cfnProperties: Readonly<Record<string, unknown>>;
  readonly rawOverrides: { readonly Properties?: Readonly<Record<string, unknown>> };
}

/**
 * What was written for a property of a resource, without its tokens being resolved: in the property of its class, in a raw `CfnResource`, or
 * by `addPropertyOverride`, which comes last. An override of a part (`Integration.Uri`) lies over what comes before it.
 *
 * @param name as CloudFormation spells it
 */
export function writtenFor(resource: CfnResource, name: string): unknown[] {
  const { cfnProperties, rawOverrides } = resource as unknown as WrittenResource;
  const inClass = `${name[0].toLowerCase()}${name.slice(1)}`;
  return [cfnProperties[inClass], cfnProperties[name], rawOverrides.Properties?.[name]].filter((value) => value !== undefined);
}

/** What `addPropertyOverride` has laid over the properties of a resource. A deletion is there, and has no value. */
export function overriddenProperties(resource: CfnResource): Readonly<Record<string, unknown>> {
  return (resource as unknown as WrittenResource).rawOverrides.Properties ?? {};
}

/**
 * What written values name, while aspects still change the app.
 *
 * References are objects, and cheap to find. Names in a text (`Fn::Sub`), parameters and outputs of nested stacks need to be looked up in the
 * whole assembly, so that is done only where there are any.
 */
export class WrittenReferences {
  private readonly resolver = new RenderingResolver();
  private resources?: AssemblyResources;

  elementsIn(value: unknown, scope: IConstruct): CfnElement[] {
    const resolved = this.resolve(value, scope);
    const mentions = mentionsIn(resolved).filter(({ name }) => !name.startsWith('AWS::'));
    const elements = mentions.map(({ name, attribute }) => attribute?.startsWith('Outputs.') ? undefined : this.resolver.elementOf(name));
    const isPlain = elements.every((element) => element !== undefined && !isParameter(element));
    if (isPlain && !hasImport(resolved)) { return elements as CfnElement[]; }
    return this.assemblyFor(resolved, scope).targetsIn(resolved, scope).map(({ element }) => element);
  }

  /** A written value as its template will have it, with marks in the place of logical ids. */
  resolve(value: unknown, scope: IConstruct): unknown {
    return Tokenization.resolve(value, { scope, resolver: this.resolver, preparing: true });
  }

  /** A written string as a text, with `⟦n⟧` in the place of the n-th element. */
  textIn(value: unknown, scope: IConstruct): { readonly text: string; readonly elements: readonly CfnElement[] } {
    const elements: CfnElement[] = [];
    const text = templateText(this.resolve(value, scope), (reference) => {
      const found = this.elementsIn(reference, scope);
      return found.length === 1 ? `⟦${elements.push(found[0]) - 1}⟧` : UNKNOWN;
    });
    return { text, elements };
  }

  /** The assembly as it was seen last, unless it has grown and something is not known in it. */
  private assemblyFor(resolved: unknown, scope: IConstruct): AssemblyResources {
    const { resources, resolver } = this;
    if (resources && resources.unknownIn(resolved, scope).length === 0) { return resources; }
    const constructs = (Stage.of(scope) ?? scope.node.root).node.findAll().length;
    this.resources = resources?.size === constructs ? resources : new AssemblyResources(scope, { resolver });
    return this.resources;
  }
}

function hasImport(value: unknown): boolean {
  return JSON.stringify(value)?.includes('"Fn::ImportValue"') ?? false;
}

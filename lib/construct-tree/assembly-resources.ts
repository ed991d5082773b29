import { CfnElement, CfnOutput, CfnResource, Stack, Stage, Token, Tokenization } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { RenderingResolver, unresolvedFragment } from './rendering-resolver';
import { isOutput, isParameter } from './resource-type';
import { isObject } from '../templates/is-object';
import { Mention, mentionsIn } from '../templates/template-references';
import { UNKNOWN, templateText } from '../templates/template-text';

/** A resource as its template will have it. Logical ids may be marks. */
export interface RenderedResource {
  readonly Type: string;
  readonly Properties?: Readonly<Record<string, any>>;
  readonly DependsOn?: unknown;
  readonly DeletionPolicy?: unknown;
  readonly UpdateReplacePolicy?: unknown;
}

/** An element of the app that a value names. */
export interface Target {
  readonly element: CfnElement;
  /** For instance `Arn`. Absent for `Ref`. */
  readonly attribute?: string;
  /** Whether `:` follows, as in the ARN of a function with an alias behind it. */
  readonly qualified: boolean;
}

/** A text, and what its marks stand for. */
export interface TextWithTargets {
  readonly text: string;
  readonly targets: readonly Target[];
}

/** What a value names that is nothing in this assembly: an import, a parameter of the outermost stack, a logical id that nobody has. */
export interface UnknownName {
  readonly name: string;
}

/**
 * The resources of an assembly (an App, or one `cdk.Stage` of it) as their templates will have them: with overrides, raw resources and what
 * `Fn::Sub` has in its text, and with constructs in the place of names.
 *
 * Constructs show less: `addPropertyOverride` and a raw `CfnResource` are not in the properties of any class.
 */
export class AssemblyResources {
  readonly constructs: readonly IConstruct[];
  readonly all: readonly CfnResource[];
  /** How many constructs there were, those of Stages below included. */
  readonly size: number;
  private readonly rendered = new Map<CfnResource, RenderedResource>();
  private readonly named = new Map<Stack, ReadonlyMap<string, CfnElement>>();
  private readonly elements: readonly CfnElement[];

  constructor(scope: IConstruct, private readonly resolver = new RenderingResolver()) {
    const assembly = Stage.of(scope) ?? scope.node.root;
    this.size = assembly.node.findAll().length;
    this.constructs = below(assembly);
    this.elements = this.constructs.filter((node): node is CfnElement => CfnElement.isCfnElement(node));
    this.elements.forEach((element) => this.resolver.know(element));
    this.all = this.elements.filter((element): element is CfnResource => CfnResource.isCfnResource(element));
  }

  ofType(type: string): CfnResource[] {
    return this.all.filter(({ cfnResourceType }) => cfnResourceType === type);
  }

  of(resource: CfnResource): RenderedResource {
    const known = this.rendered.get(resource);
    if (known) { return known; }
    const fragment = (this.resolve(unresolvedFragment(resource), resource) ?? { Type: resource.cfnResourceType }) as RenderedResource;
    this.rendered.set(resource, fragment);
    return fragment;
  }

  propertiesOf(resource: CfnResource): Readonly<Record<string, any>> {
    return this.of(resource).Properties ?? {};
  }

  /** A value of a construct in the notation of `of`. */
  resolve(value: unknown, scope: IConstruct): unknown {
    return Tokenization.resolve(value, { scope, resolver: this.resolver, preparing: true });
  }

  /** What a value names, through parameters and outputs of nested stacks and through exports of this assembly. */
  targetsIn(value: unknown, scope: IConstruct): Target[] {
    return this.follow(value, scope).filter((one): one is Target => 'element' in one);
  }

  /** What a value names and cannot be followed. */
  unknownIn(value: unknown, scope: IConstruct): UnknownName[] {
    return this.follow(value, scope).filter((one): one is UnknownName => 'name' in one);
  }

  /**
   * A string as a text, with `⟦n⟧` in the place of the n-th target. What only CloudFormation knows is `⟦?⟧`.
   *
   * What stands around a reference tells how it is meant: an ARN with a qualifier behind it, a stage in the source of a permission.
   */
  textIn(value: unknown, scope: IConstruct): TextWithTargets {
    const targets: Target[] = [];
    const text = templateText(value, (reference) => {
      const [found, ...more] = this.follow(reference, scope);
      if (!found || more.length > 0 || !('element' in found)) { return UNKNOWN; }
      return `⟦${targets.push(found) - 1}⟧${found.qualified ? `:${UNKNOWN}` : ''}`;
    });
    return { text, targets };
  }

  /** Everything that the template makes CloudFormation create before this resource, within its own template. */
  requiredBy(resource: CfnResource): CfnElement[] {
    const { DependsOn, ...rest } = this.of(resource);
    const names = (Array.isArray(DependsOn) ? DependsOn : [DependsOn]).filter((name): name is string => typeof name === 'string');
    const mentions = mentionsIn(rest).map(({ name }) => name).filter((name) => !name.startsWith('AWS::'));
    return [...names, ...mentions].flatMap((name) => this.elementNamed(name, Stack.of(resource)) ?? []);
  }

  private follow(value: unknown, scope: IConstruct, depth = 0): Array<Target | UnknownName> {
    const stack = Stack.of(scope);
    return mentionsIn(value).flatMap((mention): Array<Target | UnknownName> => {
      if (mention.name.startsWith('AWS::')) { return []; }
      const element = this.elementNamed(mention.name, stack);
      // Through nested stacks back and forth no way is longer than this.
      if (!element || depth > 20) { return [{ name: mention.name }]; }
      return this.behind(element, mention, depth) ?? [{ element, attribute: mention.attribute, qualified: mention.qualified }];
    }).concat(importsIn(value).flatMap((name) => this.exported(name, depth)));
  }

  /** What a parameter is given, or what an output gives back. Undefined for an element that stands for itself. */
  private behind(element: CfnElement, { attribute, qualified }: Mention, depth: number): Array<Target | UnknownName> | undefined {
    const qualify = (found: Array<Target | UnknownName>) => found.map((one) => 'element' in one
      ? { ...one, qualified: qualified || one.qualified }
      : one);
    const stack = Stack.of(element);
    const nested = stack.nestedStackResource as CfnResource | undefined;
    if (isParameter(element)) {
      const passed = nested && this.propertiesOf(nested).Parameters?.[logicalIdOf(element)];
      return passed === undefined ? [{ name: logicalIdOf(element) }] : qualify(this.follow(passed, nested!, depth + 1));
    }
    if (!attribute?.startsWith('Outputs.')) { return undefined; }
    const output = this.elements.find((one): one is CfnOutput => isOutput(one)
      && Stack.of(one).nestedStackResource === element && logicalIdOf(one) === attribute.slice('Outputs.'.length));
    return output && qualify(this.follow(this.resolve(output.value, output), output, depth + 1));
  }

  private exported(name: string, depth: number): Array<Target | UnknownName> {
    const output = this.elements.find((one): one is CfnOutput =>
      isOutput(one) && !Token.isUnresolved(one.exportName) && one.exportName === name);
    return output ? this.follow(this.resolve(output.value, output), output, depth + 1) : [{ name }];
  }

  private elementNamed(name: string, stack: Stack): CfnElement | undefined {
    return this.resolver.elementOf(name) ?? this.namesOf(stack).get(name);
  }

  /** Asked for only where a template names something by its text. */
  private namesOf(stack: Stack): ReadonlyMap<string, CfnElement> {
    const known = this.named.get(stack);
    if (known) { return known; }
    const names = new Map(this.elements.filter((element) => Stack.of(element) === stack).map((element) => [logicalIdOf(element), element]));
    this.named.set(stack, names);
    return names;
  }
}

function logicalIdOf(element: CfnElement): string {
  return Stack.of(element).resolve(element.logicalId);
}

/** Literal names of exports. */
function importsIn(value: unknown): string[] {
  if (Array.isArray(value)) { return value.flatMap(importsIn); }
  if (!isObject(value)) { return []; }
  const imported = value['Fn::ImportValue'];
  return typeof imported === 'string' ? [imported] : Object.values(value).flatMap(importsIn);
}

/** Another Stage is an assembly of its own. */
function below(node: IConstruct): IConstruct[] {
  return [node, ...node.node.children.filter((child) => !Stage.isStage(child)).flatMap(below)];
}

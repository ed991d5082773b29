import { CfnElement, CfnOutput, CfnResource, Stack, Stage, Token, Tokenization } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { RenderingResolver, unresolvedFragment } from './rendering-resolver';
import { isOutput, isParameter } from './resource-type';
import { isObject } from '../templates/is-object';
import { Mention, mentionsIn } from '../templates/template-references';
import { UNKNOWN, templateText } from '../templates/template-text';

/** Where overrides are kept, which aws-cdk-lib keeps from its users. Every resource has it. */
interface WithOverrides {
  readonly rawOverrides: { readonly DependsOn?: unknown };
}

/** A resource as its template will have it. Logical ids may be marks. */
export interface RenderedResource {
  readonly Type: string;
  readonly Properties?: Readonly<Record<string, any>>;
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

export interface AssemblyResourcesOptions {
  /** What knows the marks in values that were rendered before. @default - a new one */
  readonly resolver?: RenderingResolver;
  /**
   * The same assembly after aspects and before CDK wrote references between stacks into it: only what is decided then is rendered anew.
   *
   * @default - everything is rendered anew
   */
  readonly earlier?: AssemblyResources;
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
  readonly elements: readonly CfnElement[];
  private readonly resolver: RenderingResolver;
  private readonly rendered = new Map<CfnResource, RenderedResource>();
  private readonly named = new Map<Stack, ReadonlyMap<string, CfnElement>>();
  private readonly byType: ReadonlyMap<string, CfnResource[]>;
  private readonly byNestedStack: ReadonlyMap<IConstruct | undefined, CfnResource[]>;
  /** What objects of rendered resources name: several checks ask the same. */
  private readonly followed = new WeakMap<object, Array<Target | UnknownName>>();
  private readonly answers = new Map<unknown, unknown>();

  constructor(scope: IConstruct, { earlier, resolver }: AssemblyResourcesOptions = {}) {
    const assembly = Stage.of(scope) ?? scope.node.root;
    this.size = assembly.node.findAll().length;
    this.constructs = below(assembly);
    this.elements = this.constructs.filter((node): node is CfnElement => CfnElement.isCfnElement(node));
    this.all = this.elements.filter((element): element is CfnResource => CfnResource.isCfnResource(element));
    this.resolver = earlier?.resolver ?? resolver ?? new RenderingResolver();
    this.elements.forEach((element) => this.resolver.know(element));
    earlier?.rendered.forEach((fragment, resource) => {
      if (!isFinishedLate(resource)) { this.rendered.set(resource, fragment); }
    });
    this.byType = grouped(this.all, ({ cfnResourceType }) => cfnResourceType);
    this.byNestedStack = grouped(this.all, (resource) => Stack.of(resource).nestedStackResource);
  }

  ofType(type: string): readonly CfnResource[] {
    return this.byType.get(type) ?? [];
  }

  /** The resources of a nested stack. */
  within(nestedStack: CfnResource): readonly CfnResource[] {
    return this.byNestedStack.get(nestedStack) ?? [];
  }

  of(resource: CfnResource): RenderedResource {
    const known = this.rendered.get(resource);
    if (known) { return known; }
    const fragment = (this.resolve(unresolvedFragment(resource), resource) ?? { Type: resource.cfnResourceType }) as RenderedResource;
    this.rendered.set(resource, fragment);
    return fragment;
  }

  /** What a question about these resources is answered, computed once. The question is a function that is declared once, and stands for itself. */
  once<Key, Answer>(question: (key: Key, resources: AssemblyResources) => Answer, key: Key): Answer {
    const known = (this.answers.get(question) ?? new Map()) as Map<Key, Answer>;
    this.answers.set(question, known);
    if (!known.has(key)) { known.set(key, question(key, this)); }
    return known.get(key)!;
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
    const mentions = mentionsIn(this.of(resource)).map(({ name }) => name).filter((name) => !name.startsWith('AWS::'));
    return [...this.dependencies(resource), ...mentions.flatMap((name) => this.elementNamed(name, Stack.of(resource)) ?? [])];
  }

  /** What stands in `DependsOn`. An override replaces what CDK writes. */
  private dependencies(resource: CfnResource): CfnElement[] {
    const { rawOverrides } = resource as unknown as WithOverrides;
    // A deletion is there, and has no value.
    if (!('DependsOn' in rawOverrides)) {
      return resource.obtainDependencies().filter((element): element is CfnResource => isBeside(element, resource));
    }
    return [this.resolve(rawOverrides.DependsOn, resource)].flat()
      .flatMap((name) => typeof name === 'string' ? this.elementNamed(name, Stack.of(resource)) ?? [] : []);
  }

  private follow(value: unknown, scope: IConstruct, depth = 0): Array<Target | UnknownName> {
    if (typeof value !== 'object' || value === null) { return []; }
    const known = this.followed.get(value);
    if (known) { return known; }
    const found = this.followNew(value, scope, depth);
    this.followed.set(value, found);
    return found;
  }

  private followNew(value: object, scope: IConstruct, depth: number): Array<Target | UnknownName> {
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
    const output = this.outputsOf(element).get(attribute.slice('Outputs.'.length));
    return output && qualify(this.follow(this.resolve(output.value, output), output, depth + 1));
  }

  private exported(name: string, depth: number): Array<Target | UnknownName> {
    const output = this.once(exportsOf, undefined).get(name);
    return output ? this.follow(this.resolve(output.value, output), output, depth + 1) : [{ name }];
  }

  /** Of a nested stack, by name. */
  private outputsOf(nestedStack: CfnElement): ReadonlyMap<string, CfnOutput> {
    return this.once(outputsByStack, undefined).get(nestedStack) ?? new Map();
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

/** Nested stacks get parameters while CDK prepares the app, and custom resources of a release are told what comes before them. */
function isFinishedLate({ cfnResourceType }: CfnResource): boolean {
  return cfnResourceType === 'AWS::CloudFormation::Stack' || cfnResourceType.startsWith('Custom::Canary');
}

function outputsByStack(_: undefined, { elements }: AssemblyResources): ReadonlyMap<IConstruct | undefined, ReadonlyMap<string, CfnOutput>> {
  const outputs = grouped(elements.filter((one): one is CfnOutput => isOutput(one)), (output) => Stack.of(output).nestedStackResource);
  return new Map([...outputs].map(([nestedStack, own]) => [nestedStack, new Map(own.map((output) => [logicalIdOf(output), output]))]));
}

function exportsOf(_: undefined, { elements }: AssemblyResources): ReadonlyMap<string | undefined, CfnOutput> {
  const exported = elements.filter((one): one is CfnOutput => isOutput(one) && one.exportName !== undefined && !Token.isUnresolved(one.exportName));
  return new Map(exported.map((output) => [output.exportName, output]));
}

function grouped<Item, Group>(items: readonly Item[], groupOf: (item: Item) => Group): Map<Group, Item[]> {
  const groups = new Map<Group, Item[]>();
  for (const item of items) {
    const group = groups.get(groupOf(item));
    if (group) { group.push(item); } else { groups.set(groupOf(item), [item]); }
  }
  return groups;
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

/** Stacks as a whole, and what waits in them, are no part of a template's order. */
function isBeside(element: CfnElement | Stack, resource: CfnResource): boolean {
  return CfnResource.isCfnResource(element) && Stack.of(element) === Stack.of(resource);
}

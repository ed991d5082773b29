import { MadeUpValues } from '../made-up-values';
import { Properties, StackIdentity } from '../resource-type';
import { conditionLookup } from './conditions';
import { DependencyGraph } from './dependency-graph';
import { evaluate, EvaluationScope } from './evaluation';
import { intrinsicCall } from './intrinsic-function';
import { MASK, rememberMasked } from './masked-properties';
import { parameterValues, SsmParameterLookup } from './parameters';
import { references } from './references';
import { ResourceDefinition, resourceDefinition } from './resource-definition';
import { Template } from './template';
import { describePlace, TemplateError, TemplatePlace } from './template-error';
import { checkStructure } from './template-structure';

/** Where a template's values come from besides itself. */
export interface TemplateSurroundings {
  readonly stack: StackIdentity;
  /** Values given for the parameters. */
  readonly parameters: Readonly<Record<string, string>>;
  readonly ssmParameter: SsmParameterLookup;
  readonly importedValue: (exportName: string) => string | undefined;
  /** What the engine made up. @default - nothing */
  readonly madeUp?: MadeUpValues;
  /** What `AWS::Include` puts in its place. @default - it stays as it is */
  readonly included?: (location: string) => unknown;
}

/** A provisioned resource as other resources refer to it. */
export interface ReferableResource {
  readonly ref?: unknown;
  readonly attributes: Readonly<Record<string, unknown>>;
}

export interface StackOutput {
  readonly key: string;
  readonly value: string;
  readonly description?: string;
  readonly exportName?: string;
}

/**
 * A template with its parameters and conditions settled: which resources there are, what each depends on, and
 * what their properties resolve to, given the resources that exist by then.
 */
export class PreparedTemplate {
  /** Resources whose condition holds, by logical id. */
  readonly resources: ReadonlyMap<string, ResourceDefinition>;
  readonly graph: DependencyGraph;
  /** Value of every parameter, by name. */
  readonly parameters: ReadonlyMap<string, unknown>;
  /** Names of the exports that the template's values have imported so far. */
  readonly importedNames = new Set<string>();
  /** Names of the parameters whose values nobody may see. */
  private readonly secrets: ReadonlySet<string>;
  private readonly base: Omit<EvaluationScope, 'ref' | 'attribute'>;
  private readonly names: ReadonlyMap<string, unknown>;

  /** @throws TemplateError naming what is wrong: parameters, unresolved references, circular dependencies */
  constructor(readonly template: Template, readonly surroundings: TemplateSurroundings) {
    checkStructure(template);
    this.parameters = parameterValues(template, surroundings.parameters, surroundings.ssmParameter);
    this.secrets = new Set(Object.entries(template.Parameters ?? {}).filter(([, { NoEcho }]) => String(NoEcho) === 'true').map(([name]) => name));
    this.names = new Map([...pseudoParameters(surroundings.stack), ...this.parameters]);
    const mapping = (map: string, top: string, second: string): unknown => template.Mappings?.[map]?.[top]?.[second];
    const withoutResources = {
      ref: (name: string) => this.names.get(name),
      attribute: () => undefined,
      mapping,
      madeUp: surroundings.madeUp,
      included: surroundings.included,
      importedValue: (name: string) => {
        this.importedNames.add(name);
        return surroundings.importedValue(name);
      },
    };
    this.base = { ...withoutResources, condition: conditionLookup(template, withoutResources) };
    this.resources = this.definitions();
    this.assertResolvable();
    this.graph = new DependencyGraph(new Map([...this.resources].map(([id, definition]) => [id, definition.dependencies])));
    this.graph.assertAcyclic((id) => this.resources.get(id)?.place.constructPath ?? id);
  }

  /** The properties of a resource, resolved against the resources that exist. @throws TemplateError */
  properties(definition: ResourceDefinition, existing: ReadonlyMap<string, ReferableResource>): Properties {
    const scope = this.scope(existing);
    const resolved = evaluate(definition.properties, scope, definition.place) as Properties;
    if (this.secrets.size > 0) {
      const masked = { ...scope, ref: (name: string) => this.secrets.has(name) ? MASK : scope.ref(name) };
      rememberMasked(resolved, evaluate(definition.properties, masked, definition.place) as Properties);
    }
    return resolved;
  }

  /** The metadata of a resource, resolved as far as the resources exist. Nothing when it has none, or something is not there yet. */
  metadata(logicalId: string, existing: ReadonlyMap<string, ReferableResource>): unknown {
    const { Metadata: metadata } = this.template.Resources?.[logicalId] ?? {};
    try {
      return metadata === undefined ? undefined : evaluate(metadata, this.scope(existing), { path: `Resources.${logicalId}.Metadata` });
    } catch (error) {
      if (error instanceof TemplateError) { return undefined; }
      throw error;
    }
  }

  /** Whether the value of a parameter is shown to nobody (`NoEcho`). */
  isSecret(parameter: string): boolean {
    return this.secrets.has(parameter);
  }

  /** Whether another resource or an output asks for the id or an attribute of this one. */
  isReferredTo(logicalId: string): boolean {
    if ([...this.resources.values()].some((other) => other.references.has(logicalId))) { return true; }
    return this.presentOutputs().some(([, { Value }]) => references(Value, this.base.condition).has(logicalId));
  }

  /** The stack's outputs whose condition holds. @throws TemplateError */
  outputs(existing: ReadonlyMap<string, ReferableResource>): StackOutput[] {
    const scope = this.scope(existing);
    return this.presentOutputs().map(([key, output]) => {
      const place = { path: `Outputs.${key}` };
      const value = evaluate(output.Value, scope, place);
      return {
        key,
        value: Array.isArray(value) ? value.join(',') : String(value),
        description: output.Description,
        exportName: output.Export === undefined ? undefined : String(evaluate(output.Export.Name, scope, place)),
      };
    });
  }

  private presentOutputs(): Array<[key: string, output: NonNullable<Template['Outputs']>[string]]> {
    return Object.entries(this.template.Outputs ?? {})
      .filter(([, { Condition }]) => Condition === undefined || this.base.condition(Condition) === true);
  }

  private scope(existing: ReadonlyMap<string, ReferableResource>): EvaluationScope {
    return {
      ...this.base,
      ref: (name) => {
        const resource = existing.get(name);
        return resource === undefined || this.names.has(name) ? this.names.get(name) : resource.ref;
      },
      attribute: (logicalId, attribute) => existing.get(logicalId)?.attributes[attribute],
    };
  }

  private definitions(): Map<string, ResourceDefinition> {
    const present = Object.entries(this.template.Resources ?? {})
      .filter(([id, resource]) => resource.Condition === undefined || this.holds(id, resource.Condition));
    const evaluateHere = (value: unknown, path: string): unknown =>
      evaluate(value, { ...this.base, ref: (name) => this.names.get(name), attribute: () => undefined }, { path });
    return new Map(present.map(([id, resource]) => {
      const referred = references(resource.Properties, this.base.condition);
      return [id, resourceDefinition(id, resource, referred, evaluateHere)];
    }));
  }

  private holds(logicalId: string, condition: string): boolean {
    const holds = this.base.condition(condition);
    if (holds === undefined) {
      throw new TemplateError(`Template format error: Unresolved condition ${condition} in Resources.${logicalId}.`);
    }
    return holds;
  }

  private assertResolvable(): void {
    const declared = this.template.Resources ?? {};
    for (const definition of this.resources.values()) {
      const unresolved = this.unresolved(definition.references);
      if (unresolved.length > 0) {
        const refused = unresolvedIn(unresolved, 'Resources');
        throw new TemplateError(`${refused}, referred to by ${describePlace(definition.place)}.`, refused);
      }
      const missing = definition.dependsOn.filter((name) => !(name in declared));
      if (missing.length > 0) {
        const refused = unresolvedIn(missing, 'Resources');
        throw new TemplateError(`${refused}, in DependsOn of ${describePlace(definition.place)}.`, refused);
      }
      this.assertMapped(definition.properties, definition.place);
    }
    this.assertOutputsResolvable();
  }

  private assertOutputsResolvable(): void {
    for (const [key, output] of this.presentOutputs()) {
      const unresolved = this.unresolved(references(output.Value, this.base.condition));
      if (unresolved.length > 0) {
        const refused = unresolvedIn(unresolved, 'Outputs').replace('Template format error: ', '');
        throw new TemplateError(`${refused}, referred to by Outputs.${key}.`, refused);
      }
    }
  }

  private unresolved(names: ReadonlySet<string>): string[] {
    return [...names].filter((name) => !this.resources.has(name) && !this.names.has(name) && name !== 'AWS::NoValue');
  }

  /** Mappings are looked up before any resource is touched. */
  private assertMapped(value: unknown, place: TemplatePlace): void {
    if (typeof value !== 'object' || value === null) { return; }
    const call = Array.isArray(value) ? undefined : intrinsicCall(value);
    if (call?.name === 'Fn::If' && Array.isArray(call.argument)) {
      this.assertMapped(call.argument[this.base.condition(String(call.argument[0])) === true ? 1 : 2], place);
    } else if (call?.name === 'Fn::FindInMap') {
      evaluate(value, this.scope(new Map()), place);
    } else {
      Object.values(value).forEach((inner) => this.assertMapped(inner, place));
    }
  }
}

function unresolvedIn(names: readonly string[], block: string): string {
  return `Template format error: Unresolved resource dependencies [${names.join(', ')}] in the ${block} block of the template`;
}

/** What `Ref AWS::Region` and its like return. `AWS::NoValue` is the evaluation's own affair. */
export function pseudoParameters(stack: StackIdentity): Array<[string, unknown]> {
  return [
    ['AWS::AccountId', stack.account],
    ['AWS::Region', stack.region],
    ['AWS::Partition', stack.partition],
    ['AWS::URLSuffix', stack.partition === 'aws-cn' ? 'amazonaws.com.cn' : 'amazonaws.com'],
    ['AWS::StackId', stack.stackId],
    ['AWS::StackName', stack.stackName],
    ['AWS::NotificationARNs', []],
  ];
}

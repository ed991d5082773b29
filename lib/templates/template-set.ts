import { isObject } from './is-object';
import { TemplateNames } from './template-references';
import { NamedFragment, ReadAsset, templateResources } from './template-resources';
import { isText, templateText, UNKNOWN } from './template-text';
import { attributeOf, logicalIdOf, refOf } from './template-values';

/** A template of an assembly, with those that are nested in it. */
export interface TemplateOfSet {
  /** Tells it from the others. */
  readonly file: string;
  /** Templates with the same place see each other's exports. */
  readonly assembly: string;
  readonly template: Readonly<Record<string, any>>;
  readonly readAsset?: ReadAsset;
}

/** A resource of one of the templates. */
export interface ResourceOfSet extends NamedFragment {
  /** The outermost template that it is in. */
  readonly file: string;
  readonly assembly: string;
}

interface Exported {
  readonly value: unknown;
  readonly scope: ResourceScope;
}

/** Where a name is read. */
interface ResourceScope {
  readonly file: string;
  readonly assembly: string;
  readonly names: TemplateNames;
}

/** The templates of an app, so that what a value comes to can be followed through parameters, outputs and exports. */
export class TemplateSet {
  readonly resources: readonly ResourceOfSet[];
  private readonly places = new Map<string, number>();
  private readonly exports = new Map<string, Exported>();

  constructor(templates: readonly TemplateOfSet[]) {
    this.resources = templates.flatMap(({ file, assembly, template, readAsset }) =>
      [...templateResources(template, readAsset).resources.values()].map((resource) => ({ ...resource, file, assembly })));
    this.resources.forEach(({ file, id }, place) => this.places.set(`${file}|${id}`, place));
    for (const { file, assembly, template } of templates) {
      const names = this.resources.find((resource) => resource.file === file && resource.names.prefix === '')?.names;
      if (names !== undefined) { this.addExports(template, { file, assembly, names }); }
    }
  }

  ofType(...types: string[]): ResourceOfSet[] {
    return this.resources.filter(({ fragment: { Type } }) => types.includes(Type));
  }

  /** A value as text, with `⟦n⟧` in the place of the resource with that index, and `⟦?⟧` in the place of what only CloudFormation knows. */
  textOf(value: unknown, { file, assembly, names }: ResourceScope): string {
    return templateText(value, (reference) => {
      const [parameter, attribute] = [refOf(reference), attributeOf(reference)];
      const imported = this.exports.get(`${assembly}|${String(reference['Fn::ImportValue'])}`);
      if (imported) { return this.textOf(imported.value, imported.scope); }
      if (names.parent && parameter !== undefined && parameter in names.passed) {
        return this.textOf(names.passed[parameter], { file, assembly, names: names.parent });
      }
      const nested = attribute?.attribute.startsWith('Outputs.') ? names.nested.get(attribute.logicalId) : undefined;
      if (nested) { return this.textOf(nested.outputs[attribute!.attribute.slice('Outputs.'.length)], { file, assembly, names: nested }); }
      const place = this.places.get(`${file}|${names.prefix}${logicalIdOf(reference)}`);
      return place === undefined ? UNKNOWN : `⟦${place}⟧`;
    });
  }

  /** The resources that a value names, in whatever is nested in it. */
  targetsOf(value: unknown, scope: ResourceScope): ResourceOfSet[] {
    const parts = Array.isArray(value) ? value : isObject(value) && !isText(value) ? Object.values(value) : undefined;
    if (parts) { return parts.flatMap((part) => this.targetsOf(part, scope)); }
    return [...this.textOf(value, scope).matchAll(/⟦(\d+)⟧/g)].map(([, place]) => this.resources[Number(place)]);
  }

  private addExports({ Outputs }: TemplateOfSet['template'], scope: ResourceScope): void {
    for (const output of Object.values<any>(Outputs ?? {})) {
      const name = output?.Export?.Name;
      if (typeof name === 'string') { this.exports.set(`${scope.assembly}|${name}`, { value: output.Value, scope }); }
    }
  }
}

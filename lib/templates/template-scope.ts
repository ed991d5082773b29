import { isObject } from './is-object';
import { logicalIdOf, refOf } from './template-values';

/** One template and what its parameters stand for: a nested stack gets the API from its parent by a parameter. */
export interface TemplateScope {
  readonly where: string;
  readonly resources: Readonly<Record<string, TemplateResource>>;
  /** Values in terms of the outermost template, by parameter name. */
  readonly parameters: ReadonlyMap<string, unknown>;
  /** Tells resources of one nested stack from those of another. Empty for the outermost template. */
  readonly prefix: string;
}

export interface TemplateResource {
  readonly Type: string;
  readonly Properties: Readonly<Record<string, any>>;
  readonly Metadata: Readonly<Record<string, any>>;
}

/**
 * Reads the document of a local asset (a nested stack's template, an OpenAPI definition). Undefined when it isn't there.
 *
 * `file` is its name beside the template, `objectKey` its key in the assets bucket. A template may tell only one of them.
 */
export type ReadAsset = (asset: { readonly file?: string; readonly objectKey?: string }) => Record<string, any> | undefined;

/** A resource by the id that is unique over all nested stacks. */
export interface ScopedResource {
  readonly id: string;
  readonly logicalId: string;
  readonly resource: TemplateResource;
  readonly scope: TemplateScope;
}

/** The outermost template. */
export function outermostScope(template: Record<string, any>, where: string): TemplateScope {
  return scopeOf(template, where, new Map(), '');
}

/** The template of a nested stack. */
export function nestedScope(template: Record<string, any>, where: string, stack: ScopedResource): TemplateScope {
  const given = Object.entries(stack.resource.Properties.Parameters ?? {});
  const parameters = new Map(given.map(([name, value]) => [name, inOutermostTerms(value, stack.scope)]));
  return scopeOf(template, where, parameters, `${stack.id}/`);
}

/** The template of a nested stack, if it lies beside that of its parent. */
export function nestedTemplate(
  stack: Pick<TemplateResource, 'Properties' | 'Metadata'>, readAsset: ReadAsset | undefined,
): Record<string, any> | undefined {
  return readAsset?.({
    file: stack.Metadata['aws:asset:path'],
    objectKey: /[0-9a-f]{64}\.json/.exec(JSON.stringify(stack.Properties.TemplateURL) ?? '')?.[0],
  });
}

/** All resources of a type. */
export function resourcesOfType(scope: TemplateScope, type: string): ScopedResource[] {
  return Object.entries(scope.resources)
    .filter(([, resource]) => resource.Type === type)
    .map(([logicalId, resource]) => ({ id: `${scope.prefix}${logicalId}`, logicalId, resource, scope }));
}

/**
 * A value in which a reference to a parameter is replaced by what the parent passes, and a reference to a resource of a nested
 * stack names it by its unique id.
 */
export function inOutermostTerms(value: unknown, scope: TemplateScope): unknown {
  const parameter = refOf(value);
  if (parameter !== undefined && scope.parameters.has(parameter)) { return scope.parameters.get(parameter); }
  const logicalId = logicalIdOf(value);
  if (logicalId === undefined || scope.prefix === '' || !(logicalId in scope.resources)) { return value; }
  return refOf(value) ? { Ref: `${scope.prefix}${logicalId}` } : { 'Fn::GetAtt': [`${scope.prefix}${logicalId}`, attributeName(value)] };
}

function attributeName(value: unknown): string {
  const target = (value as Record<string, any>)['Fn::GetAtt'];
  return typeof target === 'string' ? target.slice(target.indexOf('.') + 1) : target.slice(1).join('.');
}

function scopeOf(template: Record<string, any>, where: string, parameters: ReadonlyMap<string, unknown>, prefix: string): TemplateScope {
  const resources = Object.entries(isObject(template.Resources) ? template.Resources : {})
    .filter(([, resource]) => isObject(resource) && typeof resource.Type === 'string')
    .map(([logicalId, resource]) => [logicalId, {
      Type: resource.Type,
      Properties: isObject(resource.Properties) ? resource.Properties : {},
      Metadata: isObject(resource.Metadata) ? resource.Metadata : {},
    }]);
  return { where, resources: Object.fromEntries(resources), parameters, prefix };
}

import { isObject } from './is-object';
import { attributeOf, refOf } from './template-values';

/** What the names in a template stand for: its own resources, what the parent passes, what nested stacks give back. */
export interface TemplateNames {
  /** Precedes its logical ids to make them unique over all nested stacks. Empty for the outermost template. */
  readonly prefix: string;
  readonly parent?: TemplateNames;
  /** By parameter name: what the parent passes, in the names of the parent. */
  readonly passed: Readonly<Record<string, unknown>>;
  /** By logical id of the nested stack. Those that could be read. */
  readonly nested: ReadonlyMap<string, NestedNames>;
}

/** A nested stack, seen from its parent. */
export interface NestedNames extends TemplateNames {
  /** By output name: a value in the names of the nested template. */
  readonly outputs: Readonly<Record<string, unknown>>;
}

/** One mention of a resource in a value. */
export interface TemplateReference {
  /** The logical id, preceded by those of the nested stacks around it: `Routes/Hello`. */
  readonly id: string;
  /** Whether `:` follows, as in the ARN of a function with an alias behind it. */
  readonly qualified: boolean;
}

/** The resources that a value in a template refers to, through parameters and outputs of nested stacks. */
export function templateReferences(value: unknown, names: TemplateNames): TemplateReference[] {
  return mentionsIn(value).flatMap(({ name, attribute, qualified }) => {
    const qualify = (found: TemplateReference[]) => found.map((reference) => ({ ...reference, qualified: qualified || reference.qualified }));
    if (names.parent && name in names.passed) { return qualify(templateReferences(names.passed[name], names.parent)); }
    const nested = names.nested.get(name);
    const output = attribute?.startsWith('Outputs.') ? attribute.slice('Outputs.'.length) : undefined;
    if (nested && output !== undefined) { return qualify(templateReferences(nested.outputs[output], nested)); }
    return name.startsWith('AWS::') ? [] : [{ id: `${names.prefix}${name}`, qualified }];
  });
}

/**
 * A value in terms of the outermost template, when it is one reference: through parameters to what the parent passes, through outputs to
 * what a nested stack gives back, and to a resource of a nested stack by the id that is unique over all of them.
 */
export function inOutermostTerms(value: unknown, names: TemplateNames): unknown {
  const [parameter, attribute] = [refOf(value), attributeOf(value)];
  if (names.parent && parameter !== undefined && parameter in names.passed) { return inOutermostTerms(names.passed[parameter], names.parent); }
  const nested = attribute?.attribute.startsWith('Outputs.') ? names.nested.get(attribute.logicalId) : undefined;
  if (nested) { return inOutermostTerms(nested.outputs[attribute!.attribute.slice('Outputs.'.length)], nested); }
  if (names.prefix === '') { return value; }
  if (attribute) { return { 'Fn::GetAtt': [`${names.prefix}${attribute.logicalId}`, attribute.attribute] }; }
  return parameter === undefined || parameter.startsWith('AWS::') ? value : { Ref: `${names.prefix}${parameter}` };
}

/** A name as it stands in a value. */
export interface Mention {
  readonly name: string;
  readonly attribute?: string;
  readonly qualified: boolean;
}

/** Every name in a value, out of `Ref`, `Fn::GetAtt` and the text of `Fn::Sub`. */
export function mentionsIn(value: unknown, behind = ''): Mention[] {
  if (Array.isArray(value)) { return value.flatMap((item) => mentionsIn(item)); }
  if (!isObject(value)) { return []; }
  const qualified = behind.startsWith(':');
  const [ref, attribute] = [refOf(value), attributeOf(value)];
  if (ref !== undefined) { return [{ name: ref, qualified }]; }
  if (attribute) { return [{ name: attribute.logicalId, attribute: attribute.attribute, qualified }]; }
  const { 'Fn::Sub': sub, 'Fn::Join': join } = value;
  if (sub !== undefined) { return mentionsInText(sub); }
  if (Array.isArray(join) && Array.isArray(join[1])) { return mentionsInParts(String(join[0]), join[1]); }
  return Object.values(value).flatMap((item) => mentionsIn(item));
}

/** `{ "Fn::Sub": text }` and `{ "Fn::Sub": [text, variables] }`. */
function mentionsInText(sub: unknown): Mention[] {
  const [text, variables] = Array.isArray(sub) ? sub : [sub, {}];
  return [...String(text).matchAll(/\$\{([\w:⟦⟧]+)(?:\.([\w.]+))?\}(:?)/g)].flatMap(([, name, attribute, colon]) =>
    isObject(variables) && name in variables ? mentionsIn(variables[name], colon) : [{ name, attribute, qualified: colon !== '' }]);
}

function mentionsInParts(delimiter: string, parts: readonly unknown[]): Mention[] {
  return parts.flatMap((part, i) => mentionsIn(part, i + 1 < parts.length ? `${delimiter}${textOf(parts[i + 1])}` : ''));
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

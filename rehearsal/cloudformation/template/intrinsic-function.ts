/** One intrinsic function call: `{ "Fn::Join": [...] }` is `{ name: 'Fn::Join', argument: [...] }`. */
export interface IntrinsicCall {
  readonly name: string;
  readonly argument: unknown;
}

/** The call that a template value is, or undefined for an ordinary value. */
export function intrinsicCall(value: object): IntrinsicCall | undefined {
  let name: string | undefined;
  for (const key in value) {
    if (name !== undefined) { return undefined; }
    name = key;
  }
  if (name === undefined || !(name === 'Ref' || name === 'Condition' || name.startsWith('Fn::'))) { return undefined; }
  return { name, argument: (value as Record<string, unknown>)[name] };
}

/** `Fn::GetAtt` in both spellings, `[id, attribute]` and `id.attribute`. Undefined when it is neither. */
export function getAttTarget(argument: unknown): { readonly logicalId: string; readonly attribute: unknown } | undefined {
  if (Array.isArray(argument) && argument.length === 2 && typeof argument[0] === 'string') {
    return { logicalId: argument[0], attribute: argument[1] };
  }
  if (typeof argument === 'string' && argument.includes('.')) {
    const dot = argument.indexOf('.');
    return { logicalId: argument.slice(0, dot), attribute: argument.slice(dot + 1) };
  }
  return undefined;
}

/** A placeholder of `Fn::Sub`: text, or `${name}`. */
export type SubPart = { readonly text: string } | { readonly name: string };

const SUB_PARTS = new Map<string, ReadonlyArray<SubPart>>();

/** The parts of an `Fn::Sub` string. `${!name}` is the literal `${name}`. */
export function subParts(template: string): ReadonlyArray<SubPart> {
  const known = SUB_PARTS.get(template);
  if (known !== undefined) { return known; }
  const parts: SubPart[] = [];
  let end = 0;
  for (const match of template.matchAll(/\$\{(!?)([^}]+)\}/g)) {
    if (match.index > end) { parts.push({ text: template.slice(end, match.index) }); }
    parts.push(match[1] === '!' ? { text: `\${${match[2]}}` } : { name: match[2].trim() });
    end = match.index + match[0].length;
  }
  if (end < template.length) { parts.push({ text: template.slice(end) }); }
  // Templates repeat across stack operations; the bound keeps a long property run from holding every text it met.
  if (SUB_PARTS.size > 1000) { SUB_PARTS.clear(); }
  SUB_PARTS.set(template, parts);
  return parts;
}

import { Variables } from './evaluate';
import { jsonPath } from './json-path';
import { GatewayObject, VelocityValue } from './template-nodes';
import { printed } from './value-methods';

/** What a template sees of a request or an answer. */
export interface TemplateInput {
  /** The request's body in a request template, the backend's answer in a response template. */
  readonly body: string;
  readonly path: Readonly<Record<string, string>>;
  readonly querystring: Readonly<Record<string, string>>;
  readonly header: Readonly<Record<string, string>>;
  readonly stageVariables: Readonly<Record<string, string>>;
  /** Values of `$context`. A dot in a name is a level. */
  readonly context: Readonly<Record<string, string>>;
}

/** `$input`, `$context`, `$stageVariables` and `$util`. */
export function gatewayVariables(input: TemplateInput): Variables {
  return new Map<string, VelocityValue>([
    ['input', inputObject(input)],
    ['context', { ...nested(input.context), responseOverride: { header: {} }, requestOverride: { header: {}, path: {}, querystring: {} } }],
    ['stageVariables', { ...input.stageVariables }],
    ['util', UTIL],
  ]);
}

function inputObject({ body, path, querystring, header }: TemplateInput): GatewayObject {
  const parameters = { path: { ...path }, querystring: { ...querystring }, header: { ...header } };
  // Path parameter, then query string, then header, as documented.
  const parameter = (name: string): VelocityValue => path[name] ?? querystring[name] ?? headerNamed(header, name) ?? '';
  const find = (jsonPathText: VelocityValue): VelocityValue => jsonPath(parsed(body), String(jsonPathText));
  return new GatewayObject({ body: body === '' ? '{}' : body }, {
    params: (name?: VelocityValue) => name === undefined ? parameters : parameter(String(name)),
    path: (jsonPathText: VelocityValue) => find(jsonPathText) ?? null,
    json: (jsonPathText: VelocityValue) => JSON.stringify(find(jsonPathText)) ?? '',
  });
}

const UTIL = new GatewayObject({}, {
  escapeJavaScript: (text: VelocityValue) => JSON.stringify(printed(text)).slice(1, -1).replace(/'/g, "\\'").replace(/\//g, '\\/'),
  parseJson: (text: VelocityValue) => parsed(printed(text)),
  urlEncode: (text: VelocityValue) => encodeURIComponent(printed(text)).replace(/%20/g, '+').replace(/[!'()~]/g, (character) =>
    `%${character.charCodeAt(0).toString(16).toUpperCase()}`),
  urlDecode: (text: VelocityValue) => decodeURIComponent(printed(text).replace(/\+/g, ' ')),
  base64Encode: (text: VelocityValue) => Buffer.from(printed(text)).toString('base64'),
  base64Decode: (text: VelocityValue) => Buffer.from(printed(text), 'base64').toString(),
});

function headerNamed(header: Readonly<Record<string, string>>, name: string): string | undefined {
  return Object.entries(header).find(([key]) => key.toLowerCase() === name.toLowerCase())?.[1];
}

function parsed(text: string): VelocityValue {
  try {
    return JSON.parse(text || '{}') as VelocityValue;
  } catch {
    return text;
  }
}

function nested(flat: Readonly<Record<string, string>>): Record<string, VelocityValue> {
  const root: Record<string, VelocityValue> = {};
  for (const [path, value] of Object.entries(flat)) {
    const names = path.split('.');
    const owner = names.slice(0, -1).reduce<Record<string, VelocityValue>>((level, name) => {
      level[name] ??= {};
      return level[name] as Record<string, VelocityValue>;
    }, root);
    owner[names[names.length - 1]] = value;
  }
  return root;
}

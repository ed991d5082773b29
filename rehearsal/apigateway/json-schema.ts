import { isDeepStrictEqual } from 'node:util';

/** A schema, or a part of one. */
export type JsonSchema = Readonly<Record<string, any>>;

/** Finds the schema that a `$ref` names. `undefined` when there is none. */
export type SchemaLookup = (reference: string) => JsonSchema | undefined;

type Check = (limit: any, value: any, schema: JsonSchema, lookup: SchemaLookup) => boolean;

/**
 * Whether a value is what the schema asks for, by draft 4, the one that models of API Gateway are written in. `format` holds nothing up.
 *
 * @throws Error for a `$ref` that leads nowhere
 * @see https://datatracker.ietf.org/doc/html/draft-fge-json-schema-validation-00
 */
export function matchesSchema(schema: JsonSchema, value: unknown, lookup: SchemaLookup): boolean {
  if (typeof schema.$ref === 'string') {
    const found = lookup(schema.$ref);
    if (found === undefined) { throw new Error(`the schema has no ${schema.$ref}`); }
    return matchesSchema(found, value, lookup);
  }
  return Object.entries(schema).every(([keyword, limit]) => CHECKS[keyword]?.(limit, value, schema, lookup) ?? true);
}

const isNumber = (value: unknown): value is number => typeof value === 'number';
const isText = (value: unknown): value is string => typeof value === 'string';
const isList = (value: unknown): value is unknown[] => Array.isArray(value);
const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);

/** Texts are counted in characters, not in the units of UTF-16. */
const lengthOf = (text: string): number => [...text].length;

/** A keyword says something about values of one kind only. */
const CHECKS: Readonly<Record<string, Check>> = {
  type: (types: string | string[], value) => [types].flat().some((type) => isOfType(type, value)),
  enum: (values: unknown[], value) => values.some((each) => isDeepStrictEqual(each, value)),
  multipleOf: (divisor: number, value) => !isNumber(value) || Number.isInteger(value / divisor),
  maximum: (limit: number, value, { exclusiveMaximum }) => !isNumber(value) || (exclusiveMaximum === true ? value < limit : value <= limit),
  minimum: (limit: number, value, { exclusiveMinimum }) => !isNumber(value) || (exclusiveMinimum === true ? value > limit : value >= limit),
  maxLength: (limit: number, value) => !isText(value) || lengthOf(value) <= limit,
  minLength: (limit: number, value) => !isText(value) || lengthOf(value) >= limit,
  pattern: (pattern: string, value) => !isText(value) || new RegExp(pattern, 'u').test(value),
  maxItems: (limit: number, value) => !isList(value) || value.length <= limit,
  minItems: (limit: number, value) => !isList(value) || value.length >= limit,
  uniqueItems: (unique: boolean, value) => !isList(value) || !unique
    || value.every((each, index) => !value.slice(0, index).some((earlier) => isDeepStrictEqual(earlier, each))),
  items: (items: JsonSchema | JsonSchema[], value, { additionalItems = true }, lookup) => !isList(value)
    || value.every((each, index) => allowed(isList(items) ? (items as JsonSchema[])[index] ?? additionalItems : items, each, lookup)),
  maxProperties: (limit: number, value) => !isObject(value) || Object.keys(value).length <= limit,
  minProperties: (limit: number, value) => !isObject(value) || Object.keys(value).length >= limit,
  required: (names: string[], value) => !isObject(value) || names.every((name) => Object.hasOwn(value, name)),
  properties: (_, value, schema, lookup) => propertiesMatch(value, schema, lookup),
  patternProperties: (_, value, schema, lookup) => propertiesMatch(value, schema, lookup),
  additionalProperties: (_, value, schema, lookup) => propertiesMatch(value, schema, lookup),
  dependencies: (dependencies: Record<string, string[] | JsonSchema>, value, _, lookup) => !isObject(value)
    || Object.entries(dependencies).every(([name, needs]) => !Object.hasOwn(value, name)
      || (isList(needs) ? needs.every((need) => Object.hasOwn(value, need as string)) : matchesSchema(needs, value, lookup))),
  allOf: (schemas: JsonSchema[], value, _, lookup) => schemas.every((each) => matchesSchema(each, value, lookup)),
  anyOf: (schemas: JsonSchema[], value, _, lookup) => schemas.some((each) => matchesSchema(each, value, lookup)),
  oneOf: (schemas: JsonSchema[], value, _, lookup) => schemas.filter((each) => matchesSchema(each, value, lookup)).length === 1,
  not: (schema: JsonSchema, value, _, lookup) => !matchesSchema(schema, value, lookup),
};

function isOfType(type: string, value: unknown): boolean {
  switch (type) {
    case 'null': return value === null;
    case 'array': return isList(value);
    case 'object': return isObject(value);
    case 'integer': return Number.isInteger(value);
    default: return typeof value === type;
  }
}

function propertiesMatch(value: unknown, schema: JsonSchema, lookup: SchemaLookup): boolean {
  if (!isObject(value)) { return true; }
  const { properties = {}, patternProperties = {}, additionalProperties = true } = schema;
  return Object.entries(value).every(([name, each]) => {
    const schemas = [
      ...Object.hasOwn(properties, name) ? [properties[name]] : [],
      ...Object.entries(patternProperties).filter(([pattern]) => new RegExp(pattern, 'u').test(name)).map(([, found]) => found),
    ];
    return schemas.length === 0 ? allowed(additionalProperties, each, lookup) : schemas.every((found) => allowed(found, each, lookup));
  });
}

/** `additionalItems` and `additionalProperties` may say yes or no. */
function allowed(schema: JsonSchema | boolean, value: unknown, lookup: SchemaLookup): boolean {
  return typeof schema === 'boolean' ? schema : matchesSchema(schema, value, lookup);
}

import { Properties, ResourceFailure, ResourceType } from '../resource-type';
import NAMES from './property-names.json';

/** Names of properties. Null where anything may stand. `*` stands for the keys of a map. */
interface NameTree {
  readonly [name: string]: NameTree | null;
}

const TABLE = NAMES as Readonly<Record<string, NameTree>>;

/**
 * The type, which refuses properties that its schema does not have, misspelt ones among them, when the resource's turn comes.
 *
 * @see https://docs.aws.amazon.com/cloudformation-cli/latest/userguide/resource-type-schema.html (`additionalProperties`)
 */
export function withKnownProperties(typeName: string, type: ResourceType): ResourceType {
  const names = Object.hasOwn(TABLE, typeName) ? TABLE[typeName] : undefined;
  if (names === undefined) { return type; }
  const check = (logicalId: string, properties: Properties): void => {
    const unknown = unknownProperties(properties, names, '#');
    if (unknown.length > 0) {
      throw new ResourceFailure(`Properties validation failed for resource ${logicalId} with message:\n[${unknown.join(', ')}]`);
    }
  };
  return {
    ...type,
    create: async (request) => {
      check(request.logicalId, request.properties);
      return type.create(request);
    },
    update: async (request) => {
      check(request.logicalId, request.properties);
      return type.update(request);
    },
  };
}

function unknownProperties(value: unknown, names: NameTree, path: string): string[] {
  if (Array.isArray(value)) { return value.flatMap((element, index) => unknownProperties(element, names, `${path}/${index}`)); }
  if (typeof value !== 'object' || value === null) { return []; }
  return Object.entries(value).flatMap(([name, inner]) => {
    const within = Object.hasOwn(names, name) ? names[name] : names['*'];
    if (within === undefined) { return [`${path}: extraneous key [${name}] is not permitted`]; }
    return within === null ? [] : unknownProperties(inner, within, `${path}/${name}`);
  });
}

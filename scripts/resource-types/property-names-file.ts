import { createRequire } from 'node:module';

/** The parts of the specification that are read here. */
interface SpecType {
  readonly type: string;
  readonly reference?: { readonly $ref: string };
  readonly element?: SpecType;
}

interface SpecProperties {
  readonly properties: Readonly<Record<string, { readonly type: SpecType }>>;
}

interface Specification {
  all(kind: 'resource'): Iterable<SpecProperties & { readonly cloudFormationType: string }>;
  get(kind: 'typeDefinition', id: string): SpecProperties;
}

/** Names of properties. Null where anything may stand. */
interface NameTree {
  [name: string]: NameTree | null;
}

/** rehearsal/cloudformation/types/property-names.json: the properties of the types that the engine plays. */
export function propertyNamesFile(): string {
  const specification = (createRequire(require.resolve('@aws-cdk/integ-runner/package.json'))('@aws-cdk/aws-service-spec') as {
    loadAwsServiceSpecSync(): Specification;
  }).loadAwsServiceSpecSync();
  const lines = [...specification.all('resource')]
    .filter(({ cloudFormationType }) => /^AWS::(ApiGateway|Lambda)::/.test(cloudFormationType))
    .map((resource) => `  ${JSON.stringify(resource.cloudFormationType)}: ${JSON.stringify(namesOf(specification, resource))}`);
  return `{\n${lines.sort().join(',\n')}\n}\n`;
}

function namesOf(specification: Specification, { properties }: SpecProperties, seen: readonly string[] = []): NameTree {
  return Object.fromEntries(Object.entries(properties).map(([name, { type }]) => [name, namesWithin(specification, type, seen)]));
}

/** A list has the names of its elements. A map those of its values, under `*`. */
function namesWithin(specification: Specification, { type, reference, element }: SpecType, seen: readonly string[]): NameTree | null {
  if (type === 'array' && element !== undefined) { return namesWithin(specification, element, seen); }
  if (type === 'map' && element !== undefined) {
    const values = namesWithin(specification, element, seen);
    return values && { '*': values };
  }
  if (type !== 'ref' || reference === undefined || seen.includes(reference.$ref)) { return null; }
  return namesOf(specification, specification.get('typeDefinition', reference.$ref), [...seen, reference.$ref]);
}

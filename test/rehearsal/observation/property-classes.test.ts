import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import NAMES from '../../../rehearsal/cloudformation/types/property-names.json';
import { LocalAws } from '../../../rehearsal/local-aws';
import { PROPERTY_CLASSES } from '../../../rehearsal/observation/properties-not-played';
import { PropertyClasses } from '../../../rehearsal/observation/property-classes/property-class';

interface NameTree {
  readonly [name: string]: NameTree | null;
}

/** Of the CloudFormation specification. `known-properties.test.ts` compares the file with it. */
const SPECIFICATION = NAMES as Readonly<Record<string, NameTree>>;

/** Properties without others in them, by their paths. */
function leaves(tree: NameTree | null, path = ''): string[] {
  return tree === null ? [path] : Object.entries(tree).flatMap(([name, inner]) => leaves(inner, path === '' ? name : `${path}.${name}`));
}

/** The class of a property, or that of what it stands in. */
function classOf(classes: PropertyClasses, path: string): string | undefined {
  if (Object.hasOwn(classes, path)) { return typeof classes[path] === 'function' ? 'told' : classes[path] as string; }
  return path.includes('.') ? classOf(classes, path.slice(0, path.lastIndexOf('.'))) : undefined;
}

const classified = Object.entries(PROPERTY_CLASSES).flatMap(([type, classes]) => classes === 'inert' ? [] : [[type, classes] as const]);

test('every resource type of API Gateway and Lambda that the specification has is played or told', () => {
  expect(Object.keys(PROPERTY_CLASSES).sort()).toEqual(Object.keys(SPECIFICATION).sort());
});

test.each(classified)('every property of %s is played, harmless or told', (type, classes) => {
  expect(leaves(SPECIFICATION[type]).filter((path) => classOf(classes, path) === undefined)).toEqual([]);
});

test.each(classified)('no property of %s is classified that it does not have, and what is played is so by its full name', (type, classes) => {
  const paths = leaves(SPECIFICATION[type]);
  for (const [path, kind] of Object.entries(classes)) {
    const met = kind === 'played' ? paths.includes(path) : paths.some((leaf) => leaf === path || leaf.startsWith(`${path}.`));
    expect([path, met]).toEqual([path, true]);
  }
});

test('types that are told by their names are those that the engine does not play', async () => {
  const aws = new LocalAws();
  const Resources = Object.fromEntries(Object.entries(PROPERTY_CLASSES)
    .filter(([, classes]) => classes === 'inert')
    .map(([Type], index) => [`Own${index}`, { Type, Properties: {} }]));
  await aws.cloudFormation.createStack({ stackName: 'shop', template: { Resources } });
  expect([...aws.cloudFormation.inertTypes].sort()).toEqual(Object.values(Resources).map(({ Type }) => Type).sort());
  for (const [type] of classified) { expect([type, aws.cloudFormation.inertTypes.has(type)]).toEqual([type, false]); }
  await aws.close();
});

test('what is true of every app stands in docs/rehearsal.md', () => {
  const text = readFileSync(join(__dirname, '../../../docs/rehearsal.md'), 'utf8');
  const everywhere = classified.flatMap(([, classes]) => Object.keys(classes).filter((path) => classes[path] === 'everywhere'));
  expect(everywhere).toEqual(['Role', 'Runtime', 'MemorySize', 'Architectures', 'EphemeralStorage.Size']);
  expect(text).toContain('whatever their role, runtime version, memory, architecture and storage are');
});

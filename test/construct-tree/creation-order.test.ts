import { App, CfnResource, NestedStack, Stack } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { AssemblyResources } from '../../lib/construct-tree/assembly-resources';
import { CreationOrder } from '../../lib/construct-tree/creation-order';

function resource(scope: Construct, id: string, properties: object = {}): CfnResource {
  return new CfnResource(scope, id, { type: 'Some::Type', properties: properties as Record<string, unknown> });
}

function order(scope: Construct): CreationOrder {
  const resources = new AssemblyResources(scope);
  return new CreationOrder(resources, resources.constructs);
}

describe('a resource waits for', () => {
  test.each<[string, (later: CfnResource, earlier: CfnResource) => void]>([
    ['what it refers to', (later, earlier) => later.addPropertyOverride('To', earlier.ref)],
    ['what it names in a text', (later) => later.addPropertyOverride('To', { 'Fn::Sub': '${Earlier}' })],
    ['what it depends on', (later, earlier) => later.addDependency(earlier)],
    ['what it depends on by an override', (later) => later.addOverride('DependsOn', 'Earlier')],
    ['what its construct depends on', (later, earlier) => later.node.addDependency(earlier)],
    ['what something between waits for', (later, earlier) => later.addDependency(resource(later.stack, 'Between', { To: earlier.ref }))],
  ])('%s', (_, connect) => {
    const stack = new Stack(new App(), 'Stack');
    const [later, earlier] = [resource(stack, 'Later'), resource(stack, 'Earlier')];
    expect(order(stack).waitsFor(later, earlier)).toBe(false);
    connect(later, earlier);
    expect(order(stack).waitsFor(later, earlier)).toBe(true);
    expect(order(stack).waitsFor(earlier, later)).toBe(false);
  });

  test.each<[string, (later: CfnResource) => void]>([
    ['other dependencies', (later) => later.addOverride('DependsOn', ['Between'])],
    ['none', (later) => later.addOverride('DependsOn', [])],
    ['a deletion', (later) => later.addDeletionOverride('DependsOn')],
  ])('nothing that it depended on before an override by %s', (_, override) => {
    const stack = new Stack(new App(), 'Stack');
    const [later, earlier] = [resource(stack, 'Later'), resource(stack, 'Earlier')];
    resource(stack, 'Between');
    later.addDependency(earlier);
    expect(order(stack).waitsFor(later, earlier)).toBe(true);
    override(later);
    expect(order(stack).waitsFor(later, earlier)).toBe(false);
  });

  test('everything that anything in the same nested stack waits for outside of it', () => {
    const stack = new Stack(new App(), 'Stack');
    const earlier = resource(stack, 'Earlier');
    const nested = new NestedStack(stack, 'Nested');
    resource(nested, 'Sibling', { To: earlier.ref });
    const inner = resource(new NestedStack(nested, 'Inner'), 'Later');
    expect(order(stack).waitsFor(inner, earlier)).toBe(true);
    expect(order(stack).waitsFor(earlier, inner)).toBe(false);
  });

  test('a whole nested stack, for something in it', () => {
    const stack = new Stack(new App(), 'Stack');
    const nested = new NestedStack(stack, 'Nested');
    const later = resource(stack, 'Later', { To: resource(nested, 'First').ref });
    expect(order(stack).waitsFor(later, resource(nested, 'Second'))).toBe(true);
  });

  test('nothing in another stack: stacks are deployed one after the other', () => {
    const app = new App();
    const [one, other] = [new Stack(app, 'One'), new Stack(app, 'Other')];
    const earlier = resource(one, 'Earlier');
    expect(order(app).waitsFor(resource(other, 'Later', { To: earlier.ref }), earlier)).toBe(false);
  });
});

test('a circle waits for itself', () => {
  const stack = new Stack(new App(), 'Stack');
  const [one, other] = [resource(stack, 'One'), resource(stack, 'Other')];
  one.addDependency(other);
  other.addPropertyOverride('To', one.ref);
  expect(order(stack).waitsFor(one, one)).toBe(true);
});

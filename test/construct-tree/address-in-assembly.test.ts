import { App, Stack, Stage } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { addressInAssembly } from '../../lib/construct-tree/address-in-assembly';

function below(scope: Construct): Construct {
  return new Construct(new Construct(new Stack(scope, 'Stack'), 'Default'), 'Child');
}

test('in an app without Stages it is the address of the construct', () => {
  const construct = below(new App());
  expect(addressInAssembly(construct)).toBe(construct.node.addr);
});

test('in a Stage, also one within a pipeline or another Stage, it is that of the same construct in an App', () => {
  const expected = below(new App()).node.addr;
  const app = new App();
  const places = [new Stage(app, 'Prod'), new Stage(new Stack(app, 'Pipeline'), 'Prod'), new Stage(new Stage(app, 'Outer'), 'Inner')];
  expect(places.map((place) => addressInAssembly(below(place)))).toEqual(places.map(() => expected));
});

test('without an App it is the address of the construct', () => {
  const construct = new Construct(new Construct(undefined as any, ''), 'Child');
  expect(addressInAssembly(construct)).toBe(construct.node.addr);
});

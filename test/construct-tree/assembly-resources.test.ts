import { App, CfnOutput, CfnParameter, CfnResource, Fn, NestedStack, Stack, Stage as CdkStage } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { AssemblyResources } from '../../lib/construct-tree/assembly-resources';

function resource(scope: Construct, id: string, properties: object = {}): CfnResource {
  return new CfnResource(scope, id, { type: 'Some::Type', properties: properties as Record<string, unknown> });
}

/** What a resource names in the property `To`. */
function targetsOf(subject: CfnResource): Array<{ path: string; attribute?: string; qualified: boolean }> {
  const resources = new AssemblyResources(subject);
  return resources.targetsIn(resources.propertiesOf(subject).To, subject)
    .map(({ element, attribute, qualified }) => ({ path: element.node.path, attribute, qualified }));
}

describe('a resource names', () => {
  test.each<[string, (target: CfnResource) => unknown, object]>([
    ['what a reference leads to', (target) => target.ref, { qualified: false }],
    ['what an attribute belongs to', (target) => target.getAtt('Arn'), { attribute: 'Arn', qualified: false }],
    ['what stands in a string with a qualifier', (target) => `${target.ref}:live`, { qualified: true }],
    ['what Ref names by its text', () => ({ Ref: 'Target' }), { qualified: false }],
    ['what Fn::GetAtt names by its text', () => ({ 'Fn::GetAtt': ['Target', 'Arn'] }), { attribute: 'Arn', qualified: false }],
    ['what Fn::Sub has in its text', () => ({ 'Fn::Sub': 'arn:${AWS::Region}:${Target.Arn}' }), { attribute: 'Arn', qualified: false }],
    ['what Fn::Sub has in its variables', (target) => Fn.sub('${Var}:live', { Var: target.ref }), { qualified: true }],
  ])('%s', (_, to, expected) => {
    const stack = new Stack(new App(), 'Stack');
    const target = resource(stack, 'Target');
    expect(targetsOf(resource(stack, 'Subject', { To: to(target) }))).toEqual([{ path: 'Stack/Target', ...expected }]);
  });

  test('what an override writes, and no longer what stood there before', () => {
    const stack = new Stack(new App(), 'Stack');
    const [before, after] = [resource(stack, 'Before'), resource(stack, 'After')];
    const subject = resource(stack, 'Subject', { To: before.ref });
    subject.addPropertyOverride('To', after.ref);
    expect(targetsOf(subject).map(({ path }) => path)).toEqual(['Stack/After']);
  });

  test('nothing for pseudo parameters and unknown names', () => {
    const stack = new Stack(new App(), 'Stack');
    expect(targetsOf(resource(stack, 'Subject', { To: [stack.region, { Ref: 'AWS::Partition' }, { Ref: 'Nobody' }] }))).toEqual([]);
  });

  test('what is in another stack, by reference or by the literal name of its export', () => {
    const app = new App();
    const [one, other] = [new Stack(app, 'One'), new Stack(app, 'Other')];
    const target = resource(one, 'Target');
    new CfnOutput(one, 'Output', { value: target.ref, exportName: 'TheTarget' });
    const subject = resource(other, 'Subject', { To: [target.ref, Fn.importValue('TheTarget'), Fn.importValue('Nobody')] });
    expect(targetsOf(subject).map(({ path }) => path)).toEqual(['One/Target', 'One/Target']);
  });

  test('what the parent passes to a nested stack, and what a nested stack gives back', () => {
    const stack = new Stack(new App(), 'Stack');
    const target = resource(stack, 'Target');
    const inner = new NestedStack(stack, 'Inner', { parameters: { TargetArn: `${target.ref}:1` } });
    const parameter = new CfnParameter(inner, 'TargetArn');
    const subject = resource(inner, 'Subject', { To: parameter.valueAsString });
    expect(targetsOf(subject)).toEqual([{ path: 'Stack/Target', attribute: undefined, qualified: true }]);
    new CfnOutput(inner, 'Back', { value: subject.ref }).overrideLogicalId('Back');
    const outside = resource(stack, 'Outside', { To: Fn.getAtt(stack.resolve(inner.nestedStackResource!.logicalId), 'Outputs.Back') });
    expect(targetsOf(outside).map(({ path }) => path)).toEqual(['Stack/Inner/Subject']);
  });

  test('nothing of another Stage, which is an assembly of its own', () => {
    const app = new App();
    const stack = new Stack(app, 'Stack');
    resource(new Stack(new CdkStage(app, 'Beta'), 'Stack'), 'Target');
    expect(new AssemblyResources(stack).all).toEqual([]);
  });
});

test('knows what cannot be followed: parameters of the outermost stack and imports of other apps', () => {
  const stack = new Stack(new App(), 'Stack');
  const parameter = new CfnParameter(stack, 'VersionArn');
  const subject = resource(stack, 'Subject', { To: [parameter.valueAsString, Fn.importValue('Elsewhere')] });
  const resources = new AssemblyResources(subject);
  expect(resources.unknownIn(resources.propertiesOf(subject).To, subject)).toEqual([{ name: 'VersionArn' }, { name: 'Elsewhere' }]);
});

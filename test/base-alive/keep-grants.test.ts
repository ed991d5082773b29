import { NestedStack, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { CanaryFunctions, CanaryRelease } from '../../lib';
import { answering, newStack } from '../apps';

const GATEWAY = new iam.ServicePrincipal('apigateway.amazonaws.com');

/** GET /hello, which the API calls with a role. */
function released(stack: Stack, fn: lambda.Function, role?: iam.IRole, authorizer?: apigateway.IAuthorizer): void {
  const api = new apigateway.RestApi(stack, 'Api', { cloudWatchRole: false });
  api.root.addMethod('GET', new apigateway.LambdaIntegration(fn.currentVersion, { credentialsRole: role }), { authorizer });
  new CanaryRelease(stack, 'Release', { api });
}

/** The policies that the release adds, in words. Without hashes. */
function grantsOnEveryVersion(stack: Stack, type = 'AWS::IAM::Policy'): string[] {
  return Object.entries(Template.fromStack(stack).findResources(type)).filter(([id]) => id.includes('EveryVersionOf'))
    .flatMap(([, { Properties: { PolicyDocument, Roles } }]) => PolicyDocument.Statement.map(({ Action, Resource }: any) => {
      const [arn, qualifier] = Resource['Fn::Join'][1];
      return `${Action} ${arn['Fn::GetAtt'].join('.')}${qualifier} by ${Roles.map((role: any) => role.Ref ?? role)}`.replace(/[0-9A-F]{8}/g, '');
    }));
}

describe('a role that the API calls a version with', () => {
  test('keeps invoking earlier versions, if it is granted the version alone', () => {
    const stack = newStack();
    const fn = answering(stack, '1');
    const role = new iam.Role(stack, 'Caller', { assumedBy: GATEWAY });
    fn.currentVersion.grantInvoke(role);
    released(stack, fn, role);
    expect(grantsOnEveryVersion(stack)).toEqual(['lambda:InvokeFunction Fn.Arn:* by Caller']);
  });

  test('gets no inline policy where CanaryFunctions wants managed ones', () => {
    const stack = newStack();
    CanaryFunctions.of(stack).configure({ managedPolicies: true });
    const fn = answering(stack, '1');
    const role = new iam.Role(stack, 'Caller', { assumedBy: GATEWAY });
    fn.currentVersion.grantInvoke(role);
    released(stack, fn, role);
    expect(grantsOnEveryVersion(stack)).toEqual([]);
    expect(grantsOnEveryVersion(stack, 'AWS::IAM::ManagedPolicy')).toEqual(['lambda:InvokeFunction Fn.Arn:* by Caller']);
  });

  test('keeps them also with an inline or a managed policy', () => {
    const stack = newStack();
    const [inline, managed] = [answering(stack, '1', 'Inline'), answering(stack, '1', 'Managed')];
    const allow = (version: lambda.IVersion) => new iam.PolicyDocument({
      statements: [new iam.PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: [version.functionArn] })],
    });
    const role = new iam.Role(stack, 'Caller', { assumedBy: GATEWAY, inlinePolicies: { Invoke: allow(inline.currentVersion) } });
    new iam.ManagedPolicy(stack, 'Policy', { document: allow(managed.currentVersion), roles: [role] });
    const api = new apigateway.RestApi(stack, 'Api', { cloudWatchRole: false });
    for (const fn of [inline, managed]) {
      api.root.addResource(fn.node.id).addMethod('GET', new apigateway.LambdaIntegration(fn.currentVersion, { credentialsRole: role }));
    }
    new CanaryRelease(stack, 'Release', { api });
    expect(grantsOnEveryVersion(stack).sort()).toEqual([
      'lambda:InvokeFunction Inline.Arn:* by Caller', 'lambda:InvokeFunction Managed.Arn:* by Caller',
    ]);
  });

  test.each<[string, (stack: Stack, document: iam.PolicyDocument) => iam.IRole, string]>([
    ['by a managed policy that the role itself names', (stack, document) => {
      const managedPolicies = [new iam.ManagedPolicy(stack, 'Policy', { document })];
      return new iam.Role(stack, 'Caller', { assumedBy: GATEWAY, managedPolicies });
    }, 'Caller'],
    ['by a policy resource of the role', (stack, policyDocument) => {
      const role = new iam.Role(stack, 'Caller', { assumedBy: GATEWAY });
      new iam.CfnRolePolicy(stack, 'Policy', { policyName: 'Invoke', roleName: role.roleName, policyDocument });
      return role;
    }, 'Caller'],
    ['by a policy that names the role by its text', (stack, policyDocument) => {
      const role = new iam.Role(stack, 'Caller', { assumedBy: GATEWAY, roleName: 'caller' });
      new iam.CfnPolicy(stack, 'Policy', { policyName: 'Invoke', roles: ['caller'], policyDocument });
      return role;
    }, 'Caller'],
    ['by a reference, and called by its text', (stack, policyDocument) => {
      const { roleName } = new iam.Role(stack, 'Caller', { assumedBy: GATEWAY, roleName: 'caller' });
      new iam.CfnPolicy(stack, 'Policy', { policyName: 'Invoke', roles: [roleName], policyDocument });
      return iam.Role.fromRoleName(stack, 'Named', 'caller');
    }, 'Caller'],
    ['as one that the app only knows by its name', (stack, document) => {
      const role = iam.Role.fromRoleName(stack, 'Named', 'caller');
      new iam.Policy(stack, 'Policy', { document, roles: [role] });
      return role;
    }, 'caller'],
    ['as one that the app only knows by its ARN', (stack, document) => {
      const role = iam.Role.fromRoleArn(stack, 'Named', 'arn:aws:iam::123456789012:role/team/caller');
      new iam.Policy(stack, 'Policy', { document, roles: [role] });
      return role;
    }, 'caller'],
  ])('keeps them, %s', (_, roleWith, name) => {
    const stack = newStack();
    const fn = answering(stack, '1');
    const document = new iam.PolicyDocument({
      statements: [new iam.PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: [fn.currentVersion.functionArn] })],
    });
    released(stack, fn, roleWith(stack, document));
    expect(grantsOnEveryVersion(stack)).toEqual([`lambda:InvokeFunction Fn.Arn:* by ${name}`]);
  });

  test('gets nothing for what another role is granted by its name', () => {
    const stack = newStack();
    const fn = answering(stack, '1');
    fn.currentVersion.grantInvoke(iam.Role.fromRoleName(stack, 'Other', 'other'));
    released(stack, fn, iam.Role.fromRoleName(stack, 'Named', 'caller'));
    expect(grantsOnEveryVersion(stack)).toEqual([]);
  });

  test('keeps them as the role of an authorizer', () => {
    const stack = newStack();
    const role = new iam.Role(stack, 'Caller', { assumedBy: GATEWAY });
    const authorizer = new apigateway.TokenAuthorizer(stack, 'Authorizer', {
      handler: answering(stack, '1', 'Guard').currentVersion, assumeRole: role,
    });
    released(stack, answering(stack, '1'), undefined, authorizer);
    expect(grantsOnEveryVersion(stack)).toEqual(['lambda:InvokeFunction Guard.Arn:* by Caller']);
  });

  test('may do so before traffic moves: the driver waits for the policy', () => {
    const stack = newStack();
    const fn = answering(stack, '1');
    const role = new iam.Role(stack, 'Caller', { assumedBy: GATEWAY });
    fn.currentVersion.grantInvoke(role);
    released(stack, fn, role);
    const [driver] = Object.values(Template.fromStack(stack).findResources('Custom::CanaryStage'));
    expect(driver.DependsOn).toContainEqual(expect.stringMatching(/^CallerEveryVersionOf/));
  });

  test('is granted them under a name that IAM takes, however deep the function is', () => {
    const stack = newStack();
    const scope = ['CustomerFacingOrderManagementService', 'InternationalShippingAndHandling', 'PriceCalculationDomainComponent']
      .reduce((parent: Construct, id) => new Construct(parent, id), stack);
    const role = new iam.Role(scope, 'RoleThatTheGatewayCallsTheRequestHandlerWith', { assumedBy: GATEWAY });
    const functions = ['First', 'Second'].map((which) => answering(scope, '1', `${which}RequestHandlerFunctionWithReadableName`));
    const api = new apigateway.RestApi(stack, 'Api', { cloudWatchRole: false });
    for (const fn of functions) {
      fn.currentVersion.grantInvoke(role);
      api.root.addResource(fn.node.id).addMethod('GET', new apigateway.LambdaIntegration(fn.currentVersion, { credentialsRole: role }));
    }
    new CanaryRelease(stack, 'Release', { api });
    const names = Object.values(Template.fromStack(stack).findResources('AWS::IAM::Policy')).map(({ Properties: { PolicyName } }) => PolicyName);
    expect(new Set(names).size).toBe(names.length);
    // The driver's, the role's own, and one for each function.
    expect(names).toHaveLength(4);
    for (const name of names) { expect(name).toMatch(/^[\w+=,.@-]{1,128}$/); }
  });

  test.each<[string, (fn: lambda.Function, role: iam.Role) => void]>([
    ['it is granted the function already', (fn, role) => fn.grantInvoke(role)],
    ['it is granted nothing in this app', () => undefined],
  ])('gets nothing when %s', (_, grant) => {
    const stack = newStack();
    const fn = answering(stack, '1');
    const role = new iam.Role(stack, 'Caller', { assumedBy: GATEWAY });
    grant(fn, role);
    released(stack, fn, role);
    expect(grantsOnEveryVersion(stack)).toEqual([]);
  });

  test('gets nothing for a version that the API does not call', () => {
    const stack = newStack();
    const role = new iam.Role(stack, 'Caller', { assumedBy: GATEWAY });
    answering(stack, '1', 'Other').currentVersion.grantInvoke(role);
    released(stack, answering(stack, '1'), role);
    expect(grantsOnEveryVersion(stack)).toEqual([]);
  });

  test('gets nothing for a function of another stack, which would hold both stacks back', () => {
    const stack = newStack();
    const nested = new NestedStack(stack, 'Functions');
    const role = new iam.Role(stack, 'Caller', { assumedBy: GATEWAY });
    const fn = answering(nested, '1');
    fn.currentVersion.grantInvoke(role);
    released(stack, fn, role);
    expect(grantsOnEveryVersion(stack)).toEqual([]);
  });
});

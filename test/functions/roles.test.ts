import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import { CanaryFunctions, CanaryFunctionsOptions, CanaryRollout } from '../../lib';
import { canaryRestApi } from '../apps';

const lambdaRole = (stack: Stack) => new iam.Role(stack, 'Own', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
/** Roles that CDK or the app make for other things. */
const OTHERS = /^ApiFn|^ApiCloudWatch|^Own/;

interface Built {
  readonly app: App;
  readonly template: any;
}

/** CDK's assertions look for circular dependencies in the template. */
function built(options: (stack: Stack) => CanaryFunctionsOptions, app = new App()): Built {
  const stack = new Stack(app, 'Stack');
  CanaryFunctions.of(stack).configure(options(stack));
  canaryRestApi(stack, { rollout: CanaryRollout.ramp() });
  return { app, template: Template.fromStack(stack).toJSON() };
}

function ids({ template }: Built, ...types: string[]): string[] {
  return Object.entries<any>(template.Resources).filter(([id, { Type }]) => types.includes(Type) && !OTHERS.test(id)).map(([id]) => id);
}

const POLICIES = ['AWS::IAM::Policy', 'AWS::IAM::ManagedPolicy'];
const driverOf = ({ template }: Built) => Object.values<any>(template.Resources).find(({ Type }) => Type === 'Custom::CanaryStage');
const functionOf = ({ template }: Built) => template.Resources.CanaryStageDriver5E21CF21;

describe('the role of the functions', () => {
  test.each([false, true])('is that of the app, with our policies beside it, for which driver and function wait; managed: %p', (managedPolicies) => {
    const app = built((stack) => ({
      role: lambdaRole(stack),
      managedPolicies,
      vpc: new ec2.Vpc(stack, 'Vpc', { natGateways: 0 }),
      vpcSubnets: { subnetType: ec2.SubnetType.PRIVATE_ISOLATED },
    }));
    expect(ids(app, 'AWS::IAM::Role').filter((id) => !/Vpc/.test(id))).toEqual([expect.stringMatching(/^CanaryRolloutMachineRole/)]);
    const own = ids(app, ...POLICIES).filter((id) => !/MachineRole/.test(id));
    expect(own).toHaveLength(4);
    for (const id of own) { expect(app.template.Resources[id].Properties.Roles).toEqual([{ Ref: expect.stringMatching(/^Own/) }]); }
    expect(driverOf(app).DependsOn).toContainEqual(expect.stringMatching(/^ApiReleaseDriver(Managed)?Policy/));
    expect(functionOf(app).DependsOn).toContainEqual(expect.stringMatching(/^CanaryStageDriverRole(Managed)?Policy/));
  });

  test('may be of another stack, and of several', () => {
    const app = new App();
    const role = lambdaRole(new Stack(app, 'Roles'));
    CanaryFunctions.of(app).configure({ role });
    for (const id of ['One', 'Two']) { canaryRestApi(new Stack(app, id), { rollout: CanaryRollout.ramp() }); }
    expect(() => app.synth()).not.toThrow();
  });

  test('gets inline policies when it is imported and may be changed', () => {
    const app = built((stack) => ({ role: iam.Role.fromRoleName(stack, 'Own', 'org-driver'), managedPolicies: true }));
    const own = ids(app, ...POLICIES).filter((id) => !/MachineRole/.test(id));
    expect(own.map((id) => [app.template.Resources[id].Type, app.template.Resources[id].Properties.Roles]))
      .toEqual(own.map(() => ['AWS::IAM::Policy', ['org-driver']]));
    expect(functionOf(app).DependsOn).toEqual([expect.stringMatching(/^CanaryStageDriverRolePolicy/)]);
  });

  test('gets nothing when it must not be changed: no policy of ours is in the template', () => {
    const app = built((stack) => ({
      role: iam.Role.fromRoleName(stack, 'Own', 'org-driver', { mutable: false }),
      stateMachineRole: iam.Role.fromRoleName(stack, 'OwnMachine', 'org-machine', { mutable: false }),
    }));
    expect(ids(app, 'AWS::IAM::Role', ...POLICIES)).toEqual([]);
    expect(driverOf(app).DependsOn.filter((id: string) => /Policy/.test(id))).toEqual([]);
    const [machine] = Object.values<any>(app.template.Resources).filter(({ Type }) => Type === 'AWS::StepFunctions::StateMachine');
    expect(JSON.stringify(machine.Properties.RoleArn)).toContain('role/org-machine');
  });
});

describe('with iam.Role.customizeRoles', () => {
  const usePrecreatedRoles = {
    'Stack/CanaryStageDriverRole': 'org-driver',
    'Stack/CanaryRollout/HandlerRole': 'org-rollout',
    'Stack/CanaryRollout/MachineRole': 'org-machine',
    'Stack/ApiFn/ServiceRole': 'org-fn',
    'Stack/Api/CloudWatchRole': 'org-log',
  };
  const customized = (customize: iam.CustomizeRolesOptions, options: CanaryFunctionsOptions = {}) => {
    const app = new App();
    iam.Role.customizeRoles(app, customize);
    const made = built(() => options, app);
    const report = JSON.parse(readFileSync(join(app.synth().directory, 'iam-policy-report.json'), 'utf8'));
    const actionsOf = (path: string) => report.roles.find(({ roleConstructPath }: any) => roleConstructPath === path)
      .identityPolicyStatements.flatMap(({ Action }: any) => Action);
    return { made, report, actionsOf };
  };

  test.each([false, true])('no role and no policy of ours is in the template; managedPolicies: %p', (managedPolicies) => {
    expect(ids(customized({ usePrecreatedRoles }, { managedPolicies }).made, 'AWS::IAM::Role', ...POLICIES)).toEqual([]);
  });

  test.each([
    ['precreated roles', { usePrecreatedRoles }, {}],
    ['precreated roles and managedPolicies', { usePrecreatedRoles }, { managedPolicies: true }],
    ['a report alone', { preventSynthesis: false }, {}],
  ] as const)('the report has every statement: %s', (_, customize, options) => {
    const { actionsOf, report } = customized(customize, options);
    expect(actionsOf('Stack/CanaryStageDriverRole').sort()).toEqual([
      'apigateway:GET', 'apigateway:GET', 'apigateway:PATCH', 'cloudformation:DescribeStackEvents', 'cloudformation:DescribeStackResource',
      'cloudformation:DescribeStacks', 'cloudformation:ListStackResources', 'lambda:GetFunctionConfiguration', 'logs:CreateLogStream',
      'logs:PutLogEvents',
    ]);
    expect(actionsOf('Stack/CanaryRollout/HandlerRole')).toEqual(expect.arrayContaining(['states:StartExecution', 'cloudwatch:GetMetricData']));
    expect(actionsOf('Stack/CanaryRollout/MachineRole')).toEqual(['lambda:InvokeFunction']);
    // A list that is known when the app is complete would be shown as a token.
    expect(JSON.stringify(report)).not.toContain('Token');
  });
});

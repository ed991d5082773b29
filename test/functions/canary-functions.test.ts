import { App, Aspects, CfnResource, Lazy, NestedStack, RemovalPolicies, RemovalPolicy, Stack, Stage, Tags } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { CustomResourceConfig } from 'aws-cdk-lib/custom-resources';
import { Construct } from 'constructs';
import { CanaryFunctions, CanaryFunctionsOptions, CanaryRollout, Retain } from '../../lib';
import { everyOption } from '../../scripts/nag/every-option';
import { canaryRestApi, newStack } from '../apps';

/** A template with the functions of a driver and of a rollout. */
function released(stack: Stack): any {
  canaryRestApi(stack, { rollout: CanaryRollout.ramp() });
  return Template.fromStack(stack).toJSON();
}

function configured(options: (stack: Stack) => CanaryFunctionsOptions): any {
  const stack = newStack();
  CanaryFunctions.of(stack).configure(options(stack));
  return released(stack);
}

/** Resources of this library in a template, without those of the API. */
function own(template: any, type: string): Array<[string, any]> {
  return Object.entries<any>(template.Resources).filter(([id, resource]) => resource.Type === type && /^Canary(StageDriver|Rollout)/.test(id));
}

/** What a call ends in, in one line. */
function errorOf(call: () => unknown): string {
  try { call(); return ''; } catch (error) { return (error as Error).message.replace(/\n/g, ' '); }
}

const functions = (template: any) => own(template, 'AWS::Lambda::Function').map(([, { Properties }]) => Properties);
const statementsOf = (document: any) =>
  document.Statement.flatMap(({ Action, Resource }: any) => [Action].flat().map((action) => [action, Resource]));

describe('CanaryFunctions', () => {
  test('takes options of app, stage and stack, and the nearest wins, key by key', () => {
    const app = new App();
    CanaryFunctions.of(app).configure({ memorySize: 512, runtime: lambda.Runtime.NODEJS_24_X });
    const stage = new Stage(app, 'Prod');
    CanaryFunctions.of(stage).configure({ architecture: lambda.Architecture.ARM_64, memorySize: 768 });
    const stack = new Stack(stage, 'Shop');
    CanaryFunctions.of(stack).configure({ memorySize: 1024 });
    const other = new Stack(stage, 'Other');
    canaryRestApi(other);
    const expected = { MemorySize: 1024, Runtime: 'nodejs24.x', Architectures: ['arm64'] };
    expect(functions(released(stack))).toEqual([expect.objectContaining(expected), expect.objectContaining(expected)]);
    expect(functions(Template.fromStack(other).toJSON())[0]).toMatchObject({ MemorySize: 768, Runtime: 'nodejs24.x' });
  });

  test('reaches into a nested stack, through a construct around stacks, and adds to what was said before', () => {
    const around = new Construct(new App(), 'Around');
    CanaryFunctions.of(around).configure({ memorySize: 512, tracing: lambda.Tracing.ACTIVE });
    CanaryFunctions.of(around).configure({ memorySize: 1024, runtime: undefined, role: null as never });
    const nested = new NestedStack(new Stack(around, 'Stack'), 'Nested');
    expect(functions(released(nested))[0]).toMatchObject({ MemorySize: 1024, TracingConfig: { Mode: 'Active' }, Runtime: 'nodejs22.x' });
  });

  test.each([
    ['the stack itself', (_: App, stack: Stack) => stack],
    ['its app', (app: App) => app],
    ['the parent of a nested stack', (_: App, stack: Stack) => stack.nestedStackParent!],
  ])('is too late after the first release: %s', (_, scopeOf) => {
    const app = new App();
    const stack = new NestedStack(new Stack(app, 'Stack'), 'Nested');
    canaryRestApi(stack);
    expect(() => CanaryFunctions.of(scopeOf(app, stack)).configure({ memorySize: 512 }))
      .toThrow(/^The functions of stack Stack\/Nested are made already, .*\[ConfiguredTooLate at /);
    expect(() => CanaryFunctions.of(new Stack(app, 'Later')).configure({ memorySize: 512 })).not.toThrow();
  });

  test.each([
    [null, /^CanaryFunctions.of\(\) takes a construct, got null\. .*\[NoScopeOfFunctions\]$/],
    ['Stack', /got Stack\./],
  ])('takes a scope of stacks only, and not %s', (scope, message) => {
    expect(() => CanaryFunctions.of(scope as never)).toThrow(message);
  });

  test('takes no scope inside a stack: two releases of it cannot disagree', () => {
    const { release } = canaryRestApi(newStack());
    expect(() => CanaryFunctions.of(release)).toThrow(/inside the stack Stack\..*\[FunctionsInsideStack at Stack\/Api\/Release\]$/);
  });

  test.each(Object.entries<unknown[]>({
    memorySize: [255, 10_241, 512.5, NaN, '512'],
    runtime: [lambda.Runtime.NODEJS_20_X, lambda.Runtime.PYTHON_3_12, 'nodejs24.x'],
    architecture: ['arm64', {}],
    vpc: ['vpc-1', {}],
    vpcSubnets: ['Control', []],
    securityGroups: [[], 'sg-1', ['sg-1']],
    role: ['arn:aws:iam::111111111111:role/driver', {}],
    stateMachineRole: ['arn:aws:iam::111111111111:role/machine'],
    managedPolicies: ['true', 1],
    logGroup: ['/aws/lambda/driver'],
    logRetention: [29, '30', 'ONE_MONTH'],
    logRemovalPolicy: [RemovalPolicy.SNAPSHOT, 'RETAIN'],
    logEncryptionKey: ['alias/logs'],
    reservedConcurrentExecutions: [0, -1, 1.5, '2'],
    deadLetterQueue: ['arn:aws:sqs:eu-central-1:111111111111:dead'],
    tracing: [true, 'ACTIVE'],
    environmentEncryption: ['alias/env'],
    codeSigningConfig: ['arn:aws:lambda:eu-central-1:111111111111:code-signing-config:csc-1'],
  }).flatMap(([option, values]) => values.map((value) => [option, value] as const)))('does not take %s: %p', (option, value) => {
    expect(() => CanaryFunctions.of(new App()).configure({ [option]: value })).toThrow(
      new RegExp(`^${option} is .*; allowed is .*\\. Correct the value\\. \\[InvalidOption at the App\\]$`),
    );
  });

  test.each([
    [{ memorySize: 256 }], [{ memorySize: 10_240 }], [{ memorySize: Lazy.number({ produce: () => 1 }) }], [{ reservedConcurrentExecutions: 1 }],
    [{ logRetention: logs.RetentionDays.INFINITE }], [{ runtime: new lambda.Runtime('nodejs26.x', lambda.RuntimeFamily.NODEJS) }],
    [{ tracing: lambda.Tracing.PASS_THROUGH }], [{ logRemovalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE }], [{}],
  ] as CanaryFunctionsOptions[][])('takes %p', (options) => {
    expect(() => CanaryFunctions.of(new App()).configure(options)).not.toThrow();
  });

  test('says what a construct is that was given by mistake, and takes no FIFO queue', () => {
    const stack = newStack();
    const fifo = new sqs.Queue(stack, 'Fifo', { fifo: true });
    expect(() => CanaryFunctions.of(stack).configure({ deadLetterQueue: fifo }))
      .toThrow(/^deadLetterQueue is "the construct Stack\/Fifo"; allowed is an sqs.IQueue/);
    expect(() => CanaryFunctions.of(stack).configure(fifo as never)).toThrow('The argument of configure is "the construct Stack/Fifo"');
  });

  test.each([
    ['functionName', /\[NoFunctionOption at/], ['timeout', /\[NoFunctionOption at/],
    ['memorysize', /Write memorySize\. \[UnknownOption at the App\]$/],
  ])(
    'does not drop in silence what it does not have: %s', (option, message) => {
      expect(() => CanaryFunctions.of(new App()).configure({ [option]: 512 } as never)).toThrow(message);
    });

  test.each(['vpcSubnets', 'securityGroups'])('takes %s only where there is a vpc, which may be said nearer', (option) => {
    const app = new App();
    const groups = new Stack(app, 'Groups');
    const vpc = new ec2.Vpc(groups, 'Vpc');
    const value = option === 'vpcSubnets' ? { subnetType: ec2.SubnetType.PRIVATE_WITH_EGRESS } : [new ec2.SecurityGroup(groups, 'Group', { vpc })];
    CanaryFunctions.of(app).configure({ [option]: value });
    expect(() => canaryRestApi(new Stack(app, 'Bad'))).toThrow(new RegExp(`^${option} is given without a vpc.*\\[NeedsVpc at Bad\\]$`));
    const good = new Stack(app, 'Good');
    CanaryFunctions.of(good).configure({ vpc });
    expect(functions(released(good))[0].VpcConfig).toBeDefined();
  });

  test('takes no options for a new log group beside a log group, unless that is nearer', () => {
    const app = new App();
    const logGroup = new logs.LogGroup(new Stack(app, 'Logs'), 'Log');
    const year = { logRetention: logs.RetentionDays.ONE_YEAR };
    expect(() => CanaryFunctions.of(app).configure({ logGroup, ...year })).toThrow(/logRetention for a new log group.*\[LogGroupAndOptions at/);
    const far = new Stage(app, 'Far');
    CanaryFunctions.of(far).configure(year);
    const nearer = new Stack(far, 'Stack');
    CanaryFunctions.of(nearer).configure({ logGroup: logs.LogGroup.fromLogGroupName(nearer, 'Log', 'ours') });
    expect(own(released(nearer), 'AWS::Logs::LogGroup')).toEqual([]);
    const farther = new Stage(app, 'Farther');
    CanaryFunctions.of(farther).configure({ logGroup });
    const stack = new Stack(farther, 'Stack');
    CanaryFunctions.of(stack).configure(year);
    expect(() => canaryRestApi(stack)).toThrow(/\[LogGroupAndOptions at Farther\/Stack\]/);
  });
});

describe('the functions of a release, and of a rollout', () => {
  const plain = released(newStack());
  const full = configured((stack) => everyOption(stack));

  test('keep logical ids and types whatever the options are, and the service tokens with them', () => {
    for (const [id, { Type }] of ['AWS::Lambda::Function', 'AWS::Logs::LogGroup', 'AWS::IAM::Role', 'AWS::StepFunctions::StateMachine',
      'AWS::Lambda::EventInvokeConfig'].flatMap((type) => own(plain, type))) {
      expect([id, full.Resources[id]?.Type]).toEqual([id, Type]);
    }
    const customs = (template: any) => Object.entries<any>(template.Resources).filter(([, { Type }]) => Type.startsWith('Custom::Canary'))
      .map(([id, { Type, Properties }]) => [id, Type, Properties.ServiceToken]);
    expect(customs(full)).toEqual(customs(plain));
  });

  test('have no logical id whose type depends on an option: CloudFormation refuses to change one', () => {
    for (const [id, { Type }] of Object.entries<any>(plain.Resources)) {
      if (id in full.Resources) { expect([id, full.Resources[id].Type]).toEqual([id, Type]); }
    }
  });

  test('carry every option, both of them', () => {
    const [key] = Object.keys(full.Resources).filter((id) => id.startsWith('Key'));
    for (const properties of functions(full)) {
      expect(properties).toMatchObject({
        MemorySize: 512,
        Runtime: 'nodejs24.x',
        Architectures: ['arm64'],
        ReservedConcurrentExecutions: 5,
        TracingConfig: { Mode: 'Active' },
        KmsKeyArn: { 'Fn::GetAtt': [key, 'Arn'] },
        DeadLetterConfig: { TargetArn: expect.anything() },
        CodeSigningConfigArn: expect.anything(),
        VpcConfig: expect.anything(),
      });
    }
    for (const [, group] of own(full, 'AWS::Logs::LogGroup')) {
      expect(group).toMatchObject({ Properties: { RetentionInDays: 365, KmsKeyId: { 'Fn::GetAtt': [key, 'Arn'] } }, DeletionPolicy: 'Retain' });
    }
    expect(own(full, 'AWS::StepFunctions::StateMachine')[0][1].Properties.TracingConfiguration).toEqual({ Enabled: true });
  });

  test('are let out of their VPC by TCP 443 only, and nobody in, unless security groups are given', () => {
    const groups = own(full, 'AWS::EC2::SecurityGroup').map(([, { Properties }]) => Properties);
    expect(groups).toHaveLength(2);
    for (const { SecurityGroupEgress: egress, SecurityGroupIngress: ingress } of groups) {
      expect(egress).toEqual([expect.objectContaining({ CidrIp: '0.0.0.0/0', IpProtocol: 'tcp', FromPort: 443, ToPort: 443 })]);
      expect(ingress).toBeUndefined();
    }
    const given = configured((stack) => {
      const vpc = new ec2.Vpc(stack, 'Vpc');
      return { vpc, securityGroups: [new ec2.SecurityGroup(stack, 'Group', { vpc })] };
    });
    expect(own(given, 'AWS::EC2::SecurityGroup')).toEqual([]);
  });

  test.each([false, true])('wait for the right to manage network interfaces, which is on the role itself; managedPolicies: %p', (managedPolicies) => {
    const template = configured((stack) => ({ vpc: new ec2.Vpc(stack, 'Vpc'), managedPolicies }));
    for (const [, { Properties, DependsOn }] of own(template, 'AWS::Lambda::Function')) {
      const [role] = Properties.Role['Fn::GetAtt'];
      expect(DependsOn).toContain(role);
      const { Policies = [], ManagedPolicyArns = [] } = template.Resources[role].Properties;
      const documents = managedPolicies ? ManagedPolicyArns.map(({ Ref }: any) => template.Resources[Ref].Properties.PolicyDocument)
        : Policies.map(({ PolicyDocument }: any) => PolicyDocument);
      const allowed = documents.flatMap(statementsOf);
      for (const action of ['CreateNetworkInterface', 'DescribeNetworkInterfaces', 'DescribeSubnets', 'DeleteNetworkInterface',
        'AssignPrivateIpAddresses', 'UnassignPrivateIpAddresses']) {
        expect(allowed).toContainEqual([`ec2:${action}`, '*']);
      }
    }
  });

  test('get no inline policy of CDK for a queue, tracing or keys: their rights are with the others', () => {
    const template = configured((stack) => ({ ...everyOption(stack), managedPolicies: false }));
    expect(Object.keys(template.Resources).filter((id) => /DefaultPolicy/.test(id))).toEqual([]);
    const [, { Properties: { Policies } }] = own(template, 'AWS::IAM::Role').find(([id]) => id.startsWith('CanaryStageDriverRole'))!;
    expect(Policies.map(({ PolicyName }: any) => PolicyName)).toEqual(['Logs', 'Network', 'Tracing', 'DeadLetters', 'Environment']);
  });

  test('get their permissions by managed policies alone with managedPolicies', () => {
    const inline = Object.entries<any>(full.Resources).filter(([, { Type, Properties }]) => Type === 'AWS::IAM::Policy' || Properties?.Policies)
      .filter(([id]) => !/^ApiFn|^Vpc/.test(id));
    expect(inline).toEqual([]);
    const [, driver] = Object.entries<any>(full.Resources).find(([, { Type }]) => Type === 'Custom::CanaryStage')!;
    expect(driver.DependsOn).toContainEqual(expect.stringMatching(/^ApiReleaseDriverManagedPolicy/));
    expect(full.Resources[driver.DependsOn.find((id: string) => /ManagedPolicy/.test(id))].Properties.Roles)
      .toEqual([{ Ref: own(full, 'AWS::IAM::Role').find(([id]) => id.startsWith('CanaryStageDriverRole'))![0] }]);
  });

  test.each([[9, undefined], [10, /more than 10 managed policies.*\[TooManyManagedPolicies at/]])(
    'have room for %d releases with managedPolicies', (releases, message) => {
      const stack = newStack();
      CanaryFunctions.of(stack).configure({ managedPolicies: true });
      const build = () => { for (let i = 1; i <= releases; i++) { canaryRestApi(stack, {}, '1', `Api${i}`); } };
      if (message) { expect(build).toThrow(message); } else { expect(build).not.toThrow(); }
    });

  test.each<[string, number | undefined, (fn: lambda.CfnFunction) => void]>([
    ['that caps every function below them', 300, (fn) => { fn.timeout = 300; }],
    ['by an override', 599, (fn) => fn.addPropertyOverride('Timeout', 599)],
    ["that leaves Lambda's default", 3, (fn) => fn.addPropertyDeletionOverride('Timeout')],
    ['that leaves them as long as they are', undefined, (fn) => { fn.timeout = 600; }],
    ['that gives them longer', undefined, (fn) => { fn.timeout = 900; }],
  ])('have time to take a stage back, or fail synth: an aspect %s', (_, seconds, change) => {
    const stack = newStack();
    canaryRestApi(stack);
    Aspects.of(stack.node.root).add({ visit: (node) => { if (node instanceof lambda.CfnFunction) { change(node); } } }, { priority: 900 });
    const synth = () => Template.fromStack(stack);
    const message = new RegExp(`timeout of ${seconds} s; its handler needs 600 s.*\\[TimeoutTooShort at Stack/CanaryStageDriver\\]`);
    if (seconds === undefined) { expect(synth).not.toThrow(); } else { expect(synth).toThrow(message); }
  });

  describe('keep what their guarantees need: an aspect or override', () => {
    type Change = (fn: lambda.CfnFunction, handler: lambda.Function) => void;
    const delivery = (handler: lambda.Function) => handler.node.findChild('EventInvokeConfig').node.defaultChild as lambda.CfnEventInvokeConfig;
    const changed = (change: Change): Stack => {
      const stack = newStack();
      canaryRestApi(stack, { rollout: CanaryRollout.ramp(), retain: Retain.last(5) });
      const ours = ['CanaryStageDriver', 'CanaryRollout/Handler', 'CanaryPruner/Handler'].map((path) => `Stack/${path}`);
      Aspects.of(stack).add({
        visit: (node) => { if (node instanceof lambda.Function && ours.includes(node.node.path)) { change(node.node.defaultChild as any, node); } },
      }, { priority: 900 });
      return stack;
    };

    test.each<[string, Change, RegExp]>([
      ['that replaces the environment', (fn) => { fn.environment = { variables: { LEVEL: 'debug' } }; }, /STACK_ID .* is undefined.*StackId/],
      ['that deletes the environment', (fn) => fn.addPropertyDeletionOverride('Environment'), /STACK_ID .* is undefined/],
      ['of the id of the stack', (fn) => fn.addPropertyOverride('Environment.Variables.STACK_ID', 'x'), /STACK_ID .* is "x"/],
      ['of the handler', (fn) => { fn.handler = 'main.run'; }, /Handler .* is "main.run"; needed is index.handler/],
      ['that deletes the handler', (fn) => fn.addPropertyDeletionOverride('Handler'), /Handler .* is undefined/],
      ['of the runtime', (fn) => { fn.runtime = 'python3.13'; }, /Runtime .* is "python3.13"; needed is one of Node.js/],
      ['that deletes the runtime', (fn) => fn.addPropertyDeletionOverride('Runtime'), /Runtime .* is undefined/],
      ['of the code', (fn) => { fn.code = { zipFile: 'exports.handler = 1' }; }, /Code .* is \{"ZipFile":.*; needed is the asset/],
      ['that deletes the role', (fn) => fn.addPropertyDeletionOverride('Role'), /Role .* is undefined/],
      ['of the age of events', (_, fn) => { delivery(fn).maximumEventAgeInSeconds = 301; }, /MaximumEventAgeInSeconds .* is 301; needed is 300/],
      ['that deletes the age', (_, fn) => delivery(fn).addPropertyDeletionOverride('MaximumEventAgeInSeconds'), /MaximumEventAge.* is 21600/],
      ['of retries', (_, fn) => delivery(fn).addPropertyOverride('MaximumRetryAttempts', 2), /MaximumRetryAttempts .* is 2; needed is 1/],
      ['of the qualifier', (_, fn) => delivery(fn).addPropertyOverride('Qualifier', 'live'), /MaximumEventAge.* is 21600/],
    ])('%s is refused for each of them', (_, change, message) => {
      const text = errorOf(() => Template.fromStack(changed(change)));
      expect(text.match(/\[FunctionOverwritten at Stack\/(CanaryStageDriver|CanaryRollout\/Handler|CanaryPruner\/Handler)\]/g)?.length)
        .toBeGreaterThanOrEqual(3);
      expect(text).toMatch(message);
    });

    test.each<[string, Change, string]>([
      ['of the role', (fn) => { fn.role = 'arn:aws:iam::111122223333:role/x'; }, 'Role of .* is "arn:aws:iam::.*:role/x"; .*configure'],
      ['of a handler out of a layer', (fn) => { fn.handler = '/opt/x.handler'; fn.layers = ['arn:x']; }, 'Handler of .* is "/opt/x.handler"'],
      ['of the bucket of the code', (fn) => fn.addPropertyOverride('Code.S3Bucket', 'mirror'), 'Code of .*mirror.*copy of the asset'],
      ['of memory', (fn) => { fn.memorySize = 255; }, 'MemorySize of .* is 255; it was 256 or more'],
      ['that deletes the memory', (fn) => fn.addPropertyDeletionOverride('MemorySize'), 'MemorySize of .* is 128'],
      ['that shortens the age of events', (_, fn) => { delivery(fn).maximumEventAgeInSeconds = 60; }, 'MaximumEventAge.* is 60; it was 300'],
      ['that takes the retry', (_, fn) => { delivery(fn).maximumRetryAttempts = 0; }, 'MaximumRetryAttempts .* is 0; it was 1'],
    ])('%s is warned of for each of them', (_, change, message) => {
      const stack = changed(change);
      expect(Annotations.fromStack(stack).findWarning('*', Match.stringLikeRegexp(`${message}.*overwrittenFunction`))).toHaveLength(3);
    });

    test.each<[string, Change]>([
      ['that adds a variable', (_, fn) => fn.addEnvironment('LEVEL', 'debug')],
      ['that adds a variable by its path', (fn) => fn.addPropertyOverride('Environment.Variables.LEVEL', 'debug')],
      ['that takes the environment of a condition', (fn) => fn.addPropertyOverride('Environment', { 'Fn::If': ['C', { Ref: 'A' }, { Ref: 'B' }] })],
      ['of a newer runtime and more memory', (fn) => { fn.runtime = 'nodejs24.x'; fn.memorySize = 256; }],
      ['of the runtime by a parameter', (fn) => fn.addPropertyOverride('Runtime', { Ref: 'Runtime' })],
      ['of the age by a parameter', (_, fn) => delivery(fn).addPropertyOverride('MaximumEventAgeInSeconds', { Ref: 'Age' })],
    ])('%s passes', (_, change) => {
      const stack = changed(change);
      expect(errorOf(() => Template.fromStack(stack))).toBe('');
      expect(Annotations.fromStack(stack).findWarning('*', Match.stringLikeRegexp('overwrittenFunction|olderRuntime'))).toEqual([]);
    });

    test('that takes the EventInvokeConfig away is refused', () => {
      expect(errorOf(() => Template.fromStack(changed((_, fn) => { fn.node.tryRemoveChild('EventInvokeConfig'); }))))
        .toMatch(/MaximumEventAgeInSeconds of the EventInvokeConfig of the function is 21600/);
    });
  });

  test.each([[2, []], [1, [expect.stringMatching(/1 reserved concurrent executions for 2 releases.*\[ConcurrencyBelowReleases at /)]]])(
    'with %d reserved concurrent executions serve two releases or fail synth', (reservedConcurrentExecutions, errors) => {
      const app = new App();
      CanaryFunctions.of(app).configure({ reservedConcurrentExecutions });
      const stack = new Stack(app, 'Stack');
      for (const id of ['One', 'Two']) { canaryRestApi(stack, {}, '1', id); }
      const synth = () => {
        try { app.synth(); return []; } catch (error) { return [(error as Error).message.replace(/\n/g, ' ')]; }
      };
      expect(synth()).toEqual(errors);
    });

  test('may have their log in a group of the user', () => {
    const template = configured((stack) => ({ logGroup: new logs.LogGroup(stack, 'Ours') }));
    const [ours] = Object.keys(template.Resources).filter((id) => id.startsWith('Ours'));
    expect(functions(template).map(({ LoggingConfig }) => LoggingConfig)).toEqual([{ LogGroup: { Ref: ours } }, { LogGroup: { Ref: ours } }]);
    expect(own(template, 'AWS::Logs::LogGroup')).toEqual([]);
  });

  test('let a queue with a key of its own be written', () => {
    const template = configured((stack) => ({ deadLetterQueue: new sqs.Queue(stack, 'Dead', { encryptionMasterKey: new kms.Key(stack, 'Key') }) }));
    const [, { Properties: { Policies } }] = own(template, 'AWS::IAM::Role')[0];
    expect(Policies.flatMap(({ PolicyDocument }: any) => statementsOf(PolicyDocument)).map(([action]: [string]) => action))
      .toEqual(expect.arrayContaining(['sqs:SendMessage', 'kms:Decrypt', 'kms:GenerateDataKey']));
  });
});

describe('what CDK has for all functions of an app', () => {
  const withConfig = (options: CanaryFunctionsOptions = {}) => {
    const app = new App();
    const config = CustomResourceConfig.of(app);
    config.addLogRetentionLifetime(logs.RetentionDays.ONE_YEAR);
    config.addRemovalPolicy(RemovalPolicy.RETAIN);
    config.addLambdaRuntime(lambda.Runtime.NODEJS_24_X);
    CanaryFunctions.of(app).configure(options);
    return released(new Stack(app, 'Stack'));
  };

  test('CustomResourceConfig.of(app) sets retention, removal policy and runtime, and adds no log group', () => {
    const template = withConfig();
    for (const [, group] of own(template, 'AWS::Logs::LogGroup')) {
      expect(group).toMatchObject({ Properties: { RetentionInDays: 365 }, DeletionPolicy: 'Retain' });
    }
    expect(functions(template).map(({ Runtime }) => Runtime)).toEqual(['nodejs24.x', 'nodejs24.x']);
    expect(Object.keys(template.Resources)).toEqual(Object.keys(released(newStack()).Resources));
  });

  test('an option is nearer than CustomResourceConfig', () => {
    const template = withConfig({ logRetention: logs.RetentionDays.ONE_WEEK, runtime: lambda.Runtime.NODEJS_22_X });
    expect(own(template, 'AWS::Logs::LogGroup')[0][1]).toMatchObject({ Properties: { RetentionInDays: 7 }, DeletionPolicy: 'Delete' });
    expect(functions(template)[0].Runtime).toBe('nodejs22.x');
  });

  test('RemovalPolicies, Tags and aspects reach functions, logs and roles', () => {
    const app = new App();
    RemovalPolicies.of(app).retain({ applyToResourceTypes: ['AWS::Logs::LogGroup'] });
    Tags.of(app).add('team', 'shop');
    Aspects.of(app).add({ visit: (node) => { if (node instanceof lambda.CfnFunction) { node.memorySize = 333; } } });
    const template = released(new Stack(app, 'Stack'));
    expect(own(template, 'AWS::Logs::LogGroup').map(([, { DeletionPolicy }]) => DeletionPolicy)).toEqual(['Retain', 'Retain']);
    expect(functions(template)[0]).toMatchObject({ MemorySize: 333, Tags: [{ Key: 'team', Value: 'shop' }] });
  });

  test.each([
    ['a name', (resource: lambda.CfnFunction) => { resource.functionName = 'org-fn'; }, /has the name 'org-fn'/],
    ['a name by override', (resource: CfnResource) => { resource.addPropertyOverride('FunctionName', 'org-fn'); }, /has the name 'org-fn'/],
    ['an older runtime', (resource: lambda.CfnFunction) => { resource.runtime = 'nodejs20.x'; }, /has the runtime nodejs20\.x/],
  ])('an aspect that gives our functions %s is warned of', (_, change, message) => {
    const stack = newStack();
    canaryRestApi(stack);
    const warnings = () => Annotations.fromStack(stack).findWarning('*', Match.stringLikeRegexp('A function of cdk-canary-rest-api'));
    Aspects.of(stack).add({
      visit: (node) => { if (node instanceof lambda.CfnFunction && node.node.path.startsWith('Stack/CanaryStageDriver/')) { change(node); } },
    });
    expect(warnings().map(({ id, entry }) => `${id}: ${entry.data}`)).toEqual([expect.stringMatching(message)]);
  });

  test('nothing is warned of by default', () => {
    const stack = newStack();
    canaryRestApi(stack);
    expect(Annotations.fromStack(stack).findWarning('*', Match.stringLikeRegexp('A function of cdk-canary-rest-api'))).toEqual([]);
  });
});

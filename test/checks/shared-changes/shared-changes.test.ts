import * as fc from 'fast-check';
import { API, FUNCTION_BY_VERSION, Resources, anyTemplate, arn, changes, method, ref, resource, summary, uri, withShuffledKeys } from './templates';

/** A stage with these properties. */
function stage(Properties: object): Resources {
  return { ...API, Stage: resource('AWS::ApiGateway::Stage', { RestApiId: ref('Api'), StageName: 'prod', ...Properties }) };
}

describe('of the stage, base and canary release share', () => {
  test('what stands on it: throttling, caching, logging, tracing, client certificate', () => {
    const settings = (rate: number, caching: boolean) => [
      { HttpMethod: '*', ResourcePath: '/*', ThrottlingRateLimit: rate, CachingEnabled: caching },
    ];
    expect(summary(
      stage({ MethodSettings: settings(10, true), TracingEnabled: true, ClientCertificateId: 'a' }),
      stage({ MethodSettings: settings(5, false), CacheClusterEnabled: true, ClientCertificateId: 'b' }),
    )).toEqual([
      'changed Stage: CacheClusterEnabled, ClientCertificateId, MethodSettings.CachingEnabled, MethodSettings.ThrottlingRateLimit, TracingEnabled',
    ]);
  });

  test('not what the release writes: deployment, canary and stage variables', () => {
    expect(summary(
      stage({ DeploymentId: ref('Deployment1'), Variables: { theme: 'light' } }),
      stage({ DeploymentId: arn('Driver'), Variables: { theme: 'dark' }, CanarySetting: { PercentTraffic: 10 } }),
    )).toEqual([]);
  });

  test('not tags and descriptions', () => {
    expect(summary(stage({ Tags: [], Description: 'a' }), stage({ Tags: [{ Key: 'a', Value: 'b' }], Description: 'b' }))).toEqual([]);
  });

  const association = (stageArn: object | string) => resource('AWS::WAFv2::WebACLAssociation', { ResourceArn: stageArn, WebACLArn: arn('Acl') });
  const byReference = { 'Fn::Sub': 'arn:aws:apigateway:eu-central-1::/restapis/${Api}/stages/${Stage}' };
  const byName = { 'Fn::Sub': 'arn:aws:apigateway:eu-central-1::/restapis/${Api}/stages/prod' };
  const acl = (limit: number) => resource('AWS::WAFv2::WebACL', {
    Rules: [{ Statement: { RateBasedStatement: { Limit: limit } } }, { Set: arn('Set') }],
  });
  const set = (address: string) => resource('AWS::WAFv2::IPSet', { Addresses: [address] });

  test.each([
    ['by reference', byReference], ['by its name', byName],
  ])('the web ACL that is associated with it %s, with its IP sets', (_, stageArn) => {
    const base = { ...API, Association: association(stageArn), Acl: acl(100), Set: set('10.0.0.0/8') };
    expect(summary(base, { ...base, Acl: acl(10), Set: set('::/0') }))
      .toEqual(['changed Acl: Rules.Statement.RateBasedStatement.Limit', 'changed Set: Addresses']);
  });

  test('an association that comes, and one that goes', () => {
    const without = { ...API, Acl: acl(100), Set: set('10.0.0.0/8') };
    expect(summary(without, { ...without, Association: association(byReference) })).toEqual(['added Association']);
    expect(summary({ ...without, Association: association(byReference) }, without)).toEqual(['removed Association']);
  });

  test('not an association that goes from the template and is retained', () => {
    const base = { ...API, Association: { ...association(byName), DeletionPolicy: 'Retain' } };
    expect(summary(base, API)).toEqual([]);
  });

  test('not the web ACL of another stage', () => {
    const other = { 'Fn::Sub': 'arn:aws:apigateway:eu-central-1::/restapis/${Api}/stages/beta' };
    expect(summary({ ...API, Association: association(other), Acl: acl(1) }, { ...API, Association: association(other), Acl: acl(2) })).toEqual([]);
  });

  const plan = (rate: number) => resource('AWS::ApiGateway::UsagePlan', {
    ApiStages: [{ ApiId: ref('Api'), Stage: ref('Stage') }], Throttle: { RateLimit: rate },
  });
  const key = resource('AWS::ApiGateway::UsagePlanKey', { UsagePlanId: ref('Plan'), KeyId: ref('Key') });
  const apiKey = (enabled: boolean) => resource('AWS::ApiGateway::ApiKey', { Enabled: enabled });

  test('usage plans and their keys', () => {
    const base = { ...API, Plan: plan(1), PlanKey: key, Key: apiKey(true) };
    expect(summary(base, { ...base, Plan: plan(2), Key: apiKey(false) })).toEqual(['changed Plan: Throttle.RateLimit', 'changed Key: Enabled']);
    expect(summary(base, API)).toEqual(['removed Plan', 'removed PlanKey']);
    expect(summary({ ...API, Plan: plan(1) }, { ...API, Plan: plan(1), PlanKey: key, Key: apiKey(true) })).toEqual(['added PlanKey']);
  });

  test('custom domains, by a mapping to the stage or to every stage', () => {
    const mapping = (to: object) => resource('AWS::ApiGateway::BasePathMapping', { RestApiId: ref('Api'), DomainName: ref('Domain'), ...to });
    const domain = (policy: string) => resource('AWS::ApiGateway::DomainName', { SecurityPolicy: policy });
    for (const to of [{ Stage: ref('Stage') }, { Stage: 'prod' }, {}]) {
      expect(summary({ ...API, Mapping: mapping(to), Domain: domain('TLS_1_0') }, { ...API, Mapping: mapping(to), Domain: domain('TLS_1_2') }))
        .toEqual(['changed Domain: SecurityPolicy']);
    }
    expect(summary({ ...API, Mapping: mapping({ Stage: 'beta' }) }, API)).toEqual([]);
  });
});

describe('of what a version runs, base and canary release share', () => {
  const base = { ...API, ...FUNCTION_BY_VERSION };

  test('not the code and configuration of the function', () => {
    const { Version1, ...rest } = base;
    const today = {
      ...rest,
      Get: method({ Uri: uri(ref('Version2')) }),
      Version2: Version1,
      Fn: resource('AWS::Lambda::Function', { Role: arn('Role'), Code: { S3Key: '2.zip' }, Timeout: 9 }),
    };
    expect(summary(base, today)).toEqual([]);
  });

  test('the execution role and its policies, also one that is new', () => {
    const policy = (action: string) => resource('AWS::IAM::Policy', { Roles: [ref('Role')], PolicyDocument: { Statement: [{ Action: action }] } });
    const role = resource('AWS::IAM::Role', { AssumeRolePolicyDocument: {}, ManagedPolicyArns: ['arn:aws:iam::aws:policy/Any'] });
    expect(summary(base, { ...base, Role: role })).toEqual(['changed Role: ManagedPolicyArns']);
    expect(summary({
      ...base, Policy: policy('s3:*'),
    }, { ...base, Policy: policy('s3:Get*') })).toEqual(['changed Policy: PolicyDocument.Statement.Action']);
    expect(summary(base, { ...base, Policy: policy('s3:*') })).toEqual(['added Policy']);
    expect(summary({ ...base, Policy: policy('s3:*') }, base)).toEqual(['removed Policy']);
  });

  test('a managed policy of the app', () => {
    const Role = resource('AWS::IAM::Role', { ManagedPolicyArns: [ref('Managed')] });
    const managed = (action: string) => resource('AWS::IAM::ManagedPolicy', { PolicyDocument: { Statement: { Action: action } } });
    expect(summary({
      ...base, Role, Managed: managed('a'),
    }, { ...base, Role, Managed: managed('b') })).toEqual(['changed Managed: PolicyDocument.Statement.Action']);
  });

  test('what it names in its environment: not a change of it, but its loss', () => {
    expect(summary(base, { ...base, Table: resource('AWS::DynamoDB::Table', { BillingMode: 'PAY_PER_REQUEST', KeySchema: ['id'] }) })).toEqual([]);
    expect(summary(base, {
      ...base, Table: resource('AWS::DynamoDB::Table', { BillingMode: 'PROVISIONED', KeySchema: ['name'] }),
    })).toEqual(['replaced Table: KeySchema']);
    const { Table, ...today } = base;
    expect(summary(base, today)).toEqual(['lost Table']);
    expect(summary({ ...base, Table: { ...Table, DeletionPolicy: 'Retain' } }, today)).toEqual([]);
  });

  test('not what attaches itself to something that it names in its environment', () => {
    const Fn = resource('AWS::Lambda::Function', { Role: arn('Role'), Environment: { Variables: { QUEUE: ref('Queue') } } });
    const named = { ...base, Fn, Queue: resource('AWS::SQS::Queue') };
    const Access = resource('AWS::SQS::QueuePolicy', { Queues: [ref('Queue')] });
    expect(summary(named, { ...named, Access })).toEqual([]);
    expect(summary({ ...named, Access }, named)).toEqual([]);
  });

  test('the function itself and its role, whose loss the version does not survive', () => {
    const { Fn, ...withoutFunction } = base;
    expect(summary(base, withoutFunction)).toEqual(['lost Fn']);
    expect(summary(base, { ...base, Fn: resource('AWS::Lambda::Function', { FunctionName: 'other', Role: arn('Role') }) }))
      .toEqual(['replaced Fn: FunctionName']);
    const { Role, ...withoutRole } = base;
    expect(summary(base, withoutRole)).toEqual(['lost Role']);
  });

  test('the role behind an alias that is named in the URI', () => {
    const byName = { ...base, Get: method({ Uri: uri(arn('Fn'), ':${stageVariables.alias}') }) };
    expect(summary(byName, { ...byName, Role: resource('AWS::IAM::Role', { Path: '/x/' }) })).toEqual(['replaced Role: Path']);
    expect(summary(byName, { ...byName, Fn: resource('AWS::Lambda::Function', { Role: arn('Role'), Code: { S3Key: '2.zip' } }) })).toEqual([]);
  });
});

describe('of what a deployment calls, base and canary release share', () => {
  test('a function that the base calls without a version, also when today a version is called', () => {
    const fn = (key: string) => resource('AWS::Lambda::Function', { Code: { S3Key: key } });
    const base = { ...API, Get: method({ Uri: uri(arn('Fn')) }), Fn: fn('1.zip') };
    const today = {
      ...API, Get: method({ Uri: uri(ref('Version')) }), Version: resource('AWS::Lambda::Version', { FunctionName: ref('Fn') }), Fn: fn('2.zip'),
    };
    expect(summary(base, today)).toEqual(['changed Fn: Code.S3Key']);
  });

  test('not what such a function names in its environment', () => {
    const Fn = resource('AWS::Lambda::Function', { Environment: { Variables: { TABLE: ref('Table') } } });
    const base = { ...API, Get: method({ Uri: uri(arn('Fn')) }), Fn, Table: resource('AWS::DynamoDB::Table') };
    expect(summary(base, { ...base, Table: resource('AWS::DynamoDB::Table', { BillingMode: 'PAY_PER_REQUEST' }) })).toEqual([]);
  });

  test('an alias, and not the version behind it', () => {
    const alias = (version: string) => resource('AWS::Lambda::Alias', {
      Name: 'live', FunctionName: ref('Fn'), FunctionVersion: { 'Fn::GetAtt': [version, 'Version'] },
    });
    const base = { ...API, ...FUNCTION_BY_VERSION, Get: method({ Uri: uri(ref('Live')) }), Live: alias('Version1') };
    expect(summary(base, { ...base, Live: alias('Version2') })).toEqual(['changed Live: FunctionVersion']);
  });

  test('the role of the second version that an alias routes to', () => {
    const RoutingConfig = { AdditionalVersionWeights: [{ FunctionVersion: { 'Fn::GetAtt': ['Version1', 'Version'] }, FunctionWeight: 0.1 }] };
    const base = {
      ...API,
      ...FUNCTION_BY_VERSION,
      Get: method({ Uri: uri(ref('Live')) }),
      Live: resource('AWS::Lambda::Alias', { Name: 'live', FunctionName: 'by-its-name', FunctionVersion: '2', RoutingConfig }),
    };
    expect(summary(base, { ...base, Role: resource('AWS::IAM::Role', { Path: '/x/' }) })).toEqual(['replaced Role: Path']);
  });

  test('a state machine, its role, and the functions that it runs', () => {
    const machine = (definition: string) => resource('AWS::StepFunctions::StateMachine', {
      DefinitionString: { 'Fn::Join': ['', [`{"Comment":"${definition}","Resource":"`, arn('Step'), '"}']] },
      RoleArn: arn('MachineRole'),
    });
    const step = (key: string) => resource('AWS::Lambda::Function', { Code: { S3Key: key } });
    const base = {
      ...API,
      Get: method({
        Credentials: arn('Caller'), RequestTemplates: { 'application/json': { 'Fn::Join': ['', ['{"stateMachineArn":"', ref('Machine'), '"}']] } },
      }),
      Caller: resource('AWS::IAM::Role'),
      Machine: machine('1'),
      MachineRole: resource('AWS::IAM::Role'),
      Step: step('1.zip'),
    };
    const changed = resource('AWS::IAM::Role', { MaxSessionDuration: 1 });
    expect(summary(base, { ...base, Machine: machine('2'), Step: step('2.zip'), Caller: changed, MachineRole: changed }))
      .toEqual([
        'changed Caller: MaxSessionDuration',
        'changed Machine: DefinitionString',
        'changed MachineRole: MaxSessionDuration',
        'changed Step: Code.S3Key',
      ]);
  });

  test('a role that only the state machine has: its loss is a change of the state machine', () => {
    const machine = (role: string) => resource('AWS::StepFunctions::StateMachine', { RoleArn: arn(role) });
    const base = { ...API, Get: method({ RequestTemplates: ref('Machine') }), Machine: machine('Old'), Old: resource('AWS::IAM::Role') };
    const { Old, ...rest } = base;
    expect(summary(base, { ...rest, Machine: machine('New'), New: Old })).toEqual(['changed Machine: RoleArn']);
    expect(summary(base, { ...base, Old: resource('AWS::IAM::Role', { Path: '/x/' }) })).toEqual(['changed Old: Path']);
  });

  test('a queue that an integration sends to, and its policy', () => {
    const base = {
      ...API,
      Post: method({ Uri: { 'Fn::Sub': 'arn:aws:apigateway:eu-central-1:sqs:path/${AWS::AccountId}/${Queue.QueueName}' } }),
      Queue: resource('AWS::SQS::Queue', { DelaySeconds: 0 }),
      Access: resource('AWS::SQS::QueuePolicy', { Queues: [ref('Queue')], PolicyDocument: { Statement: [] } }),
    };
    expect(summary(base, { ...base, Queue: resource('AWS::SQS::Queue', { DelaySeconds: 9 }) })).toEqual(['changed Queue: DelaySeconds']);
    expect(summary(base, {
      ...base, Queue: resource('AWS::SQS::Queue', { DelaySeconds: 0, QueueName: 'q' }),
    })).toEqual(['replaced Queue: QueueName']);
    const { Access, ...withoutAccess } = base;
    expect(summary(base, withoutAccess)).toEqual(['removed Access']);
  });

  test('not a log group', () => {
    const logs = (days: number) => resource('AWS::Logs::LogGroup', { RetentionInDays: days });
    const machine = resource('AWS::StepFunctions::StateMachine', { LoggingConfiguration: { Destinations: [arn('Logs')] } });
    const base = { ...API, Get: method({ RequestTemplates: ref('Machine') }), Machine: machine, Logs: logs(1) };
    expect(summary(base, { ...base, Logs: logs(7) })).toEqual([]);
  });

  test('the properties of a custom resource, and not the function that makes it', () => {
    const made = (by: string) => resource('Custom::Secret', { ServiceToken: arn('Provider'), By: by });
    const provider = (key: string) => resource('AWS::Lambda::Function', { Code: { S3Key: key } });
    const base = { ...API, Get: method({ Credentials: { 'Fn::GetAtt': ['Made', 'RoleArn'] } }), Made: made('1'), Provider: provider('1.zip') };
    expect(summary(base, { ...base, Made: made('2'), Provider: provider('2.zip') })).toEqual(['changed Made: By']);
  });

  test('a VPC link, and what is behind it', () => {
    const base = {
      ...API,
      Get: method({ ConnectionId: ref('Link') }),
      Link: resource('AWS::ApiGateway::VpcLink', { TargetArns: [ref('Nlb')] }),
      Nlb: resource('AWS::ElasticLoadBalancingV2::LoadBalancer'),
      Listener: resource('AWS::ElasticLoadBalancingV2::Listener', {
        LoadBalancerArn: ref('Nlb'), DefaultActions: [{ TargetGroupArn: ref('Group') }],
      }),
      Group: resource('AWS::ElasticLoadBalancingV2::TargetGroup', { Port: 80 }),
      Service: resource('AWS::ECS::Service', { LoadBalancers: [{ TargetGroupArn: ref('Group') }], TaskDefinition: ref('Task') }),
      Task: resource('AWS::ECS::TaskDefinition', { ContainerDefinitions: [{ Image: 'backend:1' }] }),
    };
    expect(summary(base, { ...base, Task: resource('AWS::ECS::TaskDefinition', { ContainerDefinitions: [{ Image: 'backend:2' }] }) }))
      .toEqual(['changed Task: ContainerDefinitions.Image']);
    expect(summary(base, {
      ...base, Link: resource('AWS::ApiGateway::VpcLink', { TargetArns: [ref('Nlb'), ref('Other')] }),
    })).toEqual(['replaced Link: TargetArns']);
    const { Link, ...rest } = base;
    expect(summary(base, { ...rest, OtherLink: Link, Get: method({ ConnectionId: ref('OtherLink') }) })).toEqual(['lost Link']);
  });

  test('the user pools of authorizers', () => {
    const users = (mfa: string) => resource('AWS::Cognito::UserPool', { MfaConfiguration: mfa });
    const base = {
      ...API, Authorizer: resource('AWS::ApiGateway::Authorizer', { RestApiId: ref('Api'), ProviderARNs: [arn('Users')] }), Users: users('OFF'),
    };
    expect(summary(base, { ...base, Users: users('ON') })).toEqual(['changed Users: MfaConfiguration']);
    expect(summary(base, API)).toEqual(['lost Users']);
  });

  test('what an OpenAPI definition in the template calls', () => {
    const Api = resource('AWS::ApiGateway::RestApi', {
      Body: { paths: { '/': { get: { 'x-amazon-apigateway-integration': { credentials: arn('Caller') } } } } },
    });
    const base = { ...API, Api, Caller: resource('AWS::IAM::Role') };
    expect(summary(base, { ...base, Caller: resource('AWS::IAM::Role', { MaxSessionDuration: 1 }) })).toEqual(['changed Caller: MaxSessionDuration']);
  });

  test('a policy that grants one version, and no longer the one of the base', () => {
    const policy = (version: string) => resource('AWS::IAM::Policy', {
      Roles: [ref('Caller')], PolicyDocument: { Statement: [{ Resource: ref(version) }] },
    });
    const base = {
      ...API,
      ...FUNCTION_BY_VERSION,
      Get: method({ Uri: uri(ref('Version1')), Credentials: arn('Caller') }),
      Caller: resource('AWS::IAM::Role'),
      Policy: policy('Version1'),
    };
    expect(summary(base, { ...base, Policy: policy('Version2') })).toEqual(['narrowed Policy: PolicyDocument.Statement.Resource']);
  });

  test('not a policy that moves on to the next version of a function of which the role may invoke every version', () => {
    const policy = (Resource: object, role = 'Caller') => resource('AWS::IAM::Policy', {
      Roles: [ref(role)], PolicyDocument: { Statement: [{ Resource }] },
    });
    const every = (fn: string) => ({ 'Fn::Join': ['', [arn(fn), ':*']] });
    const base = {
      ...API,
      ...FUNCTION_BY_VERSION,
      Get: method({ Uri: uri(ref('Version1')), Credentials: arn('Caller') }),
      Caller: resource('AWS::IAM::Role'),
      Policy: policy(ref('Version1')),
    };
    const moved = (Kept: object) => summary({ ...base, Kept }, { ...base, Kept, Policy: policy(ref('Version2')) });
    expect(moved(policy(every('Fn')))).toEqual([]);
    expect(moved(policy(every('Other')))).toEqual(['narrowed Policy: PolicyDocument.Statement.Resource']);
    expect(moved(policy(every('Fn'), 'OtherRole'))).toEqual(['narrowed Policy: PolicyDocument.Statement.Resource']);
    expect(moved(policy(arn('Fn')))).toEqual(['narrowed Policy: PolicyDocument.Statement.Resource']);
  });

  test('not what a policy allows: that it is allowed does not say that it is called', () => {
    const policy = resource('AWS::IAM::Policy', { Roles: [ref('Role')], PolicyDocument: { Statement: [{ Resource: arn('Bucket') }] } });
    const base = { ...API, ...FUNCTION_BY_VERSION, Policy: policy, Bucket: resource('AWS::S3::Bucket') };
    expect(summary(base, { ...base, Bucket: resource('AWS::S3::Bucket', { VersioningConfiguration: {} }) })).toEqual([]);
  });

  test('not what belongs to the snapshot, to another API, or to neither', () => {
    const Other = resource('AWS::ApiGateway::Method', { RestApiId: ref('OtherApi'), Integration: { Credentials: arn('Role') } });
    const OtherApi = resource('AWS::ApiGateway::RestApi', { Body: { credentials: arn('Role') } });
    const base = {
      ...API,
      Other,
      OtherApi,
      Get: method({ Uri: 'a' }),
      Model: resource('AWS::ApiGateway::Model'),
      Authorizer: resource('AWS::ApiGateway::Authorizer', { RestApiId: ref('Api') }),
      Role: resource('AWS::IAM::Role'),
      Queue: resource('AWS::SQS::Queue'),
    };
    const today = {
      ...API,
      Api: resource('AWS::ApiGateway::RestApi', { Policy: {} }),
      Get: method({ Uri: 'b' }),
      Model: resource('AWS::ApiGateway::Model', { Schema: {} }),
      Authorizer: resource('AWS::ApiGateway::Authorizer', { RestApiId: ref('Api'), IdentitySource: 'method.request.header.Other' }),
      Role: resource('AWS::IAM::Role', { Path: '/' }),
      Queue: resource('AWS::SQS::Queue', { FifoQueue: true }),
    };
    expect(summary(base, today)).toEqual([]);
  });
});

test('a resource under another condition is a change', () => {
  const role = (beside: object) => ({ ...API, Get: method({ Credentials: arn('Role') }), Role: resource('AWS::IAM::Role', {}, beside) });
  expect(summary(role({}), role({ Condition: 'IsProduction' }))).toEqual(['changed Role: Condition']);
});

test('a replaced resource whose predecessor is retained is none', () => {
  const role = (path: string) => ({
    ...API, Get: method({ Credentials: arn('Role') }), Role: resource('AWS::IAM::Role', { Path: path }, { UpdateReplacePolicy: 'Retain' }),
  });
  expect(summary(role('/a/'), role('/b/'))).toEqual([]);
});

test('says of each change whether it belongs to the stage, or to what a release calls as well', () => {
  const role = (seconds: number) => resource('AWS::IAM::Role', { MaxSessionDuration: seconds });
  const acl = (name: string) => resource('AWS::WAFv2::WebACL', { Name: name, Any: arn('Both') });
  const base = {
    ...API,
    Association: resource('AWS::WAFv2::WebACLAssociation', { ResourceArn: ref('Stage'), WebACLArn: arn('Acl') }),
    Acl: acl('a'),
    Get: method({ Credentials: [arn('Role'), arn('Both')] }),
    Role: role(1),
    Both: role(1),
  };
  const found = changes(base, { ...base, Acl: acl('b'), Role: role(2), Both: role(2) });
  expect(found.map(({ id, ofStage }) => [id, ofStage])).toEqual([['Acl', true], ['Role', false], ['Both', false]]);
});

describe('of any template', () => {
  test('nothing changes to itself, nor to a copy whose properties come in another order', () => {
    fc.assert(fc.property(anyTemplate, (template) => {
      expect(changes(template, template)).toEqual([]);
      expect(changes(template, withShuffledKeys(template) as Resources)).toEqual([]);
    }));
  });

  test('a changed property of the stage is the only change', () => {
    fc.assert(fc.property(anyTemplate, (template) => {
      const changed = { ...template, Stage: resource('AWS::ApiGateway::Stage', { RestApiId: ref('Api'), StageName: 'prod', TracingEnabled: true }) };
      expect(changes(template, changed).map(({ id, properties }) => [id, properties])).toEqual([['Stage', ['TracingEnabled']]]);
    }));
  });
});

import * as fs from 'node:fs';
import * as path from 'node:path';
import { Annotations, App, NestedStack, RemovalPolicy, Stack, Duration } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as cognito from 'aws-cdk-lib/aws-cognito';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as stepfunctions from 'aws-cdk-lib/aws-stepfunctions';
import * as wafv2 from 'aws-cdk-lib/aws-wafv2';
import { Deployed, annotations, deployedTemplate, helloApi, holdingStack } from './deploys';
import { CanaryRelease, CanaryReleaseOptions, EndpointBaseline } from '../../../lib';
import { answering } from '../../apps';
import { temporaryFiles } from '../../endpoints/baselines/temporary-files';

const ID = 'cdk-canary-rest-api:sharedChange';
const AT_ONCE = 'so base and canary release get it at once with this deploy; an abort does not take that back by itself. '
  + 'Make this change in a deploy without a canary, or acknowledge it if the base release can live with it.';
const GONE = 'base requests that use it fail as soon as CloudFormation has deleted it, and an abort does not bring it back. '
  + 'Keep it as it is until production has left the base release, and give the canary release another one beside it.';

/** Warnings of changes and notes about the comparison, without the baseline's place and the id that each ends with. */
function reportsOf(stack: Stack): string[] {
  return annotations(stack).filter((text) => text.includes('cdk-canary-rest-api:shared'))
    .map((text) => text.replace(/ Baseline: template '.*Stack\.template\.json'\. \[ack: cdk-canary-rest-api:sharedChange\]$/, ''));
}

function reports(build: Deployed, options?: CanaryReleaseOptions): string[] {
  return reportsOf(holdingStack(build, options));
}

/** The API, and beside it what changes today. */
function withHello(extend: (api: apigateway.RestApi, stack: Stack, today: boolean) => void): Deployed {
  return (stack, today) => {
    const api = helloApi(stack, today);
    extend(api, stack, today);
    return api;
  };
}

const throttled: Deployed = (stack, today) => helloApi(stack, today, { deployOptions: { throttlingRateLimit: today ? 5 : 10 } });

describe('a change that base and canary release get alike is a warning', () => {
  test('of the stage: the throttling', () => {
    expect(annotations(holdingStack(throttled))).toEqual([
      expect.stringMatching(new RegExp('^warning /Stack/Api/DeploymentStage.prod: Stack/Api/DeploymentStage.prod \\(AWS::ApiGateway::Stage\\) '
        + `changes in this deploy: MethodSettings\\.ThrottlingRateLimit\\. It belongs to the stage, ${AT_ONCE} Baseline: template `
        + `'.*Stack\\.template\\.json'\\. \\[ack: ${ID}\\]$`)),
    ]);
  });

  test('of the stage: the cache and the tracing', () => {
    expect(reports((stack, today) => helloApi(stack, today, { deployOptions: { cacheClusterEnabled: today, tracingEnabled: today } }))).toEqual([
      'warning /Stack/Api/DeploymentStage.prod: Stack/Api/DeploymentStage.prod (AWS::ApiGateway::Stage) changes in this deploy: '
      + `CacheClusterEnabled, CacheClusterSize, TracingEnabled. It belongs to the stage, ${AT_ONCE}`,
    ]);
  });

  const protect = (stack: Stack, block: boolean) => {
    const visibilityConfig = { cloudWatchMetricsEnabled: true, metricName: 'acl', sampledRequestsEnabled: true };
    return new wafv2.CfnWebACL(stack, 'Acl', { scope: 'REGIONAL', defaultAction: block ? { block: {} } : { allow: {} }, visibilityConfig });
  };
  const associate = (api: apigateway.RestApi, stack: Stack, acl: wafv2.CfnWebACL) =>
    new wafv2.CfnWebACLAssociation(stack, 'Association', { resourceArn: api.deploymentStage.stageArn, webAclArn: acl.attrArn });

  test('of the WAF: a rule', () => {
    expect(reports(withHello((api, stack, today) => { associate(api, stack, protect(stack, today)); }))).toEqual([
      'warning /Stack/Acl: Stack/Acl (AWS::WAFv2::WebACL) changes in this deploy: DefaultAction.Allow, DefaultAction.Block. It belongs to the stage, '
        + `${AT_ONCE}`,
    ]);
  });

  test('of the WAF: an association that comes', () => {
    expect(reports(withHello((api, stack, today) => {
      const acl = protect(stack, true);
      if (today) { associate(api, stack, acl); }
    }))).toEqual([
      `warning /Stack/Association: Stack/Association (AWS::WAFv2::WebACLAssociation) is new in this deploy. It belongs to the stage, ${AT_ONCE}`,
    ]);
  });

  test('of the WAF: an association that goes, on the release', () => {
    expect(reports(withHello((api, stack, today) => {
      const acl = protect(stack, true);
      if (!today) { associate(api, stack, acl); }
    }))).toEqual([
      'warning /Stack/Release: Association (AWS::WAFv2::WebACLAssociation) is removed by this deploy. It belongs to the stage, '
        + `${AT_ONCE.replace('get it', 'lose it')}`,
    ]);
  });

  test('of a usage plan: the throttling, and a new key', () => {
    expect(reports(withHello((api, _, today) => {
      const plan = api.addUsagePlan('Plan', { throttle: { rateLimit: today ? 1 : 2, burstLimit: 2 }, apiStages: [{ stage: api.deploymentStage }] });
      if (today) { plan.addApiKey(api.addApiKey('Key')); }
    }))).toEqual([
      'warning /Stack/Api/Plan: Stack/Api/Plan (AWS::ApiGateway::UsagePlan) changes in this deploy: Throttle.RateLimit. It belongs to the stage, '
        + `${AT_ONCE}`,
      expect.stringMatching(/^warning \/Stack\/Api\/Plan\/UsagePlanKeyResource:\w+: .* \(AWS::ApiGateway::UsagePlanKey\) is new in this deploy\./),
    ]);
  });

  test('of a VPC link: the target group of its load balancer', () => {
    expect(reports(withVpcLink(() => 'Link', (today) => (today ? 81 : 80)))).toEqual([
      `warning /Stack/Group: Stack/Group (AWS::ElasticLoadBalancingV2::TargetGroup) changes in this deploy: Port. Both releases use it, ${AT_ONCE}`,
    ]);
  });

  test('of a state machine: the definition', () => {
    expect(reports((stack, today) => new apigateway.StepFunctionsRestApi(stack, 'Api', {
      cloudWatchRole: false,
      stateMachine: new stepfunctions.StateMachine(stack, 'Machine', {
        stateMachineType: stepfunctions.StateMachineType.EXPRESS,
        definitionBody: stepfunctions.DefinitionBody.fromChainable(new stepfunctions.Pass(stack, 'Answer', { comment: today ? '2' : '1' })),
      }),
    }))).toEqual([
      'warning /Stack/Machine: Stack/Machine (AWS::StepFunctions::StateMachine) changes in this deploy: DefinitionString. Both releases use it, '
        + `${AT_ONCE}`,
    ]);
  });

  const allowing = (action: string) => new iam.PolicyStatement({ actions: [action], resources: ['*'] });

  test('of the execution role: its policy', () => {
    expect(reports(withHello((_, stack, today) => {
      (stack.node.findChild('Fn') as lambda.Function).addToRolePolicy(allowing(today ? 's3:GetObject' : 's3:PutObject'));
    }))).toEqual([
      'warning /Stack/Fn/ServiceRole/DefaultPolicy: Stack/Fn/ServiceRole/DefaultPolicy (AWS::IAM::Policy) changes in this deploy: '
      + `PolicyDocument.Statement.Action. Both releases use it, ${AT_ONCE}`,
    ]);
  });

  test('of the role that an integration calls with: its policy', () => {
    expect(reports(withHello((api, stack, today) => {
      const credentialsRole = new iam.Role(stack, 'Caller', { assumedBy: new iam.ServicePrincipal('apigateway.amazonaws.com') });
      credentialsRole.addToPolicy(allowing(today ? 'sqs:SendMessage' : 'sqs:*'));
      api.root.addResource('queue').addMethod('POST', new apigateway.AwsIntegration({ service: 'sqs', path: 'queue', options: { credentialsRole } }));
    }))).toEqual([expect.stringContaining(
      'Stack/Caller/DefaultPolicy (AWS::IAM::Policy) changes in this deploy: PolicyDocument.Statement.Action. Both releases use it',
    )]);
  });

  test('of an authorizer: its user pool', () => {
    expect(reports(withUserPool((today) => (today ? cognito.Mfa.REQUIRED : cognito.Mfa.OFF)))).toEqual([
      'warning /Stack/Users: Stack/Users (AWS::Cognito::UserPool) changes in this deploy: EnabledMfas, MfaConfiguration. Both releases use it, '
        + `${AT_ONCE}`,
    ]);
  });

  test('of a custom domain: its TLS policy', () => {
    expect(reports(withHello((api, stack, today) => {
      new apigateway.CfnDomainName(stack, 'Domain', { domainName: 'api.example.com', securityPolicy: today ? 'TLS_1_2' : 'TLS_1_0' });
      new apigateway.CfnBasePathMapping(stack, 'Mapping', {
        domainName: 'api.example.com', restApiId: api.restApiId, stage: api.deploymentStage.stageName,
      })
        .addPropertyOverride('DomainName', { Ref: 'Domain' });
    }))).toEqual([
      `warning /Stack/Domain: Stack/Domain (AWS::ApiGateway::DomainName) changes in this deploy: SecurityPolicy. It belongs to the stage, ${AT_ONCE}`,
    ]);
  });

  test('of a function that the base calls without a version, and the canary with one', () => {
    expect(reports((stack, today) => {
      const api = new apigateway.RestApi(stack, 'Api', { cloudWatchRole: false });
      const fn = answering(stack, today ? '2' : '1');
      api.root.addResource('hello').addMethod('GET', new apigateway.LambdaIntegration(today ? fn.currentVersion : fn));
      return api;
    })).toEqual([`warning /Stack/Fn: Stack/Fn (AWS::Lambda::Function) changes in this deploy: Code.ZipFile. Both releases use it, ${AT_ONCE}`]);
  });

  test('of what an inline OpenAPI definition calls, and not of a grant on a version: the release grants every version', () => {
    expect(reports((stack, today) => {
      const assumedBy = new iam.ServicePrincipal('apigateway.amazonaws.com');
      const caller = new iam.Role(stack, 'Caller', { assumedBy, description: 'harmless', maxSessionDuration: Duration.hours(today ? 2 : 1) });
      const version = answering(stack, today ? '2' : '1').currentVersion;
      version.grantInvoke(caller);
      const uri = `arn:aws:apigateway:eu-central-1:lambda:path/2015-03-31/functions/${version.functionArn}/invocations`;
      const integration = { type: 'aws_proxy', httpMethod: 'POST', uri, credentials: caller.roleArn };
      const definition = {
        openapi: '3.0.1', info: { title: 'Hello' }, paths: { '/hello': { get: { 'x-amazon-apigateway-integration': integration } } },
      };
      return new apigateway.SpecRestApi(stack, 'Api', { cloudWatchRole: false, apiDefinition: apigateway.ApiDefinition.fromInline(definition) });
    })).toEqual([
      `warning /Stack/Caller: Stack/Caller (AWS::IAM::Role) changes in this deploy: MaxSessionDuration. Both releases use it, ${AT_ONCE}`,
    ]);
  });

  test('in a nested stack, on its construct', () => {
    expect(reports((stack, today) => {
      const api = helloApi(stack, today);
      const nested = new NestedStack(stack, 'Nested');
      const fn = answering(nested, '1', 'Inner');
      fn.addToRolePolicy(allowing(today ? 's3:GetObject' : 's3:PutObject'));
      const part = apigateway.RestApi.fromRestApiAttributes(nested, 'Part', { restApiId: api.restApiId, rootResourceId: api.restApiRootResourceId });
      part.root.addResource('inner').addMethod('GET', new apigateway.LambdaIntegration(fn.currentVersion));
      return api;
    })).toEqual([expect.stringMatching(/^warning \/Stack\/Nested\/Inner\/ServiceRole\/DefaultPolicy: .* changes in this deploy:/)]);
  });
});

describe('what breaks the base release is a warning of that', () => {
  test('a VPC link with another id', () => {
    expect(reports(withVpcLink((today) => (today ? 'OtherLink' : 'Link'), () => 80))).toEqual([
      expect.stringMatching(new RegExp(
        `^warning /Stack/Release: Link\\w+ \\(AWS::ApiGateway::VpcLink\\) is removed by this deploy, but the base release still needs it: ${GONE}$`,
      )),
    ]);
  });

  test('a user pool with another name for its construct, unless it is retained', () => {
    const moved = (removalPolicy: RemovalPolicy): Deployed => withHello((api, stack, today) =>
      authorizeWith(api, new cognito.UserPool(stack, today ? 'Moved' : 'Users', { removalPolicy })));
    expect(reports(
      moved(RemovalPolicy.DESTROY),
    )).toEqual([expect.stringContaining('(AWS::Cognito::UserPool) is removed by this deploy, but the base release')]);
    expect(reports(moved(RemovalPolicy.RETAIN))).toEqual([]);
  });

  test('a state machine that is replaced under its id', () => {
    expect(reports((stack, today) => new apigateway.StepFunctionsRestApi(stack, 'Api', {
      cloudWatchRole: false,
      stateMachine: new stepfunctions.StateMachine(stack, 'Machine', {
        stateMachineName: today ? 'orders2' : 'orders',
        stateMachineType: stepfunctions.StateMachineType.EXPRESS,
        definitionBody: stepfunctions.DefinitionBody.fromChainable(new stepfunctions.Pass(stack, 'Answer')),
      }),
    }))).toEqual([
      'warning /Stack/Machine: Stack/Machine (AWS::StepFunctions::StateMachine) is replaced by this deploy (StateMachineName), '
      + `but the base release still needs the one that goes: ${GONE}`,
    ]);
  });

  test('a function behind a version of the base', () => {
    expect(reports((stack, today) => {
      const api = new apigateway.RestApi(stack, 'Api', { cloudWatchRole: false });
      api.root.addMethod('GET', new apigateway.LambdaIntegration(answering(stack, '1', today ? 'Other' : 'Fn').currentVersion));
      return api;
    })).toEqual([
      expect.stringContaining('(AWS::IAM::Role) is removed by this deploy, but the base release still needs it'),
      expect.stringContaining('(AWS::Lambda::Function) is removed by this deploy, but the base release still needs it'),
    ]);
  });
});

describe('nothing is said', () => {
  test('when only the code of the canary is new', () => {
    expect(annotations(holdingStack(helloApi))).toEqual([]);
  });

  test('without a template as the baseline', () => {
    expect(reports(throttled, { baseline: undefined })).toEqual([]);
    expect(reports(throttled, { baseline: EndpointBaseline.fromEndpoints(['GET /hello']) })).toEqual([]);
  });

  test('without a canary', () => {
    expect(reports(throttled, { canarySettings: undefined })).toEqual([]);
  });

  test('when the deploy promotes or aborts', () => {
    for (const decide of ['promote', 'abort'] as const) {
      const stack = holdingStack(throttled);
      (stack.node.findChild('Release') as CanaryRelease)[decide]();
      expect(reportsOf(stack)).toEqual([]);
    }
  });

  test.each([['the stage', 'Api'], ['the stack', '.']])('when it is acknowledged on %s', (_, where) => {
    const stack = holdingStack(throttled);
    Annotations.of(where === '.' ? stack : (stack.node.findChild(where) as apigateway.RestApi).deploymentStage).acknowledgeWarning(ID);
    expect(reportsOf(stack)).toEqual([]);
  });

  test('when what went is acknowledged on the release', () => {
    const stack = holdingStack(withHello((api, _, today) => {
      if (!today) { api.addUsagePlan('Plan', { apiStages: [{ stage: api.deploymentStage }] }); }
    }));
    Annotations.of(stack.node.findChild('Release')).acknowledgeWarning(ID);
    expect(reportsOf(stack)).toEqual([]);
  });

  test('of a function or alias that is reported as shared anyway', () => {
    const calling = (target: (fn: lambda.Function) => lambda.IFunction): Deployed => (stack, today) => {
      const api = new apigateway.RestApi(stack, 'Api', { cloudWatchRole: false });
      api.root.addMethod('GET', new apigateway.LambdaIntegration(target(answering(stack, today ? '2' : '1'))));
      return api;
    };
    const ids = (build: Deployed) => annotations(holdingStack(build)).map((text) => /\[ack: (.*)\]$/.exec(text)?.[1]);
    expect(ids(calling((fn) => fn))).toEqual(['cdk-canary-rest-api:unqualifiedFunction']);
    expect(ids(
      calling((fn) => new lambda.Alias(fn, 'Live', { aliasName: 'live', version: fn.currentVersion })),
    )).toEqual(['cdk-canary-rest-api:sharedAlias']);
  });
});

test('nothing is said of a resource in another stack, which the template does not have', () => {
  expect(reports(withHello((api, stack, today) => {
    const other = new Stack(stack, 'Other');
    const credentialsRole = new iam.Role(other, 'Caller', { assumedBy: new iam.ServicePrincipal('apigateway.amazonaws.com') });
    credentialsRole.addToPolicy(new iam.PolicyStatement({ actions: [today ? 'sqs:SendMessage' : 'sqs:*'], resources: ['*'] }));
    api.root.addResource('queue').addMethod('POST', new apigateway.AwsIntegration({ service: 'sqs', path: 'queue', options: { credentialsRole } }));
  }))).toEqual([]);
});

describe('what cannot be compared is said', () => {
  test('when the template calls the API otherwise', () => {
    const build: Deployed = (stack, today) => {
      const api = helloApi(stack, today);
      if (today) { (api.node.defaultChild as apigateway.CfnRestApi).overrideLogicalId('Renamed'); }
      return api;
    };
    expect(reports(build)).toEqual([
      expect.stringMatching(new RegExp('^info /Stack/Release: What base and canary release share is not compared with the template \'.*\', or not '
        + 'all of it: it has no API with the logical id Renamed\\. To compare it, use the template in the cdk\\.out that was deployed\\.')),
    ]);
  });

  test('when the template of a nested stack is not beside it', () => {
    const build: Deployed = (stack, today) => {
      answering(new NestedStack(stack, 'Nested'), '1');
      return helloApi(stack, today);
    };
    const alone = temporaryFiles({ 'template.json': fs.readFileSync(deployedTemplate(build), 'utf8') });
    expect(reports(build, { baseline: EndpointBaseline.fromTemplateFile(alone) })).toEqual([
      expect.stringMatching(/^info \/Stack\/Release: .*: the templates of nested stacks are not beside it \(Nested\w+\)\. To compare it, /),
    ]);
  });
});

test('a second stage is compared with itself', () => {
  const template = (rate: number, options: CanaryReleaseOptions = {}): Stack => {
    const stack = new Stack(new App(), 'Stack');
    const api = helloApi(stack, rate === 2);
    const beta = new apigateway.Stage(stack, 'Beta', { deployment: api.latestDeployment!, stageName: 'beta', throttlingRateLimit: rate });
    new CanaryRelease(stack, 'Release', { stage: beta, ...options });
    return stack;
  };
  const deployed = template(1);
  const baseline = EndpointBaseline.fromTemplateFile(path.join((deployed.node.root as App).synth().directory, deployed.templateFile));
  expect(reportsOf(
    template(2, { baseline, canarySettings: { percentTraffic: 10 } }),
  )).toEqual([expect.stringContaining('warning /Stack/Beta: Stack/Beta (AWS::ApiGateway::Stage) changes')]);
});

/** GET /inside through a VPC link to a load balancer. */
function withVpcLink(id: (today: boolean) => string, port: (today: boolean) => number): Deployed {
  return withHello((api, stack, today) => {
    const vpc = ec2.Vpc.fromVpcAttributes(stack, 'Vpc', { vpcId: 'vpc-1', availabilityZones: ['a'], publicSubnetIds: ['subnet-1'] });
    const nlb = new elbv2.NetworkLoadBalancer(stack, 'Nlb', { vpc });
    const group = new elbv2.NetworkTargetGroup(stack, 'Group', { vpc, port: port(today), targetType: elbv2.TargetType.IP });
    nlb.addListener('Listener', { port: 80, defaultTargetGroups: [group] });
    const vpcLink = new apigateway.VpcLink(stack, id(today), { targets: [nlb] });
    api.root.addResource('inside').addMethod('GET', new apigateway.Integration({
      type: apigateway.IntegrationType.HTTP_PROXY,
      integrationHttpMethod: 'GET',
      uri: 'https://inside.example.com/',
      options: { connectionType: apigateway.ConnectionType.VPC_LINK, vpcLink },
    }));
  });
}

function withUserPool(mfa: (today: boolean) => cognito.Mfa): Deployed {
  return withHello((api, stack, today) => authorizeWith(
    api, new cognito.UserPool(stack, 'Users', { mfa: mfa(today), mfaSecondFactor: { otp: true, sms: false } }),
  ));
}

function authorizeWith(api: apigateway.RestApi, users: cognito.UserPool): void {
  const authorizer = new apigateway.CognitoUserPoolsAuthorizer(users.stack, 'Authorizer', { cognitoUserPools: [users] });
  api.root.addMethod('GET', new apigateway.MockIntegration(), { authorizer, authorizationType: apigateway.AuthorizationType.COGNITO });
}

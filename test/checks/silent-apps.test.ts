import { App, CfnParameter, Duration, Fn, NestedStack, Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as cognito from 'aws-cdk-lib/aws-cognito';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as elb from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import * as events from 'aws-cdk-lib/aws-events';
import * as targets from 'aws-cdk-lib/aws-events-targets';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as notifications from 'aws-cdk-lib/aws-s3-notifications';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { CanaryRelease, CanaryReleaseProps, UnqualifiedFunctions } from '../../lib';
import { answering } from '../apps';

type Target = Pick<CanaryReleaseProps, 'api' | 'stage'>;

const API_GATEWAY = new iam.ServicePrincipal('apigateway.amazonaws.com');

function versionOf(stack: Stack, id = 'Fn'): lambda.Version {
  return answering(stack, '1', id).currentVersion;
}

/** Ways to build an API that CDK's own documentation shows. Nothing in them is to be told. */
const APPS: Record<string, (stack: Stack) => Target> = {
  'a LambdaRestApi': (stack) => ({ api: new apigateway.LambdaRestApi(stack, 'Api', { handler: versionOf(stack) }) }),
  'an inline definition': (stack) => {
    const version = versionOf(stack);
    const uri = `arn:aws:apigateway:${stack.region}:lambda:path/2015-03-31/functions/${version.functionArn}/invocations`;
    const paths = {
      '/pets': {
        get: { 'responses': {}, 'x-amazon-apigateway-integration': { type: 'aws_proxy', httpMethod: 'POST', uri } },
        post: { 'x-amazon-apigateway-integration': { type: 'mock', requestTemplates: { 'application/json': '{"statusCode":200}' } } },
      },
    };
    const apiDefinition = apigateway.ApiDefinition.fromInline({ openapi: '3.0.2', info: { title: 'pets', version: '1' }, paths });
    const api = new apigateway.SpecRestApi(stack, 'Api', { apiDefinition });
    version.addPermission('Api', { principal: API_GATEWAY, sourceArn: api.arnForExecuteApi() });
    return { api };
  },
  'a user pool, a model, a usage plan with a key': (stack) => {
    const api = new apigateway.RestApi(stack, 'Api');
    const authorizer = new apigateway.CognitoUserPoolsAuthorizer(stack, 'Authorizer', { cognitoUserPools: [new cognito.UserPool(stack, 'Users')] });
    const model = api.addModel('Pet', { schema: { type: apigateway.JsonSchemaType.OBJECT } });
    api.root.addResource('pets').addMethod('POST', new apigateway.LambdaIntegration(versionOf(stack)), {
      authorizer, requestModels: { 'application/json': model }, requestValidatorOptions: { validateRequestBody: true },
    });
    const plan = api.addUsagePlan('Plan', { throttle: { rateLimit: 10, burstLimit: 2 } });
    plan.addApiKey(api.addApiKey('Key'));
    plan.addApiStage({ stage: api.deploymentStage });
    return { api };
  },
  'routes in a nested stack with an explicit deployment': (stack) => {
    const api = new apigateway.RestApi(stack, 'Api', { deploy: false });
    api.root.addMethod('ANY', new apigateway.MockIntegration());
    const nested = new NestedStack(stack, 'Routes');
    const imported = apigateway.RestApi.fromRestApiAttributes(nested, 'Api', { restApiId: api.restApiId, rootResourceId: api.root.resourceId });
    const fn = answering(nested as unknown as Stack, '1');
    const method = imported.root.addResource('pets').addMethod('GET', new apigateway.LambdaIntegration(fn.currentVersion));
    const deployment = new apigateway.Deployment(stack, 'Deployment', { api });
    deployment.node.addDependency(method);
    deployment.addToLogicalId({ code: 1 });
    return { stage: new apigateway.Stage(stack, 'Stage', { deployment }) };
  },
  'a state machine': (stack) => ({
    api: new apigateway.StepFunctionsRestApi(stack, 'Api', {
      stateMachine: new sfn.StateMachine(stack, 'Machine', {
        stateMachineType: sfn.StateMachineType.EXPRESS, definitionBody: sfn.DefinitionBody.fromChainable(new sfn.Pass(stack, 'Pass')),
      }),
    }),
  }),
  'a greedy proxy, CORS, a gateway response, a queue and a table with a role': (stack) => {
    const api = new apigateway.RestApi(stack, 'Api', { defaultCorsPreflightOptions: { allowOrigins: apigateway.Cors.ALL_ORIGINS } });
    api.root.addProxy({ defaultIntegration: new apigateway.HttpIntegration('https://example.com', { proxy: true }) });
    api.addGatewayResponse('Denied', { type: apigateway.ResponseType.ACCESS_DENIED });
    const credentialsRole = new iam.Role(stack, 'Role', { assumedBy: API_GATEWAY });
    const queue = new sqs.Queue(stack, 'Queue');
    queue.grantSendMessages(credentialsRole);
    api.root.addResource('queue').addMethod('POST', new apigateway.AwsIntegration({
      service: 'sqs', path: `${stack.account}/${queue.queueName}`, integrationHttpMethod: 'POST', options: { credentialsRole },
    }));
    const table = new dynamodb.Table(stack, 'Table', { partitionKey: { name: 'id', type: dynamodb.AttributeType.STRING } });
    table.grantReadWriteData(credentialsRole);
    const requestTemplates = { 'application/json': `{"TableName":"${table.tableName}"}` };
    api.root.addResource('table').addMethod('GET', new apigateway.AwsIntegration({
      service: 'dynamodb', action: 'GetItem', options: { credentialsRole, requestTemplates },
    }));
    return { api };
  },
  'a VPC link, and URLs that another app exports or a parameter holds': (stack) => {
    const balancer = new elb.NetworkLoadBalancer(stack, 'Balancer', { vpc: new ec2.Vpc(stack, 'Vpc') });
    const vpcLink = new apigateway.VpcLink(stack, 'Link', { targets: [balancer] });
    const api = new apigateway.RestApi(stack, 'Api');
    api.root.addMethod('GET', new apigateway.Integration({
      type: apigateway.IntegrationType.HTTP_PROXY,
      integrationHttpMethod: 'ANY',
      uri: `http://${balancer.loadBalancerDnsName}`,
      options: { connectionType: apigateway.ConnectionType.VPC_LINK, vpcLink },
    }));
    api.root.addResource('export').addMethod('GET', new apigateway.HttpIntegration(Fn.importValue('url')));
    api.root.addResource('parameter').addMethod('GET', new apigateway.HttpIntegration(new CfnParameter(stack, 'Url').valueAsString));
    return { api };
  },
  'a second stage beside, logs, variables, a cache for one method': (stack) => {
    const api = new apigateway.RestApi(stack, 'Api', {
      deployOptions: {
        loggingLevel: apigateway.MethodLoggingLevel.INFO,
        variables: { theme: 'light' },
        cachingEnabled: true,
        methodOptions: { '/pets/GET': { cacheTtl: Duration.minutes(1) } },
      },
    });
    api.root.addResource('pets').addMethod('GET', new apigateway.LambdaIntegration(versionOf(stack), { scopePermissionToMethod: false }));
    new apigateway.Stage(stack, 'Beta', { deployment: api.latestDeployment!, stageName: 'beta' });
    return { api };
  },
  'events, a bucket, a URL and an unreleased API that use the function, too': (stack) => {
    const fn = answering(stack, '1');
    new s3.Bucket(stack, 'Bucket').addEventNotification(s3.EventType.OBJECT_CREATED, new notifications.LambdaDestination(fn));
    new events.Rule(stack, 'Hourly', { schedule: events.Schedule.rate(Duration.hours(1)), targets: [new targets.LambdaFunction(fn)] });
    fn.addFunctionUrl();
    new apigateway.RestApi(stack, 'Other').root.addMethod('GET', new apigateway.LambdaIntegration(fn));
    const api = new apigateway.RestApi(stack, 'Api');
    api.root.addMethod('GET', new apigateway.LambdaIntegration(fn.currentVersion));
    return { api };
  },
  'optional properties of CDK that are null': (stack) => {
    const nothing = null as never;
    const api = new apigateway.RestApi(stack, 'Api', { description: nothing, deployOptions: { variables: nothing, description: nothing } });
    api.root.addMethod('GET', new apigateway.LambdaIntegration(versionOf(stack), { credentialsRole: nothing }), { authorizer: nothing });
    return { api };
  },
};

describe('synth has nothing to tell of', () => {
  test.each(Object.entries(APPS))('%s', (_, build) => {
    for (const options of [{}, { canarySettings: { percentTraffic: 10 } }, { unqualifiedFunctions: UnqualifiedFunctions.PIN }]) {
      const stack = new Stack(new App({ analyticsReporting: false }), 'App');
      new CanaryRelease(stack, 'Release', { ...build(stack), ...options });
      Template.fromStack(stack);
      for (const level of ['Warning', 'Error'] as const) {
        expect(Annotations.fromStack(stack)[`find${level}`]('*', Match.stringLikeRegexp('cdk-canary-rest-api'))).toEqual([]);
      }
    }
  });
});

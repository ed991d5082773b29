import { Stack } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as acm from 'aws-cdk-lib/aws-certificatemanager';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as stepfunctions from 'aws-cdk-lib/aws-stepfunctions';
import { answering } from './answering';
import { ApiKind, expectPractice } from './practice';

const NO_ROLE = { cloudWatchRole: false };

function version(stack: Stack, code: string, options?: apigateway.LambdaIntegrationOptions): apigateway.LambdaIntegration {
  return new apigateway.LambdaIntegration(answering(stack, code).currentVersion, options);
}

/** An API with GET /hello on the version of a function, and what is special about it. */
function withHello(props: apigateway.RestApiProps, extend: (api: apigateway.RestApi, stack: Stack, code: string) => void = () => undefined): ApiKind {
  return (stack, code) => {
    const api = new apigateway.RestApi(stack, 'Api', { ...NO_ROLE, ...props });
    api.root.addResource('hello').addMethod('GET', version(stack, code));
    extend(api, stack, code);
    return { api };
  };
}

function mock(code: string): apigateway.MockIntegration {
  return new apigateway.MockIntegration({
    requestTemplates: { 'application/json': '{ "statusCode": 200 }' },
    integrationResponses: [{ statusCode: '200', responseTemplates: { 'application/json': code } }],
  });
}

function certificate(stack: Stack): acm.ICertificate {
  return acm.Certificate.fromCertificateArn(stack, 'Certificate', 'arn:aws:acm:us-east-1:123456789012:certificate/1');
}

const KINDS: Record<string, ApiKind> = {
  'RestApi with nested resources, parameters, ANY and a greedy proxy': (stack, code) => {
    const api = new apigateway.RestApi(stack, 'Api', NO_ROLE);
    const integration = version(stack, code);
    const pets = api.root.addResource('pets');
    pets.addMethod('GET', integration);
    pets.addMethod('POST', integration);
    pets.addResource('{petId}').addMethod('ANY', integration);
    api.root.addResource('files').addProxy({ defaultIntegration: integration });
    return { api };
  },
  'RestApi with one function per route': (stack, code) => {
    const api = new apigateway.RestApi(stack, 'Api', NO_ROLE);
    for (const name of ['orders', 'customers']) {
      api.root.addResource(name).addMethod('GET', new apigateway.LambdaIntegration(answering(stack, code, name).currentVersion));
    }
    return { api };
  },
  'RestApi with one permission for the whole API': (stack, code) => {
    const api = new apigateway.RestApi(stack, 'Api', NO_ROLE);
    api.root.addMethod('GET', version(stack, code, { scopePermissionToMethod: false }));
    return { api };
  },
  'RestApi with CORS preflight': withHello({ defaultCorsPreflightOptions: { allowOrigins: apigateway.Cors.ALL_ORIGINS } }),
  'RestApi with a deployment that its owner retains, and the CloudWatch role': withHello({ retainDeployments: true, cloudWatchRole: true }),
  'LambdaRestApi with the version as proxy': (stack, code) => ({
    api: new apigateway.LambdaRestApi(stack, 'Api', { ...NO_ROLE, handler: answering(stack, code).currentVersion }),
  }),
  'LambdaRestApi without proxy': (stack, code) => {
    const api = new apigateway.LambdaRestApi(stack, 'Api', { ...NO_ROLE, handler: answering(stack, code).currentVersion, proxy: false });
    api.root.addResource('hello').addMethod('GET');
    return { api };
  },
  'RestApi with mock integrations': (stack, code) => {
    const api = new apigateway.RestApi(stack, 'Api', NO_ROLE);
    api.root.addResource('status').addMethod('GET', mock(code), { methodResponses: [{ statusCode: '200' }] });
    return { api };
  },
  'RestApi with a custom Lambda integration': (stack, code) => {
    const api = new apigateway.RestApi(stack, 'Api', NO_ROLE);
    api.root.addResource('hello').addMethod('GET', version(stack, code, {
      proxy: false,
      integrationResponses: [{ statusCode: '200', responseTemplates: { 'application/json': "$input.path('$.body')" } }],
    }), { methodResponses: [{ statusCode: '200' }] });
    return { api };
  },
  'RestApi with HTTP and AWS service integrations': withHello({}, (api, stack, code) => {
    const credentialsRole = new iam.Role(stack, 'Caller', { assumedBy: new iam.ServicePrincipal('apigateway.amazonaws.com') });
    api.root.addResource('backend').addMethod('GET', new apigateway.HttpIntegration(`https://backend.example.com/${code.replace(' ', '-')}`));
    api.root.addResource('queue').addMethod('POST', new apigateway.AwsIntegration({
      service: 'sqs', path: `123456789012/${code.replace(' ', '-')}`, options: { credentialsRole },
    }));
  }),
  'RestApi with a VPC link': withHello({}, (api, stack, code) => {
    const vpc = ec2.Vpc.fromVpcAttributes(stack, 'Vpc', { vpcId: 'vpc-1', availabilityZones: ['a'], publicSubnetIds: ['subnet-1'] });
    const nlb = new elbv2.NetworkLoadBalancer(stack, 'Nlb', { vpc });
    api.root.addResource('inside').addMethod('GET', new apigateway.Integration({
      type: apigateway.IntegrationType.HTTP_PROXY,
      integrationHttpMethod: 'GET',
      uri: `https://inside.example.com/${code.replace(' ', '-')}`,
      options: { connectionType: apigateway.ConnectionType.VPC_LINK, vpcLink: new apigateway.VpcLink(stack, 'Link', { targets: [nlb] }) },
    }));
  }),
  'StepFunctionsRestApi': (stack, code) => {
    const stateMachine = new stepfunctions.StateMachine(stack, 'Machine', {
      stateMachineType: stepfunctions.StateMachineType.EXPRESS,
      definitionBody: stepfunctions.DefinitionBody.fromChainable(new stepfunctions.Pass(stack, 'Answer')),
    });
    const api = new apigateway.StepFunctionsRestApi(stack, 'Api', { ...NO_ROLE, stateMachine });
    // The machine is no part of the snapshot; a route with the code makes a new deployment.
    api.root.addResource('status').addMethod('GET', mock(code), { methodResponses: [{ statusCode: '200' }] });
    return { api };
  },
  'RestApi with models, validators and gateway responses': withHello({}, (api, stack, code) => {
    const model = api.addModel('Order', { schema: { type: apigateway.JsonSchemaType.OBJECT, description: code } });
    api.addGatewayResponse('Denied', { type: apigateway.ResponseType.ACCESS_DENIED, templates: { 'application/json': code } });
    api.root.addResource('orders').addMethod('POST', new apigateway.LambdaIntegration(answering(stack, code, 'Orders').currentVersion), {
      requestModels: { 'application/json': model }, requestValidatorOptions: { validateRequestBody: true },
    });
  }),
  'RestApi with API keys, a usage plan, a custom domain and a base path mapping': withHello({
    apiKeySourceType: apigateway.ApiKeySourceType.HEADER,
  }, (api, stack) => {
    const plan = api.addUsagePlan('Plan', { throttle: { rateLimit: 10, burstLimit: 2 }, apiStages: [{ stage: api.deploymentStage }] });
    plan.addApiKey(api.addApiKey('Key'));
    const domain = new apigateway.DomainName(stack, 'Domain', {
      domainName: 'api.example.com', certificate: certificate(stack),
    });
    new apigateway.BasePathMapping(stack, 'Mapping', { domainName: domain, restApi: api, stage: api.deploymentStage, basePath: 'v1' });
  }),
  'RestApi that answers only on a custom domain of its own': withHello({ disableExecuteApiEndpoint: true }, (api, stack) => {
    api.addDomainName('Domain', { domainName: 'api.example.com', certificate: certificate(stack) });
  }),
  'RestApi with an edge endpoint': withHello({ endpointConfiguration: { types: [apigateway.EndpointType.EDGE] } }),
  'RestApi with a private endpoint and its resource policy': withHello({
    endpointConfiguration: { types: [apigateway.EndpointType.PRIVATE] },
    policy: new iam.PolicyDocument({
      statements: [new iam.PolicyStatement({
        principals: [new iam.AnyPrincipal()],
        actions: ['execute-api:Invoke'],
        resources: ['execute-api:/*'],
        conditions: { StringEquals: { 'aws:SourceVpce': 'vpce-1' } },
      })],
    }),
  }),
  'RestApi with a stage that logs, traces, throttles and caches': withHello({
    cloudWatchRole: true,
    deployOptions: {
      tracingEnabled: true,
      metricsEnabled: true,
      loggingLevel: apigateway.MethodLoggingLevel.INFO,
      throttlingRateLimit: 5,
      cacheClusterEnabled: true,
      cachingEnabled: true,
      variables: { theme: 'light' },
      methodOptions: { '/hello/GET': { throttlingRateLimit: 1 } },
    },
  }),
};

test.each(Object.entries(KINDS))('%s: base, canary, promote, remove without a failed request', async (_, kind) => {
  await expectPractice(kind);
});

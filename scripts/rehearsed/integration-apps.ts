import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as elb from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { RehearsedApp } from './outcome';

/** Every kind of integration that aws-cdk-lib has, on a route of its own. */
export function integrationApps(): RehearsedApp[] {
  const on = (name: string, integration: (...args: Parameters<RehearsedApp['add']>) => apigateway.Integration): RehearsedApp => ({
    name,
    add: (stack, api, handler) => {
      api.root.addResource('other').addMethod('GET', integration(stack, api, handler), { methodResponses: [{ statusCode: '200' }] });
    },
  });
  const written = (code: lambda.Code, runtime: lambda.Runtime) => (stack: Parameters<RehearsedApp['add']>[0]): apigateway.Integration =>
    new apigateway.LambdaIntegration(new lambda.Function(stack, 'Other', { code, runtime, handler: 'index.handler' }));
  return [
    on('`LambdaIntegration`, a proxy', (_, __, handler) => new apigateway.LambdaIntegration(handler.currentVersion)),
    on('`LambdaIntegration`, an alias', (stack) => {
      const code = lambda.Code.fromInline('exports.handler = async () => ({ statusCode: 200 });');
      const { currentVersion: version } = new lambda.Function(stack, 'Other', {
        code, runtime: lambda.Runtime.NODEJS_22_X, handler: 'index.handler',
      });
      return new apigateway.LambdaIntegration(new lambda.Alias(stack, 'Live', { aliasName: 'live', version }));
    }),
    on('`LambdaIntegration` with templates', (_, __, handler) => new apigateway.LambdaIntegration(handler.currentVersion, {
      proxy: false, requestTemplates: { 'application/json': '{ "id": 1 }' }, integrationResponses: [{ statusCode: '200' }],
    })),
    on('`LambdaIntegration`, streamed', (_, __, handler) =>
      new apigateway.LambdaIntegration(handler.currentVersion, { responseTransferMode: apigateway.ResponseTransferMode.STREAM })),
    on('`LambdaIntegration`, a function in Python', written(lambda.Code.fromInline('def handler(event, context): pass'), lambda.Runtime.PYTHON_3_13)),
    on('`LambdaIntegration`, code in a bucket', (stack) =>
      written(lambda.Code.fromBucket(s3.Bucket.fromBucketName(stack, 'Builds', 'builds'), 'build.zip'), lambda.Runtime.NODEJS_22_X)(stack)),
    on('`MockIntegration`', () => new apigateway.MockIntegration({
      requestTemplates: { 'application/json': '{ "statusCode": 200 }' }, integrationResponses: [{ statusCode: '200' }],
    })),
    on('`HttpIntegration`', () => new apigateway.HttpIntegration('https://backend.example/')),
    on('`HttpIntegration` with templates', () =>
      new apigateway.HttpIntegration('https://backend.example/', { proxy: false, options: { integrationResponses: [{ statusCode: '200' }] } })),
    on('`Integration` by a `VpcLink`', (stack) => {
      const vpc = new ec2.Vpc(stack, 'Vpc', { restrictDefaultSecurityGroup: false });
      const vpcLink = new apigateway.VpcLink(stack, 'Link', { targets: [new elb.NetworkLoadBalancer(stack, 'Balancer', { vpc })] });
      const options = { connectionType: apigateway.ConnectionType.VPC_LINK, vpcLink };
      return new apigateway.Integration({ type: apigateway.IntegrationType.HTTP_PROXY, integrationHttpMethod: 'GET', uri: 'https://backend.example/', options });
    }),
    on('`AwsIntegration`', (stack) => {
      const credentialsRole = new iam.Role(stack, 'Role', { assumedBy: new iam.ServicePrincipal('apigateway.amazonaws.com') });
      return new apigateway.AwsIntegration({ service: 'dynamodb', action: 'ListTables', options: { credentialsRole } });
    }),
    on('`StepFunctionsIntegration`', (stack) => {
      const definitionBody = sfn.DefinitionBody.fromChainable(new sfn.Pass(stack, 'Pass'));
      return apigateway.StepFunctionsIntegration.startExecution(
        new sfn.StateMachine(stack, 'Machine', { definitionBody, stateMachineType: sfn.StateMachineType.EXPRESS }));
    }),
  ];
}

import { join } from 'node:path';
import { CfnJson, CustomResource, custom_resources as cr, Duration, RemovalPolicy, triggers } from 'aws-cdk-lib';
import * as certificatemanager from 'aws-cdk-lib/aws-certificatemanager';
import * as cognito from 'aws-cdk-lib/aws-cognito';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecr from 'aws-cdk-lib/aws-ecr';
import * as events from 'aws-cdk-lib/aws-events';
import * as targets from 'aws-cdk-lib/aws-events-targets';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as opensearch from 'aws-cdk-lib/aws-opensearchservice';
import * as route53 from 'aws-cdk-lib/aws-route53';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as s3deploy from 'aws-cdk-lib/aws-s3-deployment';
import * as s3n from 'aws-cdk-lib/aws-s3-notifications';
import * as synthetics from 'aws-cdk-lib/aws-synthetics';
import { RehearsedApp } from './outcome';

/** Every construct of aws-cdk-lib with a custom resource, apart from those that need a cluster (EKS) or a second region. */
export function customResourceApps(): RehearsedApp[] {
  const zone = (stack: Parameters<RehearsedApp['add']>[0]): route53.HostedZone => new route53.HostedZone(stack, 'Zone', { zoneName: 'shop.example' });
  return [
    {
      name: '`CustomResource` with a function',
      add: (stack, _, handler) => {
        new CustomResource(stack, 'Own', { serviceToken: handler.functionArn });
      },
    },
    {
      name: '`CustomResource` with a `Provider`',
      add: (stack, _, onEventHandler) => {
        new CustomResource(stack, 'Own', { serviceToken: new cr.Provider(stack, 'Provider', { onEventHandler }).serviceToken });
      },
    },
    {
      name: '`AwsCustomResource`',
      add: (stack) => {
        const onUpdate = { service: 'S3', action: 'listBuckets', physicalResourceId: cr.PhysicalResourceId.of('call') };
        new cr.AwsCustomResource(stack, 'Call', { onUpdate, policy: cr.AwsCustomResourcePolicy.fromSdkCalls({ resources: ['*'] }) });
      },
    },
    { name: '`Trigger`', add: (stack, _, handler) => { new triggers.Trigger(stack, 'Trigger', { handler }); } },
    { name: '`CfnJson`', add: (stack) => { new CfnJson(stack, 'Json', { value: { key: 'value' } }); } },
    {
      name: '`Bucket` with `autoDeleteObjects`',
      add: (stack) => {
        new s3.Bucket(stack, 'Bucket', { autoDeleteObjects: true, removalPolicy: RemovalPolicy.DESTROY });
      },
    },
    {
      name: '`Bucket` with a notification',
      add: (stack, _, handler) => {
        new s3.Bucket(stack, 'Bucket').addEventNotification(s3.EventType.OBJECT_CREATED, new s3n.LambdaDestination(handler));
      },
    },
    {
      name: '`BucketDeployment`',
      add: (stack) => {
        const sources = [s3deploy.Source.asset(join(__dirname, '..', '..', 'docs', 'images'))];
        new s3deploy.BucketDeployment(stack, 'Deployment', { destinationBucket: new s3.Bucket(stack, 'Bucket'), sources });
      },
    },
    {
      name: '`LogRetention`',
      add: (stack) => {
        new logs.LogRetention(stack, 'Retention', { logGroupName: '/shop', retention: logs.RetentionDays.ONE_DAY });
      },
    },
    { name: '`Vpc` with `restrictDefaultSecurityGroup`', add: (stack) => { new ec2.Vpc(stack, 'Vpc', { restrictDefaultSecurityGroup: true }); } },
    {
      name: '`Repository` (ECR) with `autoDeleteImages`',
      add: (stack) => {
        new ecr.Repository(stack, 'Images', { autoDeleteImages: true, removalPolicy: RemovalPolicy.DESTROY });
      },
    },
    {
      name: '`Table` with `replicationRegions`',
      add: (stack) => {
        new dynamodb.Table(stack, 'Table', { partitionKey: { name: 'id', type: dynamodb.AttributeType.STRING }, replicationRegions: ['eu-west-1'] });
      },
    },
    { name: '`OpenIdConnectProvider`', add: (stack) => { new iam.OpenIdConnectProvider(stack, 'Oidc', { url: 'https://issuer.example' }); } },
    {
      name: '`DnsValidatedCertificate`',
      add: (stack) => {
        new certificatemanager.DnsValidatedCertificate(stack, 'Certificate', { domainName: 'api.shop.example', hostedZone: zone(stack) });
      },
    },
    {
      name: '`CrossAccountZoneDelegationRecord`',
      add: (stack) => {
        const delegationRole = iam.Role.fromRoleArn(stack, 'Delegation', 'arn:aws:iam::210987654321:role/delegation');
        const delegatedZone = zone(stack);
        new route53.CrossAccountZoneDelegationRecord(stack, 'Record', { delegatedZone, delegationRole, parentHostedZoneName: 'example' });
      },
    },
    {
      name: '`RecordSet` with `deleteExisting`',
      add: (stack) => {
        const target = route53.RecordTarget.fromIpAddresses('192.0.2.1');
        new route53.ARecord(stack, 'Record', { zone: zone(stack), target, deleteExisting: true });
      },
    },
    {
      name: '`UserPoolClient`, its secret read',
      add: (stack, _, handler) => {
        const client = new cognito.UserPool(stack, 'Pool').addClient('Client', { generateSecret: true });
        new lambda.Alias(stack, 'Reads', {
          aliasName: 'reads', version: handler.currentVersion, description: client.userPoolClientSecret.unsafeUnwrap(),
        });
      },
    },
    {
      name: '`Domain` (OpenSearch) with access policies',
      add: (stack) => {
        const principals = [new iam.AccountRootPrincipal()];
        const accessPolicies = [new iam.PolicyStatement({ actions: ['es:*'], resources: ['*'], principals })];
        new opensearch.Domain(stack, 'Domain', { version: opensearch.EngineVersion.OPENSEARCH_2_11, accessPolicies });
      },
    },
    {
      name: '`CloudWatchLogGroup` as a target of events',
      add: (stack) => {
        const schedule = events.Schedule.rate(Duration.days(1));
        new events.Rule(stack, 'Rule', { schedule, targets: [new targets.CloudWatchLogGroup(new logs.LogGroup(stack, 'Events'))] });
      },
    },
    {
      name: '`Canary` (Synthetics) that cleans up',
      add: (stack) => {
        const test = synthetics.Test.custom({ code: synthetics.Code.fromInline('exports.handler = async () => {};'), handler: 'index.handler' });
        const runtime = synthetics.Runtime.SYNTHETICS_NODEJS_PUPPETEER_9_1;
        new synthetics.Canary(stack, 'Canary', { test, runtime, cleanup: synthetics.Cleanup.LAMBDA });
      },
    },
  ];
}

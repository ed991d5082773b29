/**
 * Properties that CloudFormation replaces a resource for, with the value that goes without saying: what a base release holds by ARN or name is then
 * another resource. Of the types that a base release may need.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-template-resource-type-ref.html ("Update requires: Replacement")
 */
export const REPLACED_FOR: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  'AWS::ApiGateway::VpcLink': { TargetArns: undefined },
  'AWS::ApiGatewayV2::VpcLink': { SecurityGroupIds: undefined, SubnetIds: undefined },
  'AWS::DynamoDB::GlobalTable': { KeySchema: undefined, LocalSecondaryIndexes: undefined, TableName: undefined },
  'AWS::DynamoDB::Table': { ImportSourceSpecification: undefined, KeySchema: undefined, TableName: undefined },
  'AWS::ElasticLoadBalancingV2::LoadBalancer': { Name: undefined, Scheme: 'internet-facing', Type: 'application' },
  'AWS::Events::EventBus': { EventSourceName: undefined, Name: undefined },
  'AWS::IAM::Role': { Path: undefined, RoleName: undefined },
  'AWS::Kinesis::Stream': { Name: undefined },
  'AWS::KinesisFirehose::DeliveryStream': {
    DatabaseSourceConfiguration: undefined,
    DeliveryStreamName: undefined,
    DeliveryStreamType: 'DirectPut',
    DirectPutSourceConfiguration: undefined,
    KinesisStreamSourceConfiguration: undefined,
    MSKSourceConfiguration: undefined,
  },
  'AWS::Lambda::Alias': { FunctionName: undefined, Name: undefined },
  'AWS::Lambda::Function': { FunctionName: undefined, PackageType: 'Zip', TenancyConfig: undefined },
  'AWS::S3::Bucket': { BucketName: undefined, BucketNamePrefix: undefined, BucketNamespace: undefined, ObjectLockEnabled: false },
  'AWS::SecretsManager::Secret': { Name: undefined },
  'AWS::SNS::Topic': { FifoTopic: false, TopicName: undefined },
  'AWS::SQS::Queue': { FifoQueue: false, QueueName: undefined },
  'AWS::StepFunctions::StateMachine': { StateMachineName: undefined, StateMachineType: 'STANDARD' },
  'AWS::StepFunctions::StateMachineAlias': { Name: undefined },
};

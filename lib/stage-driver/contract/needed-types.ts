/**
 * A resource that API Gateway calls by itself, goes through, or asks who a caller is: a queue, a table, a link into a VPC, a user pool. A deployment
 * names it for good, and CloudFormation knows nothing of that.
 *
 * Named after the service in the URI of an integration, where there is one.
 */
export type BackendKind =
  'sqs' | 'sns' | 'states' | 'dynamodb' | 'kinesis' | 'firehose' | 'events' | 's3' | 'vpclink' | 'loadbalancer' | 'userpool';

/** Kinds by the type of the resource in a template. */
export const BACKEND_KINDS: Readonly<Record<string, BackendKind>> = {
  'AWS::ApiGateway::VpcLink': 'vpclink',
  'AWS::ApiGatewayV2::VpcLink': 'vpclink',
  'AWS::Cognito::UserPool': 'userpool',
  'AWS::DynamoDB::GlobalTable': 'dynamodb',
  'AWS::DynamoDB::Table': 'dynamodb',
  'AWS::ElasticLoadBalancingV2::LoadBalancer': 'loadbalancer',
  'AWS::Events::EventBus': 'events',
  'AWS::Kinesis::Stream': 'kinesis',
  'AWS::KinesisFirehose::DeliveryStream': 'firehose',
  'AWS::S3::Bucket': 's3',
  'AWS::SNS::Topic': 'sns',
  'AWS::SQS::Queue': 'sqs',
  'AWS::StepFunctions::StateMachine': 'states',
  'AWS::StepFunctions::StateMachineAlias': 'states',
};

/** Types of what a base release may need beside its deployment, versions and permissions. */
export const NEEDED_TYPES: readonly string[] = ['AWS::Lambda::Function', 'AWS::IAM::Role', ...Object.keys(BACKEND_KINDS)];

/**
 * The roles that types of resources play for a released stage: what a deployment contains, what a resource reaches, and what attaches
 * itself to another one. A type in none of these tables reaches all that its properties refer to.
 */

/** Own to each deployment, never changed, or without a part in any answer. A Lambda version still leads to what it holds by name. */
export const NOT_SHARED: ReadonlySet<string> = new Set([
  'AWS::ApiGateway::Authorizer',
  'AWS::ApiGateway::Deployment',
  'AWS::ApiGateway::DocumentationPart',
  'AWS::ApiGateway::DocumentationVersion',
  'AWS::ApiGateway::GatewayResponse',
  'AWS::ApiGateway::Method',
  'AWS::ApiGateway::Model',
  'AWS::ApiGateway::RequestValidator',
  'AWS::ApiGateway::Resource',
  'AWS::ApiGateway::RestApi',
  'AWS::CloudFormation::Stack',
  'AWS::Lambda::LayerVersion',
  'AWS::Lambda::Permission',
  'AWS::Lambda::Version',
  'AWS::Logs::LogGroup',
]);

/** What a deployment snapshots, with the properties by which it calls what it only refers to. */
export const SNAPSHOT: Readonly<Record<string, readonly string[]>> = {
  'AWS::ApiGateway::Authorizer': ['AuthorizerUri', 'AuthorizerCredentials', 'ProviderARNs'],
  'AWS::ApiGateway::Method': ['Integration'],
  'AWS::ApiGateway::RestApi': ['Body'],
};

/** The properties by which a resource reaches others. What a policy allows is not what is called. */
export const REACHES: Readonly<Record<string, readonly string[]>> = {
  'AWS::ApiGateway::ApiKey': [],
  'AWS::ApiGateway::Stage': [],
  'AWS::ApiGateway::UsagePlan': [],
  'AWS::IAM::ManagedPolicy': [],
  'AWS::IAM::Policy': [],
  'AWS::IAM::Role': ['ManagedPolicyArns', 'PermissionsBoundary'],
  'AWS::IAM::RolePolicy': [],
  'AWS::Lambda::Function': ['Role'],
};

/** What the configuration of a Lambda version names for good, beside the role. */
export const NAMED_BY_A_VERSION: readonly string[] = ['Environment', 'FileSystemConfigs', 'VpcConfig'];

/** Resources that change another one by being there: the properties that name it. */
export const ATTACHES_BY: Readonly<Record<string, readonly string[]>> = {
  'AWS::ApiGateway::BasePathMapping': ['RestApiId', 'Stage'],
  'AWS::ApiGateway::BasePathMappingV2': ['RestApiId', 'Stage'],
  'AWS::ApiGateway::UsagePlan': ['ApiStages'],
  'AWS::ApiGateway::UsagePlanKey': ['UsagePlanId'],
  'AWS::ApiGatewayV2::ApiMapping': ['ApiId', 'Stage'],
  'AWS::AutoScaling::AutoScalingGroup': ['TargetGroupARNs'],
  'AWS::EC2::SecurityGroupEgress': ['GroupId'],
  'AWS::EC2::SecurityGroupIngress': ['GroupId'],
  'AWS::ECS::Service': ['LoadBalancers'],
  'AWS::ElasticLoadBalancingV2::Listener': ['LoadBalancerArn'],
  'AWS::ElasticLoadBalancingV2::ListenerRule': ['ListenerArn'],
  'AWS::IAM::ManagedPolicy': ['Roles'],
  'AWS::IAM::Policy': ['Roles'],
  'AWS::IAM::RolePolicy': ['RoleName'],
  'AWS::SNS::TopicPolicy': ['Topics'],
  'AWS::SQS::QueuePolicy': ['Queues'],
  'AWS::WAFRegional::WebACLAssociation': ['ResourceArn'],
  'AWS::WAFv2::WebACLAssociation': ['ResourceArn'],
};

/** A mapping without a stage leads to every stage of its API. */
export const MAPS_EVERY_STAGE: ReadonlySet<string> = new Set(['AWS::ApiGateway::BasePathMapping', 'AWS::ApiGateway::BasePathMappingV2']);

import { each, PropertyClasses, told, toldWhen, TypeClass } from './property-class';

const isFilled = (list: unknown): boolean => Array.isArray(list) && list.length > 0;

const FUNCTION: PropertyClasses = {
  ...each(
    'played', 'Description', 'Timeout', 'Handler', 'Code.S3ObjectVersion', 'Code.S3Bucket', 'Code.ZipFile', 'Code.S3Key', 'FunctionName',
    'PackageType', 'Environment.Variables', 'LoggingConfig.LogGroup',
  ),
  // What does not run is listed with its routes.
  ...each('told elsewhere', 'ImageConfig', 'Code.ImageUri'),
  ...each('everywhere', 'Role', 'Runtime', 'MemorySize', 'Architectures', 'EphemeralStorage.Size'),
  ...each(
    'harmless', 'RuntimeManagementConfig', 'SnapStart.ApplyOn', 'Code.SourceKMSKeyArn', 'KmsKeyArn', 'CodeSigningConfigArn', 'Tags', 'RecursiveLoop',
    'PublishToLatestPublished', 'LoggingConfig.LogFormat', 'LoggingConfig.ApplicationLogLevel', 'LoggingConfig.SystemLogLevel',
  ),
  'TracingConfig.Mode': toldWhen((mode) => mode === 'Active', 'traces of X-Ray'),
  'VpcConfig': told('networks of functions: they have that of this machine'),
  'DeadLetterConfig.TargetArn': told('dead letters of functions: nothing arrives there'),
  'ReservedConcurrentExecutions': told('reserved concurrency of functions: none is throttled'),
  'FileSystemConfigs': told('file systems of functions'),
  'Layers': toldWhen(isFilled, 'the content of layers under /opt'),
  'FunctionScalingConfig': told('managed instances of functions'),
  'CapacityProviderConfig': told('managed instances of functions'),
  'DurableConfig': told('durable functions: each request is one invocation'),
  'TenancyConfig.TenantIsolationMode': told('tenants of functions: all of them meet one function'),
};

/** Every resource type of Lambda, with every property. */
export const LAMBDA_PROPERTIES: Readonly<Record<string, TypeClass>> = {
  'AWS::Lambda::Alias': {
    ...each('played', 'FunctionName', 'FunctionVersion', 'Name', 'RoutingConfig.AdditionalVersionWeights.FunctionVersion',
      'RoutingConfig.AdditionalVersionWeights.FunctionWeight'),
    ...each('harmless', 'Description', 'ProvisionedConcurrencyConfig'),
  },
  'AWS::Lambda::CapacityProvider': 'inert',
  'AWS::Lambda::CodeSigningConfig': 'inert',
  'AWS::Lambda::EventInvokeConfig': {
    ...each('played', 'FunctionName', 'MaximumRetryAttempts', 'Qualifier', 'MaximumEventAgeInSeconds'),
    DestinationConfig: told('destinations of asynchronous invocations: nothing arrives there'),
  },
  'AWS::Lambda::EventSourceMapping': {
    ...each('played', 'FunctionName'),
    ...each(told('event sources: nothing is delivered'), 'EventSourceArn', 'SelfManagedEventSource'),
    ...each(
      'told elsewhere', 'BatchSize', 'Queues', 'Topics', 'StartingPosition', 'StartingPositionTimestamp', 'MaximumRetryAttempts', 'ScalingConfig',
      'ParallelizationFactor', 'FilterCriteria', 'SelfManagedKafkaEventSourceConfig', 'DocumentDBEventSourceConfig', 'TumblingWindowInSeconds',
      'BisectBatchOnFunctionError', 'DestinationConfig', 'AmazonManagedKafkaEventSourceConfig', 'MaximumRecordAgeInSeconds',
      'SourceAccessConfigurations', 'FunctionResponseTypes', 'MaximumBatchingWindowInSeconds', 'KmsKeyArn', 'ProvisionedPollerConfig',
      'MetricsConfig', 'LoggingConfig', 'Enabled',
    ),
    ...each('harmless', 'Tags'),
  },
  'AWS::Lambda::Function': FUNCTION,
  'AWS::Lambda::LayerVersion': {
    ...each('played', 'LayerName', 'Content.S3Bucket', 'Content.S3Key'),
    ...each('harmless', 'CompatibleRuntimes', 'LicenseInfo', 'Description', 'Content.S3ObjectVersion', 'CompatibleArchitectures'),
  },
  'AWS::Lambda::LayerVersionPermission': 'inert',
  'AWS::Lambda::Permission': {
    ...each('played', 'FunctionName', 'Action', 'SourceArn', 'SourceAccount', 'Principal'),
    ...each('harmless', 'EventSourceToken', 'FunctionUrlAuthType', 'InvokedViaFunctionUrl'),
    PrincipalOrgID: told('organizations in permissions of functions'),
  },
  'AWS::Lambda::Url': 'inert',
  'AWS::Lambda::Version': {
    ...each('played', 'CodeSha256', 'Description', 'FunctionName'),
    ...each('harmless', 'ProvisionedConcurrencyConfig', 'RuntimePolicy'),
    FunctionScalingConfig: told('managed instances of functions'),
  },
};

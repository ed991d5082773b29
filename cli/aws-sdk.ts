/**
 * The clients of AWS that the package brings along, for commands and for rehearsed functions: bundled together, because they share most of their
 * code.
 */
export * as apiGateway from '@aws-sdk/client-api-gateway';
export * as cloudFormation from '@aws-sdk/client-cloudformation';
export * as cloudWatch from '@aws-sdk/client-cloudwatch';
export * as cloudWatchLogs from '@aws-sdk/client-cloudwatch-logs';
export * as eventBridge from '@aws-sdk/client-eventbridge';
export * as lambda from '@aws-sdk/client-lambda';
export * as sfn from '@aws-sdk/client-sfn';
export * as sns from '@aws-sdk/client-sns';
export * as sts from '@aws-sdk/client-sts';

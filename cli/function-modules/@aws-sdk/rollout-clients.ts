/** Bundled beside the command: the clients that the function of a rollout finds in Lambda's runtime. They share most of their code, so it is there once. */
export * as cloudwatch from '@aws-sdk/client-cloudwatch';
export * as eventbridge from '@aws-sdk/client-eventbridge';
export * as lambda from '@aws-sdk/client-lambda';
export * as sfn from '@aws-sdk/client-sfn';
export * as sns from '@aws-sdk/client-sns';

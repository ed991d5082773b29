/** Bundled beside the command: Lambda's runtime has this client, and so do rehearsed functions. */
export * from '@aws-sdk/client-sns';

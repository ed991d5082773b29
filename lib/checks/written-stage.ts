import * as apigateway from 'aws-cdk-lib/aws-apigateway';

/** What a release writes on its stage. */
export interface WrittenStage {
  readonly deploymentId: unknown;
  readonly canarySetting: unknown;
  readonly stageName: unknown;
  readonly restApiId: unknown;
}

/** The properties of a stage that its release writes or relies on. */
export function writtenStage({ deploymentId, canarySetting, stageName, restApiId }: apigateway.CfnStage): WrittenStage {
  return { deploymentId, canarySetting, stageName, restApiId };
}

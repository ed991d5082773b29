import * as apigateway from 'aws-cdk-lib/aws-apigateway';

/** What a release writes on its stage. */
export interface StageWrites {
  readonly deploymentId: unknown;
  readonly canarySetting: unknown;
  readonly stageName: unknown;
  readonly restApiId: unknown;
}

/** The properties of a stage that its release writes or relies on. */
export function stageWrites({ deploymentId, canarySetting, stageName, restApiId }: apigateway.CfnStage): StageWrites {
  return { deploymentId, canarySetting, stageName, restApiId };
}

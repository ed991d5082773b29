import { CustomResource, Stack } from 'aws-cdk-lib';
import { Probe } from './probe';
import { addStage as stageIn, ProbedApi } from './probed-api';
import { inlineFunction } from '../lifecycle/inline-function';

/** A probe that one stage is enough for. */
export interface StageProbe extends Probe {
  /** Puts the stage into the stack, as it is in step 0 (before) or 1 (after). */
  addStage(step: number): void;
}

const canaryAt = ({ canary }: ProbedApi, percentTraffic: number) => ({
  deploymentId: canary.attrDeploymentId, percentTraffic, useStageCache: false,
});
const percent = (value: string) => [{ op: 'replace', path: '/canarySettings/percentTraffic', value }];

/** The questions that one look at a stage answers, after the second deploy. The library must be safe under every answer. */
export function stageProbes(probed: ProbedApi): StageProbe[] {
  const { canary } = probed;
  return [{
    id: 'StageUpdateSends',
    stageName: 'sends',
    observed: 'canarySettings.percentTraffic',
    meanings: [['33', 'changed: an update sends what differs from the previous template'], ['10', 'present: an update sends every property']],
    addStage: (step) => {
      const stage = stageIn(probed, 'sends', { canarySetting: canaryAt(probed, 10), description: `step ${step}` });
      if (step > 0) { stage.node.addDependency(changedOutside(probed, 'sends')); }
    },
  }, {
    id: 'StageUpdateZero',
    stageName: 'zero',
    observed: 'canarySettings.percentTraffic',
    meanings: [['0', 'sent: an explicit PercentTraffic 0 arrives'], ['10', 'dropped: an explicit PercentTraffic 0 does nothing']],
    addStage: (step) => stageIn(probed, 'zero', { canarySetting: canaryAt(probed, step === 0 ? 10 : 0) }),
  }, {
    id: 'StageUpdateRemovedOverride',
    stageName: 'overrides',
    observed: 'canarySettings.stageVariableOverrides',
    meanings: [['{"gone":"1","stays":"1"}', 'kept: an override that left the template stays'], ['{"stays":"1"}', 'removed: an override that left the template goes']],
    addStage: (step) => stageIn(probed, 'overrides', {
      canarySetting: { ...canaryAt(probed, 10), stageVariableOverrides: step === 0 ? { stays: '1', gone: '1' } : { stays: '1' } },
    }),
  }, {
    id: 'StageUpdateRemovedVariable',
    stageName: 'variables',
    observed: 'variables',
    meanings: [
      ['{"gone":"1","stays":"1"}', 'kept: a stage variable that left the template stays (aws/aws-cdk#23438)'],
      ['{"stays":"1"}', 'removed: a stage variable that left the template goes'],
    ],
    addStage: (step) => stageIn(probed, 'variables', { variables: step === 0 ? { stays: '1', gone: '1' } : { stays: '1' } }),
  }, {
    id: 'DeploymentIdOnCanaryStage',
    stageName: 'replace',
    attempts: [[{ op: 'replace', path: '/deploymentId', value: canary.attrDeploymentId }]],
    observed: 'deploymentId',
    meanings: [
      [canary.attrDeploymentId, 'accepted: replace /deploymentId works while the stage has a canary'],
      ['*', 'refused: replace /deploymentId fails while the stage has a canary'],
    ],
    addStage: () => stageIn(probed, 'replace', { canarySetting: canaryAt(probed, 10) }),
  }, {
    id: 'PercentTrafficBounds',
    stageName: 'bounds',
    attempts: ['-1', '100.1', '33.333', '0.001'].map(percent),
    observed: 'canarySettings.percentTraffic',
    meanings: [['*', 'read the outcome of each attempt']],
    addStage: () => stageIn(probed, 'bounds', { canarySetting: canaryAt(probed, 10) }),
  }, {
    id: 'ExportOfCanaryStage',
    stageName: 'exported',
    observed: 'exportedPaths',
    meanings: [['/', 'base: a stage with a canary exports its base release'], ['/ /later', 'canary: a stage with a canary exports its canary release']],
    addStage: () => stageIn(probed, 'exported', { canarySetting: canaryAt(probed, 10) }),
  }, {
    id: 'DeploymentOnlyOnCanaryDeleted',
    stageName: 'doomed',
    observed: 'canaryDeployment',
    meanings: [
      ['exists', 'refused: CloudFormation could not delete it, and left it outside of the stack'],
      ['gone', 'deleted under the canary'],
      ['no canary', 'not to be seen: CloudFormation removed the canary with its property (against aws/aws-cdk#33901)'],
    ],
    addStage: () => stageIn(probed, 'doomed', {
      canarySetting: probed.doomed && { ...canaryAt(probed, 10), deploymentId: probed.doomed.attrDeploymentId },
    }),
  }];
}

/** Somebody moves the canary to 33 % outside of the template, right before CloudFormation updates the stage. */
function changedOutside({ api }: ProbedApi, stageName: string): CustomResource {
  const stack = Stack.of(api);
  const updater = inlineFunction(stack, 'Updater', { handler: 'update-stage', restApiId: api.restApiId, actions: ['apigateway:PATCH'] });
  return new CustomResource(stack, 'ChangedOutside', {
    serviceToken: updater.functionArn,
    resourceType: 'Custom::ChangedOutside',
    properties: { restApiId: api.restApiId, stageName, patchOperations: percent('33') },
  });
}

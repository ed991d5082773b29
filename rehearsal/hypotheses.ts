/**
 * Behaviours of AWS that no source settles. The engine can play either. The library must be safe under all of them.
 *
 * Each name is a question, each value an answer. What is recorded on AWS or documented is no option here.
 */
export interface Hypotheses {
  /** Does an update of AWS::ApiGateway::Stage send every property that is present, or those that differ from the previous template? */
  readonly stageUpdateSends: 'present' | 'changed';
  /** Does it send an explicit `PercentTraffic: 0`, or drop it as falsy? */
  readonly stageUpdateZero: 'sent' | 'dropped';
  /** Does it remove a stage variable or an override that left the template? (A removed CanarySetting stays: recorded.) */
  readonly stageUpdateRemovedKeys: 'kept' | 'removed';
  /** Is `replace /deploymentId` to another deployment accepted while the stage has a canary? */
  readonly deploymentIdOnCanaryStage: 'accepted' | 'refused';
  /** In which order does a rollback visit the updated resources? */
  readonly rollbackOrder: 'dependencies-first' | 'reverse';
  /** A custom resource changed its physical id in an update that is rolled back: which id does the rollback deliver? */
  readonly rollbackDeliversPhysicalId: 'previous' | 'changed';
  /**
   * CloudFormation repeats a request to a custom resource that failed (a continued rollback, a paused operation): under which RequestId?
   * (aws/aws-cdk#35957 saw the same.)
   */
  readonly repeatedRequestId: 'new' | 'same';
  /** How do stack events show the properties of a custom resource: with numbers and booleans, with every scalar as text, or not at all? */
  readonly eventProperties: 'native' | 'text' | 'absent';
  /** Do DescribeStackResource and DescribeStackEvents lag behind the event that a custom resource has got, by some seconds? */
  readonly stackReads: 'current' | 'lagging';
  /** Does DescribeStacks tell the `DeploymentConfig` of a stack that was not deployed in express mode? */
  readonly deploymentConfig: 'told' | 'absent';
  /**
   * Does an express deployment wait for the answer of a custom resource? Or only where the template asks for its id or its attributes, and takes the
   * others for complete when their events were sent?
   */
  readonly expressWaitsForCustomResources: 'waits' | 'for attributes only';
  /** Status of a stack while CloudFormation takes a failed resource back though rollback is disabled. */
  readonly statusWhileTakenBack: 'UPDATE_IN_PROGRESS' | 'UPDATE_FAILED';
  /**
   * Is an update that would replace a resource refused while rollback is disabled? (aws/aws-cdk#30546 says so, aws/aws-cdk-cli#1970 expects that to
   * change.)
   */
  readonly replacementWithoutRollback: 'refused' | 'accepted';
  /** Does a resource that can't be deleted in a cleanup keep what it depends on? */
  readonly undeletedInCleanup: 'lets go' | 'holds';
  /** In which order does the clean-up of a rollback delete what the operation created? (That of an update deletes dependents first: recorded.) */
  readonly cleanUpOrder: 'dependents-first' | 'other';
  /** Is `remove /canarySettings` refused on a stage without a canary, or does it change nothing? */
  readonly removeCanaryWithoutOne: 'refused' | 'accepted';
  /** Do UpdateStage calls on stages of one API that overlap answer 409? */
  readonly parallelUpdateStage: 'accepted' | 'conflict';
  /** Do API Gateway and CloudFormation agree on the time? Each stamps what it does with its own clock. They may be a minute apart. */
  readonly gatewayClock: 'agrees' | 'behind' | 'ahead';
  /** When do requests meet a change of a stage: at once, or up to some seconds later, now the old stage and now the new one? */
  readonly dataPlane: 'current' | 'lagging';
  /**
   * Does CloudFormation wait until Lambda has prepared a new version (SnapStart, VPC, container images), or is it `Pending` for a while, and its
   * requests fail?
   */
  readonly newVersions: 'active' | 'pending';
  /**
   * What does an access log print for `$context.isCanaryRequest` on a stage without a canary? (With one, the base's requests have `false`: recorded
   * for mapping templates.)
   */
  readonly isCanaryRequestWithoutCanary: '-' | 'false';
  /** Do the canary's requests stand in the stage's access log, or in another log group? */
  readonly canaryLinesInMainLog: 'yes' | 'no';
  /**
   * Which `Stage` dimension of `AWS/ApiGateway` counts which requests: the stage all of them and `<stage>/Canary` the canary's (`twice`), the stage
   * those of the base only (`apart`), or is there nothing of the canary's own (`together`)?
   */
  readonly canaryMetricDimension: 'twice' | 'apart' | 'together';
  /** How many minutes after its end can the counts of a minute be read? */
  readonly metricDelayMinutes: '2' | '1' | '5';
  /** Which date is the `LastModified` of a version: that of its publishing, or that of the last change of the function before it? */
  readonly versionLastModified: 'published' | 'uploaded';
  /** Does DeleteFunction delete a version that has provisioned concurrency, or is it refused? */
  readonly deleteProvisionedVersion: 'accepted' | 'refused';
  /** Does ListStackResources list, as `DELETE_SKIPPED`, what left the template and was retained? (Events tell it: recorded.) */
  readonly retainedResources: 'gone' | 'listed';
}

/** The answers the project holds to be most likely. The demo runs under these. */
export const LIKELY_HYPOTHESES: Hypotheses = {
  stageUpdateSends: 'changed',
  stageUpdateZero: 'sent',
  stageUpdateRemovedKeys: 'kept',
  deploymentIdOnCanaryStage: 'accepted',
  rollbackOrder: 'dependencies-first',
  rollbackDeliversPhysicalId: 'changed',
  repeatedRequestId: 'new',
  eventProperties: 'native',
  stackReads: 'current',
  deploymentConfig: 'told',
  expressWaitsForCustomResources: 'waits',
  statusWhileTakenBack: 'UPDATE_IN_PROGRESS',
  replacementWithoutRollback: 'refused',
  undeletedInCleanup: 'lets go',
  cleanUpOrder: 'dependents-first',
  removeCanaryWithoutOne: 'refused',
  parallelUpdateStage: 'accepted',
  gatewayClock: 'agrees',
  dataPlane: 'current',
  newVersions: 'active',
  isCanaryRequestWithoutCanary: '-',
  canaryLinesInMainLog: 'yes',
  canaryMetricDimension: 'twice',
  metricDelayMinutes: '2',
  versionLastModified: 'published',
  deleteProvisionedVersion: 'accepted',
  retainedResources: 'gone',
};

/** Every answer to every question. */
export const HYPOTHESIS_ANSWERS: { readonly [Q in keyof Hypotheses]: ReadonlyArray<Hypotheses[Q]> } = {
  stageUpdateSends: ['changed', 'present'],
  stageUpdateZero: ['sent', 'dropped'],
  stageUpdateRemovedKeys: ['kept', 'removed'],
  deploymentIdOnCanaryStage: ['accepted', 'refused'],
  rollbackOrder: ['dependencies-first', 'reverse'],
  rollbackDeliversPhysicalId: ['changed', 'previous'],
  repeatedRequestId: ['new', 'same'],
  eventProperties: ['native', 'text', 'absent'],
  stackReads: ['current', 'lagging'],
  deploymentConfig: ['told', 'absent'],
  expressWaitsForCustomResources: ['waits', 'for attributes only'],
  statusWhileTakenBack: ['UPDATE_IN_PROGRESS', 'UPDATE_FAILED'],
  replacementWithoutRollback: ['refused', 'accepted'],
  undeletedInCleanup: ['lets go', 'holds'],
  cleanUpOrder: ['dependents-first', 'other'],
  removeCanaryWithoutOne: ['refused', 'accepted'],
  parallelUpdateStage: ['accepted', 'conflict'],
  gatewayClock: ['agrees', 'behind', 'ahead'],
  dataPlane: ['current', 'lagging'],
  newVersions: ['active', 'pending'],
  isCanaryRequestWithoutCanary: ['-', 'false'],
  canaryLinesInMainLog: ['yes', 'no'],
  canaryMetricDimension: ['twice', 'apart', 'together'],
  metricDelayMinutes: ['2', '1', '5'],
  versionLastModified: ['published', 'uploaded'],
  deleteProvisionedVersion: ['accepted', 'refused'],
  retainedResources: ['gone', 'listed'],
};

/** Questions that no deploy depends on. `prune` and whoever reads a stack afterwards meet their answers. */
export const AFTER_DEPLOYS: ReadonlyArray<keyof Hypotheses> = ['versionLastModified', 'deleteProvisionedVersion', 'retainedResources'];

/** Questions whose answers matter to each other: what a Stage update sends, and in which order a rollback comes. */
const ENTANGLED: ReadonlyArray<keyof Hypotheses> = [
  'stageUpdateSends', 'stageUpdateZero', 'stageUpdateRemovedKeys', 'deploymentIdOnCanaryStage', 'rollbackOrder', 'rollbackDeliversPhysicalId',
];

/**
 * All combinations of the questions that matter to each other, the likely one first, then every other answer to the rest, alone and together. Without
 * those that no deploy depends on.
 */
export function allHypotheses(): Hypotheses[] {
  const others = (Object.keys(HYPOTHESIS_ANSWERS) as Array<keyof Hypotheses>).filter((question) =>
    !ENTANGLED.includes(question) && !AFTER_DEPLOYS.includes(question));
  const alone = others.flatMap((question) => HYPOTHESIS_ANSWERS[question].slice(1).map((answer) => ({ ...LIKELY_HYPOTHESES, [question]: answer })));
  const together = Object.fromEntries(others.map((question) => [question, HYPOTHESIS_ANSWERS[question].at(-1)]));
  return [...combinations(ENTANGLED), ...alone, { ...LIKELY_HYPOTHESES, ...together }];
}

function combinations(questions: ReadonlyArray<keyof Hypotheses>): Hypotheses[] {
  return questions.reduce<Hypotheses[]>(
    (before, question) => before.flatMap((combination) =>
      HYPOTHESIS_ANSWERS[question].map((answer) => ({ ...combination, [question]: answer }))),
    [LIKELY_HYPOTHESES],
  );
}

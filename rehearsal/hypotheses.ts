/**
 * Behaviours of AWS that no source settles. The engine can play either; the library must be safe under all of them.
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
}

/** The answers the project holds to be most likely; the demo runs under these. */
export const LIKELY_HYPOTHESES: Hypotheses = {
  stageUpdateSends: 'changed',
  stageUpdateZero: 'sent',
  stageUpdateRemovedKeys: 'kept',
  deploymentIdOnCanaryStage: 'accepted',
  rollbackOrder: 'dependencies-first',
  rollbackDeliversPhysicalId: 'changed',
};

/** Every answer to every question. */
export const HYPOTHESIS_ANSWERS: { readonly [Q in keyof Hypotheses]: ReadonlyArray<Hypotheses[Q]> } = {
  stageUpdateSends: ['changed', 'present'],
  stageUpdateZero: ['sent', 'dropped'],
  stageUpdateRemovedKeys: ['kept', 'removed'],
  deploymentIdOnCanaryStage: ['accepted', 'refused'],
  rollbackOrder: ['dependencies-first', 'reverse'],
  rollbackDeliversPhysicalId: ['changed', 'previous'],
};

/** All combinations, the likely one first. */
export function allHypotheses(): Hypotheses[] {
  const questions = Object.keys(HYPOTHESIS_ANSWERS) as Array<keyof Hypotheses>;
  return questions.reduce<Hypotheses[]>(
    (combinations, question) => combinations.flatMap((combination) =>
      HYPOTHESIS_ANSWERS[question].map((answer) => ({ ...combination, [question]: answer }))),
    [LIKELY_HYPOTHESES],
  );
}

import * as fc from 'fast-check';
import { RolloutDeploy, RolloutTrouble } from './rollout-play';
import { DeliveryFault } from '../../../rehearsal/cloudformation/resource-operation';
import { HYPOTHESIS_ANSWERS, Hypotheses, LIKELY_HYPOTHESES } from '../../../rehearsal/hypotheses';
import { TaskFault } from '../../../rehearsal/step-functions/task-fault';

/** Some deploys of one stack, and the answers of AWS that they are played under. */
export interface RandomRollouts {
  readonly deploys: readonly RolloutDeploy[];
  readonly seed: number;
  readonly hypotheses: Hypotheses;
}

/** A rollout takes ten minutes here: everything may happen in any of them. */
const SECONDS = fc.integer({ min: 0, max: 700 });

const DELIVERIES: fc.Arbitrary<DeliveryFault> = fc.oneof(
  fc.record({ kind: fc.constant('duplicate' as const), afterSeconds: fc.option(SECONDS, { nil: undefined }) }),
  fc.record({ kind: fc.constant('late' as const), seconds: fc.integer({ min: 1, max: 200 }) }),
  fc.constantFrom({ kind: 'lost' as const }, { kind: 'lost-answer' as const }),
  fc.record({ kind: fc.constant('abandon' as const), afterSeconds: SECONDS, cause: fc.constantFrom('cancel' as const, 'sibling' as const) }),
);

const TASKS: fc.Arbitrary<TaskFault> = fc.oneof(
  fc.constantFrom({ kind: 'refused' as const }, { kind: 'lost-result' as const }),
  fc.record({ kind: fc.constant('twice' as const), afterSeconds: fc.integer({ min: 0, max: 90 }) }),
  fc.record({ kind: fc.constant('late' as const), seconds: fc.integer({ min: 1, max: 90 }) }),
);

const TROUBLES: fc.Arbitrary<RolloutTrouble> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('delivery' as const),
      type: fc.constantFrom('Custom::CanaryStage' as const, 'Custom::CanaryStep' as const, 'Custom::CanaryPromotion' as const),
      fault: DELIVERIES,
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('failure' as const), index: fc.integer({ min: 0, max: 13 }), when: fc.constantFrom('before' as const, 'after' as const),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('tasks' as const), every: fc.integer({ min: 1, max: 6 }), fault: TASKS }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('calls' as const),
      every: fc.integer({ min: 2, max: 40 }),
      fault: fc.constantFrom('error' as const, 'acts, then error' as const),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('hand' as const), afterSeconds: SECONDS, does: fc.constantFrom('abort' as const, 'promote' as const, 'percent' as const),
    }),
  },
);

/** Questions whose answers matter to a rollout. */
const QUESTIONS = [
  'rollbackOrder', 'rollbackDeliversPhysicalId', 'repeatedRequestId', 'eventProperties', 'stackReads', 'isCanaryRequestWithoutCanary',
  'metricDelayMinutes', 'removeCanaryWithoutOne',
] as const;

const HYPOTHESES: fc.Arbitrary<Hypotheses> = fc.record(Object.fromEntries(
  QUESTIONS.map((question) => [question, fc.constantFrom(...HYPOTHESIS_ANSWERS[question] as readonly string[])]),
)).map((answers) => ({ ...LIKELY_HYPOTHESES, ...answers } as Hypotheses));

/** The first deploy brings the rollout. Each of the others has other code, as a rule. */
export const RANDOM_ROLLOUTS: fc.Arbitrary<RandomRollouts> = fc.record({
  apis: fc.constantFrom(1 as const, 1 as const, 2 as const),
  later: fc.array(fc.record({
    isSameCode: fc.constantFrom(false, false, false, true),
    isBroken: fc.boolean(),
    word: fc.constantFrom(...Array<undefined>(10).fill(undefined), 'abort' as const, 'skip' as const),
    // One in four has no trouble.
    trouble: fc.option(TROUBLES, { nil: undefined, freq: 4 }),
  }), { minLength: 1, maxLength: 3 }),
  seed: fc.integer({ min: 1, max: 100_000 }),
  hypotheses: HYPOTHESES,
}).map(({ apis, later, seed, hypotheses }) => ({
  deploys: [
    { app: { code: 0, apis }, isBroken: false },
    // As when somebody deploys once more, or takes a change back.
    ...later.map(({ isSameCode, isBroken, word, trouble }, index) => ({
      app: { code: isSameCode ? index : index + 1, apis, ...word && { word } }, isBroken, trouble,
    })),
  ],
  seed,
  hypotheses,
}));

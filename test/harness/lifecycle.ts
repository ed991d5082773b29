import * as fc from 'fast-check';
import { Mode, ReleasedApp } from './released-app';
import { Fault } from '../../rehearsal/cloudformation/resource-operation';
import { HYPOTHESIS_ANSWERS, Hypotheses } from '../../rehearsal/hypotheses';

/** Something that happens at one resource operation of a deploy. */
export interface InjectedFault {
  /** Position among the resource operations of the stack operation, rollback included. */
  readonly index: number;
  readonly fault: Fault;
}

export type Step =
  /** `newCode` goes to the next code, or around to an earlier one; the rest is what the user has written by then. */
  | { readonly step: 'deploy'; readonly newCode: boolean; readonly app: Omit<ReleasedApp, 'code' | 'kind'>; readonly fault?: InjectedFault }
  /** Somebody changes the stage in the console. */
  | { readonly step: 'console'; readonly does: 'promote' | 'remove the canary' | 'set 77 %' };

/** A life of one stack: from its first deploy to its destruction. */
export interface Lifecycle {
  readonly seed: number;
  readonly hypotheses: Hypotheses;
  readonly siblingsAtFailure: 'none' | 'some';
  readonly kind: 'l3' | 'attached';
  /** The stage is deployed without a release first, and adopted by the second deploy. */
  readonly adopted: boolean;
  readonly steps: readonly Step[];
}

// Few values each: synthesis is the slow part, and equal apps share a template.
const percent = fc.constantFrom(0, 33.33, 100);
const override = fc.constantFrom(undefined, 'dark');
const choices = fc.record({ updateDeployment: fc.boolean(), updateStageVariables: fc.boolean(), resetTraffic: fc.boolean() });
const mode: fc.Arbitrary<Mode> = fc.oneof(
  { weight: 2, arbitrary: fc.constant({ action: 'none' as const }) },
  { weight: 4, arbitrary: fc.record({ action: fc.constant('hold' as const), percent, override, again: fc.constantFrom(undefined, true) }) },
  { weight: 3, arbitrary: fc.record({ action: fc.constant('promote' as const), percent, override, choices }) },
  { weight: 1, arbitrary: fc.constant({ action: 'abort' as const }) },
);
const fault: fc.Arbitrary<InjectedFault> = fc.record({
  index: fc.nat({ max: 18 }),
  fault: fc.oneof(
    fc.record({ kind: fc.constant('fail' as const), when: fc.constantFrom('before' as const, 'after' as const) }),
    fc.constant({ kind: 'duplicate' as const }),
    fc.constant({ kind: 'cancel' as const }),
  ),
});
/** Mostly the same function; now and then another one takes over, and the first stays in the app or leaves it. */
const functions: fc.Arbitrary<Pick<ReleasedApp, 'handler' | 'keepsOther'>> = fc.oneof(
  { weight: 4, arbitrary: fc.constant({}) },
  { weight: 1, arbitrary: fc.record({ handler: fc.constant('Handler' as const), keepsOther: fc.boolean() }) },
);
const deploy: fc.Arbitrary<Step> = fc.record({
  step: fc.constant('deploy' as const),
  newCode: fc.boolean(),
  app: fc.tuple(fc.record({
    routes: fc.constantFrom([], ['pets'], ['pets', 'toys']), theme: fc.constantFrom(undefined, 'light', 'dark'), mode, allowNewEndpoints: fc.boolean(),
  }), functions).map(([app, which]) => ({ ...app, ...which })),
  fault: fc.option(fault, { nil: undefined, freq: 2 }),
});
const console: fc.Arbitrary<Step> = fc.record({
  step: fc.constant('console' as const), does: fc.constantFrom('promote' as const, 'remove the canary' as const, 'set 77 %' as const),
});
/** Requests that still meet the stage of a moment ago are not asked here. */
const PLAYED = { ...HYPOTHESIS_ANSWERS, dataPlane: ['current'] };
const hypotheses: fc.Arbitrary<Hypotheses> = fc.record(
  Object.fromEntries(Object.entries(PLAYED).map(([question, answers]) => [question, fc.constantFrom(...answers)])),
) as fc.Arbitrary<any>;

/** Every lifecycle there is of these kinds, shrinking to few steps, no faults and the likely hypotheses. */
export const lifecycles = (...kinds: Array<Lifecycle['kind']>): fc.Arbitrary<Lifecycle> => fc.record({
  seed: fc.nat({ max: 1_000 }),
  hypotheses,
  siblingsAtFailure: fc.constantFrom('none' as const, 'some' as const),
  kind: fc.constantFrom(...kinds),
  adopted: fc.boolean(),
  steps: fc.array(fc.oneof({ weight: 6, arbitrary: deploy }, { weight: 1, arbitrary: console }), { minLength: 1, maxLength: 7 }),
});

/** The lifecycle as a person would tell it. */
export function story(lifecycle: Lifecycle): string {
  const { hypotheses: answers, steps, kind, adopted, siblingsAtFailure, seed } = lifecycle;
  return [
    `A ${kind === 'l3' ? 'CanaryRestApi' : `CanaryRelease on ${adopted ? 'a stage that is already deployed' : 'a RestApi'}`} (engine seed ${seed}; ` +
      `siblings at failure: ${siblingsAtFailure}; ${Object.entries(answers).map(([question, answer]) => `${question}: ${answer}`).join(', ')})`,
    ...steps.map((step, index) => `${index + 1}. ${step.step === 'console' ? `somebody uses the console: ${step.does}` : deployStory(step)}`),
  ].join('\n');
}

function deployStory({ newCode, app, fault: injected }: Extract<Step, { step: 'deploy' }>): string {
  const what = [
    newCode ? 'new code' : 'the same code', `routes ${['hello', ...app.routes].join(' ')}`, app.theme ? `theme=${app.theme}` : 'no variables',
    modeStory(app.mode), ...(app.allowNewEndpoints ? ['new endpoints allowed'] : []),
    ...(app.handler ? [`function ${app.handler}${app.keepsOther ? ' beside Fn' : ''}`] : []),
  ].join(', ');
  return `deploy ${what}${injected ? `; at resource operation ${injected.index}: ${JSON.stringify(injected.fault)}` : ''}`;
}

function modeStory(written: Mode): string {
  switch (written.action) {
    case 'none': return 'no canary';
    case 'abort': return 'abort()';
    case 'hold': return `hold ${written.percent} %${written.override ? ` with theme=${written.override}` : ''}${written.again ? ' again' : ''}`;
    case 'promote': return `promote(${JSON.stringify(written.choices)}) of ${written.percent} %${written.override ? ` with theme=${written.override}` : ''}`;
  }
}

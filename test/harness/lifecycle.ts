import * as fc from 'fast-check';
import { API_SHAPES, ApiShape } from './api-shapes';
import { CALL_FAULTS } from './broken-calls';
import { CallFault, Transport } from './driver-environments';
import { Mode, ReleasedApp } from './released-app';
import { DeliveryFault, Fault } from '../../rehearsal/cloudformation/resource-operation';
import { AFTER_DEPLOYS, HYPOTHESIS_ANSWERS, Hypotheses, LIKELY_HYPOTHESES } from '../../rehearsal/hypotheses';

/** Something that happens at one resource operation of a deploy. */
export interface InjectedFault {
  /** Position among the resource operations of the stack operation, rollback included. Or what is meant, on the way forward. */
  readonly index: number | FaultPlace;
  readonly fault: Fault;
}

/** A topic that comes after the Stage, or the driver of the second release. */
export type FaultPlace = 'behind the stage' | 'the second driver';

/** What befalls the driver in one operation. */
export interface DriverTrouble {
  /** On its way through Lambda: the first of its events in the operation, the second, ... */
  readonly delivery?: { readonly event: number; readonly fault: DeliveryFault };
  /** So many of its calls fail, from one on. Then the cause is gone. */
  readonly calls?: { readonly from: number; readonly count: number; readonly fault: CallFault };
  /** How long each call takes. */
  readonly latencyMilliseconds?: number;
}

/**
 * `cdk rollback --orphan` of everything that failed, or of the first of it. `--force`, which orphans until nothing fails, when the cause is gone or
 * while it lasts. Or a rollback that is continued while the cause is still there.
 */
export type InTrouble = 'skips what failed' | 'skips one that failed' | 'forces' | 'forces while the cause lasts' | 'continues too early';

type ConsoleAction = 'promote' | 'remove the canary' | 'set 77 %';

/** What the user has written by a deploy, but for the code. */
export type WrittenApp = Omit<ReleasedApp, 'code' | 'kind' | 'inStage' | 'shape' | 'library'>;

export type Step =
  /** `newCode` goes to the next code, or around to an earlier one. */
  | {
    readonly step: 'deploy';
    readonly newCode: boolean;
    readonly app: WrittenApp;
    /** The release is not in the app, as long as it can be taken out of it: a CanaryRelease on a RestApi. @default false */
    readonly detached?: boolean;
    readonly fault?: InjectedFault;
    /** Which resource operation of a rollback fails, before it acts. @default - none */
    readonly rollbackFault?: number;
    readonly driver?: DriverTrouble;
    /** Somebody changes the stage in the middle of the operation. */
    readonly meanwhile?: { readonly index: number; readonly does: ConsoleAction };
    /** `cdk deploy --no-rollback`. After a failure a person rolls back, or deploys again. @default - rollback is enabled */
    readonly noRollback?: 'then roll back' | 'then deploy again';
    /** `cdk deploy --express`, which does not roll back either. @default - in standard mode */
    readonly express?: true;
    /** A resource, counted as the clean-ups come to them, that cannot be deleted there. @default - every one can */
    readonly undeletable?: number;
    /** What a person does when the rollback has failed. @default - continues it when the cause is gone */
    readonly inTrouble?: InTrouble;
  }
  /** Somebody changes the stage in the console. */
  | { readonly step: 'console'; readonly does: ConsoleAction }
  | { readonly step: 'wait'; readonly seconds: number };

/** A life of one stack: from its first deploy to its destruction. */
export interface Lifecycle {
  readonly seed: number;
  readonly hypotheses: Hypotheses;
  readonly siblingsAtFailure: 'none' | 'some';
  readonly transport: Transport;
  readonly kind: 'l3' | 'attached';
  /** @default 'plain' */
  readonly shape?: ApiShape;
  /** The stage is deployed without a release first, and adopted by the second deploy. */
  readonly adopted: boolean;
  /** The stack is inside a cdk.Stage, which aspects of the app do not reach. */
  readonly inStage: boolean;
  /**
   * Deployed with the first version of this library. The first step after it is the upgrade, and the next ones until it
   * succeeds. @default - nothing
   */
  readonly before?: readonly WrittenApp[];
  readonly steps: readonly Step[];
}

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
  index: fc.nat({ max: 24 }),
  fault: fc.oneof(
    fc.record({ kind: fc.constant('fail' as const), when: fc.constantFrom('before' as const, 'after' as const) }),
    fc.constant({ kind: 'duplicate' as const }),
    fc.constant({ kind: 'cancel' as const }),
  ),
});
/** Mostly the same function. Now and then another one takes over, and the first stays in the app, leaves it, or has a condition. */
const functions: fc.Arbitrary<Pick<ReleasedApp, 'handler' | 'keepsOther' | 'keepParameter'>> = fc.oneof(
  { weight: 6, arbitrary: fc.constant({}) },
  { weight: 1, arbitrary: fc.record({ handler: fc.constant('Handler' as const), keepsOther: fc.boolean() }) },
  { weight: 1, arbitrary: fc.constant({ handler: 'Handler', keepsOther: true, keepParameter: 'yes' }) },
);
/** Each replaces something that the base release needs: a function for another name, package type or tenancy, a role for another one. */
const replaced: fc.Arbitrary<Pick<ReleasedApp, 'functionName' | 'nameParameter' | 'role' | 'replacedBy' | 'provisioned'>> = fc.oneof(
  { weight: 10, arbitrary: fc.constant({}) },
  { weight: 1, arbitrary: fc.constant({ functionName: 'shop' }) },
  { weight: 2, arbitrary: fc.constant({ nameParameter: 'shop' }) },
  { weight: 1, arbitrary: fc.constant({ role: 'Runner' as const }) },
  { weight: 1, arbitrary: fc.record({ replacedBy: fc.constantFrom('package type' as const, 'tenancy' as const) }) },
  { weight: 1, arbitrary: fc.constant({ provisioned: true }) },
);
const seconds = fc.constantFrom(0, 3, 20, 200, 1_500, 5_000);
const delivery: fc.Arbitrary<DeliveryFault> = fc.oneof(
  seconds.map((afterSeconds) => ({ kind: 'duplicate' as const, afterSeconds })),
  seconds.map((late) => ({ kind: 'late' as const, seconds: late })),
  fc.constant({ kind: 'lost' as const }),
  fc.constant({ kind: 'lost-answer' as const }),
  fc.record({
    kind: fc.constant('abandon' as const), afterSeconds: fc.nat({ max: 15 }), cause: fc.constantFrom('sibling' as const, 'cancel' as const),
  }),
);
const driver: fc.Arbitrary<DriverTrouble> = fc.record({
  delivery: fc.option(fc.record({ event: fc.nat({ max: 2 }), fault: delivery }), { nil: undefined }),
  calls: fc.option(fc.record({
    from: fc.nat({ max: 30 }), count: fc.constantFrom(1, 3, 12, 100_000), fault: fc.constantFrom(...CALL_FAULTS),
  }), { nil: undefined }),
  latencyMilliseconds: fc.constantFrom(undefined, 300, 3_000),
});
const consoleAction = fc.constantFrom('promote' as const, 'remove the canary' as const, 'set 77 %' as const);
/** Once in so many and one. */
const sometimes = <T>(many: number, arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.oneof({ weight: many, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary });
const apps: fc.Arbitrary<WrittenApp> = fc.tuple(functions, replaced, fc.record({
  routes: fc.constantFrom([], ['pets'], ['pets', 'toys']),
  theme: fc.constantFrom(undefined, 'light', 'dark'),
  mode,
  allowNewEndpoints: fc.boolean(),
})).map(([which, what, app]) => ({ ...app, ...which, ...what }));
/** What an app is deployed with, and what is not synthesized. */
const values = fc.record({
  topics: fc.constantFrom(undefined, 'a', 'b'), name: fc.constantFrom('shop', 'store'), keeps: fc.constantFrom('yes' as const, 'no' as const),
});
const deployed = (written: readonly WrittenApp[]): fc.Arbitrary<WrittenApp> => fc.tuple(fc.constantFrom(...written), values).map(
  ([app, { topics, name, keeps }]) => ({
    ...app,
    topics,
    ...app.nameParameter !== undefined && { nameParameter: name },
    ...app.keepParameter !== undefined && { keepParameter: keeps },
  }),
);
const deployOf = (written: readonly WrittenApp[], injected: fc.Arbitrary<InjectedFault> = fault): fc.Arbitrary<Step> => fc.record({
  step: fc.constant('deploy' as const),
  newCode: fc.boolean(),
  app: deployed(written),
  detached: sometimes(12, fc.constant(true)),
  fault: fc.option(injected, { nil: undefined, freq: 2 }),
  rollbackFault: sometimes(5, fc.nat({ max: 6 })),
  driver: sometimes(2, driver),
  meanwhile: sometimes(14, fc.record({ index: fc.nat({ max: 24 }), does: consoleAction })),
  noRollback: sometimes(8, fc.constantFrom('then roll back' as const, 'then deploy again' as const)),
  express: sometimes(2, fc.constant(true as const)),
  undeletable: sometimes(7, fc.nat({ max: 6 })),
  inTrouble: sometimes(2, fc.constantFrom<InTrouble>(
    'skips what failed', 'skips one that failed', 'forces', 'forces while the cause lasts', 'continues too early',
  )),
});
const secondDriver: fc.Arbitrary<InjectedFault> = fc.record({
  index: fc.constant('the second driver' as const),
  fault: fc.record({ kind: fc.constant('fail' as const), when: fc.constantFrom('before' as const, 'after' as const) }),
});
const behindStage: InjectedFault = { index: 'behind the stage', fault: { kind: 'fail', when: 'before' } };
/** A deploy is paused, and repeated with other templates, each time in vain. Then a person rolls back, or the next deploy of the life comes. */
const retriesOf = (written: readonly WrittenApp[]): fc.Arbitrary<Step[]> => fc.tuple(
  fc.array(fc.tuple(deployOf(written), fc.oneof(fc.constant(behindStage), fault)), { minLength: 2, maxLength: 4 }),
  fc.constantFrom('then roll back' as const, 'then deploy again' as const),
).map(([attempts, end]) => attempts.map(([attempt, injected], index) => {
  const { app, detached, meanwhile, ...deploy } = attempt as Extract<Step, { step: 'deploy' }>;
  const noRollback = index === attempts.length - 1 ? end : 'then deploy again';
  // The topic behind the stage is updated in each of them.
  return { ...deploy, app: { ...app, topics: `attempt ${index}` }, fault: injected, noRollback };
}));
const console: fc.Arbitrary<Step> = fc.record({ step: fc.constant('console' as const), does: consoleAction });
const wait: fc.Arbitrary<Step> = fc.record({ step: fc.constant('wait' as const), seconds });
const hypotheses: fc.Arbitrary<Hypotheses> = fc.record(
  Object.fromEntries(Object.entries(HYPOTHESIS_ANSWERS)
    .filter(([question]) => !AFTER_DEPLOYS.includes(question as keyof Hypotheses))
    .map(([question, answers]) => [question, fc.constantFrom(...answers)])),
).map((answers) => ({ ...LIKELY_HYPOTHESES, ...answers }));

/**
 * What the lifecycles of one run choose from: synthesis is the slow part, and equal apps share a template. Another seed gives others.
 *
 * The simple ones come first, so that a failure shrinks to them.
 */
export function writtenApps(count: number, seed: number): WrittenApp[] {
  const written = new Map(fc.sample(apps, { numRuns: count, seed }).map((app) => [JSON.stringify(app), app]));
  return [...written].sort(([one], [other]) => one.length - other.length).map(([, app]) => app);
}

/** The deploy that upgrades the library mostly fails, and so does its rollback often. */
const upgradeOf = (written: readonly WrittenApp[]): fc.Arbitrary<Step> => fc.record({
  step: fc.constant('deploy' as const),
  newCode: fc.boolean(),
  app: deployed(written).map((app) => ({ ...app, topics: 'upgrade' })),
  fault: fc.oneof(fc.constant(behindStage), fault, fc.constant(undefined)),
  rollbackFault: sometimes(1, fc.nat({ max: 6 })),
});

/** Its driver believed that all clocks agree, and who upgrades cannot mend that. */
function withUpgrade({ upgrade, ...lifecycle }: Lifecycle & { readonly upgrade: Step }): Lifecycle {
  if (lifecycle.before?.length === 0) { return lifecycle; }
  return { ...lifecycle, hypotheses: { ...lifecycle.hypotheses, gatewayClock: 'agrees' }, steps: [upgrade, ...lifecycle.steps] };
}

/** Every lifecycle there is of these kinds with these apps, shrinking to few steps, no faults and the likely hypotheses. */
export function lifecycles(kinds: ReadonlyArray<Lifecycle['kind']>, written: readonly WrittenApp[]): fc.Arbitrary<Lifecycle> {
  const stepsUpTo = (some: readonly WrittenApp[], deploy: fc.Arbitrary<Step>, maxLength: number): fc.Arbitrary<Step[]> => fc.array(fc.oneof(
    { weight: 18, arbitrary: deploy.map((step) => [step]) },
    { weight: 3, arbitrary: fc.oneof(console, wait).map((step) => [step]) },
    { weight: 1, arbitrary: retriesOf(some) },
  ), { minLength: 1, maxLength }).map((steps) => steps.flat());
  const lives = (shape: fc.Arbitrary<ApiShape>, some: readonly WrittenApp[], deploy = deployOf(some)): fc.Arbitrary<Lifecycle> => fc.record({
    seed: fc.nat({ max: 1_000 }),
    hypotheses,
    siblingsAtFailure: fc.constantFrom('none' as const, 'some' as const),
    // The wire takes most of the time, and tells the driver the same.
    transport: fc.oneof({ weight: 40, arbitrary: fc.constant('direct' as const) }, { weight: 1, arbitrary: fc.constant('wire' as const) }),
    kind: fc.constantFrom(...kinds),
    shape,
    adopted: fc.boolean(),
    inStage: fc.oneof({ weight: 7, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) }),
    before: fc.oneof({ weight: 9, arbitrary: fc.constant([]) }, { weight: 1, arbitrary: fc.array(deployed(some), { minLength: 1, maxLength: 2 }) }),
    steps: fc.oneof({ weight: 25, arbitrary: stepsUpTo(some, deploy, 7) }, { weight: 1, arbitrary: stepsUpTo(some, deploy, 20) }),
    upgrade: upgradeOf(some),
  }).map(withUpgrade);
  const plain = lives(fc.constant('plain'), written);
  if (!kinds.includes('attached')) { return plain; }
  const others = API_SHAPES.filter((shape) => shape !== 'plain');
  // Each shape of each app is synthesized, so that these choose from fewer.
  const fewer = written.filter((_, index) => index % 4 === 0);
  return fc.oneof(
    { weight: 20, arbitrary: plain },
    { weight: 9, arbitrary: lives(fc.constantFrom(...others), fewer) },
    { weight: 1, arbitrary: lives(fc.constant('two releases on one API'), fewer, deployOf(fewer, secondDriver)) },
  );
}

/** The lifecycle as a person would tell it. */
export function story(lifecycle: Lifecycle): string {
  const { hypotheses: answers, steps, kind, shape = 'plain', adopted, inStage, before = [], siblingsAtFailure, seed } = lifecycle;
  return [
    `A ${kind === 'l3' ? 'CanaryRestApi' : `CanaryRelease on ${adopted ? 'a stage that is already deployed' : 'a RestApi'}`} `
      + `${shape === 'plain' ? '' : ` (${shape})`}${inStage ? ' inside a cdk.Stage' : ''} (engine seed ${seed}; `
      + `siblings at failure: ${siblingsAtFailure}; ${Object.entries(answers).map(([question, answer]) => `${question}: ${answer}`).join(', ')})`,
    ...before.map((app) => `Before: ${deployStory({ step: 'deploy', newCode: true, app })} with the first version of the library`),
    ...steps.map((step, index) => `${index + 1}. ${stepStory(step)}`),
  ].join('\n');
}

function stepStory(step: Step): string {
  switch (step.step) {
    case 'console': return `somebody uses the console: ${step.does}`;
    case 'wait': return `${step.seconds} s pass`;
    case 'deploy': return deployStory(step);
  }
}

function deployStory({ newCode, app, detached, fault: injected, rollbackFault, ...more }: Extract<Step, { step: 'deploy' }>): string {
  const what = [
    newCode ? 'new code' : 'the same code', `routes ${['hello', ...app.routes].join(' ')}`, app.theme ? `theme=${app.theme}` : 'no variables',
    modeStory(app.mode), ...(app.allowNewEndpoints ? ['new endpoints allowed'] : []),
    ...(app.topics ? [`topics ${app.topics}`] : []),
    ...(app.functionName ? [`named ${app.functionName}`] : []),
    ...(app.nameParameter ? [`named ${app.nameParameter} by a parameter`] : []),
    ...(app.replacedBy ? [`with another ${app.replacedBy}`] : []),
    ...(app.provisioned ? ['with provisioned concurrency'] : []),
    ...(app.role ? [`with the role ${app.role}`] : []),
    ...(app.handler ? [`function ${app.handler}${app.keepsOther ? ' beside Fn' : ''}${app.keepParameter ? ` if ${app.keepParameter}` : ''}`] : []),
    ...(detached ? ['without the release'] : []),
  ].join(', ');
  const { driver: trouble, meanwhile, noRollback, express, undeletable, inTrouble } = more;
  return [
    `deploy ${what}`,
    ...(injected ? [`at resource operation ${injected.index}: ${JSON.stringify(injected.fault)}`] : []),
    ...(rollbackFault === undefined ? [] : [`resource operation ${rollbackFault} of the rollback fails`]),
    ...(trouble?.delivery ? [`event ${trouble.delivery.event} of the driver: ${JSON.stringify(trouble.delivery.fault)}`] : []),
    ...(trouble?.calls ? [`${trouble.calls.count} calls of the driver from ${trouble.calls.from} on: ${JSON.stringify(trouble.calls.fault)}`] : []),
    ...(trouble?.latencyMilliseconds ? [`its calls take ${trouble.latencyMilliseconds} ms`] : []),
    ...(meanwhile ? [`somebody uses the console at resource operation ${meanwhile.index}: ${meanwhile.does}`] : []),
    ...(noRollback ? [`with ${express ? '--express' : '--no-rollback'}, ${noRollback}`] : []),
    ...(undeletable === undefined ? [] : [`resource ${undeletable} of the clean-ups cannot be deleted`]),
    ...(inTrouble ? [`a person ${inTrouble} in the rollback`] : []),
  ].join('; ');
}

function modeStory(written: Mode): string {
  switch (written.action) {
    case 'none': return 'no canary';
    case 'abort': return 'abort()';
    case 'hold': return `hold ${written.percent} %${written.override ? ` with theme=${written.override}` : ''}${written.again ? ' again' : ''}`;
    case 'promote':
      return `promote(${JSON.stringify(written.choices)}) of ${written.percent} %${written.override ? ` with theme=${written.override}` : ''}`;
  }
}

import { API_SHAPES } from './api-shapes';
import { Lifecycle, Step } from './lifecycle';

type Deploy = Extract<Step, { step: 'deploy' }>;

function deploys({ steps }: Lifecycle): Deploy[] {
  return steps.filter((step): step is Deploy => step.step === 'deploy');
}

/** Whether a deploy of the lifecycle is such a one. */
const some = (is: (deploy: Deploy) => boolean) => (lifecycle: Lifecycle): boolean => deploys(lifecycle).some(is);
/** Whether a deploy follows another one in such a way. */
const follows = (is: (before: Deploy, after: Deploy) => boolean) => (lifecycle: Lifecycle): boolean =>
  deploys(lifecycle).some((after, index, all) => index > 0 && is(all[index - 1], after));

/** Two attempts of a paused operation, and what a person does after the last one. */
const repeats = (then: (last: Deploy['noRollback']) => boolean) => (lifecycle: Lifecycle): boolean => {
  const all = deploys(lifecycle);
  return all.some(({ app }, index) => app.topics === 'attempt 1' && all[index + 1]?.app.topics !== 'attempt 2' && then(all[index].noRollback));
};

const reattaches = follows((before, after) => before.detached === true && !after.detached);

/**
 * What random lifecycles vary, by the rows of the table in TESTING.md, and how to see it in a lifecycle: a dimension that no run reaches proves
 * nothing.
 */
export const DIMENSIONS: Readonly<Record<string, Readonly<Record<string, (lifecycle: Lifecycle) => boolean>>>> = {
  'The API': {
    'a stage that was deployed before': ({ kind, adopted }) => kind === 'l3' || adopted,
    'inside a cdk.Stage': ({ inStage }) => inStage,
    'deployed with the first version of this library': ({ before = [] }) => before.length > 0,
    ...Object.fromEntries(API_SHAPES.map((name) => [name, ({ shape = 'plain' }: Lifecycle) => shape === name])),
  },
  'A deploy': {
    'new code': some(({ newCode }) => newCode),
    'the same code': some(({ newCode }) => !newCode),
    'a route is added': follows((before, after) => after.app.routes.length > before.app.routes.length),
    'a route is removed': follows((before, after) => after.app.routes.length < before.app.routes.length),
    'no canary': some(({ app }) => app.mode.action === 'none'),
    'hold at 0 %': some(({ app: { mode } }) => mode.action === 'hold' && mode.percent === 0),
    'hold at 33.33 %': some(({ app: { mode } }) => mode.action === 'hold' && mode.percent === 33.33),
    'hold at 100 %': some(({ app: { mode } }) => mode.action === 'hold' && mode.percent === 100),
    'hold again': some(({ app: { mode } }) => mode.action === 'hold' && mode.again === true),
    'promotion': some(({ app }) => app.mode.action === 'promote'),
    'promotion without the deployment': some(({ app: { mode } }) => mode.action === 'promote' && mode.choices.updateDeployment === false),
    'abort': some(({ app }) => app.mode.action === 'abort'),
    'another function': follows((before, after) => before.app.handler !== after.app.handler),
    'a function kept beside it': some(({ app }) => app.keepsOther === true),
    'another name of the function': follows((before, after) => before.app.functionName !== after.app.functionName),
    'another role of the function': follows((before, after) => before.app.role !== after.app.role),
    'another value of the parameter that names the function': follows((before, after) =>
      after.app.nameParameter !== undefined && before.app.nameParameter !== undefined && before.app.nameParameter !== after.app.nameParameter),
    'the condition of the other function becomes false': some(({ app }) => app.keepParameter === 'no'),
    'another package type': follows((before, after) => before.app.replacedBy !== after.app.replacedBy && after.app.replacedBy === 'package type'),
    'another tenancy': follows((before, after) => before.app.replacedBy !== after.app.replacedBy && after.app.replacedBy === 'tenancy'),
    'provisioned concurrency': some(({ app }) => app.provisioned === true),
    'the release is detached': ({ kind, steps }) => kind === 'attached' && steps.some((step) => step.step === 'deploy' && step.detached === true),
    'the release is attached again': (lifecycle) => lifecycle.kind === 'attached' && reattaches(lifecycle),
    'topics': some(({ app }) => app.topics !== undefined),
    'an upgrade of this library that fails': ({ before = [], steps: [first] }) =>
      before.length > 0 && first.step === 'deploy' && first.fault?.fault.kind === 'fail',
    'an upgrade of this library whose rollback fails, too': ({ before = [], steps: [first] }) =>
      before.length > 0 && first.step === 'deploy' && first.fault?.fault.kind === 'fail' && first.rollbackFault !== undefined,
  },
  'A resource': {
    'fails before it acts': some(({ fault }) => fault?.fault.kind === 'fail' && fault.fault.when === 'before'),
    'fails after it acted': some(({ fault }) => fault?.fault.kind === 'fail' && fault.fault.when === 'after'),
    'its event comes twice': some(({ fault }) => fault?.fault.kind === 'duplicate'),
    'fails behind the Stage': some(({ fault }) => fault?.index === 'behind the stage'),
    'the driver of the second of two releases fails': some(({ fault }) => fault?.index === 'the second driver'),
    'the update is cancelled': some(({ fault }) => fault?.fault.kind === 'cancel'),
    'cannot be deleted in a clean-up': some(({ undeletable }) => undeletable !== undefined),
    'fails in a rollback': some(({ rollbackFault }) => rollbackFault !== undefined),
    'siblings had begun': ({ siblingsAtFailure }) => siblingsAtFailure === 'some',
  },
  'An event of the driver, the first to third of an operation': Object.fromEntries(
    ([
      'late', 'duplicate', 'lost', 'lost-answer', 'abandon',
    ] as const).map((kind) => [kind, some(({ driver }) => driver?.delivery?.fault.kind === kind)]),
  ),
  'A call of the driver': {
    ...Object.fromEntries([403, 409, 429, 500].map((status) => [
      `answers ${status}`,
      some(({ driver }) => driver?.calls !== undefined && 'status' in driver.calls.fault && driver.calls.fault.status === status),
    ])),
    'hangs': some(({ driver }) => driver?.calls?.fault.kind === 'hang'),
    'fails once': some(({ driver }) => driver?.calls?.count === 1),
    'fails for good': some(({ driver }) => (driver?.calls?.count ?? 0) > 100),
    'takes its time': some(({ driver }) => driver?.latencyMilliseconds !== undefined),
    'goes over the wire': ({ transport }) => transport === 'wire',
  },
  'A person': {
    ...Object.fromEntries(([
      'skips what failed', 'skips one that failed', 'forces', 'forces while the cause lasts', 'continues too early',
    ] as const).map((what) => [`${what} in a rollback`, some(({ inTrouble }) => inTrouble === what)])),
    'rolls back a paused deploy': some(({ noRollback }) => noRollback === 'then roll back'),
    'repeats a paused deploy with another template, and then rolls back': repeats((last) => last === 'then roll back'),
    'repeats a paused deploy with another template, and then deploys': repeats((last) => last === 'then deploy again'),
    'deploys again after a paused deploy': some(({ noRollback }) => noRollback === 'then deploy again'),
    'deploys in express mode': some(({ noRollback, express }) => noRollback !== undefined && express === true),
    'uses the console in the middle of an operation': some(({ meanwhile }) => meanwhile !== undefined),
    'uses the console between operations': ({ steps }) => steps.some(({ step }) => step === 'console'),
  },
  'Length': {
    'one deploy': (lifecycle) => deploys(lifecycle).length === 1,
    'more than seven': (lifecycle) => deploys(lifecycle).length > 7,
  },
};

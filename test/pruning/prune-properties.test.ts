import * as fc from 'fast-check';
import { FUNCTIONS, ModelAccount, ModelDeploy } from './model-account';
import { keyOf, RetainRules } from '../../lib/pruning/contract/pruning-state';
import { dropSuperseded } from '../../lib/pruning/run/drop-superseded';
import { findSuperseded } from '../../lib/pruning/run/find-superseded';
import { pruneWhenSettled, UnattendedRun } from '../../lib/pruning/run/prune-when-settled';

const DAY = 24 * 3_600_000;
const RUNS = 300;

const deploy: fc.Arbitrary<ModelDeploy> = fc.record({
  code: fc.tuple(fc.boolean(), fc.boolean()),
  pinned: fc.oneof({ weight: 5, arbitrary: fc.constant(0) }, fc.integer({ min: 1, max: 3 })),
  action: fc.constantFrom('none', 'none', 'hold', 'promote', 'abort'),
  recorded: fc.oneof({ weight: 9, arbitrary: fc.constant(true) }, fc.constant(false)),
  fails: fc.oneof({ weight: 5, arbitrary: fc.constant(false) }, fc.constant(true)),
  hours: fc.integer({ min: 0, max: 200 }),
});

/** Somebody who uses a version, or the API, beside the release. `index`: which of those that are there. */
const hand = fc.record({
  what: fc.constantFrom('alias', 'event-source', 'statement', 'invocation', 'foreign-stage', 'foreign-deployment', 'go-back'),
  index: fc.nat(100),
});

const life = fc.array(fc.oneof({ weight: 6, arbitrary: deploy }, hand), { minLength: 3, maxLength: 25 });
const rulesOf = fc.record({
  keep: fc.integer({ min: 1, max: 4 }),
  minimumAgeMilliseconds: fc.constantFrom(0, 2 * DAY),
  dropsProvisionedConcurrency: fc.boolean(),
});

interface Meanwhile {
  /** At which call it begins. */
  readonly at: number;
  readonly then: ModelDeploy | { readonly goBack: number };
}
const meanwhileOf: fc.Arbitrary<Meanwhile | undefined> = fc.option(fc.record({
  at: fc.integer({ min: 0, max: 60 }), then: fc.oneof(deploy, fc.record({ goBack: fc.nat(3) })),
}), { nil: undefined });

function play(account: ModelAccount, act: ModelDeploy | { what: string; index: number }, keep: number): void {
  if ('code' in act) { account.deploy(act).forEach((step) => step()); return; }
  const versions = [...account.versions.keys()];
  const version = versions[act.index % versions.length];
  const ids = [...account.deployments.keys()];
  switch (act.what) {
    case 'alias': account.aliases.set(`alias${act.index}`, version); break;
    case 'event-source': account.versions.get(version)!.hasEventSource = true; break;
    case 'invocation': account.versions.get(version)!.invocations = 3; break;
    case 'statement': account.versions.get(version)!.statements.push({ statementId: 'Other-Route-1', isGateway: true, sourceArn: undefined }); break;
    case 'foreign-stage': {
      account.foreignStage(ids[act.index % ids.length], act.index % 3 === 0 ? ids[(act.index + 1) % ids.length] : undefined);
      break;
    }
    case 'foreign-deployment': account.foreignDeployment(); break;
    default: goBack(account, act.index, keep);
  }
}

function goBack(account: ModelAccount, index: number, keep: number): void {
  const back = account.wayBack(keep);
  if (back.length > 0) { account.goBack(back[index % back.length]); }
}

/** What is missing for a request, or for a way back. */
function missing(account: ModelAccount, wayBack: readonly string[]): string[] {
  const live = [...account.stages.values()].flatMap(({ deploymentId, canary }) => [deploymentId, ...canary === undefined ? [] : [canary]]);
  return [...live, ...wayBack].flatMap((id) => account.missingFor(id));
}

/** A life, with a run of pruning behind it. @returns what was dropped */
async function pruned(
  acts: ReadonlyArray<ModelDeploy | { what: string; index: number }>, rules: RetainRules, meanwhile?: Meanwhile, forgotten = 0,
): Promise<{ account: ModelAccount; problems: string[] }> {
  const account = new ModelAccount();
  acts.forEach((act) => play(account, act, rules.keep));
  account.pass(24 * 3);
  account.forget(forgotten);
  const problems: string[] = [];
  const wayBack = account.wayBack(rules.keep);
  const before = missing(account, wayBack);
  const used = (): string[] => [...account.aliases.values()].filter((called) => !account.versions.has(called));
  account.onDeleted = () => {
    const now = missing(account, wayBack).filter((one) => !before.includes(one));
    problems.push(...[...now, ...used()].map((one) => `${one} after ${account.dropped.join(', ')}`));
  };
  let calls = 0;
  let steps: Array<() => void> = [];
  account.meanwhile = () => {
    if (meanwhile === undefined || calls++ < meanwhile.at) { return; }
    if (calls === meanwhile.at + 1) {
      const { then } = meanwhile;
      if ('code' in then) { steps = account.deploy({ ...then, hours: 0 }); } else { goBack(account, then.goBack, rules.keep); }
    }
    steps.shift()?.();
  };
  const world = account.asWorld();
  const found = await findSuperseded(world, rules);
  await dropSuperseded(world, found, { rules, limit: 1_000 });
  // The operation that came meanwhile ends, in a rollback perhaps.
  steps.forEach((step) => step());
  problems.push(...missing(account, wayBack).filter((one) => !before.includes(one)));
  return { account, problems };
}

describe('after every single deletion', () => {
  test('each request, and each release that a stage can go back to, has all that it needs', async () => {
    await fc.assert(fc.asyncProperty(life, rulesOf, async (acts, rules) => {
      expect((await pruned(acts, rules)).problems).toEqual([]);
    }), { numRuns: RUNS });
  });

  test('also when a deploy begins, or somebody goes back, between any two calls', async () => {
    await fc.assert(fc.asyncProperty(life, rulesOf, meanwhileOf, async (acts, rules, meanwhile) => {
      expect((await pruned(acts, rules, meanwhile)).problems).toEqual([]);
    }), { numRuns: RUNS });
  });

  test('also when CloudFormation has forgotten a part of the history', async () => {
    await fc.assert(fc.asyncProperty(life, rulesOf, fc.constantFrom(0.3, 0.6, 0.9, 1), async (acts, rules, forgotten) => {
      expect((await pruned(acts, rules, undefined, forgotten)).problems).toEqual([]);
    }), { numRuns: RUNS });
  });

  test('what is older than a forgotten history goes when enough is known to go back to', async () => {
    const acts = Array.from({ length: 8 }, (): ModelDeploy => (
      { code: [true, true], pinned: 0, action: 'none', recorded: true, fails: false, hours: 100 }
    ));
    const rules = { keep: 2, minimumAgeMilliseconds: 0, dropsProvisionedConcurrency: true };
    const dropped = async (forgotten: number) =>
      (await pruned(acts, rules, undefined, forgotten)).account.dropped.filter((one) => !/^provisioned|Users/.test(one));
    expect(await dropped(0.5)).toEqual(['deployment d6', ...[1, 2, 3, 4, 5].map((version) => `version Orders:${version}`)]);
    // Two of them are unknown, and nobody knows which.
    expect(await dropped(0.9)).toEqual([]);
  });
});

/** A run that nobody looks at begins within a deploy, which goes on meanwhile: one step with each call, from some call on. */
async function unattended(
  acts: ReadonlyArray<ModelDeploy | { what: string; index: number }>, rules: RetainRules, deployed: ModelDeploy, done: number, at: number,
): Promise<{ account: ModelAccount; run: UnattendedRun; status?: string; problems: string[] }> {
  const account = new ModelAccount();
  acts.forEach((act) => play(account, act, rules.keep));
  account.pass(24 * 3);
  const steps = account.deploy(deployed);
  const found = { stage: { ...account.stages.get('prod')! }, missing: missing(account, account.wayBack(rules.keep)) };
  steps.splice(0, done).forEach((step) => step());
  // What a stage can go back to is told by the operations that have ended.
  let wayBack = account.wayBack(rules.keep);
  let before = missing(account, wayBack);
  const problems: string[] = [];
  account.onDeleted = () => {
    problems.push(...missing(account, wayBack).filter((one) => !before.includes(one)).map((one) => `${one} after ${account.dropped.join(', ')}`));
  };
  let calls = 0;
  account.meanwhile = () => {
    if (calls++ < at || steps.length === 0) { return; }
    steps.shift()!();
    wayBack = account.wayBack(rules.keep);
    before = missing(account, wayBack);
  };
  const world = account.asWorld();
  let status: string | undefined;
  const moment = async () => {
    const read = await world.moment();
    status ??= read.status;
    return read;
  };
  const run = await pruneWhenSettled({ ...world, moment }, { rules, limit: 1_000 });
  steps.forEach((step) => step());
  // What the operation found, a rollback has gone back to.
  const { deploymentId, canary } = found.stage;
  const after = [deploymentId, ...canary === undefined ? [] : [canary]].flatMap((id) => account.missingFor(id));
  if ((await account.moment()).status === 'UPDATE_ROLLBACK_COMPLETE') { problems.push(...after.filter((one) => !found.missing.includes(one))); }
  return { account, run, status, problems };
}

describe('a run that nobody looks at, at any instant of a deploy', () => {
  const done = fc.integer({ min: 0, max: 5 });
  const at = fc.integer({ min: 0, max: 40 });

  test('takes nothing that a request, a rollback of this very deploy, or a release to go back to needs', async () => {
    await fc.assert(fc.asyncProperty(life, rulesOf, deploy, done, at, async (...played) => {
      expect((await unattended(...played)).problems).toEqual([]);
    }), { numRuns: RUNS });
  });

  test('deletes only if the last operation has succeeded, and not while one runs', async () => {
    let [waited, deleted] = [0, 0];
    await fc.assert(fc.asyncProperty(life, rulesOf, deploy, done, at, async (...played) => {
      const { account, run, status } = await unattended(...played);
      if ('waits' in run) { waited++; }
      if (account.dropped.length > 0) {
        deleted++;
        expect(status).toMatch(/^(CREATE|UPDATE)_COMPLETE$/);
      }
    }), { numRuns: RUNS });
    expect(Math.min(waited, deleted)).toBeGreaterThan(0);
  });
});

test('nothing goes that is used beside the release, or that is a resource of the stack', async () => {
  await fc.assert(fc.asyncProperty(life, rulesOf, async (acts, rules) => {
    const account = new ModelAccount();
    acts.forEach((act) => play(account, act, rules.keep));
    const used = [...account.versions].filter(([, { hasEventSource, invocations, statements }]) =>
      hasEventSource || invocations > 0 || statements.length > 1).map(([called]) => called);
    const world = account.asWorld();
    const owned: string[] = [];
    account.outcomeOf = (item) => {
      if (account.isOwned(item)) { owned.push(keyOf(item)); }
      return undefined;
    };
    const found = await findSuperseded(world, rules);
    await dropSuperseded(world, found, { rules, limit: 1_000 });
    expect(owned).toEqual([]);
    expect(used.filter((called) => !account.versions.has(called))).toEqual([]);
    expect([...account.deployments.keys()].filter((id) => id.startsWith('f'))).toEqual(
      found.state.deployments.filter(({ id }) => id.startsWith('f')).map(({ id }) => id),
    );
  }), { numRuns: RUNS });
});

test('the lives of these tests are ones in which much may go, of each kind', async () => {
  const kinds = new Map<string, number>();
  await fc.assert(fc.asyncProperty(life, rulesOf, meanwhileOf, async (acts, rules, meanwhile) => {
    const { account } = await pruned(acts, rules, meanwhile);
    account.dropped.forEach((item) => kinds.set(item.split(' ')[0], (kinds.get(item.split(' ')[0]) ?? 0) + 1));
  }), { numRuns: RUNS * 4, seed: 3 });
  expect(Object.fromEntries(kinds)).toEqual({
    deployment: expect.any(Number), version: expect.any(Number), provisioned: expect.any(Number),
  });
  expect(Math.min(...kinds.values())).toBeGreaterThan(RUNS / 10);
  expect(FUNCTIONS).toHaveLength(2);
});

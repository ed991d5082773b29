import * as fc from 'fast-check';
import { decideSteering } from '../../../cli/steer/decide-steering';
import { judgeSteering } from '../../../cli/steer/judge-steering';
import type { GoingBack, Steering, SteeringPlan, SteeringSituation } from '../../../cli/steer/steering';
import { differences, LiveStage } from '../../../lib/stage/live-stage';
import type { PatchOperation } from '../../../lib/stage/patch-operations';
import { patchStage } from '../../../rehearsal/apigateway/stage-patch/patch-stage';

const ABORT: Steering = { command: 'abort' };
const PROMOTE: Steering = { command: 'promote', keepVariables: false, keepCanary: false };
const REMOVE: Steering = { command: 'remove' };
const ROLLBACK: Steering = { command: 'rollback', keepVariables: false, force: false };
const setPercent = (percentTraffic: number): Steering => ({ command: 'set-percent', percentTraffic });

const HELD: LiveStage = {
  deploymentId: 'd1',
  variables: { theme: 'light', table: 'Orders' },
  canary: { deploymentId: 'd2', percentTraffic: 10, useStageCache: false, stageVariableOverrides: { theme: 'dark' } },
};
const at = (percentTraffic: number, deploymentId = 'd2'): LiveStage => ({ ...HELD, canary: { ...HELD.canary!, deploymentId, percentTraffic } });
const NO_CANARY: LiveStage = { ...HELD, canary: undefined };

const STUCK = { stackName: 'Shop', status: 'UPDATE_ROLLBACK_FAILED', begunAt: new Date(2_000) };
const OLDER: GoingBack = {
  deploymentId: 'd0', exists: true, createdAt: new Date(1_000), variables: { theme: 'grey' }, brokenCalls: [], isVerified: true, missingRights: [],
};

const decide = (steering: Steering, more: Partial<SteeringSituation> = {}) =>
  decideSteering(steering, { stageName: 'prod', live: HELD, declaredPercent: 10, ...more });
const planOf = (steering: Steering, more: Partial<SteeringSituation> = {}): SteeringPlan => {
  const decision = decide(steering, more);
  if (decision.outcome !== 'write') { throw new Error(JSON.stringify(decision)); }
  return decision.plan;
};
const refusalOf = (steering: Steering, more: Partial<SteeringSituation> = {}): unknown => {
  const decision = decide(steering, more);
  return decision.outcome === 'refused' ? { id: decision.error.id, exit: decision.error.exitCode } : decision;
};
const refusal = (id: string) => ({ id, exit: 1 });

/** What API Gateway makes of the operations, by the rules recorded on AWS. undefined: it refuses them */
function applied(from: LiveStage, operations: readonly PatchOperation[]): LiveStage | undefined {
  const now = new Date(0);
  const { canary, ...rest } = from;
  const result = patchStage({
    ...rest,
    canarySettings: canary,
    stageName: 'prod',
    methodSettings: {},
    cacheClusterEnabled: false,
    tracingEnabled: false,
    createdDate: now,
    lastUpdatedDate: now,
  }, operations, { deploymentExists: () => true, hypotheses: { deploymentIdOnCanaryStage: 'refused', removeCanaryWithoutOne: 'refused' }, now });
  if (result.outcome === 'refused') { return undefined; }
  const after = result.stage.canarySettings;
  return {
    deploymentId: result.stage.deploymentId,
    variables: result.stage.variables ?? {},
    canary: after && { ...after, stageVariableOverrides: after.stageVariableOverrides ?? {} },
  };
}

describe('abort', () => {
  test('takes the canary off by one operation, and asks nothing', () => {
    expect(planOf(ABORT)).toEqual({
      before: HELD, expected: NO_CANARY, operations: [{ op: 'remove', path: '/canarySettings' }], question: 'none',
    });
  });

  test.each([
    ['during a deploy', { operation: 'UPDATE_IN_PROGRESS' }],
    ['during a rollback', { operation: 'UPDATE_ROLLBACK_IN_PROGRESS' }],
    ['during a rollout', { operation: 'UPDATE_IN_PROGRESS', rollout: {} }],
    ['when a deploy has failed and is not over', { stuck: STUCK }],
    ['when what the canary calls is gone', { brokenCalls: ['Orders:2'] }],
    ['when the canary is on production\'s deployment', { live: at(10, 'd1') }],
    ['when the canary gets nothing', { live: at(0) }],
    ['when no template is known', { declaredPercent: undefined }],
  ])('acts %s', (_, more) => {
    expect(planOf(ABORT, more).operations).toEqual([{ op: 'remove', path: '/canarySettings' }]);
  });

  test('has nothing to do without a canary, whichever canary was meant', () => {
    expect(decide(ABORT, { live: NO_CANARY })).toEqual({ outcome: 'nothing' });
    expect(decide(ABORT, { live: NO_CANARY, ifCanary: 'd2' })).toEqual({ outcome: 'nothing' });
  });
});

describe('promote', () => {
  test('copies variables and deployment from the canary, takes it off, and never names a deployment: a canary that vanished stops it', () => {
    expect(planOf(PROMOTE)).toEqual({
      before: HELD,
      expected: { deploymentId: 'd2', variables: { theme: 'dark', table: 'Orders' }, canary: undefined },
      operations: [
        { op: 'copy', from: '/canarySettings/stageVariableOverrides', path: '/variables' },
        { op: 'copy', from: '/canarySettings/deploymentId', path: '/deploymentId' },
        { op: 'remove', path: '/canarySettings' },
      ],
      question: 'stage-name',
    });
    expect(applied(NO_CANARY, planOf(PROMOTE).operations)).toBeUndefined();
  });

  test('keeps variables, or the canary without requests, when it is told to', () => {
    expect(planOf({ ...PROMOTE, keepVariables: true }).expected.variables).toEqual(HELD.variables);
    expect(planOf({ ...PROMOTE, keepCanary: true }).expected.canary).toEqual({ ...HELD.canary, percentTraffic: 0 });
  });

  test('is refused where everybody would get errors, or nothing new', () => {
    expect(refusalOf(PROMOTE, { brokenCalls: ['Orders:2'] })).toEqual(refusal('VersionMissing'));
    expect(refusalOf(PROMOTE, { live: at(10, 'd1') })).toEqual(refusal('CanaryIsProduction'));
  });

  test('waits for a deploy, and is understood by a rollout', () => {
    expect(refusalOf(PROMOTE, { operation: 'UPDATE_IN_PROGRESS' })).toEqual(refusal('StackBusy'));
    expect(planOf(PROMOTE, { operation: 'UPDATE_IN_PROGRESS', rollout: {} }).expected.deploymentId).toBe('d2');
  });
});

describe('set-percent', () => {
  test('changes the percent alone', () => {
    expect(planOf(setPercent(0)).operations).toEqual([{ op: 'replace', path: '/canarySettings/percentTraffic', value: '0' }]);
  });

  test.each([[10.1, 'yes'], [50, 'yes'], [9.9, 'none'], [0, 'none']] as const)('to %d % where the template says 10 asks: %s', (percent, question) => {
    expect(planOf(setPercent(percent)).question).toBe(question);
  });

  test('asks nothing for what the template says, or for less than now', () => {
    expect(planOf(setPercent(10), { live: at(5) }).question).toBe('none');
    expect(planOf(setPercent(40), { live: at(50) }).question).toBe('none');
  });

  test('asks before it raises what no template tells', () => {
    expect(planOf(setPercent(11), { declaredPercent: undefined }).question).toBe('yes');
  });

  test('has nothing to do when the canary gets it already', () => {
    expect(decide(setPercent(10))).toEqual({ outcome: 'nothing' });
  });

  test('leaves the stage to a deploy and to a rollout', () => {
    expect(refusalOf(setPercent(50), { operation: 'UPDATE_IN_PROGRESS' })).toEqual(refusal('StackBusy'));
    expect(refusalOf(setPercent(50), { operation: 'UPDATE_IN_PROGRESS', rollout: {} })).toEqual(refusal('RolloutDrives'));
  });

  test('ends a pause of a rollout by the percentage of its next step, and by no other', () => {
    const paused = { operation: 'UPDATE_IN_PROGRESS', rollout: { goesOnAt: 50 }, declaredPercent: undefined };
    expect(planOf(setPercent(50), paused)).toMatchObject({ expected: { canary: { percentTraffic: 50 } }, question: 'yes' });
    for (const percent of [10, 49.9, 50.1, 0]) { expect(refusalOf(setPercent(percent), paused)).toEqual(refusal('RolloutDrives')); }
    expect(refusalOf(setPercent(50), { ...paused, operation: 'UPDATE_ROLLBACK_IN_PROGRESS' })).toEqual(refusal('StackBusy'));
  });
});

describe('remove', () => {
  test('takes a canary off that gets nothing, or is production\'s own deployment', () => {
    for (const live of [at(0), at(10, 'd1')]) { expect(planOf(REMOVE, { live }).operations).toEqual([{ op: 'remove', path: '/canarySettings' }]); }
  });

  test('is refused for one that serves: that is an abort', () => {
    expect(refusalOf(REMOVE)).toEqual(refusal('UseAbort'));
    expect(refusalOf(REMOVE, { live: at(0.01) })).toEqual(refusal('UseAbort'));
  });
});

describe('rollback', () => {
  const back = (target: Partial<GoingBack> = {}, more: Partial<SteeringSituation> = {}) =>
    ({ live: NO_CANARY, target: { ...OLDER, ...target }, ...more });

  test('takes production to the deployment by way of a canary that nobody gets, with the variables of then', () => {
    expect(planOf(ROLLBACK, back())).toEqual({
      before: NO_CANARY,
      expected: { deploymentId: 'd0', variables: { theme: 'grey', table: 'Orders' }, canary: undefined },
      operations: [
        { op: 'replace', path: '/variables/theme', value: 'grey' },
        { op: 'replace', path: '/canarySettings/deploymentId', value: 'd0' },
        { op: 'copy', from: '/canarySettings/deploymentId', path: '/deploymentId' },
        { op: 'remove', path: '/canarySettings' },
      ],
      question: 'stage-name',
    });
  });

  test('takes a variable away that was not there then', () => {
    const { expected, operations } = planOf(ROLLBACK, back({ variables: { theme: undefined } }));
    expect(Object.entries(expected.variables)).toEqual([['table', 'Orders']]);
    expect(operations[0]).toEqual({ op: 'remove', path: '/variables/theme' });
  });

  test('takes the canary of the moment off, and leaves variables when it is told to', () => {
    expect(planOf({ ...ROLLBACK, keepVariables: true }, back({}, { live: HELD })).expected).toEqual({ ...NO_CANARY, deploymentId: 'd0' });
  });

  test('has nothing to do when production is there', () => {
    expect(decide(ROLLBACK, back({ deploymentId: 'd1' }))).toEqual({ outcome: 'nothing' });
  });

  test.each([
    ['nothing tells where to', { target: undefined }, 'NothingBefore'],
    ['the deployment is gone', back({ exists: false }), 'NoSuchDeployment'],
    ['what it calls is gone', back({ brokenCalls: ['Orders:1'] }), 'VersionMissing'],
    ['what it calls is not known', back({ isVerified: false }), 'CannotVerify'],
    ['a deploy is running', back({}, { operation: 'UPDATE_IN_PROGRESS' }), 'StackBusy'],
    ['a rollout is running', back({}, { operation: 'UPDATE_IN_PROGRESS', rollout: {} }), 'RolloutDrives'],
  ])('is refused when %s', (_, more, id) => {
    expect(refusalOf(ROLLBACK, { live: NO_CANARY, ...more })).toEqual({ id, exit: id === 'NoSuchDeployment' ? 2 : 1 });
  });

  test('is forced where nothing is known, and never where something is known to be gone', () => {
    expect(planOf({ ...ROLLBACK, force: true }, back({ isVerified: false })).expected.deploymentId).toBe('d0');
    expect(refusalOf({ ...ROLLBACK, force: true }, back({ brokenCalls: ['Orders:1'] }))).toEqual(refusal('VersionMissing'));
  });
});

test.each(['UPDATE_ROLLBACK_IN_PROGRESS', 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS'])('in %s no rollout looks at the stage any more', (operation) => {
  for (const steering of [PROMOTE, setPercent(50), ROLLBACK]) {
    expect(refusalOf(steering, { operation, rollout: {}, target: OLDER })).toEqual(refusal('StackBusy'));
  }
  expect(planOf(ABORT, { operation, rollout: {} }).expected.canary).toBeUndefined();
});

describe.each([ABORT, PROMOTE, setPercent(50), REMOVE, ROLLBACK])('$command', (steering) => {
  test('acts only on the canary and the production that the person means', () => {
    expect(refusalOf(steering, { ifCanary: 'd3' })).toEqual(refusal('IfCanary'));
    expect(refusalOf(steering, { ifProduction: 'd3' })).toEqual(refusal('IfProduction'));
  });

  test('never begins anything without a canary, unless it goes back', () => {
    const decision = decide(steering, { live: NO_CANARY });
    expect(decision.outcome === 'refused' ? decision.error.id : decision.outcome).toBe({
      abort: 'nothing', rollback: 'NothingBefore',
    }[steering.command as string] ?? 'NoCanary');
  });
});

const variables = fc.dictionary(fc.constantFrom('a', 'b'), fc.constantFrom('1', '2'));
const deploymentId = fc.constantFrom('d1', 'd2', 'd3');
const canary = fc.record({
  deploymentId, percentTraffic: fc.integer({ min: 0, max: 100 }), useStageCache: fc.boolean(), stageVariableOverrides: variables,
});
const stage: fc.Arbitrary<LiveStage> = fc.record({ deploymentId, variables, canary: fc.option(canary, { nil: undefined }) });
const steerings: fc.Arbitrary<Steering> = fc.oneof(
  fc.constant(ABORT), fc.constant(REMOVE), fc.integer({ min: 0, max: 100 }).map(setPercent),
  fc.record({ command: fc.constant('promote' as const), keepVariables: fc.boolean(), keepCanary: fc.boolean() }),
  fc.record({ command: fc.constant('rollback' as const), keepVariables: fc.boolean(), force: fc.boolean() }),
);

describe('one UpdateStage', () => {
  test('makes of any stage what the plan says, and is judged as done', () => {
    fc.assert(fc.property(steerings, stage, (steering, live) => {
      const decision = decide(steering, { live, target: OLDER });
      fc.pre(decision.outcome === 'write');
      const after = applied(live, decision.plan.operations)!;
      expect(differences(decision.plan.expected, after)).toEqual([]);
      expect(judgeSteering(steering, decision.plan, { after, answer: after })).toEqual({ outcome: 'done' });
    }), { seed: 1, numRuns: 2_000 });
  });

  test('moves production to the canary that was read for a promotion, to the deployment of before for a rollback, and for nothing else', () => {
    fc.assert(fc.property(steerings, stage, (steering, live) => {
      const decision = decide(steering, { live, target: OLDER });
      fc.pre(decision.outcome === 'write');
      const { deploymentId: production } = decision.plan.expected;
      const moved: { [command in Steering['command']]?: string } = { promote: live.canary?.deploymentId, rollback: 'd0' };
      expect(production).toBe(moved[steering.command] ?? live.deploymentId);
    }), { seed: 1, numRuns: 2_000 });
  });

  test('on a stage that somebody changed a moment before is not taken for done, and leaves nobody on what was in no plan', () => {
    fc.assert(fc.property(steerings, stage, stage, (steering, live, met) => {
      const decision = decide(steering, { live, target: OLDER });
      fc.pre(decision.outcome === 'write');
      const { plan } = decision;
      const answer = applied(met, plan.operations);
      const after = answer ?? met;
      const verdict = judgeSteering(steering, plan, { after, answer });
      if (verdict.outcome === 'done') {
        expect(after.deploymentId).toBe(plan.expected.deploymentId);
        expect(after.canary?.deploymentId).toBe(plan.expected.canary?.deploymentId);
      }
      if (verdict.outcome === 'repair') {
        const repaired = applied(after, verdict.operations)!;
        expect(differences(verdict.expected, repaired)).toEqual([]);
        expect([live.deploymentId, met.deploymentId]).toContain(repaired.deploymentId);
      }
      // A promotion that met another canary leaves nobody on it.
      if (steering.command === 'promote' && answer && ![live.deploymentId, plan.expected.deploymentId].includes(after.deploymentId)) {
        expect(verdict.outcome).toBe('repair');
      }
    }), { seed: 1, numRuns: 5_000 });
  });
});

describe('the reading after a write', () => {
  test('that shows the stage of before is unchanged, and one that shows anything else is somebody else\'s', () => {
    const plan = planOf(setPercent(50));
    expect(judgeSteering(setPercent(50), plan, { after: HELD })).toEqual({ outcome: 'unchanged' });
    expect(judgeSteering(setPercent(50), plan, { after: at(20) })).toEqual({ outcome: 'changed' });
  });

  test('takes back a percent that came to a stage without a canary: production became its own canary', () => {
    const plan = planOf(setPercent(50));
    const answer = applied(NO_CANARY, plan.operations)!;
    expect(answer.canary).toMatchObject({ deploymentId: 'd1', percentTraffic: 50 });
    expect(judgeSteering(setPercent(50), plan, { after: answer, answer })).toMatchObject({
      outcome: 'repair', operations: [{ op: 'remove', path: '/canarySettings' }],
    });
  });

  test('takes nothing back that this write has not made', () => {
    const stray: LiveStage = { deploymentId: 'd3', variables: {} };
    expect(judgeSteering(PROMOTE, planOf(PROMOTE), { after: stray })).toEqual({ outcome: 'changed' });
  });

  test('calls an abort done when the canary is off, whoever changed a variable meanwhile', () => {
    const plan = planOf(ABORT);
    expect(judgeSteering(ABORT, plan, { after: { ...NO_CANARY, variables: {} } })).toEqual({ outcome: 'done' });
    expect(judgeSteering(ABORT, plan, { after: { ...NO_CANARY, deploymentId: 'd2' } })).toEqual({ outcome: 'changed' });
  });
});

describe('while a deploy has failed and is not over', () => {
  test.each<[string, Steering, Partial<SteeringSituation>]>([
    ['promote: what is promoted may go with the deploy', PROMOTE, {}],
    ['set-percent: what takes the deploy back sets its own', setPercent(5), {}],
    ['remove', REMOVE, { live: at(0) }],
    ['rollback to what the deploy itself brought', ROLLBACK, { target: { ...OLDER, createdAt: STUCK.begunAt } }],
    ['rollback to what has no date', { ...ROLLBACK, force: true }, { target: { ...OLDER, createdAt: undefined } }],
  ])('refuses %s', (_, steering, more) => {
    expect(refusalOf(steering, { ...more, stuck: STUCK })).toEqual(refusal('StackUnsettled'));
    const { outcome } = decide(steering, more);
    expect(outcome).toBe('write');
  });

  test('lets production go back to a deployment that is older than the deploy', () => {
    expect(planOf(ROLLBACK, { stuck: STUCK, target: OLDER }).expected.deploymentId).toBe('d0');
  });

  test.each([
    ['UPDATE_ROLLBACK_FAILED', 'Remove the cause, then: npx cdk rollback Shop.'],
    ['UPDATE_FAILED', 'Remove the cause, then: npx cdk rollback Shop.'],
    ['DELETE_FAILED', 'Remove the cause, and delete the stack again.'],
  ])('says of %s how it ends', (status, way) => {
    const decision = decide(PROMOTE, { stuck: { ...STUCK, status } });
    expect(decision).toMatchObject({ outcome: 'refused', error: { text: expect.stringContaining(way) } });
    expect(decision).toMatchObject({ error: { text: expect.stringContaining(`Stack Shop is in ${status}`) } });
  });
});

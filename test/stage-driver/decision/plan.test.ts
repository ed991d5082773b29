import { SAME_ENDPOINTS, abort, hold, live, memory, none, promote } from './situations';
import { LiveStage } from '../../../lib/stage/live-stage';
import { Move, plan } from '../../../lib/stage-driver/decision/plan';
import { Situation } from '../../../lib/stage-driver/decision/situation';

function move(situation: Partial<Situation> & Pick<Situation, 'desired'>): Move {
  const decision = plan({ rollback: false, endpoints: SAME_ENDPOINTS, ...situation });
  if (decision.outcome === 'refuse') { throw new Error(decision.message); }
  return decision;
}

function refused(situation: Partial<Situation> & Pick<Situation, 'desired'>) {
  const decision = plan({ rollback: false, endpoints: SAME_ENDPOINTS, ...situation });
  if (decision.outcome === 'move') { throw new Error(`moved: ${JSON.stringify(decision.operations)}`); }
  return decision;
}

/** The stage after `promote()`. */
const promoted = (deploymentId: string): LiveStage => live(deploymentId, deploymentId, {
  variables: { theme: 'dark' }, canary: { ...live(deploymentId, deploymentId).canary!, percentTraffic: 0 },
});
const hold20 = (deploymentId: string) => hold(deploymentId, { canary: { ...hold(deploymentId).canary!, percentTraffic: 20 } });

describe('plan: first deploy', () => {
  test.each([
    none('d1'), hold('d1'), promote('d1'), abort('d1'),
  ])('starts production on the new deployment and moves nothing ($action)', (desired) => {
    expect(move({ desired })).toMatchObject({ outcome: 'move', operations: [], baseDeploymentId: 'd1' });
  });

  test('tells that a hold, a promotion or an abort finds nothing to move', () => {
    expect(move({ desired: none('d1') }).notes).toEqual([]);
    for (const desired of [hold('d1'), promote('d1'), abort('d1')]) {
      expect(move({ desired }).notes).toEqual([expect.stringMatching(new RegExp(`^${desired.action} has nothing to move .*nothingBefore`))]);
    }
  });
});

describe('plan: hold', () => {
  test('keeps the base and puts the new deployment beside it', () => {
    const result = move({ live: live('d1'), previous: none('d1'), desired: hold('d2') });
    expect(result.baseDeploymentId).toBe('d1');
    expect(result.expected).toEqual(live('d1', 'd2'));
  });

  test('creates the canary before it sends traffic to it, in one call', () => {
    const { operations } = move({ live: live('d1'), previous: none('d1'), desired: hold('d2') });
    expect(operations.map(({ path }) => path)).toEqual([
      '/canarySettings/deploymentId', '/canarySettings/stageVariableOverrides/theme', '/canarySettings/percentTraffic',
    ]);
  });

  test('keeps the base when only the percent traffic changes', () => {
    const desired = hold('d2', { canary: { percentTraffic: 33.33, useStageCache: false, stageVariableOverrides: { theme: 'dark' } } });
    const result = move({ live: live('d1', 'd2'), previous: hold('d2'), desired });
    expect(result.operations).toEqual([{ op: 'replace', path: '/canarySettings/percentTraffic', value: '33.33' }]);
    expect(result.baseDeploymentId).toBe('d1');
  });

  test('replaces a running canary and keeps the base', () => {
    const result = move({ live: live('d1', 'd2'), previous: hold('d2'), desired: hold('d3') });
    expect(result.operations).toEqual([{ op: 'replace', path: '/canarySettings/deploymentId', value: 'd3' }]);
    expect(result.expected).toEqual(live('d1', 'd3'));
  });

  test('takes the production of a console promotion as the base', () => {
    const result = move({ live: live('d2', 'd2'), previous: hold('d2'), desired: hold('d3') });
    expect(result.baseDeploymentId).toBe('d2');
  });

  test('removes an override that left the settings, entry by entry', () => {
    const desired = hold('d2', { canary: { percentTraffic: 10, useStageCache: false, stageVariableOverrides: {} } });
    expect(move({ live: live('d1', 'd2'), previous: hold('d2'), desired }).operations)
      .toEqual([{ op: 'remove', path: '/canarySettings/stageVariableOverrides/theme' }]);
  });

  test('does nothing the second time', () => {
    expect(move({ live: live('d1', 'd2'), previous: none('d1'), desired: hold('d2') }).operations).toEqual([]);
  });
});

describe('plan: promote', () => {
  const choices = [true, false].flatMap((updateDeployment) => [true, false].flatMap((updateStageVariables) =>
    [true, false].map((resetTraffic) => ({ updateDeployment, updateStageVariables, resetTraffic }))));

  test.each(choices)('moves what was chosen and nothing else: %j', (choice) => {
    const { expected } = move({ live: live('d1', 'd2'), previous: hold('d2'), desired: promote('d2', choice) });
    expect(expected).toEqual({
      deploymentId: choice.updateDeployment ? 'd2' : 'd1',
      variables: { theme: choice.updateStageVariables ? 'dark' : 'light' },
      canary: { deploymentId: 'd2', percentTraffic: choice.resetTraffic ? 0 : 10, useStageCache: false, stageVariableOverrides: { theme: 'dark' } },
    });
  });

  test('uses the operations of the console, variables and deployment before the traffic', () => {
    expect(move({ live: live('d1', 'd2'), previous: hold('d2'), desired: promote('d2') }).operations).toEqual([
      { op: 'copy', from: '/canarySettings/stageVariableOverrides', path: '/variables' },
      { op: 'copy', from: '/canarySettings/deploymentId', path: '/deploymentId' },
      { op: 'replace', path: '/canarySettings/percentTraffic', value: '0' },
    ]);
  });

  test('keeps variables that the canary does not override', () => {
    const stage = live('d1', 'd2', { variables: { theme: 'light', region: 'eu', console: 'made' } });
    const variables = { theme: 'light', region: 'eu' };
    const { expected } = move({ live: stage, previous: hold('d2', { variables }), desired: promote('d2', {}, { variables }) });
    expect(expected!.variables).toEqual({ theme: 'dark', region: 'eu', console: 'made' });
  });

  test('does nothing the second time', () => {
    const first = move({ live: live('d1', 'd2'), previous: hold('d2'), desired: promote('d2') });
    expect(move({ live: first.expected, previous: hold('d2'), desired: promote('d2') }).operations).toEqual([]);
  });

  test('refuses a deployment that was never the canary', () => {
    const { id, message } = refused({ live: live('d1', 'd2'), previous: hold('d2'), desired: promote('d3') });
    expect(id).toBe('PromoteUnseenDeployment');
    expect(message).toContain('deployment d3, which was never the canary release. The canary release is deployment d2; production stays on d1');
  });

  test('refuses when the canary was taken away in the console', () => {
    const asked = { live: live('d1'), previous: hold('d2'), desired: promote('d2') };
    expect(refused(asked).message).toContain('Deployment d2 was aborted');
    expect(refused({ ...asked, desired: promote('d2', {}, { hold: true }) }).message).toContain('The stage has no canary release');
  });
});

describe('plan: abort', () => {
  test('removes the canary and keeps the base', () => {
    const result = move({ live: live('d1', 'd2'), previous: hold('d2'), desired: abort('d2') });
    expect(result.operations).toEqual([{ op: 'remove', path: '/canarySettings' }]);
    expect(result.baseDeploymentId).toBe('d1');
  });

  test('is never refused, not even where a promoted variable goes back', () => {
    const stage = live('d2', 'd2', { variables: { theme: 'dark' } });
    expect(move({ live: stage, previous: promote('d2'), desired: abort('d2') }).baseDeploymentId).toBe('d2');
  });
});

describe('plan: no canary', () => {
  test('removes a live canary and moves production to the code, in one call', () => {
    const { operations, expected } = move({ live: live('d1', 'd2'), previous: hold('d2'), desired: none('d3') });
    expect(operations).toEqual([
      { op: 'replace', path: '/canarySettings/deploymentId', value: 'd3' },
      { op: 'copy', from: '/canarySettings/deploymentId', path: '/deploymentId' },
      { op: 'remove', path: '/canarySettings' },
    ]);
    expect(expected).toEqual(live('d3'));
  });

  test('follows the code on a stage without a canary', () => {
    expect(move({ live: live('d1'), previous: none('d1'), desired: none('d2') }).expected).toEqual(live('d2'));
  });

  test('removes a stage variable that left the template, and leaves those of others', () => {
    const stage = live('d1', undefined, { variables: { theme: 'light', old: '1', console: 'made' } });
    const previous = none('d1', { variables: { theme: 'light', old: '1' } });
    const { operations, expected } = move({ live: stage, previous, desired: none('d1'), base: { variables: ['theme', 'console'] } });
    expect(operations).toEqual([{ op: 'remove', path: '/variables/old' }]);
    expect(expected!.variables).toEqual({ theme: 'light', console: 'made' });
  });

  test('refuses to take a promoted variable back without a word', () => {
    const stage = live('d2', 'd2', { variables: { theme: 'dark' } });
    const { id, message } = refused({ live: stage, previous: promote('d2'), desired: none('d2') });
    expect(id).toBe('PromotedVariableReverted');
    expect(message).toContain("'theme' was promoted to 'dark', and this template would set it back to 'light'. The stage was not moved. "
      + "Declare variables: { theme: 'dark' }");
  });

  test('refuses to forget a variable that came with the promotion', () => {
    const canary = { percentTraffic: 10, useStageCache: false, stageVariableOverrides: { flag: 'on' } };
    const stage = live('d2', undefined, { variables: { theme: 'light', flag: 'on' } });
    expect(refused({ live: stage, previous: promote('d2', {}, { canary }), desired: none('d2') }).message).toContain('leave it undeclared');
  });

  test('accepts a promoted variable that the template now declares', () => {
    const stage = live('d2', 'd2', { variables: { theme: 'dark' } });
    expect(move({ live: stage, previous: promote('d2'), desired: none('d2', { variables: { theme: 'dark' } }) }).expected)
      .toEqual(live('d2', undefined, { variables: { theme: 'dark' } }));
  });

  test('accepts a third value for a promoted variable: somebody wrote it', () => {
    const stage = live('d2', 'd2', { variables: { theme: 'dark' } });
    expect(move({ live: stage, previous: promote('d2'), desired: none('d2', { variables: { theme: 'blue' } }) }).expected!.variables)
      .toEqual({ theme: 'blue' });
  });

  test('refuses to revert a variable that was promoted in the console', () => {
    const stage = live('d2', 'd2', { variables: { theme: 'dark' } });
    expect(refused({ live: stage, previous: hold('d2'), desired: none('d2') }).id).toBe('PromotedVariableReverted');
  });
});

describe('plan: a stage that vanished or was renamed', () => {
  test('refuses to go on when the stage was deleted outside of the stack', () => {
    expect(refused({ previous: hold('d2'), desired: hold('d3') }).id).toBe('StageVanished');
  });

  test('starts anew on a replaced API', () => {
    expect(move({ previous: none('d2'), desired: none('e1', { restApiId: 'other' }) }).baseDeploymentId).toBe('e1');
  });

  test.each([
    hold('e1'), promote('e1'), abort('e1'),
  ])('refuses to replace the API together with $action, because everybody would get the new code', (desired) => {
    expect(refused({ previous: none('d2'), desired: { ...desired, restApiId: 'other' } }).id).toBe('ReplacedWithCanary');
  });

  test('refuses to rename a stage that holds a canary, because everybody would get it', () => {
    expect(refused({ previous: hold('d2'), desired: hold('d2', { stageName: 'live' }) }).id).toBe('RenamedWithCanary');
  });

  test('renames a stage without a canary', () => {
    expect(move({ previous: none('d1'), desired: none('d2', { stageName: 'live' }) }).baseDeploymentId).toBe('d2');
  });

  test('renames a stage to a canary on the same deployment', () => {
    expect(move({ previous: none('d1'), desired: hold('d1', { stageName: 'live' }) }).baseDeploymentId).toBe('d1');
  });
});

describe('plan: adoption of a stage that is already deployed', () => {
  test('moves nothing without a canary: CloudFormation, which can also go back, moves production', () => {
    expect(move({ live: live('d1'), desired: none('d2') })).toMatchObject({ operations: [], baseDeploymentId: 'd1' });
  });

  test('removes a canary that is not declared', () => {
    expect(move({ live: live('d1', 'dx'), desired: none('d1') }).operations).toEqual([{ op: 'remove', path: '/canarySettings' }]);
  });

  test('holds a canary on the deployment that is already live', () => {
    expect(move({ live: live('d1'), desired: hold('d1') }).expected).toEqual(live('d1', 'd1'));
  });

  test.each([
    hold('d2'), promote('d2'), abort('d2'),
  ])('refuses a change of the API in the same deploy ($action): nothing old is retained yet', (desired) => {
    const { id, message } = refused({ live: live('d1'), desired });
    expect(id).toBe('AdoptedWithChange');
    expect(message).toContain('Stage prod is on deployment d1');
  });
});

describe('plan: rollback', () => {
  /** The driver has succeeded in the failed operation, and remembers what it found. */
  const found = (base: string, canary?: string, more = {}) => ({
    rollback: true, movedInThisOperation: true, memory: memory(base, canary, 10, more), memoryIsOfThisOperation: true,
  });
  /** The driver was cancelled or has crashed in the failed operation. The memory is that of the operation before. */
  const interrupted = (base: string, canary?: string) => ({ rollback: true, movedInThisOperation: true, memory: memory(base, canary) });
  /** The driver has refused, or was not called: nothing was changed since the operation began. */
  const untouched = (base: string, canary?: string) => ({ rollback: true, movedInThisOperation: false, memory: memory(base, canary) });

  describe('of an operation that moved the stage', () => {
    test.each([
      ['a first hold', live('d1', 'd2'), hold('d2'), none('d1'), live('d1')],
      ['a second hold', live('d1', 'd3'), hold('d3'), hold('d2'), live('d1', 'd2')],
      ['a promotion', promoted('d2'), promote('d2'), hold('d2'), live('d1', 'd2')],
      ['a release without canary, after a hold', live('d3'), none('d3'), hold('d2'), live('d1', 'd2')],
      ['a release without canary', live('d2'), none('d2'), none('d1'), live('d1')],
      ['an abort', live('d1'), abort('d2'), hold('d2'), live('d1', 'd2')],
      [
        'another percent',
        live('d1', 'd2', { canary: { ...live('d1', 'd2').canary!, percentTraffic: 20 } }),
        hold20('d2'),
        hold('d2'),
        live('d1', 'd2'),
      ],
    ])('leads back from %s to what the operation found, whoever\'s memory it is', (_, stage, previous, desired, before) => {
      const result = { expected: before, baseDeploymentId: 'd1', attributes: { BaseDeploymentId: 'd1' } };
      expect(move({ ...found('d1', before.canary?.deploymentId), live: stage, previous, desired })).toMatchObject(result);
      expect(move({ ...interrupted('d1'), live: stage, previous, desired })).toMatchObject(result);
    });

    test('leads back to a canary that somebody had set to another percent', () => {
      const situation = { ...found('d1', 'd2'), memory: memory('d1', 'd2', 77), live: live('d1', 'd3'), previous: hold('d3'), desired: hold('d2') };
      expect(move(situation).expected?.canary).toMatchObject({ deploymentId: 'd2', percentTraffic: 77, stageVariableOverrides: { theme: 'dark' } });
    });

    test('does not attach a canary that somebody had taken off', () => {
      expect(move({ ...found('d1'), live: live('d1', 'd3'), previous: hold('d3'), desired: hold('d2') }).expected).toEqual(live('d1'));
    });

    test('leads back to a production that somebody had put back by hand', () => {
      expect(move({
        ...found('d1'), live: live('d2'), previous: none('d2'), desired: none('d2'),
      })).toMatchObject({ expected: live('d1'), baseDeploymentId: 'd1' });
    });

    test('takes off a canary that no template declares and no memory can restore: the base serves everybody', () => {
      expect(move({ ...found('d1', 'dx'), live: live('d1', 'd3'), previous: hold('d3'), desired: none('d1') }).expected).toEqual(live('d1'));
    });

    test('with a memory of a driver that did not know the canary, leads back to the canary of the template', () => {
      const old = { restApiId: 'api', stageName: 'prod', deploymentId: 'd1' };
      expect(move({ ...found('d1'), memory: old, live: live('d1', 'd3'), previous: hold('d3'), desired: hold('d2') }).expected).toEqual(
        live('d1', 'd2'),
      );
    });

    test('takes traffic off a deployment that is about to go, whoever has set it, at any percent', () => {
      const canary = { ...live('d1', 'd3').canary!, percentTraffic: 55 };
      expect(move({ ...found('d1', 'd2'), live: live('d1', undefined, { canary }), previous: hold('d3'), desired: hold('d2') }).expected).toEqual(
        live('d1', 'd2'),
      );
      expect(move({ ...found('d1', 'd2'), live: live('d3'), previous: hold('d3'), desired: hold('d2') }).baseDeploymentId).toBe('d1');
    });

    test('leaves production where somebody else has moved it', () => {
      expect(move({ ...found('d1', 'd2'), live: live('dx', 'd2'), previous: promote('d2'), desired: hold('d2') }).expected).toEqual(live('dx', 'd2'));
    });

    test('does nothing the second time', () => {
      const situation = { ...found('d1', 'd2'), previous: promote('d2'), desired: hold('d2') };
      const first = move({ ...situation, live: promoted('d2') });
      expect(first.expected).toEqual(live('d1', 'd2'));
      expect(move({ ...situation, live: first.expected }).operations).toEqual([]);
    });
  });

  test('that asks the very same as the operation before it has nothing to undo: CloudFormation has taken the driver back already', () => {
    const again = { ...interrupted('d0'), undoesNothing: true, previous: none('d1'), desired: none('d1') };
    expect(move({ ...again, live: live('d1') })).toMatchObject({ operations: [], baseDeploymentId: 'd1' });
  });

  describe('of an operation that moved nothing', () => {
    test.each([
      ['a canary that was taken off', live('d1'), promote('d2'), hold('d2')],
      ['a canary that was taken off before other code', live('d1'), hold('d3'), hold('d2')],
      ['another percent', live('d1', 'd2', { canary: { ...live('d1', 'd2').canary!, percentTraffic: 77 } }), hold('d3'), hold('d2')],
      ['a promotion in the console', live('d2', undefined, { variables: { theme: 'dark' } }), hold('d3'), hold('d2')],
      ['a promotion in the console that left the canary at 0 %', live('d2', 'd2', { variables: { theme: 'dark' } }), none('d2'), hold('d2')],
      ['production put back by hand', live('d0'), none('d2'), none('d2')],
    ])('leaves %s as it was found', (_, stage, previous, desired) => {
      expect(move({
        ...untouched('d1', 'd2'), live: stage, previous, desired,
      })).toMatchObject({ operations: [], expected: stage, baseDeploymentId: stage.deploymentId });
    });
  });

  describe('overrides of a canary that CloudFormation has taken back already', () => {
    const held = (stageVariableOverrides: Record<string, string>) => ({ ...live('d1', 'd2').canary!, stageVariableOverrides });
    const stage = (overrides: Record<string, string>) => live('d1', 'd2', { canary: held(overrides) });
    const before = hold('d2', { canary: held({ theme: 'dark' }) });
    const failed = hold('d3', { canary: held({ theme: 'red', fresh: '1' }) });
    const back = { ...found('d1', 'd2'), previous: failed, desired: before };

    test('go back to those declared before', () => {
      expect(move({ ...back, live: stage({ theme: 'dark', fresh: '1' }) }).expected).toEqual(stage({ theme: 'dark' }));
      expect(move({ ...back, live: stage({ theme: 'red', fresh: '1' }) }).expected).toEqual(stage({ theme: 'dark' }));
    });

    test('that somebody else has set are left as they are', () => {
      expect(move({ ...back, live: stage({ theme: 'blue', other: '2' }) }).operations).toEqual([]);
    });

    test('go back with the cache, which CloudFormation may have left on', () => {
      const cached = (useStageCache: boolean) => live('d1', undefined, { canary: { ...held({ theme: 'dark' }), useStageCache } });
      const canary = { ...failed.canary!, useStageCache: true };
      expect(move({ ...back, previous: { ...failed, canary }, live: cached(true) }).expected).toEqual(cached(false));
      expect(move({ ...back, live: cached(true) }).operations).toEqual([]);
    });

    test('that were there before the operation are left as they are', () => {
      const forward = move({ rollback: false, live: stage({ theme: 'dark', fresh: '1' }), previous: before, desired: failed });
      expect(forward.memory).toEqual(memory('d1', 'd2', 10, { keptOverrides: ['fresh'] }));
      expect(move({ ...back, memory: forward.memory, live: stage({ theme: 'dark', fresh: '1' }) }).operations).toEqual([]);
    });

    test('of a canary that no template declares are left as they are', () => {
      expect(move({
        ...found('d1', 'd9'), previous: failed, desired: before, live: live('d1', 'd9', { canary: { ...held({ fresh: '1' }), deploymentId: 'd9' } }),
      })
        .operations).toEqual([]);
    });
  });

  describe('of a canary whose percent CloudFormation has left behind when it took its own Stage back before the driver', () => {
    const at = (deploymentId: string, percentTraffic: number, stageVariableOverrides: Record<string, string> = { theme: 'dark' }) =>
      ({ ...live('d1', deploymentId).canary!, percentTraffic, stageVariableOverrides });
    const stage = (base: string, canary: ReturnType<typeof at>) => live(base, undefined, { canary });
    const held = (deploymentId: string, percentTraffic: number) => hold(deploymentId, { canary: at(deploymentId, percentTraffic) });
    const back = { ...found('d1', 'd2'), memory: memory('d1', 'd2', 0), previous: held('d3', 33.33), desired: held('d2', 0) };

    test('leads back to the 0 % that CloudFormation may drop', () => {
      expect(move({ ...back, live: stage('d1', at('d2', 33.33)) }).expected).toEqual(stage('d1', at('d2', 0)));
    });

    test('leads back to 0 % of a canary on the deployment of production', () => {
      const same = { ...back, memory: memory('d1', 'd1', 0), desired: held('d1', 0) };
      expect(move({ ...same, live: stage('d1', at('d1', 33.33)) }).expected).toEqual(stage('d1', at('d1', 0)));
    });

    test('leads back to the percent that somebody had set, and to overrides as declared before', () => {
      const failed = hold('d3', { canary: at('d3', 20, { theme: 'red', fresh: '1' }) });
      const situation = { ...back, memory: memory('d1', 'd2', 77), previous: failed, desired: held('d2', 20) };
      expect(move({ ...situation, live: stage('d1', at('d2', 20, { theme: 'dark', fresh: '1' })) }).expected).toEqual(stage('d1', at('d2', 77)));
    });

    test('leads back from a promotion that reset the traffic of a canary that no template declares', () => {
      const situation = { ...back, memory: memory('d1', 'd2', 77), previous: promote('d2'), desired: abort('d2') };
      expect(move({ ...situation, live: stage('d1', at('d2', 0)) }).expected).toEqual(stage('d1', at('d2', 77)));
    });

    test('leaves every other percent: somebody has set it', () => {
      expect(move({ ...back, live: stage('d1', at('d2', 50)) }).operations).toEqual([]);
    });

    test('leaves a canary on a deployment of neither', () => {
      expect(move({ ...back, live: stage('d1', at('d9', 33.33)) }).operations).toEqual([]);
    });

    test('leaves production and canary where somebody has moved production', () => {
      expect(move({ ...back, live: stage('dx', at('d2', 33.33)) }).operations).toEqual([]);
    });

    test('leaves everything when the driver has not answered: then CloudFormation has not moved its Stage either', () => {
      const situation = { ...untouched('d1', 'd2'), memory: memory('d1', 'd2', 0), previous: held('d3', 33.33), desired: held('d2', 0) };
      expect(move({ ...situation, live: stage('d1', at('d2', 33.33)) }).operations).toEqual([]);
    });

    test('is not looked for on the way forward: a delivered event goes on from what it finds', () => {
      const forward = { ...back, rollback: false, previous: held('d2', 0), desired: held('d3', 33.33), memoryIsOfThisOperation: false };
      expect(move({ ...forward, live: stage('d1', at('d2', 33.33)) }).memory).toEqual(memory('d1', 'd2', 33.33));
    });
  });

  test('takes a canary off that a driver without an answer has set on the deployment of the operation before', () => {
    // The memory is that of the operation before, which took production from d0 to d1.
    const situation = { ...interrupted('d0'), live: live('d1', 'd1'), previous: hold('d1'), desired: none('d1') };
    expect(move(situation).expected).toEqual(live('d1'));
    expect(move({ ...situation, movedInThisOperation: false }).operations).toEqual([]);
  });

  test('a canary that somebody removed before an abort stays away when the driver has refused, also where an anchor knows production', () => {
    const refusedAbort = { live: live('d1'), previous: abort('d3'), desired: hold('d2') };
    const anchored = { rollback: true, memory: { restApiId: 'api', stageName: 'prod', deploymentId: 'd1' }, memoryIsOfThisOperation: true };
    expect(move({ ...refusedAbort, ...anchored, movedInThisOperation: false }).operations).toEqual([]);
    expect(move({ ...refusedAbort, ...anchored, movedInThisOperation: true }).expected).toEqual(live('d1', 'd2'));
  });

  describe('variables', () => {
    const themed = (theme: string | undefined, more = {}) => none('d1', { variables: theme === undefined ? {} : { theme }, ...more });
    const stage = (variables: Record<string, string>) => live('d1', undefined, { variables });

    test('go back to the values declared before', () => {
      expect(move({ ...found('d1'), live: stage({ theme: 'blue' }), previous: themed('blue'), desired: themed('light') }).expected).toEqual(
        stage({ theme: 'light' }),
      );
    });

    test('that the operation brought are taken away', () => {
      const previous = none('d2', { variables: { theme: 'light', fresh: '1' } });
      const after = live('d2', undefined, { variables: { theme: 'light', fresh: '1' } });
      expect(move({ ...found('d1'), live: after, previous, desired: none('d1') }).expected!.variables).toEqual({ theme: 'light' });
    });

    test('whose declared value the operation did not change are left as they are', () => {
      expect(move({ ...found('d1'), live: stage({ theme: 'dark' }), previous: themed('light'), desired: themed('light') }).operations).toEqual([]);
    });

    test('that somebody else has changed meanwhile are left as they are', () => {
      expect(move({ ...found('d1'), live: stage({ theme: 'red' }), previous: themed('blue'), desired: themed('light') }).operations).toEqual([]);
    });

    test('that had the new value before the operation are left as they are', () => {
      const forward = move({ rollback: false, live: stage({ theme: 'dark' }), previous: themed('light'), desired: themed('dark') });
      expect(forward.memory).toEqual(memory('d1', undefined, 10, { keptVariables: ['theme'] }));
      const back = { rollback: true, memory: forward.memory, memoryIsOfThisOperation: true, previous: themed('dark'), desired: themed('light') };
      expect(move({ ...back, live: stage({ theme: 'dark' }) }).operations).toEqual([]);
    });

    test('are left as they are when the driver has refused, also where an anchor knows production', () => {
      const anchored = { rollback: true, memory: { restApiId: 'api', stageName: 'prod', deploymentId: 'd1' }, memoryIsOfThisOperation: true };
      expect(move({
        ...anchored, live: stage({ theme: 'dark' }), previous: hold('d3', { variables: { theme: 'dark' } }), desired: themed('light'),
      }).operations).toEqual([]);
    });

    test('that an abort has kept are kept by its rollback, too', () => {
      expect(move({
        ...found('d1', 'd2'), live: stage({ theme: 'dark' }), previous: abort('d2'), desired: hold('d2', { variables: { theme: 'blue' } }),
      }).expected!.variables)
        .toEqual({ theme: 'dark' });
    });
  });

  describe('over several attempts of a paused operation', () => {
    /** A canary d2 at 10 % was found. The last attempt was refused, with the code d3. */
    const paused = (more: Partial<Situation>): Parameters<typeof move>[0] => (
      { ...found('d1', 'd2'), isRetried: true, previous: promote('d3'), desired: hold('d2'), ...more });

    test('takes production back that an earlier attempt has promoted, whatever canary an attempt left on it', () => {
      for (const canary of [undefined, 'd2', 'd3']) {
        const back = move(paused({ live: live('d2', canary), earlierAttempts: [promote('d2')] }));
        expect(back.expected).toEqual(live('d1', 'd2'));
        expect(back.baseDeploymentId).toBe('d1');
      }
    });

    test('takes production off a deployment that the operation created, also where no attempt is known', () => {
      expect(move(paused({ live: live('d4', 'd2'), created: new Set(['d4']) })).expected).toEqual(live('d1', 'd2'));
    });

    test('leaves what a person has promoted or set when no attempt asked for it', () => {
      expect(move(paused({ live: live('d2'), earlierAttempts: [hold20('d2')] })).expected?.deploymentId).toBe('d2');
      expect(move(paused({ live: live('d2', 'd9'), earlierAttempts: [promote('d2')] })).expected).toEqual(live('d1', 'd9'));
    });

    test('takes the canary back that an earlier attempt has parked, taken off, or put on a deployment that the operation created', () => {
      const remembers = (more: Partial<Situation>): Parameters<typeof move>[0] => paused({ previous: none('d3'), ...more });
      expect(move(remembers({ live: live('d1'), earlierAttempts: [abort('d2')] })).expected).toEqual(live('d1', 'd2'));
      expect(move(remembers({ live: live('d1', 'd4'), created: new Set(['d4']) })).expected?.canary).toEqual(live('d1', 'd2').canary);
      const nothing = { ...found('d1'), isRetried: true, previous: none('d3'), desired: none('d1') };
      const parked = promote('d1', { updateDeployment: false, updateStageVariables: false });
      const asked = move({ ...found('d1'), rollback: false, desired: parked, previous: none('d1'), live: live('d1') }).expected!;
      expect(move({ ...nothing, live: asked, earlierAttempts: [parked] }).expected?.canary).toBeUndefined();
      expect(move({ ...nothing, live: asked, earlierAttempts: [] }).expected).toEqual(asked);
    });

    test('takes away a variable that only an earlier attempt brought', () => {
      const brought = hold('d2', { variables: { theme: 'light', fresh: '1' } });
      const stage = live('d1', 'd2', { variables: { theme: 'light', fresh: '1' } });
      expect(move(paused({ live: stage, earlierAttempts: [brought] })).expected?.variables).toEqual({ theme: 'light' });
      expect(move(paused({ live: stage, earlierAttempts: [] })).expected?.variables).toEqual({ theme: 'light', fresh: '1' });
    });

    test('sets what the template before declares where nobody tells what earlier attempts were asked', () => {
      const untold = { previous: none('d2'), earlierAttempts: [], hidesAttempts: true };
      const stage = live('d1', 'd2', { variables: {}, canary: { ...live('d1', 'd2').canary!, stageVariableOverrides: {} } });
      expect(move(paused({ ...untold, live: stage })).expected).toEqual(live('d1', 'd2'));
      expect(move(paused({ ...untold, live: stage, isRetried: false })).expected?.variables).toEqual({});
      const kept = memory('d1', 'd2', 10, { keptVariables: ['theme'], keptOverrides: ['theme'] });
      expect(move(paused({ ...untold, live: stage, memory: kept })).expected).toEqual(stage);
    });

    test('takes the canary back that an attempt has moved whose driver has not answered, where an anchor knows production', () => {
      const anchored = { memory: { restApiId: 'api', stageName: 'prod', deploymentId: 'd1' }, movedInThisOperation: true };
      expect(move(paused({ ...anchored, live: live('d1', 'd4'), created: new Set(['d4']) })).expected).toEqual(live('d1', 'd2'));
      const percent = live('d1', 'd2', { canary: { ...live('d1', 'd2').canary!, percentTraffic: 20 } });
      expect(move(paused({ ...anchored, live: percent, earlierAttempts: [hold20('d2')] })).expected).toEqual(live('d1', 'd2'));
      expect(move(paused({ ...anchored, live: percent, earlierAttempts: [hold20('d2')], movedInThisOperation: false })).expected).toEqual(percent);
    });

    test('goes by what the operation created, not by an event that undoes nothing', () => {
      const again = { previous: hold('d2'), undoesNothing: true, created: new Set(['d4']) };
      expect(move(paused({ ...again, live: live('d4', 'd2') })).expected).toEqual(live('d1', 'd2'));
      expect(move(paused({ ...again, live: live('d1', 'd4') })).expected).toEqual(live('d1', 'd2'));
      expect(move(paused({ ...again, live: live('d9') })).expected).toEqual(live('d9'));
    });

    test('takes what only an earlier attempt brought to the canary of before: an override, and the choice about the cache', () => {
      const { canary } = live('d1', 'd2');
      const changed = { ...canary!, stageVariableOverrides: { theme: 'dark', fresh: '1' }, useStageCache: true };
      const brought = hold('d2', { canary: changed });
      const stage = live('d1', 'd2', { canary: changed });
      expect(move(paused({ live: stage, previous: none('d2'), earlierAttempts: [brought] })).expected).toEqual(live('d1', 'd2'));
      expect(move(paused({ live: stage, previous: none('d2'), earlierAttempts: [] })).expected).toEqual(stage);
    });
  });

  test.each([hold('d2'), none('d1'), promote('d9'), abort('d1')])('is never refused, whatever is live ($action)', (desired) => {
    for (const stage of [undefined, live('d1'), live('dx', 'dy'), live('d2', 'd2', { variables: { theme: 'dark' } })]) {
      expect(plan({ ...found('d1'), live: stage, previous: promote('d2'), desired }).outcome).toBe('move');
    }
  });
});

describe('what the physical id remembers', () => {
  test('is what the operation found', () => {
    expect(move({ live: live('d1', 'd2'), previous: hold('d2'), desired: hold('d3') }).memory).toEqual(memory('d1', 'd2'));
    expect(move({ live: live('d2'), previous: none('d2'), desired: hold('d3') }).memory).toEqual(memory('d2'));
    expect(move({ desired: hold('d1') }).memory).toEqual(memory('d1'));
    expect(move({ live: live('d1', 'dx'), desired: none('d1') }).memory).toEqual(memory('d1', 'dx'));
  });

  test('is what the operation found, also where an anchor of a paused attempt has told production already', () => {
    const anchored = { memory: { restApiId: 'api', stageName: 'prod', deploymentId: 'd1' }, memoryIsOfThisOperation: true, isRetried: true };
    const retried = { ...anchored, live: live('d1', 'd2'), previous: hold('d2'), desired: hold('d3') };
    expect(move({ ...retried, movedInThisOperation: false }).memory).toEqual(memory('d1', 'd2'));
    expect(move({ ...retried, movedInThisOperation: true }).memory).toEqual(anchored.memory);
  });

  test('stays the same when the event is delivered again after its answer', () => {
    const again = { memory: memory('d1'), memoryIsOfThisOperation: true, movedInThisOperation: true };
    expect(move({ ...again, live: live('d1', 'd2'), previous: none('d1'), desired: hold('d2') }).memory).toEqual(memory('d1'));
  });

  test('is what the template before led to when the event is delivered again without an answer', () => {
    const again = { memory: memory('d0'), movedInThisOperation: true };
    expect(move({
      ...again,
      memory: memory('d1'),
      live: live('d2', 'd2'),
      previous: hold('d2'),
      desired: promote('d2', { resetTraffic: false, updateStageVariables: false }),
    }).memory)
      .toEqual(memory('d1', 'd2'));
    expect(move({ ...again, live: live('d1', 'd2'), previous: none('d1'), desired: hold('d2') }).memory).toEqual(memory('d1'));
  });

  test('leaves the canary out as long as a rollback would run a handler that does not read it', () => {
    expect(move({ live: live('d1', 'd2'), previous: hold('d2', { handlerVersion: 1 }), desired: hold('d3') }).memory)
      .toEqual({ restApiId: 'api', stageName: 'prod', deploymentId: 'd1' });
  });
});

import { SAME_ENDPOINTS, abort, hold, live, none, promote } from './situations';
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

describe('plan: first deploy', () => {
  test.each([none('d1'), hold('d1'), promote('d1'), abort('d1')])('starts production on the new deployment and moves nothing ($action)', (desired) => {
    expect(move({ desired })).toEqual({ outcome: 'move', operations: [], baseDeploymentId: 'd1' });
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
    expect(refused({ live: live('d1'), previous: hold('d2'), desired: promote('d2') }).message).toContain('The stage has no canary release');
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
    const { operations, expected } = move({ live: stage, previous, desired: none('d1') });
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

  test.each([hold('e1'), promote('e1'), abort('e1')])('refuses to replace the API together with $action, because everybody would get the new code', (desired) => {
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

  test.each([hold('d2'), promote('d2'), abort('d2')])('refuses a change of the API in the same deploy ($action): nothing old is retained yet', (desired) => {
    const { id, message } = refused({ live: live('d1'), desired });
    expect(id).toBe('AdoptedWithChange');
    expect(message).toContain('Stage prod is on deployment d1');
  });
});

describe('plan: rollback', () => {
  /** The failed operation has touched the stage, unless a test says otherwise. */
  const rollback = { rollback: true, movedInThisOperation: true };

  test('of the first hold removes the canary', () => {
    expect(move({ ...rollback, live: live('d1', 'd2'), previous: hold('d2'), desired: none('d1'), rememberedDeploymentId: 'd1' }).expected).toEqual(live('d1'));
  });

  test('of a second hold brings the first canary back', () => {
    expect(move({ ...rollback, live: live('d1', 'd3'), previous: hold('d3'), desired: hold('d2'), rememberedDeploymentId: 'd1' }).expected)
      .toEqual(live('d1', 'd2'));
  });

  test('of a promotion takes production back to the remembered base', () => {
    const stage = live('d2', 'd2', { variables: { theme: 'dark' } });
    expect(move({ ...rollback, live: stage, previous: promote('d2'), desired: hold('d2'), rememberedDeploymentId: 'd1' }))
      .toMatchObject({ expected: live('d1', 'd2'), baseDeploymentId: 'd1' });
  });

  test('of a release without canary takes production back to the held base and its canary', () => {
    expect(move({ ...rollback, live: live('d3'), previous: none('d3'), desired: hold('d2'), rememberedDeploymentId: 'd1' }).expected)
      .toEqual(live('d1', 'd2'));
  });

  test('of a release without canary takes production back to the deployment of the previous template', () => {
    expect(move({ ...rollback, live: live('d2'), previous: none('d2'), desired: none('d1'), rememberedDeploymentId: 'd0' }).expected).toEqual(live('d1'));
  });

  test('of an abort brings the canary back', () => {
    expect(move({ ...rollback, live: live('d1'), previous: abort('d2'), desired: hold('d2'), rememberedDeploymentId: 'd1' }).expected)
      .toEqual(live('d1', 'd2'));
  });

  test('leaves production where somebody else has moved it', () => {
    expect(move({ ...rollback, live: live('dx', 'd2'), previous: promote('d2'), desired: hold('d2'), rememberedDeploymentId: 'd1' }).baseDeploymentId).toBe('dx');
  });

  test('leaves production where a console promotion has put it before an operation that was refused', () => {
    const situation = { live: live('d2', 'd2'), previous: none('d2'), desired: hold('d2'), rememberedDeploymentId: 'd1' };
    expect(move({ ...rollback, ...situation, movedInThisOperation: false }).baseDeploymentId).toBe('d2');
  });

  test('leaves production alone when the failed operation did not move it', () => {
    expect(move({ ...rollback, live: live('d2', 'd3'), previous: hold('d3'), desired: hold('d2'), rememberedDeploymentId: 'd1' }).baseDeploymentId).toBe('d2');
  });

  test('takes away a variable that the failed operation brought', () => {
    const previous = none('d2', { variables: { theme: 'light', fresh: '1' } });
    const stage = live('d2', undefined, { variables: { theme: 'light', fresh: '1' } });
    expect(move({ ...rollback, live: stage, previous, desired: none('d1') }).expected!.variables).toEqual({ theme: 'light' });
  });

  test.each([hold('d2'), none('d1'), promote('d9'), abort('d1')])('is never refused, whatever is live ($action)', (desired) => {
    for (const stage of [undefined, live('d1'), live('dx', 'dy'), live('d2', 'd2', { variables: { theme: 'dark' } })]) {
      expect(plan({ ...rollback, live: stage, previous: promote('d2'), desired }).outcome).toBe('move');
    }
  });

  test('does nothing the second time', () => {
    const situation = { ...rollback, previous: promote('d2'), desired: hold('d2'), rememberedDeploymentId: 'd1' };
    const first = move({ ...situation, live: live('d2', 'd2', { variables: { theme: 'dark' } }) });
    expect(move({ ...situation, live: first.expected }).operations).toEqual([]);
  });
});

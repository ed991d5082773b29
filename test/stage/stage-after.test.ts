import * as fc from 'fast-check';
import { movesProduction, stageAfter, declaredVariables } from '../../lib/stage/stage-after';
import { ReleaseAction, parseDriverProperties } from '../../lib/stage-driver/contract/driver-properties';
import { plan } from '../../lib/stage-driver/decision/plan';
import { canaryRestApi, newStack, theResource } from '../apps';
import { SAME_ENDPOINTS, abort, hold, live, none, promote } from '../stage-driver/decision/situations';

const BASE = { deploymentId: 'd1', variables: { theme: 'light' } };
const PROMOTABLE = { percentTraffic: 5, useStageCache: false, stageVariableOverrides: {} };

describe('stageAfter', () => {
  test('NONE: production follows the code, without a canary', () => {
    expect(stageAfter(none('d2'), BASE)).toEqual({ deploymentId: 'd2', variables: { theme: 'light' }, canary: undefined });
  });

  test('HOLD: production stays on the base, the template\'s deployment is the canary', () => {
    expect(stageAfter(hold('d2'), BASE)).toEqual(live('d1', 'd2'));
  });

  test('ABORT: production stays on the base, without a canary', () => {
    expect(stageAfter(abort('d2'), BASE)).toEqual(live('d1'));
  });

  test('ABORT: variables stay as they are, and declared ones that the stage does not have are added', () => {
    const base = { deploymentId: 'd1', variables: { theme: 'dark', own: 'x' } };
    expect(stageAfter(abort('d2', { variables: { theme: 'light', fresh: 'y' } }), base).variables).toEqual({ theme: 'dark', own: 'x', fresh: 'y' });
  });

  test.each([
    [{}, 'd2', 'dark', 0],
    [{ updateDeployment: false }, 'd1', 'dark', 0],
    [{ updateStageVariables: false }, 'd2', 'light', 0],
    [{ resetTraffic: false }, 'd2', 'dark', 10],
    [{ updateDeployment: false, updateStageVariables: false, resetTraffic: false }, 'd1', 'light', 10],
  ])('PROMOTE with %j: production on %s, variables %s, the canary at %d %%', (choices, deploymentId, theme, percentTraffic) => {
    expect(stageAfter(
      promote('d2', choices), BASE,
    )).toMatchObject({ deploymentId, variables: { theme }, canary: { deploymentId: 'd2', percentTraffic } });
  });

  test('promoted overrides are merged into the variables', () => {
    expect(declaredVariables(promote('d2', {}, { variables: { theme: 'light', region: 'eu' } }))).toEqual({ theme: 'dark', region: 'eu' });
  });

  test('an action of a later version counts as one that moves production', () => {
    expect(movesProduction({ ...none('d2'), action: 'LATER' as ReleaseAction })).toBe(true);
  });
});

describe('what the synthesis declares and what the driver sets', () => {
  const names = fc.constantFrom('theme', 'backend', 'region');
  const values = fc.constantFrom('light', 'dark', 'eu');
  const requests = fc.record({
    action: fc.constantFrom<ReleaseAction>('HOLD', 'PROMOTE', 'ABORT', 'NONE'),
    variables: fc.dictionary(names, values),
    overrides: fc.dictionary(names, values),
    percentTraffic: fc.constantFrom(0, 0.5, 10, 100),
    useStageCache: fc.boolean(),
    choices: fc.record({ updateDeployment: fc.boolean(), updateStageVariables: fc.boolean(), resetTraffic: fc.boolean() }, { requiredKeys: [] }),
  });

  /** The template, with values in the place of its references. */
  function template(request: typeof requests extends fc.Arbitrary<infer R> ? R : never) {
    const { action, variables, overrides, percentTraffic, useStageCache, choices } = request;
    const stack = newStack();
    const canarySettings = { percentTraffic, useStageCache, stageVariableOverrides: overrides };
    const api = canaryRestApi(stack, {
      canarySettings: action === 'HOLD' || action === 'PROMOTE' ? canarySettings : undefined, deployOptions: { variables },
    });
    if (action === 'PROMOTE') { api.promote(choices); }
    if (action === 'ABORT') { api.abort(); }
    const driver = theResource(stack, 'Custom::CanaryStage').Properties;
    const { DeploymentId: declared } = driver;
    const settled = (attributes: Readonly<Record<string, string>>) => JSON.parse(JSON.stringify(theResource(
      stack, 'AWS::ApiGateway::Stage',
    ).Properties, (_, value) => (
      value?.Ref !== undefined && value.Ref === declared.Ref ? 'new' : attributes[value?.['Fn::GetAtt']?.[1]] ?? value)));
    const told = { RestApiId: 'api', DeploymentId: 'new', Calls: driver.Calls.map(() => 'handler:2') };
    return { desired: parseDriverProperties({ ...driver, ...told }), settled };
  }

  test('are the same for every action, choice, variable and override', () => {
    fc.assert(fc.property(requests, (request) => {
      const { desired, settled } = template(request);
      expect(desired.action).toBe(request.action);
      const declaredBefore = { ...desired, action: 'NONE' as const, canary: undefined, promote: undefined, deploymentId: 'base' };
      const decision = plan({
        live: {
          deploymentId: 'base',
          variables: request.variables,
          canary: { ...PROMOTABLE, stageVariableOverrides: request.overrides, deploymentId: 'new' },
        },
        desired,
        previous: declaredBefore,
        rollback: false,
        endpoints: SAME_ENDPOINTS,
      });
      if (decision.outcome === 'refuse') { throw new Error(decision.message); }
      const { DeploymentId, Variables = {}, CanarySetting: canary } = settled(decision.attributes);
      expect({
        deploymentId: DeploymentId,
        variables: Variables,
        canary: canary && {
          deploymentId: canary.DeploymentId,
          percentTraffic: canary.PercentTraffic,
          useStageCache: canary.UseStageCache,
          stageVariableOverrides: canary.StageVariableOverrides ?? {},
        },
      }).toEqual(decision.expected);
    }), { numRuns: 60, seed: 10 });
  });
});

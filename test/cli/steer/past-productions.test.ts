import { callsIn, pastOperations, variablesOf } from '../../../cli/steer/past-productions';
import type { HistoryEvent } from '../../../lib/stage-driver/contract/stack-history';

let minute = 0;
/** The driver has answered: production was on `found` when the operation began, and this is what was asked. */
const event = (found: string, properties: Record<string, unknown>, more: Partial<HistoryEvent> = {}): HistoryEvent => ({
  logicalId: 'Driver',
  physicalId: `api/prod/${found}/none`,
  type: 'Custom::CanaryStage',
  status: 'UPDATE_COMPLETE',
  time: new Date(60_000 * minute++),
  properties: { RestApiId: 'api', StageName: 'prod', ...properties },
  ...more,
});
const none = (DeploymentId: string, theme: string) => ({ Action: 'NONE', DeploymentId, Variables: { theme } });
const hold = (DeploymentId: string, theme: string, override?: string) => ({
  Action: 'HOLD', DeploymentId, Variables: { theme }, PercentTraffic: '10', StageVariableOverrides: override === undefined ? {} : { theme: override },
});
const promote = (DeploymentId: string, theme: string, override: string) => ({ ...hold(DeploymentId, theme, override), Action: 'PROMOTE' });
/** Newest first, as CloudFormation tells them. */
const operations = (...events: HistoryEvent[]) => pastOperations([...events].reverse(), 'Driver');

describe('the history of production', () => {
  test('is what the driver remembers, of operations that it has answered', () => {
    const found = operations(
      event('d1', none('d1', 'light')),
      event('d1', none('d2', 'light'), { status: 'UPDATE_IN_PROGRESS' }),
      event('d1', none('d2', 'light'), { logicalId: 'Other' }),
      event('d1', none('d2', 'light'), { physicalId: 'Shop-Driver-1ABC' }),
      event('d1', none('d2', 'light')),
    );
    expect(found.map(({ production, asked }) => [production, asked?.deploymentId])).toEqual([['d1', 'd2'], ['d1', 'd1']]);
  });

  test('has nothing of the clean-up, which deletes the driver under its old physical id when the new one is long there', () => {
    const updated = event('d2', none('d3', 'light'));
    const cleanedUp = ['DELETE_IN_PROGRESS', 'DELETE_COMPLETE'].map((status) => event('d1', none('d2', 'dark'), { status }));
    const found = operations(event('d1', none('d2', 'dark')), updated, ...cleanedUp);
    expect(found.map(({ production, asked }) => [production, asked?.deploymentId])).toEqual([['d2', 'd3'], ['d1', 'd2']]);
  });

  test('has operations without properties, where CloudFormation does not show them', () => {
    expect(operations(event('d1', {}))).toEqual([{ at: expect.any(Date), production: 'd1' }]);
  });
});

describe('variables of a deployment in production', () => {
  test('are those of the deploy that brought it', () => {
    const history = operations(event('d1', none('d1', 'light')), event('d1', none('d2', 'dark')));
    expect(variablesOf('d2', history)).toEqual({ theme: 'dark' });
    expect(variablesOf('d1', history)).toEqual({ theme: 'light' });
  });

  test('are those of the last deploy that left production there', () => {
    expect(variablesOf('d1', operations(event('d1', none('d1', 'light')), event('d1', hold('d2', 'blue', 'dark'))))).toEqual({ theme: 'blue' });
  });

  test('of before a promotion are those of the deploy before it', () => {
    const history = operations(event('d1', none('d1', 'light')), event('d1', hold('d2', 'blue', 'dark')), event('d1', promote('d2', 'blue', 'dark')));
    expect(variablesOf('d1', history)).toEqual({ theme: 'blue' });
    expect(variablesOf('d2', history)).toEqual({ theme: 'dark' });
  });

  test('of a canary that somebody has promoted by hand are those that the canary had', () => {
    const history = operations(event('d1', none('d1', 'light')), event('d1', hold('d2', 'light', 'dark')), event('d2', none('d3', 'dark')));
    expect(variablesOf('d2', history)).toEqual({ theme: 'dark' });
  });

  test('are unknown of a deployment that stands nowhere, and where nothing is shown', () => {
    expect(variablesOf('d9', operations(event('d1', none('d1', 'light'))))).toBeUndefined();
    expect(variablesOf('d1', operations(event('d1', none('d1', 'light')), event('d1', {})))).toBeUndefined();
  });
});

test('what a deployment calls stands in the deploys that asked for it, if any tells', () => {
  const first = none('d1', 'light');
  const history = operations(event('d1', { ...first, Calls: ['a:1'] }), event('d1', first), event('d1', none('d2', 'light')));
  expect(callsIn('d1', history)).toEqual(['a:1']);
  expect(callsIn('d2', history)).toBeUndefined();
});

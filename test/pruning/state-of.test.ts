import type { PruningReadings } from '../../lib/pruning/contract/pruning-readings';
import { pruningStateOf } from '../../lib/pruning/decision/state-of';
import type { HistoryEvent } from '../../lib/stage-driver/contract/stack-history';

const ARN = 'arn:aws:lambda:eu-central-1:123456789012:function:';
const STACK = 'arn:aws:cloudformation:eu-central-1:123456789012:stack/Shop/1';
const DRIVER = 'Custom::CanaryStage';
const event = (type: string, physicalId: string, change: Partial<HistoryEvent> = {}): HistoryEvent => (
  { logicalId: 'X', physicalId, type, status: 'UPDATE_COMPLETE', time: new Date(0), properties: {}, ...change }
);
const moved = (deploymentId: string, calls?: unknown): HistoryEvent['properties'] =>
  ({ RestApiId: 'a1b2', DeploymentId: deploymentId, Calls: calls });

function stateOf(change: Partial<PruningReadings>) {
  const state = pruningStateOf({
    restApiId: 'a1b2',
    now: new Date(),
    stacks: [{ name: 'Shop', id: STACK, resources: [] }],
    declaredCalls: new Map(),
    events: [],
    stages: [{ stageName: 'prod', deploymentId: 'd3', variables: {} }],
    deployments: ['d1', 'd2', 'd3'].map((id) => ({ id, createdAt: new Date(0) })),
    functions: [],
    ...change,
  });
  return { ...state, deployment: (id: string) => state.deployments.find((one) => one.id === id)! };
}

describe('the state that pruning sees', () => {
  test('knows what production was on, without the id that CloudFormation deletes after the new one is there', () => {
    const events = [
      event(DRIVER, 'a1b2/prod/d1/none', { status: 'DELETE_COMPLETE' }), event(DRIVER, 'a1b2/prod/d2/none'),
      event(DRIVER, 'a1b2/prod/d1/none', { status: 'UPDATE_IN_PROGRESS' }), event(DRIVER, 'a1b2/prod/d1/none'),
    ];
    expect(stateOf({ events }).stages[0].productions).toEqual(['d3', 'd2', 'd1']);
  });

  test('knows what an operation moved production to, also if a person went back before the next one', () => {
    const asking = (Action: string, deploymentId: string) => ({ properties: { ...moved(deploymentId), Action } });
    const events = [
      event(DRIVER, 'a1b2/prod/d1/none', asking('NONE', 'd3')), event(DRIVER, 'a1b2/prod/d1/none', asking('NONE', 'd2')),
      event(DRIVER, 'a1b2/prod/d1/none', asking('HOLD', 'd0')),
    ];
    expect(stateOf({ events }).stages[0]).toMatchObject({ productions: ['d3', 'd1', 'd2'], unconfirmed: new Set(['d3', 'd2']) });
  });

  describe('where CloudFormation has forgotten events', () => {
    const NOW = new Date('2026-06-01T00:00:00Z');
    const [OLDEST, OLDER] = [new Date('2026-03-01T00:00:00Z'), new Date('2026-01-01T00:00:00Z')];
    const driver = { logicalId: 'Driver', physicalId: 'a1b2/prod/d1/none', type: DRIVER, status: 'UPDATE_COMPLETE' };
    const stacks = [{ name: 'Shop', id: STACK, resources: [driver] }];
    const stageOf = (change: Partial<PruningReadings>) => stateOf({ now: NOW, stacks, ...change }).stages[0];
    const recent = event(DRIVER, 'a1b2/prod/d2/none', { time: OLDEST });

    test('knows what the driver remembers, and since when the history tells more', () => {
      expect(stageOf({ events: [recent] })).toMatchObject({ productions: ['d3', 'd2', 'd1'], knownSince: OLDEST });
      expect(stageOf({ events: [] })).toMatchObject({ productions: ['d3', 'd1'], knownSince: NOW });
    });

    test('knows a history for whole by the creation of its stack', () => {
      const created = (physicalId: string, status: string) => event('AWS::CloudFormation::Stack', physicalId, { status, time: OLDER });
      expect(stageOf({ events: [recent, created(STACK, 'CREATE_IN_PROGRESS')] }).knownSince).toBeUndefined();
      expect(stageOf({ events: [recent, created(STACK, 'REVIEW_IN_PROGRESS')] }).knownSince).toBeUndefined();
      expect(stageOf({ events: [recent, created(STACK, 'UPDATE_IN_PROGRESS')] }).knownSince).toEqual(OLDER);
      expect(stageOf({ events: [recent, created(`${STACK}-nested`, 'CREATE_IN_PROGRESS')] }).knownSince).toEqual(OLDER);
    });

    test('asks for nothing of a stage that the stack does not release', () => {
      const other = { ...driver, physicalId: 'a1b2/test/d1/none' };
      expect(stageOf({ events: [], stacks: [{ ...stacks[0], resources: [other] }] }).knownSince).toBeUndefined();
      expect(stageOf({ events: [], stacks: [{ ...stacks[0], resources: [{ ...driver, status: 'DELETE_SKIPPED' }] }] }).knownSince).toBeUndefined();
    });
  });

  test('leaves out other APIs, other stages, and ids that no driver answered', () => {
    const events = [event(DRIVER, 'zzzz/prod/d2/none'), event(DRIVER, 'a1b2/test/d1/none'), event(DRIVER, 'not-created-1')];
    expect(stateOf({ events }).stages[0].productions).toEqual(['d3']);
  });

  test('takes a deployment for one of the stack by the resource or by its anchor, and not because production was on it', () => {
    const events = [
      event('AWS::ApiGateway::Deployment', 'd1', { status: 'DELETE_SKIPPED' }), event('Custom::CanaryAnchor', 'a1b2/prod/d1/d2'),
      event(DRIVER, 'a1b2/prod/d3/none'),
    ];
    const { deployment } = stateOf({ events });
    expect(['d1', 'd2', 'd3'].map((id) => deployment(id).isOurs)).toEqual([true, true, false]);
  });

  test('adds up what the driver, the template and the export say that a deployment calls', () => {
    const uri = `arn:aws:apigateway:eu-central-1:lambda:path/2015-03-31/functions/${ARN}Orders:${'${stageVariables.alias}'}/invocations`;
    const definition = { paths: { '/orders': { get: { 'x-amazon-apigateway-integration': { uri } } } } };
    const { deployment } = stateOf({
      events: [event(DRIVER, 'a1b2/prod/d2/none', { properties: moved('d3', [`${ARN}Users:3`]) }), event(DRIVER, '', { properties: moved('d1') })],
      declaredCalls: new Map([['d3', [`${ARN}Users:4`, 'arn:aws:lambda:us-east-1:123456789012:function:Far:1']]]),
      stages: [{ stageName: 'prod', deploymentId: 'd3', variables: { alias: 'live' }, definition }],
    });
    expect(deployment('d3').calls).toEqual(['Users:3', 'Users:4', 'arn:aws:lambda:us-east-1:123456789012:function:Far:1', 'Orders:live']);
    // Nothing is recorded, which is not the same as nothing is called.
    expect(deployment('d1').calls).toBeUndefined();
  });

  test('counts a resource that has left its stack, and is still listed, as gone from it', () => {
    const resource = (physicalId: string, status: string) => ({ logicalId: 'X', physicalId, type: '', status });
    const { deployment } = stateOf({
      stacks: [{ name: 'Shop', id: STACK, resources: [resource('d1', 'DELETE_SKIPPED'), resource('d3', 'UPDATE_COMPLETE')] }],
    });
    expect(['d1', 'd3'].map((id) => deployment(id).inStack)).toEqual([false, true]);
  });
});

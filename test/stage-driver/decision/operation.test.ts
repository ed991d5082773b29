import { HistoryEvent } from '../../../lib/stage-driver/contract/stack-history';
import { askedLast, beginOf, endsEarlierOperation, isOfWayForward, operationOf } from '../../../lib/stage-driver/decision/operation';

const STACK = 'AWS::CloudFormation::Stack';
/** Newest first, a second apart. */
function history(...lines: Array<[status: string, logicalId?: string, physicalId?: string, type?: string]>): HistoryEvent[] {
  return lines.map(([status, logicalId = 's', physicalId = 'root', type = logicalId === 's' ? STACK : 'Custom::CanaryStage'], index) => (
    { status, logicalId, physicalId, type, time: new Date((lines.length - index) * 1000), properties: {} }));
}
const inOperation = (events: HistoryEvent[]) => {
  const end = events.findIndex((event) => endsEarlierOperation(event, 'root'));
  return end < 0 ? events : events.slice(0, end);
};
const began = (...lines: Parameters<typeof history>) => beginOf(inOperation(history(...lines)), 'root')?.getTime();

describe('an operation begins', () => {
  test('with the update after the last stable state', () => {
    expect(began(['UPDATE_IN_PROGRESS'], ['UPDATE_COMPLETE'], ['UPDATE_IN_PROGRESS'])).toBe(3000);
  });

  test.each(['CREATE_COMPLETE', 'UPDATE_ROLLBACK_COMPLETE', 'IMPORT_COMPLETE', 'IMPORT_ROLLBACK_COMPLETE'])('also after %s', (status) => {
    expect(began(['UPDATE_ROLLBACK_IN_PROGRESS'], ['UPDATE_IN_PROGRESS'], [status], ['UPDATE_IN_PROGRESS'])).toBe(3000);
  });

  test('with the first attempt, when it was paused and is retried', () => {
    expect(began([
      'UPDATE_IN_PROGRESS',
    ], ['UPDATE_FAILED'], ['UPDATE_IN_PROGRESS'], ['UPDATE_FAILED'], ['UPDATE_IN_PROGRESS'], ['UPDATE_COMPLETE'])).toBe(2000);
  });

  test('with the first attempt, when its rollback failed and is continued', () => {
    expect(began([
      'UPDATE_ROLLBACK_IN_PROGRESS',
    ], ['UPDATE_ROLLBACK_FAILED'], ['UPDATE_ROLLBACK_IN_PROGRESS'], ['UPDATE_IN_PROGRESS'], ['UPDATE_COMPLETE'])).toBe(2000);
  });

  test('before its own cleanup', () => {
    expect(began(['UPDATE_COMPLETE_CLEANUP_IN_PROGRESS'], ['UPDATE_IN_PROGRESS'], ['UPDATE_COMPLETE'])).toBe(2000);
  });

  test('with the create of the stack', () => {
    expect(began(['CREATE_IN_PROGRESS'], ['REVIEW_IN_PROGRESS'])).toBe(2000);
  });

  test('not with what happens to a nested stack or to a resource', () => {
    expect(began([
      'UPDATE_IN_PROGRESS', 'Nested', 'nested', STACK,
    ], ['UPDATE_COMPLETE', 'Nested', 'nested', STACK], ['UPDATE_IN_PROGRESS'], ['UPDATE_COMPLETE'])).toBe(2000);
  });
});

describe('what the operation has done', () => {
  const read = (...lines: Parameters<typeof history>) => operationOf(history(...lines), 'root', 'Driver', undefined);

  test('the id that the driver answered on the way forward', () => {
    expect(read(['UPDATE_COMPLETE', 'Driver', 'api/prod/d1/none'], ['UPDATE_IN_PROGRESS']).answeredPhysicalId).toBe('api/prod/d1/none');
    expect(read(['UPDATE_FAILED', 'Driver', 'api/prod/d1/none'], ['UPDATE_IN_PROGRESS']).answeredPhysicalId).toBeUndefined();
  });

  test('not an id that an earlier attempt to go back answered', () => {
    const { answeredPhysicalId } = read(
      ['UPDATE_ROLLBACK_IN_PROGRESS'], ['UPDATE_ROLLBACK_FAILED'], ['UPDATE_COMPLETE', 'Driver', 'api/prod/d0/none'], ['UPDATE_ROLLBACK_IN_PROGRESS'],
      ['UPDATE_COMPLETE', 'Driver', 'api/prod/d1/none'], ['UPDATE_IN_PROGRESS']);
    expect(answeredPhysicalId).toBe('api/prod/d1/none');
  });

  test('not an id with which CloudFormation took the driver back by itself, while rollback is disabled', () => {
    const paused: Parameters<typeof history> = [
      ['UPDATE_FAILED'], ['UPDATE_COMPLETE', 'Driver', 'api/prod/d0/none'], ['UPDATE_FAILED', 'Driver', 'api/prod/d0/none'], ['UPDATE_IN_PROGRESS'],
    ];
    expect(read(...paused).answeredPhysicalId).toBeUndefined();
    expect(read(['UPDATE_COMPLETE', 'Driver', 'api/prod/d1/none'], ['UPDATE_IN_PROGRESS'], ...paused).answeredPhysicalId).toBe('api/prod/d1/none');
  });

  test('the id with which it came to the driver, also over several attempts', () => {
    const [again, first]: Parameters<typeof history> = [
      ['UPDATE_FAILED', 'Driver', 'api/prod/d1/none/theme'], ['UPDATE_IN_PROGRESS', 'Driver', 'api/prod/d1/none'],
    ];
    expect(read(again, first, ['UPDATE_IN_PROGRESS']).beganWith).toBe('api/prod/d1/none');
    expect(read(['UPDATE_IN_PROGRESS'], ['UPDATE_FAILED'], again, first, ['UPDATE_IN_PROGRESS']).beganWith).toBe('api/prod/d1/none');
    expect(read(['CREATE_IN_PROGRESS', 'Driver', ''], ['UPDATE_IN_PROGRESS']).beganWith).toBeUndefined();
  });

  test('the deployments that it created', () => {
    const { created } = read([
      'CREATE_COMPLETE', 'New', 'd2', 'AWS::ApiGateway::Deployment',
    ], ['UPDATE_COMPLETE', 'Old', 'd1', 'AWS::ApiGateway::Deployment'], ['UPDATE_IN_PROGRESS']);
    expect([...created]).toEqual(['d2']);
  });

  test('that an event is one of the way forward, though the operation is rolled back: it leads to what the operation created', () => {
    const created: Parameters<typeof history> = [['CREATE_COMPLETE', 'New', 'd2', 'AWS::ApiGateway::Deployment'], ['UPDATE_IN_PROGRESS']];
    const back = read(['UPDATE_ROLLBACK_IN_PROGRESS'], ...created);
    expect(isOfWayForward(back, 'd2')).toBe(true);
    expect(isOfWayForward(back, 'd1')).toBe(false);
  });

  test('that an event is one of the way forward, while CloudFormation takes the driver back by itself: it leads to what was created', () => {
    const created: Parameters<typeof history> = [['CREATE_COMPLETE', 'New', 'd2', 'AWS::ApiGateway::Deployment'], ['UPDATE_IN_PROGRESS']];
    const failed: Parameters<typeof history> = [['UPDATE_FAILED', 'Driver'], ['UPDATE_IN_PROGRESS', 'Driver'], ...created];
    expect(isOfWayForward(read(...failed), 'd2')).toBe(true);
    expect(isOfWayForward(read(...failed), 'd1')).toBe(false);
    // An attempt that brought the driver led to a new deployment, and the next one takes it back to that.
    const brought = read(...failed, ['CREATE_COMPLETE', 'Driver'], ['CREATE_IN_PROGRESS', 'Driver'], ['UPDATE_FAILED'], ...created);
    expect(isOfWayForward(brought, 'd2')).toBe(false);
  });

  describe('that an event is one of the way forward: it was sent before the rollback, and no properties are shown', () => {
    const at = (seconds: number) => new Date(seconds * 1000);
    // The rollback began at 6 s. It failed, and is continued.
    const lines: Parameters<typeof history> = [
      ['UPDATE_ROLLBACK_IN_PROGRESS'], ['UPDATE_ROLLBACK_FAILED'], ['UPDATE_ROLLBACK_IN_PROGRESS'],
      ['UPDATE_FAILED', 'Driver'], ['UPDATE_IN_PROGRESS', 'Driver'], ['UPDATE_IN_PROGRESS'], ['UPDATE_FAILED'], ['UPDATE_IN_PROGRESS'],
    ];
    const back = read(...lines);

    test.each([[3.999, true], [4, false], [6, false], [9, false]])('sent at %d s: %s', (seconds, is) => {
      expect(isOfWayForward(back, 'd1', at(seconds))).toBe(is);
    });

    test.each([[0.999, true], [1, false], [3, false]])('sent at %d s, and the driver failed at 3 s and is taken back: %s', (seconds, is) => {
      expect(isOfWayForward(read(...lines.slice(3, 6)), 'd1', at(seconds))).toBe(is);
    });

    test('not where the time is not known', () => {
      expect(isOfWayForward(back, 'd1', undefined)).toBe(false);
    });

    test('not where properties are shown: they tell it better', () => {
      const shown = history(...lines).map((event) => event.logicalId === 'Driver' ? { ...event, properties: { Action: 'HOLD' } } : event);
      const masked = history(...lines).map((event) => ({ ...event, properties: { Action: '****' } }));
      expect(isOfWayForward(operationOf(shown, 'root', 'Driver', undefined), 'd1', at(0))).toBe(false);
      expect(isOfWayForward(operationOf(masked, 'root', 'Driver', undefined), 'd1', at(0))).toBe(true);
    });
  });

  test('production when it began, as the anchors of its deployments remember it', () => {
    const { anchored } = read([
      'CREATE_COMPLETE', 'A', 'api/prod/d1/d2', 'Custom::CanaryAnchor',
    ], ['CREATE_COMPLETE', 'B', 'api/new/none/d2', 'Custom::CanaryAnchor'],
    ['CREATE_COMPLETE', 'Driver', 'api/prod/d7/d8'], ['UPDATE_IN_PROGRESS']);
    expect([...anchored]).toEqual([['d2', 'd1']]);
  });
});

describe('what the driver was asked last, before the operation', () => {
  const asked = (...lines: Array<[status: string, logicalId?: string, action?: string]>) => {
    const events = lines.map(([status, logicalId = 's', Action], index): HistoryEvent => ({
      ...history([status, logicalId, logicalId === 's' ? 'root' : 'id'])[0],
      time: new Date((lines.length - index) * 1000),
      properties: Action === undefined ? {} : { Action },
    }));
    return askedLast((async function* newestFirst() { yield* events; })(), 'root', 'Driver', new Date(lines.length * 1000));
  };

  test('is what succeeded, not what the running operation asks', async () => {
    expect(await asked(
      ['UPDATE_COMPLETE', 'Driver', 'HOLD'], ['UPDATE_COMPLETE'], ['UPDATE_COMPLETE', 'Driver', 'NONE'],
    )).toEqual({ Action: 'NONE' });
  });

  test('is not what a rollback took back, over several attempts', async () => {
    expect(await asked(
      ['UPDATE_IN_PROGRESS'], ['UPDATE_ROLLBACK_COMPLETE'], ['UPDATE_COMPLETE', 'Driver', 'HOLD'], ['UPDATE_IN_PROGRESS'], ['UPDATE_FAILED'],
      ['UPDATE_COMPLETE', 'Driver', 'PROMOTE'], ['UPDATE_IN_PROGRESS'], ['CREATE_COMPLETE'], ['CREATE_COMPLETE', 'Driver', 'NONE'],
    )).toEqual({ Action: 'NONE' });
  });

  test('is not known when the history does not show it', async () => {
    expect(await asked(
      ['UPDATE_IN_PROGRESS'], ['UPDATE_COMPLETE'], ['UPDATE_COMPLETE', 'Driver'], ['UPDATE_COMPLETE', 'Driver', 'NONE'],
    )).toBeUndefined();
    expect(await asked(['UPDATE_IN_PROGRESS'], ['UPDATE_COMPLETE'])).toBeUndefined();
  });
});

import { FakeCloud, thing } from './fake-cloud';
import { CloudFormationService } from '../../../rehearsal/cloudformation/cloudformation-service';
import { EventClock } from '../../../rehearsal/cloudformation/event-clock';
import { DeliveryFault, UpcomingOperation } from '../../../rehearsal/cloudformation/resource-operation';
import { Hypotheses, LIKELY_HYPOTHESES } from '../../../rehearsal/hypotheses';
import { EventSettings } from '../../../rehearsal/lambda/event-queue';

const stackName = 'shop';
const ServiceToken = 'arn:aws:lambda:us-east-1:123456789012:function:driver';
const START = new Date('2030-01-01T00:00:00Z');

interface Options { readonly hypotheses?: Partial<Hypotheses>; readonly settings?: EventSettings }

/** A stack whose custom resource is answered by what its property `Does` says: wait so many seconds, then answer, fail, or end silently. */
function engine({ hypotheses, settings }: Options = {}) {
  const clock = new EventClock(START);
  /** What the handler did, with the second at which it did. */
  const did: string[] = [];
  const at = (): number => Math.round((clock.now().getTime() - START.getTime()) / 1000);
  const cloud = new FakeCloud();
  const cloudFormation: CloudFormationService = new CloudFormationService({
    clock,
    types: cloud.types,
    hypotheses: { ...LIKELY_HYPOTHESES, ...hypotheses },
    functions: {
      keepsVirtualTime: true,
      eventSettings: settings && (() => settings),
      invoke: async (_, event: any) => {
        const { RequestType, RequestId, StackId, LogicalResourceId, ResourceProperties: { V, Waits = '0', Does = 'answer' } } = event;
        did.push(`begins ${RequestType} ${V}`);
        await clock.sleep(Number(Waits) * 1000);
        did.push(`ends ${RequestType} ${V}`);
        if (Does === 'crash') { return { outcome: 'failed' }; }
        const Status = Does === 'fail' && RequestType !== 'Delete' ? 'FAILED' : 'SUCCESS';
        if (Does !== 'nothing') {
          const answer = { Status, Reason: 'told to', PhysicalResourceId: `physical-${V}`, StackId, RequestId, LogicalResourceId };
          cloudFormation.responses.deliver(event.ResponseURL, JSON.stringify(answer));
        }
        ids.push(RequestId);
        return { outcome: 'returned' };
      },
    },
  });
  const ids: string[] = [];
  const template = (properties: object, others: object = {}) =>
    ({ Resources: { Driver: { Type: 'Custom::Driver', Properties: { ServiceToken, ServiceTimeout: 300, ...properties } }, ...others } }) as never;
  const create = (properties: object) => cloudFormation.createStack({ stackName, template: template(properties) });
  const update = (properties: object, others?: object) => cloudFormation.updateStack({ stackName, template: template(properties, others) });
  /** The first event of the phase meets the fault. */
  const befall = (fault: DeliveryFault, phase: UpcomingOperation['phase'] = 'update'): void => {
    let met = false;
    cloudFormation.inject((operation) => {
      if (met || operation.type !== 'Custom::Driver' || operation.phase !== phase) { return undefined; }
      met = true;
      return fault;
    });
  };
  return { clock, at, did, ids, cloudFormation, create, update, befall, pass: (duration: number) => clock.passUntil(clock.sleep(duration * 1000)) };
}

describe('an event of a custom resource', () => {
  test('is waited for until the service timeout, in the time of the engine', async () => {
    const { at, create, update } = engine();
    await create({ V: 1 });
    const began = at();
    expect(await update({
      V: 2, Does: 'nothing',
    })).toMatchObject({ status: 'UPDATE_ROLLBACK_COMPLETE', reason: expect.stringContaining('did not receive a response') });
    expect(at() - began).toBeGreaterThanOrEqual(300);
    expect(at() - began).toBeLessThan(330);
  });

  test('whose handler waits takes that time, and none of the real time', async () => {
    const { at, create } = engine();
    expect(await create({ V: 1, Waits: 250 })).toMatchObject({ succeeded: true });
    expect(at()).toBeGreaterThanOrEqual(250);
  });

  test('that comes late finds an operation that is over', async () => {
    const { did, create, update, befall, pass, cloudFormation } = engine();
    await create({ V: 1 });
    befall({ kind: 'late', seconds: 900 });
    expect(await update({ V: 2 })).toMatchObject({ status: 'UPDATE_ROLLBACK_COMPLETE' });
    expect(did).toEqual(['begins Create 1', 'ends Create 1', 'begins Update 1', 'ends Update 1']);
    await pass(900);
    expect(did.slice(4)).toEqual(['begins Update 2', 'ends Update 2']);
    expect(cloudFormation.find(stackName)!.resources.get('Driver')!.physicalId).toBe('physical-1');
  });

  test('expires when it gets older than the function allows', async () => {
    const { did, create, update, befall, pass } = engine({ settings: { maximumAgeSeconds: 600, maximumRetries: 1 } });
    await create({ V: 1 });
    befall({ kind: 'late', seconds: 601 });
    await update({ V: 2 });
    await pass(3600);
    expect(did).not.toContain('begins Update 2');
  });

  test.each([[0, 1], [1, 2], [2, 3]])('that crashes its handler is repeated %d times when the function allows that', async (maximumRetries, runs) => {
    const { did, create } = engine({ settings: { maximumAgeSeconds: 21_600, maximumRetries } });
    await create({ V: 1, Does: 'crash' });
    expect(did.filter((what) => what === 'begins Create 1')).toHaveLength(runs);
  });

  test('that crashes its handler is repeated after one minute and after two', async () => {
    const { clock, create, cloudFormation } = engine();
    const times: number[] = [];
    cloudFormation.inject(() => { times.push(clock.now().getTime()); return undefined; });
    const result = await create({ V: 1, Does: 'crash', ServiceTimeout: 170 });
    // The last repetition would come after 180 seconds.
    expect(result.reason).toContain('did not receive a response');
    expect(clock.now().getTime() - times[0]).toBeGreaterThanOrEqual(170_000);
  });

  test('may be lost', async () => {
    const { did, create, update, befall } = engine();
    await create({ V: 1 });
    befall({ kind: 'lost' });
    expect(await update({ V: 2 })).toMatchObject({ status: 'UPDATE_ROLLBACK_COMPLETE' });
    expect(did).not.toContain('begins Update 2');
  });

  test('may act while its answer is lost', async () => {
    const { did, create, update, befall } = engine();
    await create({ V: 1 });
    befall({ kind: 'lost-answer' });
    expect(await update({ V: 2 })).toMatchObject({ status: 'UPDATE_ROLLBACK_COMPLETE' });
    expect(did).toContain('ends Update 2');
  });

  test('may come again when its operation is over', async () => {
    const { did, create, update, befall, pass } = engine();
    await create({ V: 1 });
    befall({ kind: 'duplicate', afterSeconds: 100 });
    expect(await update({ V: 2 })).toMatchObject({ status: 'UPDATE_COMPLETE' });
    expect(did.filter((what) => what === 'begins Update 2')).toHaveLength(1);
    await pass(100);
    expect(did.filter((what) => what === 'begins Update 2')).toHaveLength(2);
  });
});

describe('a custom resource in progress', () => {
  test.each(['cancel', 'sibling'] as const)('is given up at a %s, and its rollback runs beside it', async (cause) => {
    const { did, create, update, befall, cloudFormation } = engine();
    await create({ V: 1, Waits: 30 });
    befall({ kind: 'abandon', afterSeconds: 2, cause });
    const result = await update({ V: 2, Waits: 20 });
    expect(result).toMatchObject({ status: 'UPDATE_ROLLBACK_COMPLETE', reason: 'Resource update cancelled' });
    expect(did.slice(2, 6)).toEqual(['begins Update 2', 'begins Update 1', 'ends Update 2', 'ends Update 1']);
    // The late answer is ignored.
    expect(cloudFormation.find(stackName)!.resources.get('Driver')!.physicalId).toBe('physical-1');
  });

  test('shows in the stack while its handler runs, with what it is about to get', async () => {
    const { cloudFormation, clock, create, update } = engine();
    await create({ V: 1 });
    const seen: unknown[] = [];
    clock.startTimer(4_000, () => {
      const stack = cloudFormation.find(stackName)!;
      seen.push(stack.status, stack.resources.get('Driver')!.status, stack.events.at(-1)!.properties);
    });
    await update({ V: 2, Waits: 10 });
    expect(seen).toEqual(['UPDATE_IN_PROGRESS', 'UPDATE_IN_PROGRESS', expect.objectContaining({ V: 2 })]);
  });

  test('gets the physical id that a failed update answered, and a Delete for the other one', async () => {
    const { did, create, update, cloudFormation } = engine({ hypotheses: { rollbackDeliversPhysicalId: 'previous' } });
    await create({ V: 1 });
    await update({ V: 2, Does: 'fail' });
    expect(did.filter((what) => what.startsWith('begins'))).toEqual(['begins Create 1', 'begins Update 2', 'begins Update 1', 'begins Delete 2']);
    expect(cloudFormation.find(stackName)!.resources.get('Driver')!.physicalId).toBe('physical-1');
  });

  test.each([['new', 2], ['same', 1]] as const)('whose request is repeated has a %s request id', async (repeatedRequestId, different) => {
    const { ids, create, update, befall, cloudFormation } = engine({ hypotheses: { repeatedRequestId } });
    await create({ V: 1 });
    befall({ kind: 'lost-answer' }, 'rollback');
    await update({ V: 2 }, { F: thing({ Fail: true }, { DependsOn: 'Driver' }) });
    await cloudFormation.continueUpdateRollback(stackName);
    expect(cloudFormation.find(stackName)!.status).toBe('UPDATE_ROLLBACK_COMPLETE');
    const rollbacks = ids.slice(2, 4);
    expect(new Set(rollbacks).size).toBe(different);
  });

  test('is never called when it leaves with RetainExceptOnCreate, and is deleted when its own creation is taken back', async () => {
    const { did, cloudFormation, create } = engine();
    await create({ V: 1 });
    const anchor = (V: string) => ({ Type: 'Custom::Driver', DeletionPolicy: 'RetainExceptOnCreate', Properties: { ServiceToken, V } });
    const driver = { Type: 'Custom::Driver', Properties: { ServiceToken, ServiceTimeout: 300, V: 1 } };
    const update = (resources: object) =>
      cloudFormation.updateStack({ stackName, template: { Resources: { Driver: driver, ...resources } } as never });
    await update({ First: anchor('first') });
    await update({ Second: anchor('second') });
    await update({ Third: anchor('third'), F: thing({ Fail: true }, { DependsOn: 'Third' }) });
    const called = did.filter((what) => /begins .* (first|second|third)/.test(what));
    expect(called).toEqual(['begins Create first', 'begins Create second', 'begins Create third', 'begins Delete third']);
  });
});

test('an undeleted resource of a cleanup lets its dependencies go, or holds them', async () => {
  const kept: Record<string, boolean> = {};
  for (const undeletedInCleanup of ['lets go', 'holds'] as const) {
    const cloud = new FakeCloud();
    const cloudFormation = new CloudFormationService({ types: cloud.types, hypotheses: { ...LIKELY_HYPOTHESES, undeletedInCleanup } });
    await cloudFormation.createStack({ stackName, template: { Resources: { A: thing(), B: thing({}, { DependsOn: 'A' }), C: thing() } } });
    cloud.undeletable.add('B-2');
    cloud.undeletable.add('B-3');
    await cloudFormation.updateStack({ stackName, template: { Resources: { C: thing() } } });
    kept[undeletedInCleanup] = [...cloud.things.keys()].some((id) => id.startsWith('A-'));
    expect([...cloudFormation.find(stackName)!.resources.keys()]).toEqual(['C']);
  }
  expect(kept).toEqual({ 'lets go': false, 'holds': true });
});

describe('in express mode', () => {
  const EXPRESS = { deploymentMode: 'EXPRESS' } as const;
  const resources = (properties: object, others: object = {}) =>
    ({ Resources: { Driver: { Type: 'Custom::Driver', Properties: { ServiceToken, ServiceTimeout: 300, ...properties } }, ...others } }) as never;
  const slow = { V: '1', Waits: '60' };

  test('an answer is waited for, under the likely answer', async () => {
    const { cloudFormation, did } = engine();
    await cloudFormation.createStack({ stackName, template: resources(slow), ...EXPRESS });
    expect(did).toEqual(['begins Create 1', 'ends Create 1']);
    expect(cloudFormation.find(stackName)!.resources.get('Driver')!.physicalId).toBe('physical-1');
  });

  describe('that waits for attributes only', () => {
    const hypotheses = { expressWaitsForCustomResources: 'for attributes only' } as const;

    test('a resource that nobody asks anything of is complete when its event was sent, and its answer is taken over later', async () => {
      const { cloudFormation, did, pass } = engine({ hypotheses });
      const { status } = await cloudFormation.createStack({ stackName, template: resources(slow), ...EXPRESS });
      const driver = () => cloudFormation.find(stackName)!.resources.get('Driver')!;
      expect({ status, did: did.includes('ends Create 1'), is: driver().status }).toEqual({
        status: 'CREATE_COMPLETE', did: false, is: 'CREATE_COMPLETE',
      });
      expect(driver().physicalId).not.toBe('physical-1');
      await pass(60);
      expect(driver().physicalId).toBe('physical-1');
    });

    test('its failure is nobody\'s', async () => {
      const { cloudFormation, pass } = engine({ hypotheses });
      await cloudFormation.createStack({ stackName, template: resources({ ...slow, Does: 'fail' }), ...EXPRESS });
      await pass(60);
      expect(cloudFormation.find(stackName)).toMatchObject({ status: 'CREATE_COMPLETE' });
    });

    test.each([
      ['another resource', { Other: thing({ Value: { Ref: 'Driver' } }) }, {}],
      ['an output', {}, { Outputs: { Id: { Value: { Ref: 'Driver' } } } }],
    ])('one that %s asks something of is waited for', async (_, others, more) => {
      const { cloudFormation, did } = engine({ hypotheses });
      await cloudFormation.createStack({ stackName, template: { ...resources(slow, others) as object, ...more } as never, ...EXPRESS });
      expect(did).toEqual(['begins Create 1', 'ends Create 1']);
    });

    test('an answer that comes when another event was sent is not taken over', async () => {
      const { cloudFormation, pass } = engine({ hypotheses });
      await cloudFormation.createStack({ stackName, template: resources({ V: '1' }), ...EXPRESS });
      await pass(1);
      await cloudFormation.updateStack({ stackName, template: resources({ V: '2', Waits: '60' }), ...EXPRESS });
      await cloudFormation.updateStack({ stackName, template: resources({ V: '3', Waits: '1' }), ...EXPRESS });
      await pass(100);
      expect(cloudFormation.find(stackName)!.resources.get('Driver')!.physicalId).toBe('physical-3');
    });

    test('a standard deployment waits', async () => {
      const { did, create } = engine({ hypotheses });
      await create(slow);
      expect(did).toEqual(['begins Create 1', 'ends Create 1']);
    });
  });
});

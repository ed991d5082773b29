import { OwnStack } from '../../../lib/aws/own-stack';
import { HistoryEvent } from '../../../lib/stage-driver/contract/stack-history';
import { OwnHistory } from '../../../lib/stage-driver/handler/own-history';

const STACK = 'arn:stack';

/** A history that grows, and counts how many of its events were read. */
class GrowingStack {
  readonly newestFirst: HistoryEvent[] = [];
  asked = 0;

  add(logicalId: string, status: string, physicalId = logicalId, at = 0): void {
    this.newestFirst.splice(at, 0, {
      id: `${logicalId} ${status} ${this.newestFirst.length}`, logicalId, physicalId, type: 'A::B::C', status, time: new Date(0), properties: {},
    });
  }

  begin(): void {
    this.add('App', 'UPDATE_IN_PROGRESS', STACK);
  }

  addOthers(count: number): void {
    for (let i = 0; i < count; i++) { this.add(`Topic${i}`, 'UPDATE_COMPLETE'); }
  }

  async *events(): AsyncGenerator<HistoryEvent> {
    for (const event of this.newestFirst) { this.asked++; yield event; }
  }
}

let stack: GrowingStack;
let history: OwnHistory;
beforeEach(() => {
  stack = new GrowingStack();
  history = new OwnHistory(stack as unknown as OwnStack, STACK, 'Driver');
  stack.begin();
});

const read = async () => (await history.read()).ownEvents.map(({ status }) => status);

test('what was read once is not read again, and is still told', async () => {
  stack.add('Driver', 'UPDATE_IN_PROGRESS');
  stack.addOthers(2_000);
  expect([await read(), stack.asked]).toEqual([['UPDATE_IN_PROGRESS'], 2_002]);
  stack.add('Driver', 'UPDATE_COMPLETE');
  expect([await read(), stack.asked]).toEqual([['UPDATE_COMPLETE', 'UPDATE_IN_PROGRESS'], 2_103]);
});

test('an event that is shown late, below others, is found', async () => {
  stack.addOthers(500);
  expect(await read()).toEqual([]);
  stack.add('Driver', 'UPDATE_IN_PROGRESS', 'Driver', 50);
  expect(await read()).toEqual(['UPDATE_IN_PROGRESS']);
});

test('the next operation, or a retry, tells nothing of the one before', async () => {
  stack.add('Driver', 'UPDATE_COMPLETE');
  stack.addOthers(500);
  expect(await read()).toEqual(['UPDATE_COMPLETE']);
  stack.begin();
  stack.add('Driver', 'UPDATE_IN_PROGRESS');
  expect(await read()).toEqual(['UPDATE_IN_PROGRESS']);
});

test('events without an id are read anew each time', async () => {
  stack.addOthers(300);
  stack.newestFirst.forEach((event, index) => { stack.newestFirst[index] = { ...event, id: undefined }; });
  await read();
  await read();
  expect(stack.asked).toBe(602);
});

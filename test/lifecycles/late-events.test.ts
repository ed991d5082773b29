import { Mode, ReleasedApp } from '../harness/released-app';
import { WatchedStack } from '../harness/watched-stack';

const HOLD: Mode = { action: 'hold', percent: 10 };
const NONE: Mode = { action: 'none' };
const PROMOTE: Mode = { action: 'promote', percent: 10, choices: {} };

function app(mode: Mode, code: number, topics = 'a'): ReleasedApp {
  return { kind: 'l3', routes: [], code, mode, topics };
}

/** Keeps the driver's events of an operation. Those that it holds back never reach the handler. */
class Mailbox {
  readonly events: any[] = [];

  constructor(private readonly holdsBack: (index: number) => boolean = () => false) {}

  readonly onEvent = async (event: any, run: () => Promise<void>): Promise<void> => {
    if (event.ResourceType !== 'Custom::CanaryStage') { return run(); }
    this.events.push(event);
    if (!this.holdsBack(this.events.length - 1)) { await run(); }
  };
}

const FIRST = (index: number): boolean => index === 0;

/** So long after the operation the event comes. */
const LATER = [0, 60, 3 * 3600];

describe('an event of the driver that comes when nobody waits for it any more moves nothing', () => {
  let watched: WatchedStack;

  beforeEach(() => { watched = new WatchedStack(); });

  afterEach(() => watched.destroy());

  test.each(LATER)('the creation, once more, while a canary is held, %d s later', async (seconds) => {
    const mailbox = new Mailbox();
    await watched.deploy(app(NONE, 0), { disturbance: mailbox });
    await watched.deploy(app(HOLD, 1, 'b'));
    const { stage } = watched;
    await watched.pass(seconds);
    await watched.deliver(mailbox.events[0]);
    expect(watched.stage).toEqual(stage);
  });

  test.each(LATER)('a promotion, after its rollback, %d s later', async (seconds) => {
    await watched.deploy(app(NONE, 0));
    await watched.deploy(app(HOLD, 1, 'b'));
    const { stage } = watched;
    const mailbox = new Mailbox(FIRST);
    expect(await watched.deploy(app(PROMOTE, 1, 'c'), { disturbance: mailbox })).toMatchObject({ status: 'UPDATE_ROLLBACK_COMPLETE' });
    expect(watched.stage).toEqual(stage);
    await watched.pass(seconds);
    await watched.deliver(mailbox.events[0]);
    expect(watched.stage).toEqual(stage);
  });

  test.each(LATER)('a promotion, once more, after a hold of other code, %d s later', async (seconds) => {
    const mailbox = new Mailbox();
    await watched.deploy(app(NONE, 0));
    await watched.deploy(app(HOLD, 1, 'b'));
    await watched.deploy(app(PROMOTE, 1, 'c'), { disturbance: mailbox });
    await watched.deploy(app(HOLD, 2, 'd'));
    const { stage } = watched;
    await watched.pass(seconds);
    await watched.deliver(mailbox.events[0]);
    expect(watched.stage).toEqual(stage);
  });

  test.each(['UPDATE_ROLLBACK_IN_PROGRESS', 'UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS', 'UPDATE_ROLLBACK_COMPLETE'])(
    'new code without a canary, while the stack is %s', async (status) => {
      await watched.deploy(app(NONE, 0));
      const { stage } = watched;
      const mailbox = new Mailbox(FIRST);
      let delivered = false;
      const stop = watched.cloudFormation.onResourceOperation(async () => {
        if (delivered || mailbox.events.length < 2 || watched.stack.status !== status) { return; }
        delivered = true;
        await watched.deliver(mailbox.events[0]);
      });
      await watched.deploy(app(NONE, 1, 'b'), { disturbance: mailbox });
      stop();
      if (!delivered) { await watched.deliver(mailbox.events[0]); }
      expect(watched.stage).toEqual(stage);
    });

  test.each(LATER)('a rollback, after the deploy that followed it, %d s later', async (seconds) => {
    await watched.deploy(app(NONE, 0));
    const mailbox = new Mailbox((index) => index === 1);
    expect(await watched.deploy(app(
      NONE, 1, 'b',
    ), { failing: 'BehindStage', disturbance: mailbox })).toMatchObject({ status: 'UPDATE_ROLLBACK_FAILED' });
    expect(await watched.continueRollback()).toMatchObject({ status: 'UPDATE_ROLLBACK_COMPLETE' });
    await watched.deploy(app(NONE, 2, 'b'));
    const { stage } = watched;
    await watched.pass(seconds);
    await watched.deliver(mailbox.events[1]);
    expect(watched.stage).toEqual(stage);
  });
});

describe('an event of the way forward that comes once more in its rollback, where CloudFormation shows no properties and its history lags', () => {
  const before: ReleasedApp = { ...app(HOLD, 1), theme: 'light' };
  const failed: Array<[string, ReleasedApp]> = [
    ['new code without a canary', { ...app(NONE, 2, 'b'), theme: 'red' }],
    ['another value of a variable', { ...before, theme: 'red', topics: 'b' }],
    ['a promotion', { ...before, mode: PROMOTE, topics: 'b' }],
  ];

  async function given(): Promise<WatchedStack> {
    const watched = new WatchedStack({ stackReads: 'lagging', eventProperties: 'absent' });
    await watched.deploy({ ...app(NONE, 0), theme: 'light' });
    await watched.deploy(before);
    await watched.pass(60);
    return watched;
  }

  test.each(failed)('%s, given up at a sibling\'s failure, is taken back', async (_, deploy) => {
    for (const [afterSeconds, late] of [[1, 0], [1, 3], [3, 0], [3, 2], [8, 1]]) {
      const watched = await given();
      const { stage } = watched;
      const mailbox = new Mailbox();
      let [isGivenUp, again] = [false, Promise.resolve()];
      watched.faults = ({ type, phase }) => {
        if (isGivenUp || type !== 'Custom::CanaryStage' || phase !== 'update') { return undefined; }
        isGivenUp = true;
        return { kind: 'abandon', afterSeconds, cause: 'sibling' };
      };
      const stop = watched.cloudFormation.onResourceOperation(async (event) => {
        if (event.action !== 'status' || event.status !== 'UPDATE_ROLLBACK_IN_PROGRESS') { return; }
        again = watched.aws.clock.sleep(late * 1000).then(() => watched.inProcess.driver.run(mailbox.events[0])).catch(() => undefined);
      });
      expect(await watched.deploy(deploy, { disturbance: mailbox })).toMatchObject({ status: 'UPDATE_ROLLBACK_COMPLETE' });
      stop();
      await watched.aws.clock.passUntil(again);
      expect(mailbox.events.filter(({ RequestType }) => RequestType === 'Update').length).toBe(2);
      expect(watched.stage).toEqual(stage);
      await watched.destroy();
    }
  });

  test.each(failed)('%s, answered before a failure behind the stage, is taken back', async (_, deploy) => {
    for (const late of [0, 8, 16, 18, 20]) {
      const watched = await given();
      const { stage } = watched;
      const { clock } = watched.aws;
      const mailbox = new Mailbox();
      let again = Promise.resolve();
      const onEvent = async (event: any, run: () => Promise<void>): Promise<void> => {
        const isBack = event.ResourceType === 'Custom::CanaryStage' && mailbox.events.length === 1;
        if (isBack) { again = clock.sleep(late * 1000).then(() => watched.inProcess.driver.run(mailbox.events[0])).catch(() => undefined); }
        await mailbox.onEvent(event, run);
      };
      const result = await watched.deploy(deploy, { failing: 'BehindStage', disturbance: { onEvent, latency: () => 1_000 } });
      expect(result).toMatchObject({ status: 'UPDATE_ROLLBACK_COMPLETE' });
      await clock.passUntil(again);
      expect(mailbox.events.filter(({ RequestType }) => RequestType === 'Update').length).toBe(2);
      expect(watched.stage).toEqual(stage);
      await watched.destroy();
    }
  });
});

describe('events on their way through Lambda', () => {
  test.each(['cancel', 'sibling'] as const)('a driver that is given up at a %s while it moves the stage: all is as before', async (cause) => {
    for (let afterSeconds = 0; afterSeconds < 16; afterSeconds++) {
      const watched = new WatchedStack();
      await watched.deploy(app(NONE, 0));
      const { stage } = watched;
      let met = false;
      watched.faults = ({ type, phase }) => {
        if (met || type !== 'Custom::CanaryStage' || phase !== 'update') { return undefined; }
        met = true;
        return { kind: 'abandon', afterSeconds, cause };
      };
      // Every call takes two seconds, so that the rollback finds the driver in each of its steps.
      const result = await watched.deploy(app(NONE, 1, 'b'), { disturbance: { latency: () => 2_000 } });
      expect(result).toMatchObject({ status: 'UPDATE_ROLLBACK_COMPLETE' });
      await watched.pass(3_600);
      await watched.look('an hour');
      expect(watched.stage).toEqual(stage);
      await watched.destroy();
    }
  });

  test.each([0, 5, 100, 4_000])('a duplicate %d s later changes nothing', async (afterSeconds) => {
    const watched = new WatchedStack();
    watched.faults = ({ type }) => type.startsWith('Custom::') ? { kind: 'duplicate', afterSeconds } : undefined;
    for (const [index, [mode, code]] of ([[NONE, 0], [HOLD, 1], [HOLD, 2], [PROMOTE, 2], [NONE, 2]] as const).entries()) {
      expect(await watched.deploy(app(mode, code, String(index)))).toMatchObject({ succeeded: true });
      watched.assertAsDeclared();
    }
    await watched.pass(10_000);
    await watched.look('all duplicates');
    watched.assertAsDeclared();
    await watched.destroy();
  });
});

test('an event that was refused, and comes once more while CloudFormation takes the driver back by itself, moves nothing', async () => {
  const watched = new WatchedStack({ eventProperties: 'absent' });
  const parked: Mode = { action: 'promote', percent: 0, choices: { resetTraffic: false } };
  await watched.deploy({ ...app(parked, 0), role: 'Runner' });
  const { stage } = watched;
  let events = 0;
  watched.faults = ({ type }) => type === 'Custom::CanaryStage' && events++ === 0 ? { kind: 'duplicate', afterSeconds: 20 } : undefined;
  // Another function takes over, so that a new deployment comes.
  const refused = await watched.deploy({ ...app(HOLD, 0, 'b'), handler: 'Handler', keepsOther: true }, { disableRollback: true });
  expect(refused).toMatchObject({ status: 'UPDATE_FAILED', reason: expect.stringContaining('[BaseRoleRemoved]') });
  await watched.pass(20);
  expect(watched.stage).toEqual(stage);
  expect(await watched.rollBack()).toMatchObject({ status: 'UPDATE_ROLLBACK_COMPLETE' });
  expect(watched.stage).toEqual(stage);
  await watched.destroy();
});

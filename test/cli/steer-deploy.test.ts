import { FakeTerminal } from './fake-terminal';
import { LiveShop, ShopState } from './live-shop';
import { observeStage, stageStates } from '../../rehearsal/observation/observe-stages';

/**
 * Commands beside a deploy that really runs, at each instant of it, and of its rollback: no request fails, the driver judges rightly, and the stage
 * ends as the command said.
 */
let shop: LiveShop;
const V1: ShopState = { code: 'v1', counted: false, variables: { theme: 'light' } };
const HELD: ShopState = { ...V1, code: 'v2', canary: { percentTraffic: 10, stageVariableOverrides: { theme: 'dark' } } };
const HELD_V3: ShopState = { ...HELD, code: 'v3' };

let [v1, v2]: string[] = [];

beforeEach(() => begin());
afterEach(() => shop.close());

async function begin(): Promise<void> {
  shop = await LiveShop.open();
  expect((await shop.deploy(V1)).status).toBe('CREATE_COMPLETE');
  v1 = shop.stage.deploymentId;
  expect((await shop.deploy(HELD)).status).toBe('UPDATE_COMPLETE');
  v2 = shop.stage.canarySettings!.deploymentId;
}

const said = (terminal: FakeTerminal): string => `${terminal.output} ${terminal.errors}`.replace(/\s+/g, ' ');

/** A command in step with a deploy: where it waits for the stack, it goes on after the next thing that CloudFormation does. */
class CommandInStep {
  readonly terminal = shop.newTerminal();
  private exit?: number;
  private wake?: () => void;
  private rests?: () => void;

  constructor(...args: string[]) {
    this.terminal.whileSleeping = async (milliseconds) => {
      if (milliseconds < 3_000) { return void shop.aws.clock.tick(); }
      return new Promise((resolve) => {
        this.wake = resolve;
        this.rests?.();
      });
    };
    void shop.runIn(this.terminal, ...args).then((exit) => {
      this.exit = exit;
      this.rests?.();
    });
  }

  /** Until it waits, or has ended. */
  async rest(): Promise<void> {
    if (this.exit !== undefined || this.wake !== undefined) { return; }
    await new Promise<void>((resolve) => { this.rests = resolve; });
  }

  async goOn(): Promise<void> {
    const { wake } = this;
    this.wake = undefined;
    wake?.();
    await this.rest();
  }

  async end(): Promise<number> {
    while (this.exit === undefined) { await this.goOn(); }
    return this.exit;
  }
}

/** What fails a request of either release now. */
async function failing(): Promise<string[]> {
  const found = await Promise.all(stageStates(shop.aws).map((stage) => observeStage(shop.aws, stage)));
  const answers = found.flatMap((one) => [...one.answers]);
  return answers.filter((one) => one.failure !== undefined).map((one) => `${one.route} of the ${one.release}: ${one.failure}`);
}

/** Deploys, and does something after each thing that CloudFormation does. @returns how many there were */
async function deploying(state: ShopState, act: (index: number) => Promise<void>): Promise<{ readonly status: string; readonly events: number }> {
  let events = 0;
  const stop = shop.aws.cloudFormation.onResourceOperation(async () => {
    await act(events++);
    expect(await failing()).toEqual([]);
  });
  const { status } = await shop.deploy(state);
  stop();
  return { status, events };
}

/** The Stage is updated, and then fails: everything goes back. */
function failAtStage(): void {
  shop.aws.cloudFormation.inject(({ type, phase }) => (
    type === 'AWS::ApiGateway::Stage' && phase === 'update' ? { kind: 'fail', when: 'after' } : undefined
  ));
}

const DEPLOYS: ReadonlyArray<[string, () => void, string]> = [
  ['that succeeds', () => undefined, 'UPDATE_COMPLETE'],
  ['that is rolled back', failAtStage, 'UPDATE_ROLLBACK_COMPLETE'],
];

describe.each(DEPLOYS)('beside a deploy of new code %s', (_, trouble, ends) => {
  beforeEach(() => { trouble(); });

  test('abort at any instant ends with no canary, and with production where it was', async () => {
    let index = 0;
    for (let events = 1; index < events; index++) {
      if (index > 0) { await again(trouble); }
      let command: CommandInStep | undefined;
      const deployed = await deploying(HELD_V3, async (at) => {
        if (at === index) { command = new CommandInStep('abort', 'Shop'); }
        await (at === index ? command?.rest() : command?.goOn());
      });
      events = deployed.events;
      const exit = await command!.end();
      expect({ index, exit, status: deployed.status }).toEqual({ index, exit: 0, status: ends });
      expect({ index, ...shop.stage }).toMatchObject({ index, deploymentId: v1, variables: { theme: 'light' } });
      expect({ index, canary: shop.stage.canarySettings }).toEqual({ index, canary: undefined });
      expect(await failing()).toEqual([]);
    }
    expect(index).toBeGreaterThan(8);
  }, 240_000);

  test('every other command is refused at any instant, and changes nothing', async () => {
    const { status } = await deploying(HELD_V3, async () => {
      if (!/_IN_PROGRESS$/.test(shop.aws.cloudFormation.find('Shop')!.status)) { return; }
      const before = JSON.stringify(shop.stage);
      for (const args of [['promote', 'Shop', '--yes'], ['set-percent', '50', 'Shop', '--yes'], ['rollback', 'Shop', '--yes', '--to', v2]]) {
        const exit = await shop.run(...args);
        expect({ args, exit, id: /\[(\w+)\]\s*$/.exec(shop.terminal.errors)?.[1] }).toEqual({ args, exit: 1, id: 'StackBusy' });
      }
      expect(JSON.stringify(shop.stage)).toBe(before);
    });
    expect(status).toBe(ends);
  }, 120_000);

  test('promote and set-percent with --wait act on what the deploy has left', async () => {
    const commands: CommandInStep[] = [];
    await deploying(HELD_V3, async (at) => {
      if (at === 0) { commands.push(new CommandInStep('set-percent', '50', 'Shop', '--yes', '--wait')); }
      await (at === 0 ? commands[0].rest() : commands[0].goOn());
    });
    expect(await commands[0].end()).toBe(0);
    const canary = shop.stage.canarySettings!;
    expect(canary.percentTraffic).toBe(50);
    expect(canary.deploymentId === v2).toBe(ends === 'UPDATE_ROLLBACK_COMPLETE');
    expect(said(commands[0].terminal)).toContain(`waiting until it is stable (Ctrl-C leaves). The stack is in ${ends}.`);
    expect(await shop.run('promote', 'Shop', '--yes')).toBe(0);
    expect(shop.stage.deploymentId).toBe(canary.deploymentId);
    expect(await failing()).toEqual([]);
  }, 60_000);
});

describe('when a deploy of new code has failed and is not over', () => {
  /** The Stage fails at its update, and again when it is taken back. */
  const stuckInRollback = async (state: ShopState): Promise<void> => {
    shop.aws.cloudFormation.inject(({ type, phase }) => (
      type === 'AWS::ApiGateway::Stage' && ['update', 'rollback'].includes(phase) ? { kind: 'fail', when: 'after' } : undefined
    ));
    expect(await shop.deploy(state)).toEqual({ status: 'UPDATE_ROLLBACK_FAILED' });
    shop.aws.cloudFormation.inject();
  };
  const paused = async (state: ShopState): Promise<void> => {
    failAtStage();
    const { status } = await shop.aws.deploy(shop.synthesize(state, 'paused'), { disableRollback: true });
    expect(status).toBe('UPDATE_FAILED');
    shop.aws.cloudFormation.inject();
  };
  const STUCK: ReadonlyArray<[string, (state: ShopState) => Promise<void>, () => Promise<{ status: string }>]> = [
    ['UPDATE_ROLLBACK_FAILED', stuckInRollback, () => shop.aws.cloudFormation.startContinueRollback('Shop').result],
    ['UPDATE_FAILED', paused, () => shop.aws.cloudFormation.rollbackStack('Shop')],
  ];

  describe.each(STUCK)('in %s', (_, fail, goOn) => {
    test('nothing is promoted, moved or removed, and the way back ends as if nobody had tried', async () => {
      await fail(HELD_V3);
      const before = JSON.stringify(shop.stage);
      for (const args of [['promote', 'Shop', '--yes'], ['set-percent', '50', 'Shop', '--yes'], ['promote', 'Shop', '--yes', '--wait']]) {
        const exit = await shop.run(...args);
        expect({ args, exit, id: /\[(\w+)\]\s*$/.exec(shop.terminal.errors)?.[1] }).toEqual({ args, exit: 1, id: 'StackUnsettled' });
      }
      expect(JSON.stringify(shop.stage)).toBe(before);
      expect(await goOn()).toMatchObject({ status: 'UPDATE_ROLLBACK_COMPLETE' });
      expect(shop.stage).toMatchObject({ deploymentId: v1, canarySettings: { deploymentId: v2, percentTraffic: 10 } });
      expect(await failing()).toEqual([]);
    });

    test('abort takes the canary off at once, and no request fails, neither before nor after the way back', async () => {
      await fail(HELD_V3);
      expect(await shop.run('abort', 'Shop')).toBe(0);
      expect(shop.stage.canarySettings).toBeUndefined();
      expect(await failing()).toEqual([]);
      expect(await goOn()).toMatchObject({ status: 'UPDATE_ROLLBACK_COMPLETE' });
      expect(shop.stage.deploymentId).toBe(v1);
      expect([undefined, v2]).toContain(shop.stage.canarySettings?.deploymentId);
      expect(await failing()).toEqual([]);
      // As it says: abort again then.
      expect(await shop.run('abort', 'Shop')).toBe(0);
      expect(shop.stage.canarySettings).toBeUndefined();
    });

    test('production goes back to what is older than the deploy, not to what the deploy has brought, and stays there', async () => {
      expect(await shop.run('promote', 'Shop', '--yes')).toBe(0);
      await fail({ ...V1, variables: { theme: 'dark' }, code: 'v3' });
      const v3 = shop.aws.apiGateway.listDeployments(shop.restApiId).map(({ id }) => id).find((id) => ![v1, v2].includes(id))!;
      if (shop.stage.deploymentId !== v3) {
        expect(await shop.run('rollback', 'Shop', '--to', v3, '--yes', '--force')).toBe(1);
        expect(said(shop.terminal)).toContain('[StackUnsettled]');
      }
      expect(await shop.run('rollback', 'Shop', '--to', v1, '--yes')).toBe(0);
      expect(shop.stage.deploymentId).toBe(v1);
      expect(await failing()).toEqual([]);
      expect(await goOn()).toMatchObject({ status: 'UPDATE_ROLLBACK_COMPLETE' });
      expect([v1, v2]).toContain(shop.stage.deploymentId);
      expect(await failing()).toEqual([]);
    });
  });
});

describe.each(DEPLOYS)('remove beside a deploy of new code %s', (_, trouble, ends) => {
  /** A canary that gets nothing stands on the stage when the deploy begins. */
  const PARKED: ShopState = { ...HELD, canary: { ...HELD.canary!, percentTraffic: 0 } };

  beforeEach(async () => {
    expect((await shop.deploy(PARKED)).status).toBe('UPDATE_COMPLETE');
    trouble();
  });

  test('is refused at any instant, and changes nothing', async () => {
    let refusals = 0;
    const { status } = await deploying({ ...PARKED, code: 'v3' }, async () => {
      if (!/_IN_PROGRESS$/.test(shop.aws.cloudFormation.find('Shop')!.status)) { return; }
      const before = JSON.stringify(shop.stage);
      const exit = await shop.run('remove', 'Shop');
      expect({ exit, id: /\[(\w+)\]\s*$/.exec(shop.terminal.errors)?.[1] }).toEqual({ exit: 1, id: 'StackBusy' });
      expect(JSON.stringify(shop.stage)).toBe(before);
      refusals++;
    });
    expect(status).toBe(ends);
    expect(refusals).toBeGreaterThan(8);
    expect(shop.stage.deploymentId).toBe(v1);
  }, 120_000);

  test('with --wait takes off what the deploy has left, and no request fails', async () => {
    const commands: CommandInStep[] = [];
    await deploying({ ...PARKED, code: 'v3' }, async (at) => {
      if (at === 0) { commands.push(new CommandInStep('remove', 'Shop', '--wait')); }
      await (at === 0 ? commands[0].rest() : commands[0].goOn());
    });
    expect(await commands[0].end()).toBe(0);
    expect(said(commands[0].terminal)).toMatch(/canary \w+ 0 % none .*the canary is off/);
    expect(said(commands[0].terminal)).toContain(`The stack is in ${ends}.`);
    expect(shop.stage).toMatchObject({ deploymentId: v1, variables: { theme: 'light' } });
    expect(shop.stage.canarySettings).toBeUndefined();
    expect(await failing()).toEqual([]);
  }, 60_000);
});

/** Everything anew, with the same trouble. */
async function again(trouble: () => void): Promise<void> {
  await shop.close();
  await begin();
  trouble();
}

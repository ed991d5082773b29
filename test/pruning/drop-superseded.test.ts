import { ModelAccount, ModelDeploy } from './model-account';
import type { RetainRules } from '../../lib/pruning/contract/pruning-state';
import { DropOptions, DropResult, dropSuperseded } from '../../lib/pruning/run/drop-superseded';
import { findSuperseded } from '../../lib/pruning/run/find-superseded';
import type { PruningWorld } from '../../lib/pruning/run/pruning-world';

const RULES: RetainRules = { keep: 1, minimumAgeMilliseconds: 0, dropsProvisionedConcurrency: true };
const NEW_CODE: ModelDeploy = { code: [true, true], pinned: 0, action: 'none', recorded: true, fails: false, hours: 100 };

let account: ModelAccount;

/** Production on d6, with versions 6. One can go back to d5. */
beforeEach(() => {
  account = new ModelAccount();
  for (let i = 0; i < 5; i++) { account.deploy(NEW_CODE).forEach((step) => step()); }
});

async function drop(options: Partial<DropOptions> = {}, change: (world: PruningWorld) => PruningWorld = (world) => world): Promise<DropResult> {
  const world = account.asWorld();
  const found = await findSuperseded(world, RULES);
  return dropSuperseded(change(world), found, { rules: RULES, limit: 100, ...options });
}

describe('dropSuperseded', () => {
  test('deletes provisioned concurrency first, then deployments, then the versions that only those called', async () => {
    expect((await drop()).end).toBe('done');
    const kinds = account.dropped.map((item) => item.split(' ')[0]);
    expect([...new Set(kinds)]).toEqual(['provisioned', 'deployment', 'version']);
    expect([...account.deployments.keys()]).toEqual(['d5', 'd6']);
    // One more than is called: as far as the clocks tell, version 4 was the newest one when d5 was made.
    expect([...account.versions.keys()].sort()).toEqual(['Orders:4', 'Orders:5', 'Orders:6', 'Users:4', 'Users:5', 'Users:6']);
    // Also of the release that one can go back to: it only starts cold.
    expect([...account.provisioned.keys()].sort()).toEqual(['Orders:6', 'Users:6']);
  });

  test('deletes at most so many, and says that there is more', async () => {
    expect(await drop({ limit: 3 })).toMatchObject({ end: 'limit', dropped: [{}, {}, {}] });
    expect(account.dropped).toHaveLength(3);
  });

  test('ends when somebody wants it to', async () => {
    expect(await drop({ isStopped: () => account.dropped.length === 2 })).toMatchObject({ end: 'stopped', dropped: [{}, {}] });
    expect(account.dropped).toHaveLength(2);
  });

  test('ends when a deploy begins, before it deletes anything more', async () => {
    account.onDeleted = () => { if (account.dropped.length === 2) { account.deploy(NEW_CODE)[0](); } };
    expect(await drop()).toMatchObject({ end: 'changed', why: 'The stack is in UPDATE_IN_PROGRESS.' });
    expect(account.dropped).toHaveLength(2);
  });

  test('ends when a deploy began and ended in between', async () => {
    account.onDeleted = () => { if (account.dropped.length === 2) { account.deploy({ ...NEW_CODE, hours: 1 }).forEach((step) => step()); } };
    const { end } = await drop();
    expect(end).toBe('changed');
    expect(account.dropped).toHaveLength(2);
  });

  test('ends when somebody moves a stage, without waiting for AWS to refuse', async () => {
    account.onDeleted = () => { if (account.dropped.length === 2) { account.goBack('d2'); } };
    expect(await drop()).toMatchObject({ end: 'changed', why: 'A stage was moved: prod on d2.' });
    expect(account.dropped).toHaveLength(2);
    expect(account.missingFor('d2')).toEqual([]);
  });

  test('keeps what AWS says is in use, with all that it calls, and goes on', async () => {
    account.outcomeOf = (item) => item.kind === 'deployment' && item.deploymentId === 'd3' ? { outcome: 'refused', said: 'in use' } : undefined;
    const { end, state } = await drop();
    expect(end).toBe('done');
    expect(state.refused).toEqual(new Map([['deployment d3', 'in use']]));
    expect([...account.deployments.keys()]).toEqual(['d3', 'd5', 'd6']);
    expect(account.missingFor('d3')).toEqual([]);
    expect(account.versions.has('Orders:1')).toBe(false);
  });

  test('looks at a version once more, and keeps it when an event source calls it since', async () => {
    account.onDeleted = () => { account.versions.get('Orders:2')!.hasEventSource = true; };
    expect((await drop()).end).toBe('done');
    expect(account.versions.has('Orders:2')).toBe(true);
    expect(account.versions.has('Users:2')).toBe(false);
  });

  describe('an answer that was lost', () => {
    const lost = { outcome: 'unknown', error: new Error('no answer') } as const;

    test('counts as success when it is gone', async () => {
      account.outcomeOf = (item) => {
        if (item.kind !== 'deployment' || item.deploymentId !== 'd1') { return undefined; }
        account.deployments.delete('d1');
        return lost;
      };
      expect((await drop()).end).toBe('done');
      expect([...account.deployments.keys()]).toEqual(['d5', 'd6']);
    });

    test('ends the run when it is still there', async () => {
      account.outcomeOf = ({ kind }) => kind === 'deployment' ? lost : undefined;
      expect(await drop()).toMatchObject({ end: 'unknown', why: lost.error });
      expect(account.deployments.size).toBe(6);
    });

    test('ends the run when that cannot be read', async () => {
      account.outcomeOf = ({ kind }) => kind === 'deployment' ? lost : undefined;
      expect(await drop({}, (world) => ({ ...world, isThere: async () => { throw new Error('denied'); } }))).toMatchObject({ end: 'unknown' });
    });
  });

  test('tells what is gone when AWS takes no more calls', async () => {
    account.outcomeOf = () => account.dropped.length === 3 ? { outcome: 'failed', error: new Error('slow down') } : undefined;
    expect(await drop()).toMatchObject({ end: 'failed', why: new Error('slow down'), dropped: [{}, {}, {}] });
  });

  test('tells what is gone when the stack cannot be read any more', async () => {
    const blind = (world: PruningWorld): PruningWorld => ({
      ...world, moment: async () => { if (account.dropped.length === 3) { throw new Error('blind'); } return world.moment(); },
    });
    expect(await drop({}, blind)).toMatchObject({ end: 'failed', why: new Error('blind'), dropped: [{}, {}, {}] });
  });
});

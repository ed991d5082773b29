import { NO_API } from '../../lib/pruning/contract/pruner-event';
import type { PrunerWorld } from '../../lib/pruning/handler/pruner-world';
import { runPruner } from '../../lib/pruning/handler/run-pruner';

test('an API that a condition of the template keeps away is not asked for', async () => {
  const lines: any[] = [];
  // Whatever it asks AWS for fails the test.
  const world = {
    time: { now: () => new Date(0) },
    random: () => 0,
    write: (line: object) => lines.push(line),
    ownStackId: 'arn:aws:cloudformation:x:1:stack/Shop/1',
  } as unknown as PrunerWorld;
  const api = { restApiId: NO_API, keep: 1, minimumAgeSeconds: 0, idleForSeconds: 86_400, dropsProvisionedConcurrency: true, functions: [] };
  await runPruner({ functions: [], apis: [api] }, world, { remainingMilliseconds: 600_000 });
  expect(lines.map(({ message }) => message)).toEqual([
    'Looks for what is superseded.', 'Nothing is deleted. A condition of the template keeps the API away.',
  ]);
});

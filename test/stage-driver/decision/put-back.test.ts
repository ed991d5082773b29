import { live } from './situations';
import { putBackOperations } from '../../../lib/stage-driver/decision/put-back';

const HELD = { found: live('d1'), expected: live('d1', 'd2'), deploymentId: 'd2' };
const MOVED = { found: live('d1'), expected: live('d2'), deploymentId: 'd2' };

test.each([
  ['a canary that is as it was asked for', HELD, live('d1', 'd2'), 1],
  [
    'a canary on the deployment of this operation, at any percent',
    HELD,
    live('d1', 'd2', { canary: { ...live('d1', 'd2').canary!, percentTraffic: 77 } }),
    1,
  ],
  ['production on the deployment of this operation', MOVED, live('d2'), 3],
])('takes back %s', (_, written, now, operations) => {
  expect(putBackOperations(written, now)).toHaveLength(operations);
});

test.each([
  ['nothing, when the stage is as it was', HELD, live('d1')],
  ['nothing of somebody else\'s canary', HELD, live('d1', 'd9')],
  ['nothing of somebody else\'s production', MOVED, live('d9')],
  ['nothing of a canary that was there before on the same deployment, and that somebody else has changed', { ...HELD, found: live('d1', 'd2') },
    live('d1', 'd2', { canary: { ...live('d1', 'd2').canary!, percentTraffic: 77 } })],
])('takes back %s', (_, written, now) => {
  expect(putBackOperations(written, now)).toEqual([]);
});

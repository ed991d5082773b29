import { hold, live, none } from './situations';
import { caresFor, removalOperations } from '../../../lib/stage-driver/decision/removal';

const STAGE = { restApiId: 'api', stageName: 'prod' };
const DRIVER = { type: 'Custom::CanaryStage', physicalId: 'api/prod/d1/none', status: 'UPDATE_COMPLETE' };

test('another driver of the stage cares for it, under whatever logical id', () => {
  expect(caresFor(DRIVER, STAGE)).toBe(true);
});

test.each([
  ['one that is being deleted', { ...DRIVER, status: 'DELETE_IN_PROGRESS' }],
  ['one of another stage', { ...DRIVER, physicalId: 'api/beta/d1/none' }],
  ['one that never came to be', { ...DRIVER, physicalId: 'not-created-r' }],
  ['an anchor, whose id looks like a driver\'s', { ...DRIVER, type: 'Custom::CanaryAnchor', physicalId: 'api/prod/d1/d2' }],
])('%s does not', (_, resource) => {
  expect(caresFor(resource, STAGE)).toBe(false);
});

test('every canary goes with the release; of a create that failed only one on its deployment', () => {
  const remove = [{ op: 'remove', path: '/canarySettings' }];
  expect(removalOperations(STAGE, live('d1', 'd2'))).toEqual(remove);
  expect(removalOperations(STAGE, live('d1'))).toEqual([]);
  expect(removalOperations({ ...STAGE, only: { request: hold('d2'), isCreated: true } }, live('d1', 'd2'))).toEqual(remove);
  expect(removalOperations({ ...STAGE, only: { request: hold('d2'), isCreated: true } }, live('d1', 'd3'))).toEqual([]);
});

test('of a create that failed, a canary goes whoever set it, when its deployment goes; otherwise only the one that was asked for', () => {
  const remove = [{ op: 'remove', path: '/canarySettings' }];
  const other = live('d1', 'd1', { canary: { ...live('d1', 'd1').canary!, percentTraffic: 20 } });
  expect(removalOperations({ ...STAGE, only: { request: hold('d1'), isCreated: true } }, other)).toEqual(remove);
  expect(removalOperations({ ...STAGE, only: { request: hold('d1'), isCreated: false } }, other)).toEqual([]);
  expect(removalOperations({ ...STAGE, only: { request: hold('d1'), isCreated: false } }, live('d1', 'd1'))).toEqual(remove);
  expect(removalOperations({ ...STAGE, only: { request: none('d1'), isCreated: false } }, live('d1', 'd1'))).toEqual([]);
});

import * as fc from 'fast-check';
import { live } from './situations';
import { guardOperations, isTakenBack, productionBefore } from '../../../lib/stage-driver/decision/guard';

const ANCHOR = { restApiId: 'api', stageName: 'prod', production: 'd1', deploymentId: 'd2' };

describe('guardOperations', () => {
  test('take production back to where it was', () => {
    expect(guardOperations(ANCHOR, live('d2'))).toEqual([
      { op: 'replace', path: '/canarySettings/deploymentId', value: 'd1' },
      { op: 'copy', from: '/canarySettings/deploymentId', path: '/deploymentId' },
      { op: 'remove', path: '/canarySettings' },
    ]);
  });

  test('take the canary off', () => {
    expect(guardOperations(ANCHOR, live('d1', 'd2'))).toEqual([{ op: 'remove', path: '/canarySettings' }]);
  });

  test('take a canary off where there was no stage to go back to', () => {
    expect(guardOperations({ ...ANCHOR, production: undefined }, live('d2', 'd2'))).toEqual([{ op: 'remove', path: '/canarySettings' }]);
  });

  test('leave a stage alone that is on neither', () => {
    fc.assert(fc.property(fc.constantFrom('d1', 'd3', 'd4'), fc.constantFrom(undefined, 'd1', 'd3', 'd5'), (base, canary) => {
      expect(guardOperations(ANCHOR, live(base, canary))).toEqual([]);
    }), { numRuns: 30 });
  });

  test('keep a canary on another deployment while production goes back', () => {
    const operations = guardOperations(ANCHOR, live('d2', 'd3'));
    expect(operations.map(({ op, path, value }) => [op, path, value].filter(Boolean).join(' '))).toEqual([
      'replace /canarySettings/deploymentId d1', 'copy /deploymentId', 'replace /canarySettings/deploymentId d3',
    ]);
  });
});

describe('isTakenBack', () => {
  test.each([
    'ROLLBACK_IN_PROGRESS', 'UPDATE_ROLLBACK_IN_PROGRESS', 'UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS', 'DELETE_IN_PROGRESS',
  ])('in %s', (status) => {
    expect(isTakenBack(status)).toBe(true);
  });

  test.each(['UPDATE_IN_PROGRESS', 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS', 'UPDATE_COMPLETE', 'CREATE_IN_PROGRESS'])('not in %s', (status) => {
    expect(isTakenBack(status)).toBe(false);
  });
});

describe('productionBefore', () => {
  test('is the live one, when no attempt of this operation has moved it', () => {
    expect(productionBefore('d1', new Map([['d2', 'd0']]))).toBe('d1');
  });

  test('is what the first attempt found, when attempts of this operation have moved it', () => {
    expect(productionBefore('d3', new Map([['d3', 'd2'], ['d2', 'd1']]))).toBe('d1');
  });

  test('ends, whatever anchors say of each other', () => {
    expect(productionBefore('d1', new Map([['d1', 'd2'], ['d2', 'd1']]))).toMatch(/^d[12]$/);
  });
});

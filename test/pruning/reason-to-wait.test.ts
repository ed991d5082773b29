import { reasonToWait } from '../../lib/pruning/decision/reason-to-wait';

describe('reasonToWait', () => {
  test.each(['CREATE_COMPLETE', 'UPDATE_COMPLETE', 'IMPORT_COMPLETE'])('is none after an operation that has succeeded: %s', (status) => {
    expect(reasonToWait({ status })).toBeUndefined();
  });

  test.each([
    'CREATE_IN_PROGRESS', 'UPDATE_IN_PROGRESS', 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS', 'UPDATE_ROLLBACK_IN_PROGRESS', 'DELETE_IN_PROGRESS',
    'UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS', 'REVIEW_IN_PROGRESS',
  ])('is an operation that runs: %s', (status) => {
    expect(reasonToWait({ status })).toBe(`An operation is running: the stack is in ${status}.`);
  });

  test.each([
    'UPDATE_ROLLBACK_COMPLETE', 'IMPORT_ROLLBACK_COMPLETE', 'UPDATE_FAILED', 'UPDATE_ROLLBACK_FAILED', 'ROLLBACK_COMPLETE', 'DELETE_FAILED',
  ])('is an operation that has not succeeded: %s', (status) => {
    expect(reasonToWait({ status })).toBe(`The last operation has not succeeded: the stack is in ${status}.`);
  });

  test('is a status that AWS does not tell', () => {
    expect(reasonToWait({ status: '' })).toBe('The last operation has not succeeded: the stack is in no known state.');
  });

  test('is a stack around this one, whatever this one says', () => {
    expect(reasonToWait({ status: 'UPDATE_COMPLETE', rootId: 'Root' })).toBe('The stack is nested in Root, whose operation may still take it back.');
  });
});

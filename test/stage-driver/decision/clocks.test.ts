import { none } from './situations';
import { gatewayAhead } from '../../../lib/stage-driver/decision/clocks';
import { isMovedSinceBegin } from '../../../lib/stage-driver/decision/memory';

const at = (seconds: number) => new Date(1_900_000_000_000 + seconds * 1000);
/** Heard ten seconds after CloudFormation's, by a handler whose clock is an hour off. */
const gateway = (ahead: number) => ({ told: at(10 + ahead), heard: at(3_610) });
const cloudFormation = { told: at(0), heard: at(3_600) };

describe('how far the clock of API Gateway is ahead', () => {
  test.each([60, -60, 7, 0])('is what the two answers tell (%s s)', (ahead) => {
    expect(gatewayAhead(gateway(ahead), cloudFormation)).toBe(ahead * 1000);
  });

  test.each([1, -1])('is nothing when it is less than answers can tell (%s s)', (ahead) => {
    expect(gatewayAhead(gateway(ahead), cloudFormation)).toBe(0);
  });

  test('is nothing when one of the two does not tell its time', () => {
    expect(gatewayAhead(undefined, cloudFormation)).toBe(0);
    expect(gatewayAhead(gateway(60), undefined)).toBe(0);
  });
});

describe('given clocks that are a minute apart, when no memory knows the operation, a change of the stage', () => {
  const isMoved = (ahead: number, changedAt: number) => isMovedSinceBegin({
    desired: none('d1'),
    operation: { began: at(0), created: new Set(), anchored: new Map(), givenToStage: new Map(), clock: cloudFormation },
    lastUpdated: at(changedAt + ahead),
    gatewayClock: gateway(ahead),
  });

  test.each([60, -60, 0])('of a moment before it began is somebody else\'s (API Gateway %s s ahead)', (ahead) => {
    expect(isMoved(ahead, -3)).toBe(false);
  });

  test.each([60, -60, 0])('of a moment after it began is its own (API Gateway %s s ahead)', (ahead) => {
    expect(isMoved(ahead, 3)).toBe(true);
  });
});

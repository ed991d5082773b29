import type { ClockReading } from '../contract/stack-history';

/** Answers tell whole seconds, and take a while: a smaller difference is none. */
export const ACCURACY_MILLISECONDS = 2_000;

/**
 * How far the clock of API Gateway is ahead of CloudFormation's, in milliseconds. Negative when it is behind.
 *
 * Both services stamp what happened, each by its own clock. Each also tells its time in every answer, and the handler heard both answers by one
 * clock. A service that did not tell its time is taken to agree.
 */
export function gatewayAhead(gateway: ClockReading | undefined, cloudFormation: ClockReading | undefined): number {
  if (gateway === undefined || cloudFormation === undefined) { return 0; }
  const ahead = aheadOfHandler(gateway) - aheadOfHandler(cloudFormation);
  return Math.abs(ahead) < ACCURACY_MILLISECONDS ? 0 : ahead;
}

function aheadOfHandler({ told, heard }: ClockReading): number {
  return told.getTime() - heard.getTime();
}

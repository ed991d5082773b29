import { StageResponse } from '../apigateway/data-plane/messages';

/**
 * Why a request failed before it reached a backend; `undefined` when a backend was reached.
 *
 * A function that throws or returns something malformed fails in its own right, whatever is deployed around it.
 */
export function failureOf(response: Pick<StageResponse, 'failure' | 'cause' | 'status'>): string | undefined {
  switch (response.failure) {
    case 'no-stage':
    case 'no-endpoint':
    case 'configuration-error': return response.cause ?? `The gateway answered ${response.status}`;
    default: return undefined;
  }
}

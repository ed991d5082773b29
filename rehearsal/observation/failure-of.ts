import { StageResponse } from '../apigateway/data-plane/messages';

/**
 * Why a request failed before it reached a backend. `undefined` when a backend was reached.
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

/** What the backend did when it failed in its own right. `undefined` when it did not. */
export function ownFailureOf({ failure, cause, status }: Pick<StageResponse, 'failure' | 'cause' | 'status'>): string | undefined {
  if (failure === 'bad-response' || failure === 'unreachable') { return cause ?? `The gateway answered ${status}`; }
  return failure === undefined && status >= 500 ? 'the backend answered so' : undefined;
}

import { GATEWAY_ANSWERS, GatewayAnswer } from '../gateway-answer';
import { GatewayFailure } from '../messages';

/** Whether a request gets past the gate: on to the integration, or an answer of the gateway and the reason for it. */
export type Admission =
  | { readonly outcome: 'admitted'; readonly authorizer?: Readonly<Record<string, string | number>>; readonly apiKey?: string }
  | { readonly outcome: 'turned-away'; readonly answer: GatewayAnswer; readonly cause: string; readonly failure: GatewayFailure };

export const ADMITTED: Admission = { outcome: 'admitted' };

/** The client's own fault: what it sent is not enough. */
export function refused(answer: keyof typeof GATEWAY_ANSWERS, cause: string, message?: string): Admission {
  const standard: GatewayAnswer = GATEWAY_ANSWERS[answer];
  return { outcome: 'turned-away', answer: message === undefined ? standard : { ...standard, message }, cause, failure: 'refused' };
}

/** What the release needs is not there, or not readable: nobody gets through. */
export function misconfigured(reason: string): Admission {
  const cause = `Execution failed due to configuration error: ${reason}`;
  return { outcome: 'turned-away', answer: GATEWAY_ANSWERS.authorizerConfiguration, cause, failure: 'configuration-error' };
}

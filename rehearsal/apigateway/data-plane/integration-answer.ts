import { HttpResponse } from './messages';

/** What an integration makes of a request: a response, or the reason why the gateway must answer itself. */
export type IntegrationAnswer = (Answered | NotAnswered) & {
  /**
   * Which code the function ran, or would have run: equal for equal code and configuration. Only a rehearsal's question is told. @default - no
   * function was reached
   */
  readonly code?: string;
};

interface Answered {
  readonly outcome: 'answered';
  readonly response: HttpResponse;
  /** Why what is behind it did not run, although it may be called. @default - it ran */
  readonly notRun?: string;
}

interface NotAnswered {
  readonly outcome: 'configuration-error' | 'bad-response' | 'unreachable' | 'unsupported-media-type' | 'no-status' | 'not-played';
  readonly cause: string;
}

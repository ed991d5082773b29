import { HttpResponse } from './messages';

/** What an integration makes of a request: a response, or the reason why the gateway must answer itself. */
export type IntegrationAnswer =
  | {
    readonly outcome: 'answered';
    readonly response: HttpResponse;
    /** Why what is behind it did not run, although it may be called. @default - it ran */
    readonly notRun?: string;
  }
  | { readonly outcome: 'configuration-error' | 'bad-response' | 'unreachable' | 'unsupported-media-type' | 'not-played'; readonly cause: string };

import { AwsServiceError } from '../aws-service-error';

/** What a pattern finds in a line. */
export interface FoundLine {
  /** What a metric filter may count, by its selector: `$.latency`, `$bytes`. */
  readonly values: Readonly<Record<string, string>>;
}

/** Looks at a line. undefined when the pattern does not match it */
export type FilterPattern = (line: string) => FoundLine | undefined;

/** A pattern that the engine does not read. It refuses what it does not know: a pattern that is half understood counts wrongly. */
export class InvalidPattern extends AwsServiceError {
  constructor(pattern: string, problem: string) {
    super('InvalidParameterException', `Invalid or not played metric filter pattern '${pattern}': ${problem}`, 400);
  }
}

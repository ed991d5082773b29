import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as logs from 'aws-cdk-lib/aws-logs';

/**
 * The access log that base and canary release are counted in.
 *
 * A stage that has an access log keeps it: its format gets a mark. A stage without one gets a log group.
 */
export interface AccessLogOptions {
  /**
   * Where API Gateway writes, or which log group an access log of the stage is that refers to it in a way that cannot be read.
   *
   * @default - the log group of the stage's access log. A new one if it has none
   */
  readonly logGroup?: logs.ILogGroup;

  /**
   * How long the lines of a new log group are kept.
   *
   * @default logs.RetentionDays.ONE_MONTH
   */
  readonly retention?: logs.RetentionDays;

  /**
   * Encrypts a new log group. The policy of the key must let `logs.<region>.amazonaws.com` use it. Nothing is granted for you.
   *
   * @default - encrypted by CloudWatch Logs
   */
  readonly encryptionKey?: kms.IKey;

  /**
   * What becomes of a new log group when it leaves the stack.
   *
   * @default RemovalPolicy.DESTROY
   */
  readonly removalPolicy?: RemovalPolicy;

  /**
   * From which latency on a request counts as slow, in `metricSlow()`. Above it, not at it, in whole milliseconds.
   *
   * @default - slow requests are not counted
   */
  readonly slowerThan?: Duration;

  /**
   * Whether you put the mark into the format yourself, because the format is a token. The error `AccessLogFormatIsToken` says which text.
   *
   * @default false
   */
  readonly alreadyMarked?: boolean;
}

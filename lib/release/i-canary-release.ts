import type * as iam from 'aws-cdk-lib/aws-iam';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import type * as logs from 'aws-cdk-lib/aws-logs';
import { IConstruct } from 'constructs';

/**
 * A canary release, seen by what stands beside it in the same stack: outputs, dashboards, alarms on its function.
 *
 * Its values are known at deploy. Other stacks must not import the ids of deployments: CloudFormation does not let an export change while another
 * stack imports it, and these change with every deploy.
 */
export interface ICanaryRelease extends IConstruct {
  /** The name of the released stage. */
  readonly stageName: string;

  /**
   * The deployment that production is on when the stage driver is done. An attribute of the driver, so what uses it waits for the driver.
   *
   * While a canary is held, it is the base release. In a rollout, it is the base beside which the canary is judged: production leaves it with the
   * promotion. What the API calls cannot use it: the driver waits for that.
   */
  readonly baseDeploymentId: string;

  /**
   * The deployment of this template, which is the canary while one is held, or while a rollout runs.
   *
   * After a promotion it is production. After an abort it is on the stage in no role.
   */
  readonly canaryDeploymentId: string;

  /**
   * What this deploy does with the stage: `HOLD`, `PROMOTE`, `ABORT`, `NONE`, `ROLLOUT` or `SKIP`.
   *
   * A token, because `promote()` and `abort()` may still be called. Later versions may add more.
   */
  readonly action: string;

  /** The function that moves the stage. One for all releases of a stack. */
  readonly driverFunction: lambda.IFunction;

  /** The role of that function. */
  readonly driverRole: iam.IRole;

  /** The log group of that function. */
  readonly driverLogGroup: logs.ILogGroup;
}

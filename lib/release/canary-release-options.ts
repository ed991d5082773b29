import { CanarySettings } from './canary-settings';
import { UnqualifiedFunctions } from './unqualified-functions';
import { EndpointBaseline } from '../endpoints/endpoint-baseline';
import { EndpointPolicy } from '../endpoints/endpoint-policy';
import { AccessLogOptions } from '../monitoring/access-log-options';
import { Retain } from '../pruning/retain';
import { CanaryRollout } from '../rollout/canary-rollout';

/**
 * How a stage is released.
 */
export interface CanaryReleaseOptions {
  /**
   * The canary release that the stage holds until somebody promotes or aborts it.
   *
   * @default - no canary: production follows the code, and a canary that is live is removed
   */
  readonly canarySettings?: CanarySettings;

  /**
   * How a release shifts traffic by itself, within one deploy. Not together with `canarySettings`.
   *
   * @default - no rollout
   */
  readonly rollout?: CanaryRollout;

  /**
   * The endpoints that the base release serves, so that synth finds those that cannot be released through a canary.
   *
   * @default - none: the deploy compares with the live base release, before anything moves
   */
  readonly baseline?: EndpointBaseline;

  /**
   * What becomes of endpoints that the base release does not serve: requests for them that land on it would get a 403.
   *
   * @default EndpointPolicy.REJECT
   */
  readonly newEndpoints?: EndpointPolicy;

  /**
   * What becomes of endpoints that the canary release no longer serves: requests for them that land on it would get a 403.
   *
   * @default EndpointPolicy.WARN
   */
  readonly removedEndpoints?: EndpointPolicy;

  /**
   * Endpoints that are not compared, such as `GET /pets`.
   *
   * @default - none
   */
  readonly exceptEndpoints?: string[];

  /**
   * What becomes of methods and Lambda authorizers that call a function without a version.
   *
   * @default UnqualifiedFunctions.WARN - but UnqualifiedFunctions.PIN for a CanaryRestApi
   */
  readonly unqualifiedFunctions?: UnqualifiedFunctions;

  /**
   * The access log that base and canary release are counted in. With it, the stage logs its requests even before a metric is asked for.
   *
   * @default - nothing is logged until a metric of a release is asked for
   */
  readonly accessLog?: AccessLogOptions;

  /**
   * What stays of releases that no request reaches any more: deployments, Lambda versions, and permissions.
   *
   * All releases of one API need the same option. Where they differ, whatever one of them wants to keep stays.
   *
   * @default Retain.everything()
   */
  readonly retain?: Retain;

  /**
   * Whether `cdk deploy` says in its last lines what the stage is on: outputs `<id>Action`, `<id>BaseDeployment`, `<id>CanaryDeployment` and
   * `<id>Percent`, with the id of the release, or of the API that it stands in.
   *
   * They stand in the stack of the stage. That of a nested stack is not among the last lines of `cdk deploy`. Other stacks must not import them: the
   * ids of deployments change with every deploy, and CloudFormation does not let an export change while it is imported.
   *
   * @default false
   */
  readonly outputs?: boolean;
}

/**
 * What becomes of methods and Lambda authorizers of a released API that call a function without a version.
 *
 * There is one code behind such a function, so base and canary release would both run it.
 */
export enum UnqualifiedFunctions {
  /** `cdk synth` prints a warning for each, that can be acknowledged by its id. */
  WARN = 'WARN',
  /** `cdk synth` fails. */
  REJECT = 'REJECT',
  /**
   * They call the current version of the function instead, and API Gateway may invoke it.
   *
   * References are exchanged, and nothing else of the app is changed. Deploy that once with unchanged code and without `canarySettings`,
   * before the first canary.
   */
  PIN = 'PIN',
}

/** What becomes of a deploy that would release endpoints through a canary which only one of the two releases serves. */
export enum EndpointPolicy {
  /** `cdk synth` fails, and so does the deploy, before anything moved. */
  REJECT = 'REJECT',
  /** `cdk synth` prints a warning that can be acknowledged by its id. The deploy goes on. */
  WARN = 'WARN',
  /** Nothing is reported. */
  ALLOW = 'ALLOW',
}

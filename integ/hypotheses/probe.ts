/** A question to AWS that no documentation answers, and the experiment that does. */
export interface Probe {
  /** Id of the stack output with the answer. */
  readonly id: string;
  /** The stage that the experiment is made on; each has its own. */
  readonly stageName: string;
  /** Patch operations to send in single UpdateStage calls before looking. @default - none, CloudFormation did everything */
  readonly attempts?: ReadonlyArray<ReadonlyArray<{ readonly op: string; readonly path: string; readonly value: string }>>;
  /** What to look at: a path in the answer of GetStage, `canaryDeployment` (whether the deployment of the canary exists), or `exportedPaths`. */
  readonly observed: string;
  /** What the values mean; `*` stands for all others. A value without a meaning leaves the question undecided. */
  readonly meanings: ReadonlyArray<readonly [value: string, meaning: string]>;
}

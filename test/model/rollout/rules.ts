/** The rules that make a rollout safe. Each can be left out, to see what it is for. */
export interface RolloutRules {
  /**
   * The driver attaches at 0 %, a step writes only the percent, the promotion only `copy` and `remove`.
   *
   * Otherwise each writes what it wants the stage to be.
   */
  readonly harmlessWrites: boolean;
  /** Before each write the handler reads that CloudFormation waits for this very event. */
  readonly fence: boolean;
  /** A write acts within G after its fence, or never. */
  readonly bound: boolean;
  /** The last reading of a rollback is not earlier than G after its handler began. */
  readonly settle: boolean;
  /** A rollback decides anew from every reading. Otherwise it reads and writes once. */
  readonly replan: boolean;
  /** A rollout begins on a stage without a canary. */
  readonly bareStage: boolean;
  /** Putting back takes off the canary of this rollout, and no other. */
  readonly ownCanary: boolean;
  /** The driver's way back also takes off what a late percent has made of the base itself. */
  readonly latePercent: boolean;
  /** A promotion needs a verdict of its own rollout. */
  readonly verdict: boolean;
  /** What a look could not read is looked at again, and at last put back. Otherwise it counts as a pass. */
  readonly failClosed: boolean;
  /** No rollout begins in a deploy whose rollback a handler runs that does not know it. */
  readonly upgradeFirst: boolean;
  /** What an operation created guards itself: its anchor goes first, and takes the stage off it. */
  readonly anchors: boolean;
}

export type RolloutRule = keyof RolloutRules;

export const ALL_ROLLOUT_RULES: RolloutRules = {
  harmlessWrites: true,
  fence: true,
  bound: true,
  settle: true,
  replan: true,
  bareStage: true,
  ownCanary: true,
  latePercent: true,
  verdict: true,
  failClosed: true,
  upgradeFirst: true,
  anchors: true,
};

export function withoutRolloutRule(rule: RolloutRule): RolloutRules {
  return { ...ALL_ROLLOUT_RULES, [rule]: false };
}

/** The rules that make the way back safe. Each can be left out, to see what it is for. */
export interface Rules {
  /** A rollback whose reading or writing failed is answered FAILED, never SUCCESS. */
  readonly failOnDoubt: boolean;
  /** Before each write the handler reads that CloudFormation waits for this very event. */
  readonly fence: boolean;
  /** A write acts within G after its fence, or never. */
  readonly bound: boolean;
  /** The last reading of a rollback is not earlier than G after its handler began. */
  readonly settle: boolean;
  /** What an operation created guards itself: its anchor goes first, and takes the stage off it. */
  readonly anchors: boolean;
}

export type Rule = keyof Rules;

export const ALL_RULES: Rules = { failOnDoubt: true, fence: true, bound: true, settle: true, anchors: true };

export function without(rule: Rule): Rules {
  return { ...ALL_RULES, [rule]: false };
}

/** Longest duration of an attempt to write, in seconds: the G of the design. */
export const G = 12;

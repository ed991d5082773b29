import type { Superseded } from '../contract/pruning-state';

/** Why something stays. Names are stable. */
export type KeptReason =
  /** A stage serves it, as production or as canary. */
  | 'live'
  /** It is a resource of the stack. */
  | 'in-stack'
  /** One of the releases that a stage can go back to. */
  | 'last-releases'
  /** It may be one of those: CloudFormation has forgotten what the stage was on when it was young. */
  | 'forgotten'
  /** The history of the stack does not say that the stack made it. */
  | 'not-of-this-stack'
  | 'too-young'
  /** A deployment that exists calls it. */
  | 'called'
  /** A deployment that stays may call it: what that deployment calls is not recorded. */
  | 'calls-unknown'
  /** It existed, as the newest one, or came after, when the oldest release was made that stays. */
  | 'not-older'
  | 'alias'
  | 'event-source'
  /** Its policy lets somebody else call it. */
  | 'called-by-others'
  /** Nothing proves that it belonged to a release of this API. */
  | 'never-released'
  /** Somebody has called it in the last days. */
  | 'invoked'
  /** A route of a deployment that stays needs it, or it is none of a route. */
  | 'route'
  /** A right to read was missing. */
  | 'unreadable'
  /** The service refused. */
  | 'refused'
  | 'not-wanted';

export interface Kept {
  readonly item: Superseded;
  readonly because: KeptReason;
  /** Which deployment, alias, right ... */
  readonly detail?: string;
}

/** A reason to keep something, or none. */
export type KeptVerdict = Omit<Kept, 'item'> | undefined;

export function kept(because: KeptReason, detail?: string): Omit<Kept, 'item'> {
  return detail === undefined ? { because } : { because, detail };
}

/** What Lambda does before requests can reach a new version: network interfaces of a VPC, a snapshot (SnapStart), a container image. */
export interface Preparation {
  /** `Infinity`: it never ends. */
  readonly seconds: number;
  /** Why it fails in the end. @default - it succeeds */
  readonly failure?: string;
}

/** Decides what a version needs when it is published. Undefined: requests reach it at once. */
export type Preparing = (functionName: string, version: string) => Preparation | undefined;

/** As GetFunctionConfiguration tells it. */
export interface VersionState {
  readonly State: 'Active' | 'Pending' | 'Failed';
  readonly StateReason?: string;
  readonly StateReasonCode?: string;
}

/** How a version is at an instant. */
export function stateAt(now: Date, published: Date, preparation: Preparation | undefined): VersionState {
  if (preparation === undefined) { return { State: 'Active' }; }
  if (now.getTime() < published.getTime() + preparation.seconds * 1000) {
    return { State: 'Pending', StateReason: 'The function is being created.', StateReasonCode: 'Creating' };
  }
  return preparation.failure === undefined
    ? { State: 'Active' }
    : { State: 'Failed', StateReason: preparation.failure, StateReasonCode: 'InternalError' };
}

/** How Lambda describes a function, a version, or the version behind an alias. */
export interface FunctionState {
  readonly state?: string;
  readonly stateReason?: string;
  /** Of the configuration. A version has that of the function when it was published. */
  readonly lastUpdateStatus?: string;
  readonly lastUpdateStatusReason?: string;
  /** ARN of the role that it runs with. A version keeps that of the function when it was published. */
  readonly role?: string;
}

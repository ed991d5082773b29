import type { TargetOptions } from '../target/target-options';

/** What a person says beside what is to be done. */
export interface SteerOptions extends TargetOptions {
  readonly yes: boolean;
  /** Agreed that a canary which is worse is promoted. @default false */
  readonly althoughWorse?: boolean;
  readonly dryRun: boolean;
  readonly ifCanary?: string;
  readonly ifProduction?: string;
  readonly reason?: string;
  /** How long to stay with an operation of CloudFormation, in milliseconds. @default - as long as the command needs */
  readonly wait?: number;
  /** 8 hexadecimal digits. */
  readonly operationId: string;
}

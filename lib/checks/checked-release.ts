import { CfnResource, IResolvable } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { StageWrites } from './stage-writes';
import { PinFunctions } from '../base-alive/pin-functions';
import { AssemblyResources } from '../construct-tree/assembly-resources';
import { ReleasedStage } from '../release/released-stage';
import { UnqualifiedFunctions } from '../release/unqualified-functions';

/** What stands between driver and Stage. */
export interface CheckedChain {
  readonly steps: readonly CfnResource[];
  readonly promotion: CfnResource;
  readonly counts?: { readonly filters: IConstruct };
}

/** What the checks are told beside the stage. */
export interface CheckedRelease extends ReleasedStage {
  readonly driver: CfnResource;
  /** What the release wrote on the stage. */
  readonly written: StageWrites;
  /** The variables that the release lets the stage render. */
  readonly renderedVariables: IResolvable;
  readonly unqualifiedFunctions: UnqualifiedFunctions;
  /** Whether provisioned concurrency that no stage calls any more is deleted. */
  readonly dropsIdleInstances: boolean;
  /** What lets functions without a version be called by version. Absent unless it is asked for. */
  readonly pins?: PinFunctions;
  /** The steps of a rollout. Known when the release is built. */
  readonly chain: () => CheckedChain | undefined;
  /** Stage variables as the canary release sees them, on top of the stage's. */
  readonly overrides: Readonly<Record<string, string>>;
}

/** Looks at the app when it is complete: adds warnings to constructs, returns errors. */
export type Check = (release: CheckedRelease, resources: AssemblyResources) => readonly Error[] | void;

import type { VariableChanges } from './past-productions';
import type { LiveStage } from '../../lib/stage/live-stage';
import type { PatchOperation } from '../../lib/stage/patch-operations';
import type { CommandError } from '../messages/command-ids';

/** What a person asks of a live stage. */
export type Steering =
  | { readonly command: 'abort' }
  | { readonly command: 'promote'; readonly keepVariables: boolean; readonly keepCanary: boolean }
  | { readonly command: 'set-percent'; readonly percentTraffic: number }
  | { readonly command: 'remove' }
  /** @param to the deployment to go back to. Default: the one that production was on before */
  | { readonly command: 'rollback'; readonly to?: string; readonly keepVariables: boolean; readonly force: boolean };

/** All that a decision needs. */
export interface SteeringSituation {
  readonly stageName: string;
  readonly live: LiveStage;
  /** What the template in force gives the canary. @default - it asks for none, or is not known */
  readonly declaredPercent?: number;
  /** What CloudFormation is doing with the stack: its status. @default - nothing */
  readonly operation?: string;
  /** A deploy that has failed and is not over. @default - none */
  readonly stuck?: StuckDeploy;
  /** The rollout that the operation carries out. Its steps see on the stage what a person does. @default - none */
  readonly rollout?: SteeredRollout;
  /** Versions that the canary calls, and that are gone or may not be called. @default - none is known */
  readonly brokenCalls?: readonly string[];
  /** Where a rollback leads to. @default - nothing tells */
  readonly target?: GoingBack;
  /** The only canary that the person means. @default - any */
  readonly ifCanary?: string;
  /** The only production that the person means. @default - any */
  readonly ifProduction?: string;
}

/** A deploy that has failed, and was neither taken back nor mended: a person has to go on with it. */
export interface StuckDeploy {
  readonly stackName: string;
  /** For instance `UPDATE_ROLLBACK_FAILED`. */
  readonly status: string;
  /** What is older stays, however the deploy ends. @default - not known */
  readonly begunAt?: Date;
}

/** A rollout as far as a person may steer it. */
export interface SteeredRollout {
  /** While a step waits for a person: the percentage that goes on. @default - no step pauses */
  readonly goesOnAt?: number;
}

/** A deployment that production may go back to. */
export interface GoingBack {
  readonly deploymentId: string;
  /** Whether the API still has it. */
  readonly exists: boolean;
  /** @default - not known */
  readonly createdAt?: Date;
  /** What of the stage's variables was otherwise then. */
  readonly variables: VariableChanges;
  /** Versions that it calls, and that are gone or may not be called. */
  readonly brokenCalls: readonly string[];
  /** Whether everything that it calls was found and may be called. */
  readonly isVerified: boolean;
  /** The rights without which it could not be looked at. */
  readonly missingRights: readonly string[];
}

/** How a person agrees: not at all, by y, or by the name of the stage. */
export type Agreement = 'none' | 'yes' | 'stage-name';

/** What one UpdateStage is to make of the stage. */
export interface SteeringPlan {
  readonly before: LiveStage;
  readonly expected: LiveStage;
  readonly operations: readonly PatchOperation[];
  readonly question: Agreement;
}

/** `nothing`: it is so already. `refused`: nothing is written, and the error says why. `write`: one call makes it so. */
export type SteeringDecision =
  | { readonly outcome: 'nothing' }
  | { readonly outcome: 'refused'; readonly error: CommandError }
  | { readonly outcome: 'write'; readonly plan: SteeringPlan };

/** What a decision writes. A plan that changes nothing where it writes nothing. */
export function planIn(decision: SteeringDecision, live: LiveStage): SteeringPlan {
  return decision.outcome === 'write' ? decision.plan : { before: live, expected: live, operations: [], question: 'none' };
}

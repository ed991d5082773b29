import { Rules } from './rules';
import { ModelRun } from '../model-run';
import { Signal } from '../simulation';

export type DeploymentId = number;

/** What a stage serves. */
export interface StageState {
  readonly production: DeploymentId;
  readonly canary?: DeploymentId;
}

/** What one deploy asks for. `created` is the deployment that it brings, if its code is new. */
export interface Operation {
  readonly number: number;
  readonly before: StageState;
  readonly wanted: StageState;
  readonly created?: DeploymentId;
}

export type Kind = 'forward' | 'rollback' | 'anchor';

/** The event of a custom resource. `asks` stands for its properties: two events that ask the same cannot be told apart by them. */
export interface Event {
  readonly kind: Kind;
  readonly operation: Operation;
  readonly asks: string;
  /** CloudFormation waits for the answer to this event here. */
  readonly answer: Signal<'SUCCESS' | 'FAILED' | 'given up'>;
}

export type StackStatus = 'stable' | 'updating' | 'rolling back' | 'cleaning up' | 'rollback failed';

/** What may happen to an operation. */
export const ADVERSITIES = [
  'failed call', 'crash', 'hanging write', 'late event', 'lost event', 'duplicate', 'lost answer', 'cancelled', 'rollback', 'failed rollback',
  'skipped driver', 'stale event refused',
] as const;
export type Adversity = typeof ADVERSITIES[number];

/** Everything that handlers and CloudFormation share, and the chances of one run. */
export class World extends ModelRun<Adversity> {
  stage: StageState = { production: 0 };
  status: StackStatus = 'stable';
  /** The operation that runs, or ran last. */
  operation?: Operation;
  /** What CloudFormation waits for, and since when that can be read. */
  awaited?: { readonly event: Event; readonly visibleFrom: number };
  /** Deployments whose version was deleted: who calls them gets 500. */
  readonly versionsDeleted = new Set<DeploymentId>();
  /** Deployments that are gone themselves: API Gateway refuses to put a stage on one. */
  private readonly gone = new Set<DeploymentId>();
  /** A request that got 500, the first of them. */
  outage?: string;

  constructor(seed: number, readonly rules: Rules) {
    super(seed);
  }

  callFails(): boolean {
    const fails = this.now < this.brokenUntil || this.chance(0.05);
    if (fails) { this.met('failed call'); }
    return fails;
  }

  write(stage: StageState, who: string): void {
    if (isOn(stage, this.gone)) { return; }
    this.stage = stage;
    this.look(who);
  }

  deleteVersion(deployment: DeploymentId): void {
    this.versionsDeleted.add(deployment);
    this.look('the cleanup');
  }

  /** Refused while the stage is on it. */
  deleteDeployment(deployment: DeploymentId): void {
    if (!isOn(this.stage, new Set([deployment]))) { this.gone.add(deployment); }
  }

  private look(who: string): void {
    if (isOn(this.stage, this.versionsDeleted)) {
      const { production, canary } = this.stage;
      this.outage ??= `the stage (${production}/${canary ?? 'none'}) calls a version that is deleted, at ${this.now.toFixed(1)} s, because of ${who}`;
    }
  }
}

function isOn({ production, canary }: StageState, deployments: ReadonlySet<DeploymentId>): boolean {
  return deployments.has(production) || (canary !== undefined && deployments.has(canary));
}

export function sameStage(a: StageState, b: StageState): boolean {
  return a.production === b.production && a.canary === b.canary;
}

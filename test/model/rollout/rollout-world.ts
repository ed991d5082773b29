import type { RolloutRules } from './rules';
import { ModelRun } from '../model-run';
import { Signal } from '../simulation';

/** A canary of a stage. */
export interface ModelCanary {
  readonly deployment: number;
  readonly percent: number;
}

/** What a stage serves. */
export interface ModelStage {
  readonly production: number;
  readonly canary?: ModelCanary;
}

/** What a deploy does. `deployment` is new with it. `HOLD` and `ROLLOUT` begin with it as a canary. */
export interface ModelDeploy {
  readonly number: number;
  readonly action: 'HOLD' | 'ROLLOUT' | 'NONE' | 'PROMOTE' | 'ABORT';
  readonly before: ModelStage;
  readonly deployment: number;
  /** A rollback runs the code of before, which does not know rollouts. */
  readonly hasOldHandler: boolean;
  /** The release is bad: a gate says so. */
  readonly isBad: boolean;
  /** What the stage must be when the deploy succeeds. */
  readonly wanted: ModelStage;
  /** Whether the driver took it on. */
  isBegun: boolean;
  /** Whether every gate has passed. */
  passed: boolean;
  /** What a person did to the stage meanwhile. */
  foreign?: 'aborted' | 'promoted' | 'another canary';
}

/** An event of a custom resource. CloudFormation waits for its answer here. */
export interface ModelEvent {
  readonly kind: 'driver' | 'step' | 'promotion' | 'back' | 'step back' | 'anchor';
  readonly deploy: ModelDeploy;
  /** Of a step: 0 for the first. */
  readonly step: number;
  readonly answer: Signal<'SUCCESS' | 'FAILED' | 'given up'>;
}

export type ModelStatus = 'stable' | 'updating' | 'rolling back' | 'rollback failed' | 'cleaning up';

export const ROLLOUT_ADVERSITIES = [
  'failed call', 'crash', 'hanging write', 'late event', 'duplicate', 'lost answer', 'cancelled', 'rollback', 'skipped driver', 'stale',
  'bad release', 'held canary before', 'old handler', 'stale verdict', 'aborted by hand', 'promoted by hand', 'another canary',
  'next deploy within a minute', 'promoted',
] as const;
export type RolloutAdversity = typeof ROLLOUT_ADVERSITIES[number];

/** Percents of the steps. A long one is split into two of the same percent. */
export const PERCENTS = [5, 50, 50];

/** What the stage must be after a deploy. Undefined where a person has skipped the driver, and nothing else went back for it. */
export interface RolloutEnding {
  expected?: ModelStage;
  /** Somebody else has set a canary, whose percent a late write may have met. */
  isPercentOpen?: boolean;
}

/** Everything that handlers, a person and CloudFormation share, and the chances of one run. */
export class RolloutModel extends ModelRun<RolloutAdversity> {
  stage: ModelStage = { production: 0 };
  status: ModelStatus = 'stable';
  deploy?: ModelDeploy;
  awaited?: { readonly event: ModelEvent; readonly visibleFrom: number };
  /** Deployments whose version was deleted: who calls them gets 500. */
  private readonly versionsDeleted = new Set<number>();
  private readonly gone = new Set<number>();
  /** What must never have been, the first of it. */
  violation?: string;
  /** A step waits for its next look. */
  isQuiet = false;

  constructor(seed: number, readonly rules: RolloutRules) {
    super(seed);
  }

  callFails(): boolean {
    if (this.now < this.brokenUntil) { return true; }
    return this.happens('failed call', 0.04);
  }

  /** UpdateStage is atomic. `change` is what it makes of the stage as it is then. Undefined: API Gateway refuses. */
  write(change: (stage: ModelStage) => ModelStage | undefined, who: string, by: ModelDeploy | 'a person'): void {
    const next = change(this.stage);
    if (next === undefined || [next.production, next.canary?.deployment ?? -1].some((deployment) => this.gone.has(deployment))) { return; }
    const was = this.stage;
    this.stage = next;
    this.look(who);
    if (by !== 'a person') { this.lookAtMove(was, next, who, by); }
  }

  deleteVersion(deployment: number): void {
    this.versionsDeleted.add(deployment);
    this.look('the cleanup');
  }

  deleteDeployment(deployment: number): void {
    if (![this.stage.production, this.stage.canary?.deployment].includes(deployment)) { this.gone.add(deployment); }
  }

  mustBe({ expected, isPercentOpen = false }: RolloutEnding): void {
    if (expected === undefined) { return; }
    const { production, canary } = this.stage;
    const seen = isPercentOpen && canary && expected.canary ? { ...canary, percent: expected.canary.percent } : canary;
    if (!isSameStage({ production, canary: seen }, expected)) {
      this.violated(`the stage is ${JSON.stringify(this.stage)}, it must be ${JSON.stringify(expected)}`);
    }
  }

  private look(who: string): void {
    const served = [this.stage.production, ...this.stage.canary && this.stage.canary.percent > 0 ? [this.stage.canary.deployment] : []];
    if (served.some((deployment) => this.versionsDeleted.has(deployment))) { this.violated(`requests get 500, because of ${who}`); }
  }

  /** Forward, production moves only where the deploy says so, and in a rollout only when every gate has passed. */
  private lookAtMove(was: ModelStage, { production, canary }: ModelStage, who: string, by: ModelDeploy): void {
    const current = this.deploy!;
    const isBack = production === current.before.production || production === by.before.production;
    const isWanted = current.action !== 'ROLLOUT' && production === current.wanted.production;
    const isJudged = production === by.deployment && by.passed && !by.isBad && by === current && by.foreign !== 'aborted';
    const isAllowed = production === was.production || isBack || isWanted || isJudged;
    if (!isAllowed) { this.violated(`production moved to ${production}, which nothing allowed, by ${who}`); }
    const isServed = canary?.deployment === by.deployment && canary.percent > 0;
    if (by.action === 'ROLLOUT' && by.foreign === 'aborted' && isServed) { this.violated(`the canary got traffic after it was aborted, by ${who}`); }
  }

  private violated(what: string): void {
    this.violation ??= `${what}, at ${this.now.toFixed(1)} s`;
  }
}

export function isSameStage(a: ModelStage, b: ModelStage): boolean {
  return a.production === b.production && a.canary?.deployment === b.canary?.deployment && a.canary?.percent === b.canary?.percent;
}

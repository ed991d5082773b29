import type { PruningMoment, PruningReadings, StageReadings } from '../../lib/pruning/contract/pruning-readings';
import { keyOf, StatementReading, Superseded, VersionLook } from '../../lib/pruning/contract/pruning-state';
import type { DeletionOutcome, PruningWorld } from '../../lib/pruning/run/pruning-world';
import type { HistoryEvent } from '../../lib/stage-driver/contract/stack-history';

export const API = 'a1b2c3d4e5';
export const FUNCTIONS = ['Orders', 'Users'];
const ARN = 'arn:aws:lambda:us-east-1:123456789012:function:';
const STACK = { name: 'Shop', id: 'arn:aws:cloudformation:us-east-1:123456789012:stack/Shop/1' };
const HOUR = 3_600_000;

/** What a deploy does in the model. */
export interface ModelDeploy {
  /** Functions with new code. */
  readonly code: readonly boolean[];
  /** How many versions back the integration of the first function stays, whatever its code. */
  readonly pinned: number;
  readonly action: 'none' | 'hold' | 'promote' | 'abort';
  /** Whether the driver's event has `Calls`: an older version of the library had none. */
  readonly recorded: boolean;
  /** Whether it is taken back after the stage was moved. */
  readonly fails: boolean;
  readonly hours: number;
}

interface Deployment {
  readonly createdAt: Date;
  readonly calls: readonly string[];
  readonly isOurs: boolean;
}

interface Version {
  readonly createdAt: Date;
  statements: StatementReading[];
  hasEventSource: boolean;
  invocations: number;
}

interface Stage {
  deploymentId: string;
  canary?: string;
  /** Production at the beginning of each operation, oldest first. */
  readonly productions: string[];
}

/** An account with an API in one stack, a stage of it that another tool owns, and all that a deploy makes. The truth is known here. */
export class ModelAccount {
  readonly stages = new Map<string, Stage>();
  readonly deployments = new Map<string, Deployment>();
  readonly versions = new Map<string, Version>();
  readonly aliases = new Map<string, string>();
  readonly provisioned = new Map<string, number>();
  readonly dropped: string[] = [];
  private events: HistoryEvent[] = [];
  private driver?: string;
  private readonly newest = new Map<string, number>();
  private owned = new Set<string>();
  private status = 'CREATE_COMPLETE';
  private updatedAt?: Date;
  private time = Date.parse('2026-01-01T00:00:00Z');
  private ids = 0;
  private readonly used = new Set<string>();
  /** Called before each call: others go on meanwhile. */
  meanwhile: () => void;
  onDeleted: () => void;
  outcomeOf: (item: Superseded) => DeletionOutcome | undefined;

  constructor() {
    this.meanwhile = this.onDeleted = () => undefined;
    this.outcomeOf = () => undefined;
    this.note('AWS::CloudFormation::Stack', STACK.id, {}, 'CREATE_IN_PROGRESS');
    for (const step of this.deploy({ code: [true, true], pinned: 0, action: 'none', recorded: true, fails: false, hours: 1 })) { step(); }
  }

  pass(hours: number): void {
    this.time += hours * HOUR;
  }

  /** The steps of a deploy: others may come between any two of them. */
  deploy({ code, pinned, action, recorded, fails, hours }: ModelDeploy): Array<() => void> {
    const stage = (): Stage => this.stages.get('prod') ?? this.newStage();
    let deploymentId = '';
    let before: { deploymentId?: string; canary?: string; owned: Set<string>; driver?: string };
    let calls: string[] = [];
    return [
      () => {
        this.pass(hours);
        before = { ...this.stages.get('prod'), owned: this.owned, driver: this.driver };
        this.status = 'UPDATE_IN_PROGRESS';
        this.updatedAt = this.now;
      },
      () => FUNCTIONS.forEach((name, index) => { if (code[index] || !this.newest.has(name)) { this.publish(name); } }),
      () => {
        deploymentId = `d${++this.ids}`;
        calls = FUNCTIONS.map((name, index) => {
          const newest = this.newest.get(name)!;
          const wanted = index === 0 ? newest - pinned : newest;
          return `${name}:${this.versions.has(`${name}:${wanted}`) ? wanted : newest}`;
        });
        this.deployments.set(deploymentId, { createdAt: this.now, calls, isOurs: true });
        this.note('AWS::ApiGateway::Deployment', deploymentId, {});
        this.owned = new Set([deploymentId, ...FUNCTIONS.map((name) => `${ARN}${name}:${this.newest.get(name)}`)]);
      },
      () => {
        const { productions } = stage();
        const production = before.deploymentId ?? deploymentId;
        const driverId = (deployment: string): string => `${API}/prod/${deployment}/none`;
        const previous = productions[productions.length - 1];
        productions.push(production);
        const properties = { RestApiId: API, DeploymentId: deploymentId, ...recorded ? { Calls: calls.map((call) => `${ARN}${call}`) } : {} };
        this.note('Custom::CanaryStage', driverId(previous ?? production), properties, 'UPDATE_IN_PROGRESS');
        this.driver = driverId(production);
        this.note('Custom::CanaryStage', this.driver, properties);
        // CloudFormation deletes the id of before.
        if (previous !== undefined && previous !== production) { this.note('Custom::CanaryStage', driverId(previous), {}, 'DELETE_COMPLETE'); }
        const moved = stage();
        if (action === 'none' || before.deploymentId === undefined) { Object.assign(moved, { deploymentId, canary: undefined }); }
        if (action === 'hold') { moved.canary = deploymentId; }
        if (action === 'promote' && moved.canary !== undefined) { Object.assign(moved, { deploymentId: moved.canary, canary: undefined }); }
        if (action === 'abort') { moved.canary = undefined; }
      },
      () => {
        if (fails && before.deploymentId !== undefined) {
          Object.assign(stage(), { deploymentId: before.deploymentId, canary: before.canary });
          // What the operation made goes with it: RetainExceptOnCreate.
          const made = [...this.owned].filter((id) => !before.owned.has(id));
          made.forEach((id) => { this.deployments.delete(id); this.versions.delete(id.slice(ARN.length)); });
          this.owned = before.owned;
          this.driver = before.driver;
          FUNCTIONS.forEach((name) => this.newest.set(name, Math.max(...[...this.owned].filter((id) => id.startsWith(`${ARN}${name}:`))
            .map((id) => Number(id.split(':').pop())))));
          this.status = 'UPDATE_ROLLBACK_COMPLETE';
        } else {
          this.status = 'UPDATE_COMPLETE';
        }
      },
    ];
  }

  /** Another tool makes a stage of the API on a deployment that exists, or moves it. */
  foreignStage(deploymentId: string, canary?: string): void {
    this.stages.set('other', { deploymentId, canary, productions: [] });
  }

  /** A snapshot by hand, which no stack knows. */
  foreignDeployment(): string {
    const id = `f${++this.ids}`;
    const { calls } = this.deployments.get(this.stages.get('prod')!.deploymentId)!;
    this.deployments.set(id, { createdAt: this.now, calls, isOurs: false });
    return id;
  }

  /** A person goes back: to something that a stage can go back to. */
  goBack(deploymentId: string): void {
    Object.assign(this.stages.get('prod')!, { deploymentId, canary: undefined });
  }

  /** CloudFormation forgets some of the oldest events, or all of them. */
  forget(share: number): void {
    this.events = this.events.slice(Math.ceil(this.events.length * share));
  }

  get now(): Date {
    return new Date(this.time);
  }

  /** Releases of before, newest first, that are there. */
  wayBack(keep: number): string[] {
    const { productions, deploymentId } = this.stages.get('prod')!;
    const before = [...new Set([...productions].reverse())].filter((id) => id !== deploymentId && this.deployments.has(id));
    return before.slice(0, keep);
  }

  /** What a deployment calls and is not there. */
  missingFor(deploymentId: string): string[] {
    const deployment = this.deployments.get(deploymentId);
    return deployment === undefined ? [`deployment ${deploymentId}`] : deployment.calls.filter((call) => !this.versions.has(call));
  }

  isOwned(item: Superseded): boolean {
    if (item.kind === 'deployment') { return this.owned.has(item.deploymentId); }
    return item.kind === 'version' && this.owned.has(`${ARN}${item.functionName}:${item.version}`);
  }

  async moment(): Promise<PruningMoment> {
    this.meanwhile();
    return { status: this.status, updatedAt: this.updatedAt };
  }

  async pause(): Promise<void> {
    this.meanwhile();
  }

  async stagesNow(): Promise<StageReadings[]> {
    return [...this.stages].map(([stageName, { deploymentId, canary }]) => ({
      stageName, deploymentId, canaryDeploymentId: canary, variables: {}, definition: exported(this.deployments.get(deploymentId)?.calls ?? []),
    }));
  }

  async read(): Promise<PruningReadings> {
    this.meanwhile();
    return {
      restApiId: API,
      now: this.now,
      declaredCalls: new Map(),
      stacks: [{
        ...STACK,
        resources: [
          ...[...this.owned].map((physicalId) => ({ logicalId: physicalId, physicalId, type: '', status: 'CREATE_COMPLETE' })),
          { logicalId: 'Driver', physicalId: this.driver, type: 'Custom::CanaryStage', status: 'UPDATE_COMPLETE' },
        ],
      }],
      events: [...this.events].reverse(),
      stages: await this.stagesNow(),
      deployments: [...this.deployments].map(([id, { createdAt }]) => ({ id, createdAt })),
      functions: FUNCTIONS.map((name) => ({
        name,
        versions: this.versionsOf(name).map(([version, { createdAt }]) => ({ version, createdAt })),
        aliases: [...this.aliases].filter(([, target]) => target.startsWith(`${name}:`)).map(([alias, target]) => (
          { name: alias, versions: [target.split(':')[1]] }
        )),
        provisioned: [...this.provisioned].filter(([of]) => of.startsWith(`${name}:`)).map(([of, instances]) => (
          { qualifier: of.split(':')[1], instances }
        )),
        statements: [],
      })),
    };
  }

  async look(functionName: string, version: string): Promise<VersionLook> {
    this.meanwhile();
    const { statements, hasEventSource, invocations } = this.versions.get(`${functionName}:${version}`)
      ?? { statements: [], hasEventSource: false, invocations: 0 };
    return { statements: [...statements], hasEventSource, invocations };
  }

  async routes(): Promise<string[]> {
    return [];
  }

  async delete(item: Superseded): Promise<DeletionOutcome> {
    this.meanwhile();
    const played = this.outcomeOf(item);
    if (played !== undefined) { return played; }
    switch (item.kind) {
      case 'deployment': {
        const isLive = [...this.stages.values()].some(({ deploymentId, canary }) => [deploymentId, canary].includes(item.deploymentId));
        if (isLive) { return { outcome: 'refused', said: 'Active stages pointing to this deployment must be moved or deleted' }; }
        this.deployments.delete(item.deploymentId);
        break;
      }
      case 'version': {
        const called = `${item.functionName}:${item.version}`;
        if ([...this.aliases.values()].includes(called)) { return { outcome: 'refused', said: 'the following aliases reference it' }; }
        this.versions.delete(called);
        this.provisioned.delete(called);
        break;
      }
      case 'provisioned-concurrency': this.provisioned.delete(`${item.functionName}:${item.version}`); break;
      case 'statement': break;
    }
    this.dropped.push(keyOf(item));
    this.onDeleted();
    return { outcome: 'deleted' };
  }

  async isThere(item: Superseded): Promise<boolean> {
    this.meanwhile();
    return item.kind === 'deployment' ? this.deployments.has(item.deploymentId)
      : item.kind === 'version' ? this.versions.has(`${item.functionName}:${item.version}`) : false;
  }

  // `stages` is the truth here, and a call in the interface.
  asWorld(): PruningWorld {
    const stages = (): Promise<StageReadings[]> => { this.meanwhile(); return this.stagesNow(); };
    return {
      moment: () => this.moment(),
      stages,
      read: () => this.read(),
      look: (name, version) => this.look(name, version),
      routes: () => this.routes(),
      delete: (item) => this.delete(item),
      isThere: (item) => this.isThere(item),
      pause: () => this.pause(),
    };
  }

  private newStage(): Stage {
    const stage: Stage = { deploymentId: '', productions: [] };
    this.stages.set('prod', stage);
    return stage;
  }

  private publish(name: string): void {
    // A number is never used twice.
    const version = 1 + Math.max(0, ...[...this.numbers(name)]);
    this.used.add(`${name}:${version}`);
    this.newest.set(name, version);
    this.versions.set(`${name}:${version}`, {
      createdAt: this.now,
      hasEventSource: false,
      invocations: 0,
      statements: [{
        statementId: `Shop-Route${version}-AAAABBBBCCCC`,
        isGateway: true,
        sourceArn: `arn:aws:execute-api:us-east-1:123456789012:${API}/prod/GET/${name.toLowerCase()}`,
      }],
    });
    this.provisioned.set(`${name}:${version}`, 2);
  }

  private numbers(name: string): number[] {
    return [...this.used].filter((one) => one.startsWith(`${name}:`)).map((one) => Number(one.split(':')[1]));
  }

  private versionsOf(name: string): Array<[string, Version]> {
    return [...this.versions].filter(([called]) => called.startsWith(`${name}:`)).map(([called, version]) => [called.split(':')[1], version]);
  }

  private note(type: string, physicalId: string, properties: Record<string, unknown>, status = 'UPDATE_COMPLETE'): void {
    this.events.push({ logicalId: type, physicalId, type, status, time: this.now, properties });
  }
}

/** As GetExport gives it. */
function exported(calls: readonly string[]): object {
  return {
    paths: Object.fromEntries(calls.map((call, index) => [`/route${index}`, {
      get: {
        'x-amazon-apigateway-integration': {
          type: 'aws_proxy', uri: `arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/${ARN}${call}/invocations`,
        },
      },
    }])),
  };
}

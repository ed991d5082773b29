import { ReleasedApp } from './released-app';
import { Stage } from '../../rehearsal/apigateway/model';
import { EngineEvent } from '../../rehearsal/cloudformation/resource-operation';
import { StackRecord } from '../../rehearsal/cloudformation/stack-record';
import { LocalAws } from '../../rehearsal/local-aws';

/** A broken invariant: which one of DESIGN.md section 7, at which instant. */
export class BrokenInvariant extends Error {}

/** Counts what was asked, so that a run can say how much it proves. */
export interface Tally {
  instants: number;
  requests: number;
}

/** Knows what must be true at every instant and after every operation. Knows nothing of how the library achieves it. */
export class Oracle {
  /** The app that each deployment was created from. */
  private readonly appOf = new Map<string, ReleasedApp>();

  /** Routes that the code of some live release declared. */
  private readonly served = new Set<string>();

  private foreignVariables = false;
  private orphans = false;
  private leftovers = false;

  constructor(private readonly aws: LocalAws, private readonly tally: Tally) {}

  /** Invariant 2 and 4: whoever is routed to a release for a route that it has is answered by that release. */
  async atInstant(event: EngineEvent, app: ReleasedApp): Promise<void> {
    this.rememberDeployments(app);
    for (const live of this.liveStages()) {
      this.tally.instants++;
      await this.askStage(live, event);
    }
  }

  private async askStage(live: LiveStage, event: EngineEvent): Promise<void> {
    const canary = live.stage.canarySettings?.deploymentId;
    const onBase = this.routesOf(live.restApiId, live.stage.deploymentId);
    const onCanary = canary === undefined ? onBase : this.routesOf(live.restApiId, canary);
    for (const deploymentId of [live.stage.deploymentId, canary ?? live.stage.deploymentId]) {
      for (const route of declaredRoutes(this.appOf.get(deploymentId)!)) { this.served.add(route); }
    }
    for (const route of onBase) { await this.ask(live, route, 'base', live.stage.deploymentId, event); }
    if (canary === undefined) { return; }
    for (const route of onCanary) { await this.ask(live, route, 'canary', canary, event); }
    // As a client asks: the stage chooses the release.
    const shared = onBase.filter((route) => onCanary.includes(route));
    for (const route of shared.slice(0, 1)) { await this.ask(live, route, undefined, live.stage.deploymentId, event); }
  }

  /** The stage as API Gateway has it. */
  stage(): Stage | undefined {
    return this.liveStages()[0]?.stage;
  }

  /** Invariant 8: an abort moves neither production nor the value of a variable that the stage has. */
  assertAbortMovedNothing(before: Stage | undefined): void {
    const after = this.stage();
    if (!before || !after) { return; }
    const names = Object.keys(before.variables ?? {}).sort();
    const kept = (stage: Stage) => JSON.stringify([stage.deploymentId, names.map((name) => stage.variables?.[name])]);
    if (kept(before) !== kept(after)) { throw new BrokenInvariant(`8: an abort took the stage from ${kept(before)} to ${kept(after)}`); }
  }

  /** Invariant 9: an operation that was refused leaves the stage as it found it. */
  assertRefusalMovedNothing(before: Stage | undefined, reason: string): void {
    const of = (stage: Stage | undefined) => JSON.stringify(stage && [stage.deploymentId, stage.canarySettings, stage.variables ?? {}], sortedKeys);
    if (of(before) !== of(this.stage())) {
      throw new BrokenInvariant(`9: refused (${reason}), and the stage went from ${of(before)} to ${of(this.stage())}`);
    }
  }

  /** Invariant 1: what production is on. */
  production(): string | undefined {
    return this.liveStages()[0]?.stage.deploymentId;
  }

  /** Invariant 3: the live stage is what the template in force declares. */
  assertAsDeclared(stack: StackRecord): void {
    const declared = [...stack.resources.values()].find(({ definition, status }) => definition.type === 'AWS::ApiGateway::Stage'
      && status !== 'CREATE_FAILED' && !status.startsWith('DELETE'));
    const stage = this.liveStages()[0]?.stage;
    if (!declared || !stage) {
      if (Boolean(declared) !== Boolean(stage)) {
        throw new BrokenInvariant(`3: the stage is ${stage ? 'live' : 'not live'}, but ${declared ? '' : 'not '}declared`);
      }
      return;
    }
    const { DeploymentId, CanarySetting, Variables } = declared.properties as any;
    const expected = { deploymentId: DeploymentId, canary: canaryOf(CanarySetting), variables: Variables ?? {} };
    const { canarySettings } = stage;
    const is = {
      deploymentId: stage.deploymentId,
      canary: canarySettings && { ...canarySettings, stageVariableOverrides: canarySettings.stageVariableOverrides ?? {} },
      variables: this.foreignVariables ? { ...stage.variables, ...undeclared(stage.variables ?? {}, expected.variables) } : stage.variables ?? {},
    };
    const [wanted, found] = [expected, is].map((value) => JSON.stringify(value, sortedKeys));
    if (wanted !== found) { throw new BrokenInvariant(`3: the live stage is ${found}, the template declares ${wanted}`); }
  }

  /** A promotion in the console copies overrides into variables that no template declares. They belong to whoever did that. */
  tolerateForeignVariables(): void {
    this.foreignVariables = true;
  }

  /** CloudFormation could not delete a resource of a cleanup. What that depends on may be left with it, the driver's function for instance. */
  tolerateOrphans(): void {
    this.orphans = true;
  }

  /** An operation was paused and tried anew: a removed route may call what the failed attempt brought, which went with the next one. */
  tolerateLeftovers(): void {
    this.leftovers = true;
  }

  /** Invariant 7: nothing is left. */
  assertClean(): void {
    const functions = this.orphans ? [] : this.aws.lambda.listFunctions();
    const left = [
      ...this.aws.apiGateway.listRestApis().map(({ id }) => `API ${id}`), ...functions.map(({ functionName }) => `function ${functionName}`),
    ];
    if (left.length > 0) { throw new BrokenInvariant(`7: destroy left ${left.join(', ')}`); }
  }

  /** Whoever answers must answer as its release would: where changes take a while to arrive, that may be the release of a moment ago. */
  private async ask(live: LiveStage, route: string, release: 'base' | 'canary' | undefined, asked: string, event: EngineEvent): Promise<void> {
    this.tally.requests++;
    const response = await this.aws.dataPlane.invokeStage({
      restApiId: live.restApiId, stageName: live.stage.stageName, method: 'GET', path: route, release,
    });
    const { deploymentId = asked } = response;
    const { code } = this.appOf.get(deploymentId)!;
    // A route that only one of the two has is no question to the other one.
    if (deploymentId !== asked && response.failure === 'no-endpoint') { return; }
    // CloudFormation deletes the method of a removed route in cleanup, after the new deployment was taken: it is still in there, with its old code.
    const removed = !declaredRoutes(this.appOf.get(deploymentId)!).includes(route);
    // One of an attempt that failed was never anybody's, and what such an attempt brought goes with the next one.
    if (removed && (this.leftovers || !this.served.has(route))) { return; }
    if (response.status === 200 && (removed || String(response.body) === String(code))) { return; }
    // And it fails when its function left the template together with it. When the stack is destroyed, nothing holds a function that only the base
    // calls.
    if ((removed || isEnd(event)) && response.cause?.includes('Lambda function does not exist')) { return; }
    throw new BrokenInvariant(`2: GET ${route} on the ${release ?? 'chosen'} release (deployment ${deploymentId} of code ${code}) got `
      + `${response.status} ${String(response.body)}${response.cause ? ` (${response.cause})` : ''} after ${describe(event)}`);
  }

  /** A deployment that is new since the last time was created from this app. */
  rememberDeployments(app: ReleasedApp): void {
    for (const { id } of this.aws.apiGateway.listRestApis()) {
      for (const deployment of this.aws.apiGateway.listDeployments(id)) {
        if (!this.appOf.has(deployment.id)) { this.appOf.set(deployment.id, app); }
      }
    }
  }

  private routesOf(restApiId: string, deploymentId: string): string[] {
    const { snapshot } = this.aws.apiGateway.getDeployment(restApiId, deploymentId);
    return snapshot.resources.filter(({ methods }) => methods.GET).map(({ path }) => path);
  }

  private liveStages(): LiveStage[] {
    return this.aws.apiGateway.listRestApis().flatMap(({ id: restApiId }) =>
      this.aws.apiGateway.listStages(restApiId).map((stage) => ({ restApiId, stage })));
  }
}

interface LiveStage {
  readonly restApiId: string;
  readonly stage: Stage;
}

function declaredRoutes({ routes }: ReleasedApp): string[] {
  return ['/hello', ...routes.map((path) => `/${path}`)];
}

/** The variables that are live but not declared, each undefined so that it does not count. */
function undeclared(live: object, declared: object): object {
  return Object.fromEntries(Object.keys(live).filter((name) => !(name in declared)).map((name) => [name, undefined]));
}

function canaryOf(setting: any) {
  return setting && {
    deploymentId: setting.DeploymentId,
    percentTraffic: setting.PercentTraffic,
    useStageCache: setting.UseStageCache,
    stageVariableOverrides: setting.StageVariableOverrides ?? {},
  };
}

function sortedKeys(_: string, value: unknown): unknown {
  return value && typeof value === 'object' && !Array.isArray(value) ? Object.fromEntries(Object.entries(value).sort()) : value;
}

function isEnd(event: EngineEvent): boolean {
  return event.action === 'status' ? event.status === 'DELETE_IN_PROGRESS' : event.phase === 'delete';
}

export function describe(event: EngineEvent): string {
  return event.action === 'status'
    ? `the stack became ${event.status}`
    : `${event.phase}: ${event.action} ${event.logicalId} (${event.type}) ${event.outcome}`;
}

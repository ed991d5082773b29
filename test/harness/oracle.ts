import { sharesCode, UNRELEASED_STAGE } from './api-shapes';
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

  /** ARNs of versions that have, or had, provisioned concurrency. */
  private readonly provisioned = new Set<string>();

  /** Deployments that plain CDK code has broken. */
  private readonly trapped = new Set<string>();

  /** Routes that the code of some live release declared. */
  private readonly served = new Set<string>();

  private foreignVariables = false;
  private foreignOverrides = false;
  private keptByAbort = false;
  private orphans = false;
  private leftovers = false;
  private otherFunctions = 0;

  /** A function is not what its template says, so that its next version may be of any code. */
  private functionSkipped = false;
  private readonly ofAnyCode = new Set<string>();

  constructor(private readonly aws: LocalAws, private readonly tally: Tally) {}

  /** Invariant 2 and 4: whoever is routed to a release for a route that it has is answered by that release. */
  async atInstant(event: EngineEvent, app: ReleasedApp): Promise<void> {
    this.rememberDeployments(app);
    for (const live of this.releasedStages()) {
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

  /** The released stages as API Gateway has them, by their names. */
  stages(): LiveStages {
    return new Map(this.releasedStages().map(({ stage }) => [stage.stageName, stage]));
  }

  /** Invariant 8: an abort moves neither production nor the value of a variable that the stage has. */
  assertAbortMovedNothing(stagesBefore: LiveStages): void {
    const after = this.stages();
    for (const [name, before] of stagesBefore) {
      const names = Object.keys(before.variables ?? {}).sort();
      const kept = (stage: Stage | undefined) => stage && JSON.stringify([stage.deploymentId, names.map((variable) => stage.variables?.[variable])]);
      const [was, is] = [kept(before), kept(after.get(name))];
      if (is !== undefined && was !== is) { throw new BrokenInvariant(`8: an abort took the stage ${name} from ${was} to ${is}`); }
    }
  }

  /** Invariant 9: an operation that was refused leaves the stage as it found it. */
  assertRefusalMovedNothing(before: LiveStages, reason: string): void {
    const of = (stages: LiveStages) => JSON.stringify(
      [...stages.values()].map((stage) => [stage.stageName, stage.deploymentId, canaryIn(stage), stage.variables ?? {}]), sortedKeys,
    );
    if (of(before) !== of(this.stages())) {
      throw new BrokenInvariant(`9: refused (${reason}), and the stage went from ${of(before)} to ${of(this.stages())}`);
    }
  }

  /** Invariant 1: what production is on, of each stage. */
  production(): string | undefined {
    return this.releasedStages().map(({ stage }) => stage.deploymentId).join(' and ') || undefined;
  }

  /** A release that left takes its canary with it, or says in the cleanup that it could not. */
  assertNoCanary(): void {
    if (this.orphans) { return; }
    for (const { stage } of this.liveStages()) {
      if (stage.canarySettings) { throw new BrokenInvariant(`7: the release left, and its canary stays on ${stage.stageName}`); }
    }
  }

  /** Invariant 3: each live stage is what the template in force declares. */
  assertAsDeclared(stack: StackRecord): void {
    const declared = this.stacksOf(stack).flatMap(({ resources }) => [...resources.values()]).filter(({ definition, status }) =>
      definition.type === 'AWS::ApiGateway::Stage' && status !== 'CREATE_FAILED' && !status.startsWith('DELETE'));
    const live = this.liveStages();
    if (declared.length !== live.length) { throw new BrokenInvariant(`3: ${live.length} stages are live, ${declared.length} are declared`); }
    for (const { stage } of live) {
      this.assertStageAsDeclared(stage, declared.find(({ properties }) => properties.StageName === stage.stageName)?.properties ?? {});
    }
  }

  /** Routes go to another function than before. */
  countOtherFunction(): void {
    this.otherFunctions++;
  }

  /**
   * Statements on an alias or a function without a version share one policy of 20,480 bytes: what a release retains there must not pile up. Versions
   * have a policy each.
   *
   * Routes that go to another function and come back leave their statements on the first one each time, until somebody prunes (compatibility.md).
   */
  assertPoliciesStaySmall(stack: StackRecord): void {
    if (this.orphans) { return; }
    const declared = this.stacksOf(stack).flatMap(({ resources }) => [...resources.values()])
      .filter(({ definition }) => definition.type === 'AWS::Lambda::Permission').length;
    for (const { functionName, policies } of this.aws.lambda.listFunctions()) {
      for (const [qualifier, statements] of policies) {
        const most = /^\d+$/.test(qualifier) ? Infinity : (declared + STANDING_PERMISSIONS) * (1 + this.otherFunctions);
        if (statements.length > most) {
          throw new BrokenInvariant(`policy: ${functionName}:${qualifier} has ${statements.length} statements, the template has ${declared}`);
        }
      }
    }
  }

  /** How many versions have provisioned concurrency, are paid, and are called by nobody. Synth warns of them (`provisionedOnVersion`). */
  idleProvisioned(stack: StackRecord): number {
    for (const { definition, properties, physicalId } of this.stacksOf(stack).flatMap(({ resources }) => [...resources.values()])) {
      const isProvisioned = definition.type === 'AWS::Lambda::Version' && properties.ProvisionedConcurrencyConfig !== undefined;
      if (isProvisioned && physicalId !== undefined) { this.provisioned.add(physicalId); }
    }
    const called = JSON.stringify(this.liveStages().flatMap(({ restApiId, stage }) =>
      [stage.deploymentId, ...stage.canarySettings ? [stage.canarySettings.deploymentId] : []]
        .map((deploymentId) => this.aws.apiGateway.getDeployment(restApiId, deploymentId).snapshot)));
    return [...this.provisioned].filter((arn) => {
      const [name, version] = arn.split(':').slice(6);
      return this.aws.lambda.findFunction(name)?.versions.has(version) && !called.includes(arn);
    }).length;
  }

  private assertStageAsDeclared(stage: Stage, declared: object): void {
    const { DeploymentId, CanarySetting, Variables } = declared as any;
    const canary = canaryIn(stage);
    const variables = this.keptByAbort ? stage.variables : Variables;
    const expected = { deploymentId: DeploymentId, canary: canaryOf(CanarySetting), variables: variables ?? {} };
    const { stageVariableOverrides: overrides = {} } = expected.canary ?? {};
    const is = {
      deploymentId: stage.deploymentId,
      canary: canary && this.foreignOverrides
        ? { ...canary, stageVariableOverrides: declaredOf(canary.stageVariableOverrides, overrides) } : canary,
      variables: this.foreignVariables ? declaredOf(stage.variables ?? {}, expected.variables) : stage.variables ?? {},
    };
    const [wanted, found] = [expected, is].map((value) => JSON.stringify(value, sortedKeys));
    if (wanted !== found) { throw new BrokenInvariant(`3: the live stage is ${found}, the template declares ${wanted}`); }
  }

  /** A promotion in the console copies overrides into variables that no template declares. They belong to whoever did that. */
  tolerateForeignVariables(): void {
    this.foreignVariables = true;
  }

  /** Nobody tells which variables and overrides an earlier attempt has set, where the history does not show what the driver was asked. */
  tolerateUntoldVariables(): void {
    this.foreignVariables = true;
    this.foreignOverrides = true;
  }

  /**
   * An abort keeps a variable whose value its template changes. If the driver's answer is lost in a deploy after it, nobody tells any more that the
   * declared value was never in force.
   *
   * @param declared variables of the abort that has succeeded. Of any other deploy: none
   */
  tolerateKeptByAbort(declared: Readonly<Record<string, string>>): void {
    this.keptByAbort = [...this.stages().values()].some(({ variables = {} }) =>
      Object.entries(declared).some(([name, value]) => variables[name] !== value));
  }

  /** CloudFormation could not delete a resource of a cleanup. What that depends on may be left with it, the driver's function for instance. */
  tolerateOrphans(): void {
    this.orphans = true;
  }

  /** An operation was paused and tried anew: a removed route may call what the failed attempt brought, which went with the next one. */
  tolerateLeftovers(): void {
    this.leftovers = true;
  }

  /** A person has skipped a function: CloudFormation takes it for rolled back, while it has the code of the deploy that failed. */
  tolerateSkippedFunction(): void {
    this.functionSkipped = true;
  }

  /** The stack, and those nested in it. */
  private stacksOf(stack: StackRecord): StackRecord[] {
    const nested = this.aws.cloudFormation.stacks.filter(({ rootId, status }) => rootId === stack.identity.stackId && status !== 'DELETE_COMPLETE');
    return [stack, ...nested];
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
      restApiId: live.restApiId, stageName: live.stage.stageName, method: 'GET', path: route, release, headers: TOKEN,
    });
    const { deploymentId = asked } = response;
    const app = this.appOf.get(deploymentId)!;
    const { code } = app;
    if (this.trapped.has(deploymentId)) { return; }
    // A route that only one of the two has is no question to the other one.
    if (deploymentId !== asked && response.failure === 'no-endpoint') { return; }
    // CloudFormation deletes the method of a removed route in cleanup, after the new deployment was taken: it is still in there, with its old code.
    const removed = !declaredRoutes(app).includes(route);
    // One of an attempt that failed was never anybody's, and what such an attempt brought goes with the next one.
    if (removed && (this.leftovers || !this.served.has(route))) { return; }
    const isAnyRight = removed || anyCode(app) || this.ofAnyCode.has(deploymentId);
    if (response.status === 200 && (isAnyRight || String(response.body) === String(code))) { return; }
    // CloudFormation moves an alias before the driver could wait for its version.
    if (anyCode(app) && response.cause?.includes('Lambda function is not active')) { return; }
    // A removed route of a function that left: another one may have got its name since.
    if (removed && /Invalid permissions|Lambda function is not active/.test(response.cause ?? '')) { return; }
    // And it fails when its function left the template together with it. When the stack is destroyed, nothing holds a function that only the base
    // calls.
    if ((removed || isEnd(event)) && response.cause?.includes('Lambda function does not exist')) { return; }
    throw new BrokenInvariant(`2: GET ${route} on the ${release ?? 'chosen'} release (deployment ${deploymentId} of code ${code}) got `
      + `${response.status} ${String(response.body)}${response.cause ? ` (${response.cause})` : ''} after ${describe(event)}`);
  }

  /** What plain CDK code has broken before a release came, or after it left, stays broken. */
  async tolerateTraps(app: ReleasedApp): Promise<void> {
    this.rememberDeployments(app);
    for (const { restApiId, stage: { stageName, deploymentId } } of this.liveStages()) {
      for (const path of this.routesOf(restApiId, deploymentId)) {
        const { status } = await this.aws.dataPlane.invokeStage({ restApiId, stageName, method: 'GET', path, release: 'base', headers: TOKEN });
        if (status !== 200) { this.trapped.add(deploymentId); }
      }
    }
  }

  /** A deployment that is new since the last time was created from this app. */
  rememberDeployments(app: ReleasedApp): void {
    for (const { id } of this.aws.apiGateway.listRestApis()) {
      for (const deployment of this.aws.apiGateway.listDeployments(id)) {
        if (this.appOf.has(deployment.id)) { continue; }
        this.appOf.set(deployment.id, app);
        if (this.functionSkipped) { this.ofAnyCode.add(deployment.id); }
      }
    }
  }

  private routesOf(restApiId: string, deploymentId: string): string[] {
    const { snapshot } = this.aws.apiGateway.getDeployment(restApiId, deploymentId);
    return snapshot.resources.filter(({ methods }) => methods.GET).map(({ path }) => path);
  }

  /** Of a stage without a release only invariant 3 is asked: CloudFormation alone moves it, and plain CDK falls into its traps there. */
  private releasedStages(): LiveStage[] {
    return this.liveStages().filter(({ stage }) => stage.stageName !== UNRELEASED_STAGE);
  }

  private liveStages(): LiveStage[] {
    return this.aws.apiGateway.listRestApis().flatMap(({ id: restApiId }) =>
      this.aws.apiGateway.listStages(restApiId).map((stage) => ({ restApiId, stage })));
  }
}

/** The stages of an API, by their names. */
export type LiveStages = ReadonlyMap<string, Stage>;

/** Each release adds one for the whole API to an alias or a function, and retains it. */
const STANDING_PERMISSIONS = 2;

/** For routes with an authorizer. The others do not care. */
const TOKEN = { Authorization: 'token' };

/** Whether the release calls what is not its own: then its code changes under it, of which synth warns. Before it came, `PIN` did not pin. */
function anyCode({ shape = 'plain', kind }: ReleasedApp): boolean {
  return sharesCode(shape) || (shape === 'pinned' && kind === 'plain');
}

interface LiveStage {
  readonly restApiId: string;
  readonly stage: Stage;
}

function declaredRoutes({ routes }: ReleasedApp): string[] {
  return ['/hello', ...routes.map((path) => `/${path}`)];
}

/** The variables that are live but not declared, each undefined so that it does not count. */
/** What of the live values a template declares. */
function declaredOf(live: object, declared: object): object {
  return Object.fromEntries(Object.entries(live).filter(([name]) => name in declared));
}

/** API Gateway may leave out a map without entries. */
function canaryIn({ canarySettings: canary }: Stage) {
  return canary && { ...canary, stageVariableOverrides: canary.stageVariableOverrides ?? {} };
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

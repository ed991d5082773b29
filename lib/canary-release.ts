import { Aspects, IResolvable, Lazy, Stack, Token } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import type * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type * as iam from 'aws-cdk-lib/aws-iam';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import type * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { BeforeTraffic } from './base-alive/before-traffic';
import { DeployedCalls } from './base-alive/deployed-calls';
import { KeepBaseAlive } from './base-alive/keep-base-alive';
import { KeepGrants } from './base-alive/keep-grants';
import { PinFunctions } from './base-alive/pin-functions';
import { checkRelease } from './checks/check-release';
import { CheckedRelease } from './checks/checked-release';
import { attachEndpointGuard } from './checks/new-endpoints/endpoint-guard';
import { stageWrites } from './checks/stage-writes';
import { reportWhatIsShared } from './checks/what-is-shared';
import { aspectsAround } from './construct-tree/aspects-around';
import { followCondition, whereItIs } from './construct-tree/condition';
import { SettledValue } from './construct-tree/settled-value';
import { addLateWarning, addNote, addWarning } from './messages/annotations';
import { invalidInput } from './messages/invalid-input';
import { MeasuredRelease } from './monitoring/measured-release';
import type { CanaryPruner } from './pruning/canary-pruner';
import { CheckedRetain, checkedRetain } from './pruning/checked-retain';
import { addPrunedRelease } from './pruning/pruned-apis';
import { ACTION_CONTEXT } from './release/action-context';
import { CanaryReleaseOptions } from './release/canary-release-options';
import { CanarySettings, PromoteOptions, validateCanarySettings } from './release/canary-settings';
import { checkObject } from './release/checked-names';
import { checkOptions, checkReleaseNames } from './release/checked-options';
import { ICanaryRelease } from './release/i-canary-release';
import { injectedProps } from './release/injected-props';
import { OPTION_NAMES } from './release/parted-options';
import { registerRelease, registeredReleases } from './release/registered-releases';
import { CodedRelease, checkActionContext, releaseAction } from './release/release-action';
import { addReleaseOutputs, namedAfter, NO_RELEASE } from './release/release-outputs';
import { ReleasedStage, claimStage } from './release/released-stage';
import { renderVariables } from './release/rendered-variables';
import type { StageVariables } from './release/stage-variables';
import { UnqualifiedFunctions } from './release/unqualified-functions';
import { usualOptions } from './release/usual-options';
import { WhereDeclared } from './release/where-declared';
import { CheckedRollout, checkedRollout } from './rollout/checked-rollout';
import { stepSeconds } from './rollout/contract';
import type { StepChain } from './rollout/step-chain';
import type { LiveStage } from './stage/live-stage';
import { BaseRelease, ReleaseRequest, hasCanary, stageAfter } from './stage/stage-after';
import { CalledFunctions } from './stage-driver/called-functions';
import { CanaryAnchor } from './stage-driver/canary-anchor';
import { DriverProperties, ReleaseAction } from './stage-driver/contract/driver-properties';
import { HANDLER_VERSION } from './stage-driver/contract/physical-id';
import { DeclaredBackends, DeclaredResources, FUNCTIONS, FunctionRoles, ROLES } from './stage-driver/declared-resources';
import { DeclaredRoutes } from './stage-driver/declared-routes';
import { HeldElsewhere } from './stage-driver/held-elsewhere';
import { RestOfStage } from './stage-driver/rest-of-stage';
import { StageDriver } from './stage-driver/stage-driver';

/**
 * Properties of a CanaryRelease. Exactly one of `api` and `stage` is needed.
 */
export interface CanaryReleaseProps extends CanaryReleaseOptions {
  /**
   * The API whose deployment stage (`api.deploymentStage`) is released. It must be built in this app.
   *
   * @default - the API of `stage`
   */
  readonly api?: apigateway.IRestApi;

  /**
   * The stage to release, if the API has several or an explicit one. It must be built in this app.
   *
   * @default - the deployment stage of `api`
   */
  readonly stage?: apigateway.IStage;
}

/** The compiler wants each property here, and no other. */
const CHOICES: { readonly [name in keyof Required<PromoteOptions>]: true } = {
  updateDeployment: true, updateStageVariables: true, resetTraffic: true,
};

/**
 * Releases new deployments of an API Gateway stage through a canary, as part of an ordinary `cdk deploy`.
 *
 * While `canarySettings` are given, production stays on the deployment that the live stage points at, and a share of the requests goes to
 * the new one. `promote()` moves production, `abort()` removes the canary. The release keeps alive what the base release needs:
 * its deployment, the Lambda versions it calls, and their permissions.
 *
 * @example
 * const api = new apigateway.RestApi(this, 'Api');
 * api.root.addResource('hello').addMethod('GET', new apigateway.LambdaIntegration(handler.currentVersion));
 *
 * new CanaryRelease(this, 'Release', { api, canarySettings: { percentTraffic: 10 } });
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/canary-release.html
 */
export class CanaryRelease extends MeasuredRelease implements ICanaryRelease {
  /** The id by which `PropertyInjectors` find releases: an organisation sets defaults that code may overrule. */
  static readonly PROPERTY_INJECTION_ID: string = 'cdk-canary-rest-api.CanaryRelease';

  /** The name of the released stage. */
  readonly stageName: string;

  /**
   * The deployment of this template, which is the canary while one is held, or while a rollout runs.
   *
   * After a promotion it is production. After an abort it is on the stage in no role.
   */
  readonly canaryDeploymentId: string;

  private readonly stage: apigateway.CfnStage;
  private readonly settings?: CanarySettings;
  private readonly variables: () => StageVariables;
  private readonly renderedVariables: IResolvable;
  private readonly driver: StageDriver;
  private calls!: DeployedCalls;
  private readonly rollout?: CheckedRollout | 'all at once';
  private readonly chain?: StepChain;
  private readonly retain?: CheckedRetain;
  private readonly pruner?: CanaryPruner;
  private called?: 'PROMOTE' | 'ABORT';
  private promoteOptions: PromoteOptions = {};

  /**
   * @throws if neither or both of `api` and `stage` are given, if the API or stage is imported, if the API has no deployment stage, if the
   * stage already has a release or a canary of its own, if it belongs to another stack, if its name is a token, or if the settings are
   * out of range, or an entry of `exceptEndpoints` is no endpoint.
   */
  constructor(scope: Construct, id: string, props: CanaryReleaseProps) {
    super(scope, id);
    // JavaScript and Python may leave the properties out.
    const injected: CanaryReleaseProps = injectedProps(CanaryRelease.PROPERTY_INJECTION_ID, props ?? {}, { scope, id });
    const written: CanaryReleaseProps = { ...usualOptions(scope), ...defined(injected) };
    checkReleaseNames(this, written, ['api', 'stage', ...OPTION_NAMES]);
    checkOptions(this, written);
    if (written.canarySettings) { validateCanarySettings(this, written.canarySettings); }
    const given = copied(written);
    this.settings = given.canarySettings;
    if (this.settings && given.rollout !== undefined) { throw invalidInput(this, 'RolloutWithCanarySettings'); }
    this.rollout = given.rollout === undefined ? undefined : checkedRollout(this, given.rollout);
    this.retain = given.retain === undefined ? undefined : checkedRetain(this, given.retain);
    const claimed = claimStage(this, given);
    this.stage = claimed.stage;
    this.stageName = claimed.stageName;
    this.variables = claimed.variables;
    this.canaryDeploymentId = new SettledValue(this, this.stage.deploymentId!).toString();
    this.warnAboutCache();
    this.warnAboutOverrides();

    this.driver = this.addDriver(given, claimed.api);
    this.renderedVariables = this.declareStage();
    const released: ReleasedStage = {
      ...claimed,
      release: this,
      deploymentId: this.canaryDeploymentId,
      action: () => this.decidedAction,
      isHeld: () => ['HOLD', 'ROLLOUT'].includes(this.decidedAction),
      isCanaried: () => hasCanary(this.request) || this.decidedAction === 'ROLLOUT',
    };
    const pins = this.keepBaseAlive(released, given);
    this.pruner = this.addPruner(claimed.api);
    this.reportWhatCannotBeCanaried(released, given, pins);
    this.checkOperatorsWord();
    const percent = this.settings?.percentTraffic;
    this._measure({
      api: claimed.api,
      stage: claimed.stage,
      stageName: this.stageName,
      accessLog: given.accessLog,
      percentTraffic: Token.isUnresolved(percent) ? undefined : percent,
      moverLogs: () => new Set([this.driverLogGroup, ...this.chain ? [this.chain.logGroup] : []]),
    });
    this.chain = this.addSteps();
    if (given.outputs) { addReleaseOutputs(this, () => ({ action: this.decidedAction, stage: this.stageAfterDeploy })); }
  }

  /**
   * The deployment that production is on when the stage driver is done. An attribute of the driver, so what uses it waits for the driver.
   *
   * While a canary is held, it is the base release. In a rollout, it is the base beside which the canary is judged: production leaves it with the
   * promotion. What the API calls cannot use it: the driver waits for that.
   */
  get baseDeploymentId(): string {
    return this.driver.baseDeploymentId;
  }

  /**
   * What this deploy does with the stage: `HOLD`, `PROMOTE`, `ABORT`, `NONE`, `ROLLOUT` or `SKIP`.
   *
   * A token, because `promote()` and `abort()` may still be called. Later versions may add more.
   */
  get action(): string {
    return Lazy.string({ produce: () => this.decidedAction });
  }

  /** The function that moves the stage. One for all releases of a stack. */
  get driverFunction(): lambda.IFunction {
    return this.driver.handler;
  }

  /** The role of that function. */
  get driverRole(): iam.IRole {
    return this.driver.handler.role!;
  }

  /** The log group of that function. */
  get driverLogGroup(): logs.ILogGroup {
    return this.driver.handler.logGroup;
  }

  /** The function that deletes what `retain` does not keep. One for all releases of the outermost stack. Undefined without `Retain.last`. */
  get prunerFunction(): lambda.IFunction | undefined {
    return this.pruner?.handler;
  }

  /**
   * Makes the canary release the production release, with the next deploy.
   *
   * The canary settings stay, with the canary at 0 % if `resetTraffic`. Take them and this call away to delete the canary.
   *
   * @param options which of the three effects to have, all by default
   * @throws if there are no `canarySettings`, also with a `rollout`, which promotes by itself, or if `abort()` was called
   * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/promote-canary-deployment.html
   */
  promote(options: PromoteOptions = {}): void {
    this.call('PROMOTE');
    if (!this.settings) {
      throw invalidInput(this, 'NothingToPromote', this.rollout !== undefined);
    }
    this.promoteOptions = options ?? {};
    const choices = Object.keys(CHOICES) as Array<keyof PromoteOptions>;
    checkObject(this, 'The argument of promote', this.promoteOptions, choices, '{ resetTraffic: false }');
    for (const choice of choices) {
      const chosen: unknown = this.promoteOptions[choice];
      if (chosen === undefined || typeof chosen === 'boolean') { continue; }
      throw invalidInput(this, 'InvalidOption', choice, chosen, 'true, false, or nothing');
    }
    this.promoteOptions = { ...this.promoteOptions };
    if (choices.every((choice) => this.promoteOptions[choice] === false)) { addWarning(this, 'promotesNothing'); }
  }

  /**
   * Rollouts of this stack that broke: a step could not be carried out, and the canary was put back. Sum over 5 minutes. Worth an alarm.
   *
   * A rollout that was stopped by a gate has not broken.
   *
   * @param props how it is shown and computed
   * @throws if the release has no rollout in steps
   * @see https://docs.aws.amazon.com/step-functions/latest/dg/procedure-cw-metrics.html
   */
  metricBrokenRollouts(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    if (this.chain === undefined) { throw invalidInput(this, 'NoRollout'); }
    return this.chain.metricBroken(props);
  }

  /**
   * Takes the canary off the stage, with the next deploy. Production stays on the base release.
   *
   * @throws if `promote()` was called
   */
  abort(): void {
    this.call('ABORT');
  }

  private call(action: 'PROMOTE' | 'ABORT'): void {
    if (this.called && this.called !== action) {
      throw invalidInput(this, 'ContradictingActions', `The code calls ${this.called.toLowerCase()}()`, `it calls ${action.toLowerCase()}(), too`);
    }
    this.called = action;
  }

  private get coded(): CodedRelease {
    const rollout = this.rollout && (this.rollout === 'all at once' ? 'atOnce' : 'steps');
    return { scope: this, paths: pathsOf(this), hasCanarySettings: this.settings !== undefined, rollout, called: this.called };
  }

  /** Out of code and context. Known when the app is complete. */
  private get decidedAction(): ReleaseAction {
    return releaseAction(this.coded).action;
  }

  /** An override of a variable that the stage does not have is usually a typo, and the base sees nothing of it. */
  private warnAboutOverrides(): void {
    const overrides = this.settings?.stageVariableOverrides;
    if (overrides === undefined || Token.isUnresolved(overrides)) { return; }
    this.node.addValidation({
      validate: () => {
        const known = Object.keys(this.variables());
        const unknown = Object.keys(overrides).filter((name) => !Token.isUnresolved(name) && !known.includes(name));
        if (known.length > 0 && unknown.length > 0) { addLateWarning(this, 'overrideWithoutVariable', unknown, this.stageName, known); }
        return [];
      },
    });
  }

  private warnAboutCache(): void {
    if (this.settings?.useStageCache === true && this.stage.cacheClusterEnabled !== true) {
      addWarning(this, 'useStageCacheWithoutCache', this.stageName);
    }
  }

  /** What `canarySettings` ask for, whatever this deploy does with it. */
  private get codedCanary(): ReleaseRequest['canary'] {
    const { settings } = this;
    return settings && {
      percentTraffic: settings.percentTraffic,
      useStageCache: settings.useStageCache ?? false,
      stageVariableOverrides: settings.stageVariableOverrides ?? {},
    };
  }

  /** For `cdk-canary`: what a deploy after this abort does depends on what the code asks for. */
  private get settingsAside(): DriverProperties['SettingsAside'] {
    if (this.decidedAction !== 'ABORT' || this.codedCanary === undefined) { return undefined; }
    const { percentTraffic, useStageCache, stageVariableOverrides } = this.codedCanary;
    return { PercentTraffic: percentTraffic, UseStageCache: useStageCache, StageVariableOverrides: stageVariableOverrides };
  }

  /** What this deploy asks of the stage. Known when the app is complete. */
  private get request(): ReleaseRequest {
    const { decidedAction: action, promoteOptions } = this;
    return {
      action,
      deploymentId: this.canaryDeploymentId,
      variables: this.variables(),
      canary: hasCanary({ action }) ? this.codedCanary : undefined,
      promote: action === 'PROMOTE' ? {
        updateDeployment: promoteOptions.updateDeployment ?? true,
        updateStageVariables: promoteOptions.updateStageVariables ?? true,
        resetTraffic: promoteOptions.resetTraffic ?? true,
      } : undefined,
    };
  }

  /** For its outputs: there may be neither base nor canary where a condition keeps the stage away. */
  private get stageAfterDeploy(): LiveStage {
    const { deploymentId, canary, ...stage } = stageAfter(this.request, this.baseRelease);
    const told = (id: string): string => whereItIs(this.stage, id, NO_RELEASE);
    return { ...stage, deploymentId: told(deploymentId), canary: canary && { ...canary, deploymentId: told(canary.deploymentId) } };
  }

  private addDriver(options: CanaryReleaseOptions, api: apigateway.CfnRestApi): StageDriver {
    const requested = (value: (request: ReleaseRequest) => unknown) => Lazy.any({ produce: () => value(this.request) });
    return new StageDriver(this, 'Driver', {
      restApiId: this.stage.restApiId,
      stageName: this.stageName,
      properties: {
        RestApiId: this.stage.restApiId,
        StageName: this.stageName,
        Action: requested(({ action }) => action),
        Hold: Lazy.any({ produce: () => releaseAction(this.coded).hold || undefined }),
        DeploymentId: this.canaryDeploymentId,
        Variables: this.declaredVariables,
        PercentTraffic: requested(({ canary }) => canary?.percentTraffic),
        UseStageCache: requested(({ canary }) => canary?.useStageCache),
        StageVariableOverrides: requested(({ canary }) => canary?.stageVariableOverrides),
        SettingsAside: Lazy.any({ produce: () => this.settingsAside }),
        UpdateDeployment: requested(({ promote }) => promote?.updateDeployment),
        UpdateStageVariables: requested(({ promote }) => promote?.updateStageVariables),
        ResetTraffic: requested(({ promote }) => promote?.resetTraffic),
        NewEndpoints: options.newEndpoints,
        RemovedEndpoints: options.removedEndpoints,
        ExceptEndpoints: options.exceptEndpoints,
        Functions: new DeclaredResources(Stack.of(this), FUNCTIONS, false),
        RetainedFunctions: new DeclaredResources(Stack.of(this), FUNCTIONS, true),
        Roles: new DeclaredResources(Stack.of(this), ROLES, false),
        RetainedRoles: new DeclaredResources(Stack.of(this), ROLES, true),
        Backends: new DeclaredBackends(Stack.of(this), false),
        RetainedBackends: new DeclaredBackends(Stack.of(this), true),
        FunctionRoles: new FunctionRoles(Stack.of(this)),
        Routes: new DeclaredRoutes(api),
        CalledFunctions: new CalledFunctions(Stack.of(this), api),
        Holds: new HeldElsewhere(Stack.of(this)),
        Calls: Lazy.uncachedAny({ produce: (context) => this.calls.arns(context) }),
        RolloutDigest: Lazy.any({ produce: () => this.chain?.digest }),
        RolloutLogMark: Lazy.any({ produce: () => this.chain?.counts?.mark }),
        RolloutSlowerThan: Lazy.any({ produce: () => this.chain?.counts && this.chain.slowerThan.length > 0 ? this.chain.slowerThan : undefined }),
        HandlerVersion: HANDLER_VERSION,
      },
      stageTemplate: new RestOfStage(this.stage),
    });
  }

  /**
   * The Stage resource records what is true once the driver is done.
   *
   * Every property is explicit: CloudFormation keeps the live value of an absent one (aws/aws-cdk#33901).
   *
   * @returns the variables that it renders
   */
  private declareStage(): IResolvable {
    const after = () => stageAfter(this.request, this.baseRelease);
    this.stage.node.addDependency(this.driver.resource);
    this.stage.deploymentId = Lazy.string({ produce: () => after().deploymentId });
    this.stage.canarySetting = Lazy.any({ produce: () => after().canary });
    const variables = Lazy.uncachedAny({
      produce: () => {
        const { variables: wanted } = after();
        return Object.keys(wanted).length > 0 ? wanted : undefined;
      },
    });
    renderVariables(this.stage, variables);
    return variables;
  }

  /** As the driver is told them. */
  private get declaredVariables(): IResolvable {
    return Lazy.uncachedAny({ produce: () => this.variables() });
  }

  /** Between driver and Stage, in every mode: an operation that has nothing to shift says so. */
  private addSteps(): StepChain | undefined {
    const { rollout, driver } = this;
    if (rollout === undefined || rollout === 'all at once') { return undefined; }
    // Loaded with the first rollout: an app without one does not wait for it at import.
    // eslint-disable-next-line @typescript-eslint/no-require-imports
    const chains = require('./rollout/step-chain') as typeof import('./rollout/step-chain');
    const chain = new chains.StepChain(this, 'Rollout', {
      rollout,
      driver,
      restApiId: this.stage.restApiId,
      stageName: this.stageName,
      deploymentId: this.canaryDeploymentId,
      variables: this.declaredVariables,
    });
    this.stage.node.addDependency(chain.promotion);
    chain.parts.forEach((resource) => followCondition(resource, this.stage));
    addNote(this, 'rolloutSchedule', this.stageName, rollout.steps.map((step) => `${step.percentTraffic} % for ${stepSeconds(step) / 60} min`),
      rollout.totalSeconds / 60);
    if (rollout.dryRun) { addWarning(this, 'rolloutOnlyWatches'); }
    return chain;
  }

  /** What an abort leaves as it is, as far as the template can name it. */
  private get baseRelease(): BaseRelease {
    const { driver } = this;
    const variables = Object.fromEntries(Object.entries(this.variables())
      .map(([name, value]) => [name, WhereDeclared.inPlaceOf(value, driver.liveVariable(name))]));
    return { deploymentId: driver.baseDeploymentId, variables };
  }

  private keepBaseAlive(released: ReleasedStage, { unqualifiedFunctions }: CanaryReleaseOptions): PinFunctions | undefined {
    const anchor = CanaryAnchor.of(released.stage, {
      driver: this.driver, properties: { RestApiId: released.stage.restApiId, StageName: released.stageName, DeploymentId: released.deploymentId },
    });
    // A stage that a condition keeps away has no release either: the driver would look for it in vain.
    [...this.driver.parts, anchor.resource].forEach((resource) => followCondition(resource, this.stage));
    const beforeTraffic = new BeforeTraffic(this.driver.resource, anchor.resource, released.api);
    this.calls = new DeployedCalls(beforeTraffic, (readable) => this.driver.letReadFunctions(readable));
    const pins = unqualifiedFunctions === UnqualifiedFunctions.PIN ? new PinFunctions(released, beforeTraffic) : undefined;
    // First of all: the others look at what is called then.
    if (pins) { aspectsAround(this).add(pins); }
    // Permissions may stand anywhere in the app: beside the method, the function, the authorizer.
    aspectsAround(this).add(new KeepBaseAlive(released, beforeTraffic, this.calls));
    aspectsAround(this).add(new KeepGrants(released, beforeTraffic));
    return pins;
  }

  /** No operation waits for it, and nothing that the release does depends on it. */
  private addPruner(api: apigateway.CfnRestApi): CanaryPruner | undefined {
    addPrunedRelease(api, { release: this, retain: this.retain, functions: () => this.calls.functions() });
    if (this.retain === undefined) { return undefined; }
    // Loaded with the first release that wants it: an app without one does not wait for it at import.
    // eslint-disable-next-line @typescript-eslint/no-require-imports
    const pruners = require('./pruning/canary-pruner') as typeof import('./pruning/canary-pruner');
    const pruner = pruners.CanaryPruner.of(Stack.of(this));
    pruner.add(api);
    return pruner;
  }

  private reportWhatCannotBeCanaried(released: ReleasedStage, options: CanaryReleaseOptions, pins: PinFunctions | undefined): void {
    const { stageVariableOverrides: overrides = {}, percentTraffic: percent } = this.settings ?? {};
    const checked: CheckedRelease = {
      ...released,
      driver: this.driver.resource,
      written: stageWrites(this.stage),
      renderedVariables: this.renderedVariables,
      unqualifiedFunctions: options.unqualifiedFunctions ?? UnqualifiedFunctions.WARN,
      dropsIdleInstances: this.retain?.dropsProvisionedConcurrency ?? false,
      pins,
      chain: () => this.chain,
      overrides: Token.isUnresolved(overrides) ? {} : overrides,
    };
    checkRelease(checked);
    reportWhatIsShared(checked, options.baseline);
    attachEndpointGuard(released, { ...options, percentTraffic: Token.isUnresolved(percent) ? undefined : percent });
  }

  /** Looks before the templates are written: CDK wraps an error in the value of a property in words of its own. */
  private checkOperatorsWord(): void {
    registerRelease(this, () => this.coded);
    Aspects.of(this).add({
      visit: (node) => {
        if (node !== this) { return; }
        checkActionContext(this, registeredReleases(this.node.root));
        releaseAction(this.coded);
      },
    });
    this.node.addValidation({
      validate: () => {
        if (releaseAction(this.coded).abortsOverCode) { addLateWarning(this, 'abortOverCode', ACTION_CONTEXT); }
        return [];
      },
    });
  }
}

/** A release in the scope of its API, as that of a CanaryRestApi, goes by the path of the API, too. */
function pathsOf(release: CanaryRelease): string[] {
  return [...new Set([namedAfter(release).node.path, release.node.path])];
}

/**
 * With copies of what is read when the app is complete: whoever wrote the object may have changed it by then, for instance for the next release.
 *
 * @param given what is known to have the right types
 */
function copied<Options extends CanaryReleaseOptions>(given: Options): Options {
  const { canarySettings: settings, exceptEndpoints } = given;
  const overrides = settings?.stageVariableOverrides;
  const canarySettings = settings && {
    percentTraffic: settings.percentTraffic,
    useStageCache: settings.useStageCache,
    stageVariableOverrides: Token.isUnresolved(overrides) ? overrides : overrides && { ...overrides },
  };
  return { ...given, ...settings && { canarySettings }, ...exceptEndpoints && { exceptEndpoints: [...exceptEndpoints] } };
}

/** Without options that are there and have no value: they would hide a default. */
function defined<Options extends object>(options: Options): Options {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as Options;
}

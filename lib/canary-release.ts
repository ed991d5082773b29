import { Annotations, Aspects, CfnResource, IResolvable, IResolveContext, Lazy, Stack, Token } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import { Construct } from 'constructs';
import { CanarySettings, PromoteOptions, validateCanarySettings } from './canary-settings';
import { invalidInput } from './invalid-input';
import { KeepBaseAlive } from './keep-base-alive';
import { releaseAction, unknownContextPaths } from './release-action';
import { SharedCodeReport } from './shared-code-report';
import { ReleaseAction } from './stage-driver/driver-properties';
import { StageDriver } from './stage-driver/stage-driver';

/**
 * How a stage is released.
 */
export interface CanaryReleaseOptions {
  /**
   * The canary release that the stage holds until somebody promotes or aborts it.
   *
   * @default - no canary: production follows the code, and a canary that is live is removed
   */
  readonly canarySettings?: CanarySettings;
}

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

const RELEASE = Symbol.for('cdk-canary-rest-api.CanaryRelease');

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
export class CanaryRelease extends Construct {
  /** The name of the released stage. */
  public readonly stageName: string;

  private readonly stage: apigateway.CfnStage;
  private readonly settings?: CanarySettings;
  private readonly variables: { [name: string]: string };
  /** The deployment of this template, as the Stage pointed at it before this release. */
  private readonly newDeploymentId: string;
  private readonly driver: StageDriver;
  private called?: 'PROMOTE' | 'ABORT';
  private promoteOptions: PromoteOptions = {};

  /**
   * @throws if neither or both of `api` and `stage` are given, if the API or stage is imported, if the API has no deployment stage, if the
   * stage already has a release or a canary of its own, if it belongs to another stack, if its name is a token, or if the settings are
   * out of range.
   */
  constructor(scope: Construct, id: string, props: CanaryReleaseProps) {
    super(scope, id);
    this.settings = props.canarySettings;
    if (this.settings) { validateCanarySettings(this, this.settings); }
    this.stage = this.stageOf(props);
    this.stageName = this.literalStageName();
    this.claimStage();
    this.variables = this.declaredVariables();
    this.newDeploymentId = this.stage.deploymentId!;
    this.warnAboutCache();

    const api = this.apiOf(props);
    this.driver = this.addDriver();
    this.declareStage();
    this.keepBaseAlive(api);
  }

  /**
   * Makes the canary release the production release, with the next deploy.
   *
   * The canary settings stay, with the canary at 0 % if `resetTraffic`; take them and this call away to delete the canary.
   *
   * @param options which of the three effects to have; all by default
   * @throws if there are no `canarySettings`, or `abort()` was called
   * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/promote-canary-deployment.html
   */
  public promote(options: PromoteOptions = {}): void {
    this.call('PROMOTE');
    if (!this.settings) {
      throw invalidInput(this, 'NothingToPromote',
        'promote() needs the canarySettings of the canary release that it promotes; there are none. Keep canarySettings until the promotion is deployed.');
    }
    this.promoteOptions = options;
  }

  /**
   * Takes the canary off the stage, with the next deploy; production stays on the base release.
   *
   * @throws if `promote()` was called
   */
  public abort(): void {
    this.call('ABORT');
  }

  private call(action: 'PROMOTE' | 'ABORT'): void {
    if (this.called && this.called !== action) {
      throw invalidInput(this, 'ContradictingActions', 'promote() and abort() were both called on one release. Take one of the two away.');
    }
    this.called = action;
  }

  /** Out of code and context; known when the app is complete. */
  private get action(): ReleaseAction {
    return releaseAction({
      scope: this, paths: pathsOf(this), hasCanarySettings: this.settings !== undefined, called: this.called,
    });
  }

  private stageOf(props: CanaryReleaseProps): apigateway.CfnStage {
    if ((props.api === undefined) === (props.stage === undefined)) {
      throw invalidInput(this, 'ApiOrStage',
        `Exactly one of api and stage is needed, got ${props.api ? 'both' : 'neither'}. Pass stage when the API has several stages, api otherwise.`);
    }
    const stage = props.stage ?? (props.api as apigateway.IRestApi | undefined)?.deploymentStage;
    if (stage === undefined) {
      throw isBuiltHere(props.api!)
        ? invalidInput(this, 'NoDeploymentStage', 'The API has no deployment stage (deploy is false). Set api.deploymentStage, or pass the stage as stage.')
        : invalidInput(this, 'ImportedApi', 'The API is imported; a canary release needs the deployment and stage that this app builds. Add the release in the app that builds the API.');
    }
    const resource = stage.node.defaultChild;
    if (!CfnResource.isCfnResource(resource)) {
      throw invalidInput(this, 'ImportedStage', 'The stage is imported; a canary release needs a stage that this app builds. Add the release in the app that builds the stage.');
    }
    if (Stack.of(resource) !== Stack.of(this)) {
      throw invalidInput(this, 'OtherStack', `The stage belongs to stack ${Stack.of(resource).node.path}. Create the release in that stack.`);
    }
    return resource as apigateway.CfnStage;
  }

  private apiOf(props: CanaryReleaseProps): apigateway.CfnRestApi {
    const api = props.api ?? props.stage!.restApi;
    if (!isBuiltHere(api)) {
      throw invalidInput(this, 'ImportedApi', 'The API is imported; a canary release needs the deployment and stage that this app builds. Add the release in the app that builds the API.');
    }
    return api.node.defaultChild as apigateway.CfnRestApi;
  }

  private literalStageName(): string {
    const name = this.stage.stageName;
    if (name === undefined || Token.isUnresolved(name)) {
      throw invalidInput(this, 'StageNameIsToken',
        'The name of the stage must be a literal: permissions and the driver need it before the stage exists. Write the name as a string.');
    }
    return name;
  }

  private declaredVariables(): { [name: string]: string } {
    const { variables } = this.stage;
    if (Token.isUnresolved(variables)) {
      throw invalidInput(this, 'VariablesAreToken', 'The stage variables must be an object of names and values; values may be tokens. Write the names literally.');
    }
    return { ...variables as { [name: string]: string } | undefined };
  }

  private claimStage(): void {
    const holder = (this.stage as any)[RELEASE] as CanaryRelease | undefined;
    if (holder) {
      throw invalidInput(this, 'SecondRelease', `The stage ${this.stageName} already has the release ${holder.node.path}. One stage has one release: use that one.`);
    }
    if (this.stage.canarySetting !== undefined) {
      throw invalidInput(this, 'ForeignCanarySetting', `The stage ${this.stageName} has a canarySetting of its own. Remove it and describe the canary in canarySettings.`);
    }
    Object.defineProperty(this.stage, RELEASE, { value: this });
  }

  private warnAboutCache(): void {
    if (this.settings?.useStageCache === true && this.stage.cacheClusterEnabled !== true) {
      Annotations.of(this).addWarningV2('cdk-canary-rest-api:useStageCacheWithoutCache',
        `useStageCache is true, but the stage ${this.stageName} has no cache cluster, so canary requests are not cached. Set cacheClusterEnabled on the stage, or leave useStageCache out.`);
    }
  }

  private addDriver(): StageDriver {
    const whenCanaried = <T>(value: (settings: CanarySettings) => T) => Lazy.any({
      produce: () => this.action === 'HOLD' || this.action === 'PROMOTE' ? value(this.settings!) : undefined,
    });
    const whenPromoting = (choice: keyof PromoteOptions) => Lazy.any({
      produce: () => this.action === 'PROMOTE' ? this.promoteOptions[choice] ?? true : undefined,
    });
    return new StageDriver(this, 'Driver', {
      restApiId: this.stage.restApiId,
      stageName: this.stageName,
      properties: {
        RestApiId: this.stage.restApiId,
        StageName: this.stageName,
        Action: Lazy.string({ produce: () => this.action }),
        DeploymentId: this.newDeploymentId,
        Variables: this.variables,
        PercentTraffic: whenCanaried((settings) => settings.percentTraffic),
        UseStageCache: whenCanaried((settings) => settings.useStageCache ?? false),
        StageVariableOverrides: whenCanaried((settings) => settings.stageVariableOverrides ?? {}),
        UpdateDeployment: whenPromoting('updateDeployment'),
        UpdateStageVariables: whenPromoting('updateStageVariables'),
        ResetTraffic: whenPromoting('resetTraffic'),
      },
      stageTemplate: new RestOfStage(this.stage),
    });
  }

  /** The Stage resource records what is true once the driver is done. */
  private declareStage(): void {
    this.stage.addDependency(this.driver.resource);
    this.stage.deploymentId = Lazy.string({
      produce: () => this.followsCode ? this.newDeploymentId : this.driver.baseDeploymentId,
    });
    this.stage.canarySetting = Lazy.any({ produce: () => this.canarySetting() });
    this.stage.variables = Lazy.any({ produce: () => this.stageVariables() });
  }

  private get followsCode(): boolean {
    return this.action === 'NONE' || (this.action === 'PROMOTE' && (this.promoteOptions.updateDeployment ?? true));
  }

  /** Every property is explicit: CloudFormation keeps the live value of an absent one (aws/aws-cdk#33901). */
  private canarySetting(): apigateway.CfnStage.CanarySettingProperty | undefined {
    if (this.action !== 'HOLD' && this.action !== 'PROMOTE') { return undefined; }
    const reset = this.action === 'PROMOTE' && (this.promoteOptions.resetTraffic ?? true);
    return {
      deploymentId: this.newDeploymentId,
      percentTraffic: reset ? 0 : this.settings!.percentTraffic,
      useStageCache: this.settings!.useStageCache ?? false,
      stageVariableOverrides: this.settings!.stageVariableOverrides ?? {},
    };
  }

  private stageVariables(): { [name: string]: string } | undefined {
    const promotes = this.action === 'PROMOTE' && (this.promoteOptions.updateStageVariables ?? true);
    const variables = { ...this.variables, ...(promotes ? this.settings!.stageVariableOverrides : {}) };
    return Object.keys(variables).length > 0 ? variables : undefined;
  }

  private keepBaseAlive(api: apigateway.CfnRestApi): void {
    const { stage, stageName } = this;
    // Permissions may stand anywhere in the app: beside the method, the function, the authorizer.
    Aspects.of(this.node.root).add(new KeepBaseAlive({ api, stage, stageName, driver: this.driver.resource }));
    Aspects.of(this.node.root).add(new SharedCodeReport(api, () => this.action === 'HOLD' || this.action === 'PROMOTE'));
    Aspects.of(this).add({ visit: (node) => { if (node === this) { this.checkContext(); } } });
  }

  private checkContext(): void {
    const releases = this.node.root.node.findAll().filter((node): node is CanaryRelease => node instanceof CanaryRelease);
    const unknown = unknownContextPaths(this, new Set(releases.flatMap(pathsOf)));
    if (unknown.length > 0) {
      throw invalidInput(this, 'UnknownRelease',
        `The context cdk-canary-rest-api:action names ${unknown.join(', ')}, which is no canary release of this app. Releases: ` +
        `${releases.map((release) => pathsOf(release)[0]).join(', ')}.`);
    }
    void this.action;
  }
}

/** A release of a CanaryRestApi goes by the path of the API. */
function pathsOf(release: CanaryRelease): string[] {
  const { path, scope } = release.node;
  return scope && CfnResource.isCfnResource(scope.node.defaultChild) ? [scope.node.path, path] : [path];
}

function isBuiltHere(api: apigateway.IRestApi): boolean {
  const resource = api.node.defaultChild;
  return CfnResource.isCfnResource(resource) && resource.cfnResourceType === 'AWS::ApiGateway::RestApi';
}

/**
 * What the template says of the stage beside the release.
 *
 * The driver gets it so that CloudFormation calls the driver in every operation that touches the stage: only then is
 * `BaseDeploymentId` what the live stage points at, also after someone promoted in the console.
 */
class RestOfStage implements IResolvable {
  public readonly creationStack: string[] = [];

  constructor(private readonly stage: apigateway.CfnStage) {}

  public resolve(context: IResolveContext): unknown {
    const rendered = context.resolve((this.stage as any)._toCloudFormation());
    const [resource] = Object.values<any>(rendered.Resources ?? {});
    const { DeploymentId, CanarySetting, RestApiId, StageName, Variables, ...rest } = resource?.Properties ?? {};
    return rest;
  }
}

import { Hypotheses } from '../hypotheses';
import { ApiGatewayError } from './api-gateway-error';
import { Ids } from './ids';
import { Deployment, GatewayResponse, KeptEntity, Method, Resource, RestApi, Stage } from './model';
import { RandomSource } from './random-source';
import { checkCreateDeployment, checkDeleteDeployment, CreateDeploymentInput, snapshotOf, stageWithDeployment } from './service/deployments';
import { addResource, existingResource, putMethod, removeMethod, removeResource } from './service/edit-resources';
import { ServedStage, stageMet } from './service/former-stages';
import { CreateStageInput, newStage } from './service/new-stage';
import { AwsQuotas, ControlPlaneQuotas, FIXED_LIMITS, NO_QUOTAS } from './service/quotas/control-plane-quotas';
import { RestApiState } from './service/rest-api-state';
import { PATCH_MESSAGES } from './stage-patch/patch-messages';
import { patchStage } from './stage-patch/patch-stage';
import { RequestedPatch } from './stage-patch/requested-patch';

/** What a REST API is given. */
export type RestApiInput = Pick<RestApi, 'name' | 'description' | 'binaryMediaTypes' | 'missingDocument'>;

export interface ApiGatewayServiceOptions {
  readonly ids: Ids;
  readonly clock: () => Date;
  readonly hypotheses: Pick<Hypotheses, 'deploymentIdOnCanaryStage' | 'dataPlane'> & Partial<Pick<Hypotheses, 'removeCanaryWithoutOne'>>;
  /** @default '123456789012' */
  readonly account?: string;
  /** @default 'us-east-1' */
  readonly region?: string;
  /** @default 'aws' */
  readonly partition?: string;
  /** Which of AWS's limits hold: of stage variables (`fixed`), also of calls, deployments and stages, on the engine's clock. @default 'off' */
  readonly quotas?: 'off' | 'fixed' | 'aws';
  /** Is called before a stage changes or goes. @default - nobody is */
  readonly beforeStageChange?: () => void;
}

/**
 * API Gateway's control plane for REST APIs. What it hands out is never changed afterwards: a later call hands out a new object.
 *
 * Every method that names an API, a stage, ... throws an `ApiGatewayError` when there is none, unless it says otherwise.
 */
export class ApiGatewayService {
  readonly account: string;
  readonly region: string;
  readonly partition: string;
  private readonly apis = new Map<string, RestApiState>();
  /** API keys, usage plans, the account: what belongs to no API and is only kept. */
  private readonly accountEntities = new Map<string, KeptEntity>();
  private readonly quotas: ControlPlaneQuotas;

  constructor(private readonly options: ApiGatewayServiceOptions) {
    this.account = options.account ?? '123456789012';
    this.region = options.region ?? 'us-east-1';
    this.partition = options.partition ?? 'aws';
    this.quotas = { off: () => NO_QUOTAS, fixed: () => FIXED_LIMITS, aws: () => new AwsQuotas() }[options.quotas ?? 'off']();
  }

  /** Its time, which need not be that of other services. */
  now(): Date {
    return this.options.clock();
  }

  /** Counts one call of the control plane. Whoever calls for a client does so first. Nothing is counted without quotas. */
  countCall(): void {
    this.quotas.countCall(this.options.clock());
  }

  createRestApi(input: RestApiInput): RestApi {
    const root: Resource = { id: this.options.ids.child(), path: '/', methods: {} };
    const api: RestApi = { ...input, id: this.options.ids.restApi(), rootResourceId: root.id, createdDate: this.options.clock() };
    this.apis.set(api.id, {
      api,
      resources: new Map([[root.id, root]]),
      gatewayResponses: new Map(),
      entities: new Map(),
      deployments: new Map(),
      stages: new Map(),
      formerStages: [],
    });
    return api;
  }

  updateRestApi(restApiId: string, input: Partial<RestApiInput>): RestApi {
    const state = this.state(restApiId);
    state.api = { ...state.api, ...input };
    return state.api;
  }

  getRestApi(restApiId: string): RestApi {
    return this.state(restApiId).api;
  }

  hasRestApi(restApiId: string): boolean {
    return this.apis.has(restApiId);
  }

  listRestApis(): RestApi[] {
    return [...this.apis.values()].map(({ api }) => api);
  }

  /** Deletes the API with its deployments and stages. Nothing happens when it is already gone. */
  deleteRestApi(restApiId: string): void {
    this.options.beforeStageChange?.();
    this.apis.delete(restApiId);
  }

  createResource(restApiId: string, parentId: string, pathPart: string): Resource {
    return addResource(this.state(restApiId), parentId, pathPart, this.options.ids.child());
  }

  getResource(restApiId: string, resourceId: string): Resource {
    return existingResource(this.state(restApiId), resourceId);
  }

  listResources(restApiId: string): Resource[] {
    return [...this.state(restApiId).resources.values()];
  }

  /** Deletes a resource with all below it. Nothing happens when it or its API is already gone. */
  deleteResource(restApiId: string, resourceId: string): void {
    const state = this.apis.get(restApiId);
    if (state) { removeResource(state, resourceId); }
  }

  /** Sets a method with its integration. @param mode `create` refuses to overwrite an existing method */
  putMethod(restApiId: string, resourceId: string, method: Method, mode: 'create' | 'replace' = 'create'): void {
    putMethod(this.state(restApiId), resourceId, method, mode);
  }

  /** Nothing happens when it, its resource or its API is already gone. */
  deleteMethod(restApiId: string, resourceId: string, httpMethod: string): void {
    const state = this.apis.get(restApiId);
    if (state) { removeMethod(state, resourceId, httpMethod); }
  }

  putGatewayResponse(restApiId: string, response: GatewayResponse): void {
    this.state(restApiId).gatewayResponses.set(response.responseType, response);
  }

  deleteGatewayResponse(restApiId: string, responseType: string): void {
    this.apis.get(restApiId)?.gatewayResponses.delete(responseType);
  }

  /** Keeps something by its properties. With an API it becomes part of that API's deployments. */
  keepEntity(entity: Omit<KeptEntity, 'id'> & { readonly id?: string }, restApiId?: string): KeptEntity {
    const kept = { ...entity, id: entity.id ?? this.options.ids.child() };
    this.entitiesOf(restApiId).set(kept.id, kept);
    return kept;
  }

  /** Nothing happens when it or its API is already gone. */
  dropEntity(id: string, restApiId?: string): void {
    if (restApiId === undefined || this.apis.has(restApiId)) { this.entitiesOf(restApiId).delete(id); }
  }

  /** What is kept for an API, or for the account. */
  listEntities(restApiId?: string): KeptEntity[] {
    return [...this.entitiesOf(restApiId).values()];
  }

  /** Freezes the API as it is now. Creates or moves the stage that the input names. */
  createDeployment(restApiId: string, input: CreateDeploymentInput = {}): Deployment {
    const state = this.state(restApiId);
    this.quotas.countDeployment(this.options.clock());
    checkCreateDeployment(state, input);
    const deployment: Deployment = {
      id: this.options.ids.child(),
      createdDate: this.options.clock(),
      snapshot: snapshotOf(state),
      ...(input.description === undefined ? {} : { description: input.description }),
    };
    const stage = input.stageName ? stageWithDeployment(state.stages.get(input.stageName), deployment, input) : undefined;
    if (stage) { this.setStage(state, stage); }
    state.deployments.set(deployment.id, deployment);
    return deployment;
  }

  updateDeployment(restApiId: string, deploymentId: string, input: { readonly description?: string }): Deployment {
    const updated = { ...this.getDeployment(restApiId, deploymentId), ...input };
    this.state(restApiId).deployments.set(deploymentId, updated);
    return updated;
  }

  getDeployment(restApiId: string, deploymentId: string): Deployment {
    const deployment = this.state(restApiId).deployments.get(deploymentId);
    if (!deployment) { throw new ApiGatewayError('NotFoundException', 'Invalid Deployment identifier specified'); }
    return deployment;
  }

  /** Oldest first. */
  listDeployments(restApiId: string): Deployment[] {
    return [...this.state(restApiId).deployments.values()];
  }

  /** Refused while a stage or a canary serves it. */
  deleteDeployment(restApiId: string, deploymentId: string): void {
    this.getDeployment(restApiId, deploymentId);
    checkDeleteDeployment(this.state(restApiId), deploymentId);
    this.state(restApiId).deployments.delete(deploymentId);
  }

  createStage(restApiId: string, input: CreateStageInput): Stage {
    const state = this.state(restApiId);
    if (state.stages.has(input.stageName)) { throw new ApiGatewayError('ConflictException', 'Stage already exists'); }
    for (const id of [input.deploymentId, input.canarySettings?.deploymentId]) {
      if (id !== undefined && !state.deployments.has(id)) { throw new ApiGatewayError('BadRequestException', PATCH_MESSAGES.unknownDeployment()); }
    }
    const stage = newStage(input, this.options.clock());
    return this.setStage(state, stage);
  }

  /** One UpdateStage call: its operations in order, all of them or none. */
  updateStage(restApiId: string, stageName: string, operations: readonly RequestedPatch[]): Stage {
    const state = this.state(restApiId);
    const result = patchStage(this.getStage(restApiId, stageName), operations, {
      deploymentExists: (id) => state.deployments.has(id),
      hypotheses: this.options.hypotheses,
      now: this.options.clock(),
    });
    if (result.outcome === 'refused') { throw new ApiGatewayError('BadRequestException', result.message); }
    return this.setStage(state, result.stage);
  }

  getStage(restApiId: string, stageName: string): Stage {
    const stage = this.findStage(restApiId, stageName);
    if (!stage) { throw new ApiGatewayError('NotFoundException', 'Invalid stage identifier specified'); }
    return stage;
  }

  /** The stage, or `undefined` when there is none. The API must exist. */
  findStage(restApiId: string, stageName: string): Stage | undefined {
    return this.state(restApiId).stages.get(stageName);
  }

  listStages(restApiId: string): Stage[] {
    return [...this.state(restApiId).stages.values()];
  }

  /** Nothing happens when it or its API is already gone. */
  deleteStage(restApiId: string, stageName: string): void {
    this.options.beforeStageChange?.();
    this.apis.get(restApiId)?.stages.delete(stageName);
  }

  /** A stage as a request meets it under the hypothesis that changes take a while to arrive. */
  stageMet(restApiId: string, stage: Stage, random: RandomSource): ServedStage {
    const { deployments, formerStages } = this.state(restApiId);
    return stageMet({ stage, deployments }, formerStages.filter(({ stageName }) => stageName === stage.stageName), this.options.clock(), random);
  }

  private setStage({ stages, formerStages, deployments }: RestApiState, stage: Stage): Stage {
    this.options.beforeStageChange?.();
    const before = stages.get(stage.stageName);
    if (before && this.options.hypotheses.dataPlane === 'lagging') {
      formerStages.push({ stageName: stage.stageName, stage: before, deployments: new Map(deployments), until: this.options.clock() });
    }
    if (!stages.has(stage.stageName)) { this.quotas.checkStageCount(stages.size); }
    this.quotas.checkVariables(stage);
    stages.set(stage.stageName, stage);
    return stage;
  }

  private entitiesOf(restApiId: string | undefined): Map<string, KeptEntity> {
    return restApiId === undefined ? this.accountEntities : this.state(restApiId).entities;
  }

  private state(restApiId: string): RestApiState {
    const state = this.apis.get(restApiId);
    if (!state) { throw new ApiGatewayError('NotFoundException', `Invalid API identifier specified ${this.account}:${restApiId}`); }
    return state;
  }
}

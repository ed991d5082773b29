import { ApiGatewayService } from './api-gateway-service';
import { LambdaService } from '../lambda/lambda-service';
import { admit } from './data-plane/access/admit';
import { AnsweredRequest } from './data-plane/access-log';
import { AnsweredSink } from './data-plane/answered-sink';
import { cachePolicy } from './data-plane/cache/cache-policy';
import { StageCache } from './data-plane/cache/stage-cache';
import { chooseRelease, ReleaseView } from './data-plane/choose-release';
import { clientHeaders } from './data-plane/client-headers';
import { gatewayAnswer, GATEWAY_ANSWERS } from './data-plane/gateway-answer';
import { traceId } from './data-plane/gateway-headers';
import { answerHttp } from './data-plane/http-integration';
import { IntegrationAnswer } from './data-plane/integration-answer';
import { answerLambda } from './data-plane/lambda-integration';
import { HttpResponse, RoutedRequest, StageRequest, StageResponse } from './data-plane/messages';
import { answerMock } from './data-plane/mock-integration';
import { Ids } from './ids';
import { ApiSnapshot, Integration, Stage } from './model';
import { RandomSource } from './random-source';
import { route, RoutedMethod } from './routed-method';
import { VelocityError } from './velocity/template-nodes';

export interface DataPlaneOptions {
  readonly service: ApiGatewayService;
  readonly lambda: LambdaService;
  /** Splits the traffic. */
  readonly random: RandomSource;
  /** Names the requests. */
  readonly ids: Pick<Ids, 'request'>;
  readonly clock: () => Date;
  /** Is told of each request that a client sent. @default - nobody is */
  readonly answered?: AnsweredSink;
}

/** API Gateway as clients meet it: takes requests for a stage, and answers them from one of its releases. */
export class DataPlane {
  private readonly cache = new StageCache();

  constructor(private readonly options: DataPlaneOptions) {}

  /** @throws Error when the canary release is asked for on a stage that has none */
  async invokeStage(request: StageRequest): Promise<StageResponse> {
    const { service, random, ids } = this.options;
    const requestId = ids.request();
    const stage = service.hasRestApi(request.restApiId) ? service.findStage(request.restApiId, request.stageName) : undefined;
    if (!stage) {
      const cause = `No stage ${request.stageName} on API ${request.restApiId}`;
      return { ...gatewayAnswer(GATEWAY_ANSWERS.noSuchStage, requestId), cause, failure: 'no-stage' };
    }
    const met = service.stageMet(request.restApiId, stage, random);
    // Who asks for the canary may meet the stage as it was before it had one.
    const view = chooseRelease(met.stage, random, met.stage === stage || met.stage.canarySettings ? request.release : 'base');
    const { release, deploymentId } = view;
    const { snapshot } = met.deployments.get(deploymentId)!;
    const routed = this.routed(request, met.stage, view, requestId);
    const response: StageResponse = { ...await this.answer(met.stage, snapshot, routed), release, deploymentId };
    this.tell(met.stage, { routed, found: route(snapshot, request.method, request.path), response });
    return response;
  }

  /** A rehearsal's questions are no requests. */
  private tell(stage: Stage, answered: Omit<AnsweredRequest, 'milliseconds'>): void {
    const { answered: sink, clock } = this.options;
    const { routed } = answered;
    if (routed.probe || sink === undefined) { return; }
    sink(stage, { ...answered, milliseconds: clock().getTime() - routed.time.getTime() });
  }

  private async answer(stage: Stage, snapshot: ApiSnapshot, routed: RoutedRequest): Promise<StageResponse> {
    const { request, deploymentId, requestId } = routed;
    const found = route(snapshot, request.method, request.path);
    if (!found) {
      const cause = `${request.method} ${request.path} is no endpoint of deployment ${deploymentId}`;
      return { ...gatewayAnswer(GATEWAY_ANSWERS.missingAuthenticationToken, requestId, snapshot), cause, failure: 'no-endpoint' };
    }
    const admission = await admit(this.options, snapshot, routed, found);
    if (admission.outcome === 'turned-away') {
      const { answer, cause, failure } = admission;
      return { ...gatewayAnswer(answer, requestId, snapshot), cause, failure };
    }
    const known = { ...routed, binaryMediaTypes: snapshot.binaryMediaTypes };
    const admitted = admission.authorizer ? { ...known, authorizer: admission.authorizer } : known;
    return this.answerAdmitted(stage, snapshot, admitted, found);
  }

  private async answerAdmitted(stage: Stage, snapshot: ApiSnapshot, routed: RoutedRequest, found: RoutedMethod): Promise<StageResponse> {
    const { requestId, time } = routed;
    const policy = cachePolicy(stage, routed, found);
    const kept = policy && this.cache.find(policy, time);
    if (kept) { return { ...toClient(kept, routed), fromCache: true }; }
    const answer = await this.integrate(routed, found);
    if (answer.outcome === 'answered') {
      if (policy) { this.cache.keep(policy, answer.response, time); }
      return { ...toClient(answer.response, routed), notRun: answer.notRun, code: answer.code };
    }
    const { outcome, cause } = answer;
    const failure = FAILURES[outcome];
    return { ...gatewayAnswer(GATEWAY_ANSWERS[INTEGRATION_FAILURES[outcome]], requestId, snapshot), cause, failure, code: answer.code };
  }

  private async integrate(routed: RoutedRequest, found: RoutedMethod): Promise<IntegrationAnswer> {
    try {
      return await this.askBackend(routed, found);
    } catch (error) {
      if (!(error instanceof VelocityError)) { throw error; }
      const { method, resource } = found;
      return {
        outcome: 'not-played',
        cause: `The mapping template of ${method.httpMethod} ${resource.path} is not played by the local engine: ${error.message}`,
      };
    }
  }

  private async askBackend(routed: RoutedRequest, found: RoutedMethod): Promise<IntegrationAnswer> {
    const integration: Integration | undefined = found.method.integration;
    switch (integration?.type) {
      case 'AWS_PROXY':
      case 'AWS': return answerLambda(this.options.lambda, this.options.service, integration, routed, found);
      case 'HTTP_PROXY':
      case 'HTTP': return answerHttp(integration, routed, found);
      case 'MOCK': return answerMock(integration, routed, found);
      default: return { outcome: 'configuration-error', cause: `No integration defined for ${found.method.httpMethod} ${found.resource.path}` };
    }
  }

  private routed(request: StageRequest, stage: Stage, view: ReleaseView, requestId: string): RoutedRequest {
    return {
      ...view,
      request,
      probe: request.probe ?? (request.release !== undefined && request.headers === undefined),
      stageHasCanary: stage.canarySettings !== undefined,
      requestId,
      time: this.options.clock(),
      account: this.options.service.account,
      binaryMediaTypes: [],
    };
  }
}

/** The gateway's own answer to what an integration made of a request. */
const INTEGRATION_FAILURES = {
  'configuration-error': 'configurationError',
  'bad-response': 'badIntegrationResponse',
  'unreachable': 'integrationFailure',
  'unsupported-media-type': 'unsupportedMediaType',
  'no-status': 'configurationError',
  'not-played': 'configurationError',
} as const;

/** What kind of reason that was. A MOCK without a status answers so whatever is deployed around it: it fails in its own right. */
const FAILURES = {
  'configuration-error': 'configuration-error',
  'bad-response': 'bad-response',
  'unreachable': 'unreachable',
  'unsupported-media-type': 'refused',
  'no-status': 'bad-response',
  'not-played': 'not-played',
} as const;

/** The backend's answer with what the gateway adds (recorded on AWS). */
function toClient(response: HttpResponse, routed: RoutedRequest): HttpResponse {
  const { requestId } = routed;
  const own = { 'x-amzn-requestid': [requestId], 'x-amz-apigw-id': [requestId], 'x-amzn-trace-id': [traceId(routed)] };
  return { ...response, headers: { ...clientHeaders(response.headers), ...own } };
}

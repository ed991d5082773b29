import { LambdaService } from '../../../lambda/lambda-service';
import { ApiGatewayService } from '../../api-gateway-service';
import { ApiSnapshot } from '../../model';
import { RoutedMethod } from '../../routed-method';
import { RoutedRequest, StageRequest } from '../messages';
import { headerOf } from '../request-values';
import { Admission, ADMITTED, misconfigured, refused } from './admission';
import { opensStage } from './api-key';
import { authorizerOf } from './authorizer';
import { unusableIdentity } from './identity';
import { askLambdaAuthorizer } from './lambda-authorizer';
import { invalidBody } from './request-body';
import { missingParameters } from './required-parameters';

/** What an admission asks. */
export interface AdmissionServices {
  readonly service: ApiGatewayService;
  readonly lambda: LambdaService;
}

/** Whether a request may pass to the integration of its method: authorization, then API key, then required parameters, then the body. */
export async function admit(services: AdmissionServices, snapshot: ApiSnapshot, routed: RoutedRequest, route: RoutedMethod): Promise<Admission> {
  const { method } = route;
  const admission = method.authorizationType === 'NONE' ? ADMITTED : await authorize(services, snapshot, routed, route);
  if (admission.outcome !== 'admitted' || routed.probe) { return admission; }
  const { request } = routed;
  if (method.apiKeyRequired) {
    const key = headerOf(request, 'x-api-key') ?? admission.apiKey;
    if (!opensStage(key, services.service.listEntities(), request.restApiId, request.stageName)) {
      return refused('invalidApiKey', `API Key ${key === undefined ? 'missing' : 'not authorized'} for ${request.restApiId}/${request.stageName}`);
    }
  }
  const missing = missingParameters(snapshot, request, route);
  if (missing.length > 0) {
    const message = `Missing required request parameters: [${missing.join(', ')}]`;
    return refused('badParameters', message, message);
  }
  const invalid = invalidBody(snapshot, request, route);
  return invalid === undefined ? admission : refused('badBody', invalid);
}

async function authorize(
  { service, lambda }: AdmissionServices, snapshot: ApiSnapshot, routed: RoutedRequest, route: RoutedMethod,
): Promise<Admission> {
  const { method } = route;
  if (method.authorizationType === 'AWS_IAM') {
    return routed.probe || isSigned(routed.request) ? ADMITTED : refused('missingAuthenticationToken', 'The request is not signed');
  }
  const authorizer = authorizerOf(snapshot, method);
  if (!authorizer) { return misconfigured(`Authorizer error: the deployment has no authorizer ${method.authorizerId}`); }
  if (authorizer.type !== 'COGNITO_USER_POOLS') { return askLambdaAuthorizer(lambda, service, authorizer, routed, route); }
  const unusable = routed.probe ? undefined : unusableIdentity(authorizer, routed, route);
  return unusable === undefined ? ADMITTED : refused('unauthorized', `${unusable} is missing`);
}

/** Whether a request looks signed (Signature Version 4, in its header or its query). The signature itself is not checked. */
export function isSigned(request: StageRequest): boolean {
  return headerOf(request, 'authorization')?.startsWith('AWS4-') === true || request.query?.has('X-Amz-Signature') === true;
}

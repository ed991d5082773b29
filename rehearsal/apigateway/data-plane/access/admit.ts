import { LambdaService } from '../../../lambda/lambda-service';
import { ApiGatewayService } from '../../api-gateway-service';
import { ApiSnapshot } from '../../model';
import { Route } from '../../route';
import { RoutedRequest } from '../messages';
import { headerOf } from '../request-values';
import { Admission, ADMITTED, misconfigured, refused } from './admission';
import { opensStage } from './api-key';
import { authorizerOf } from './authorizer';
import { unusableIdentity } from './identity';
import { askLambdaAuthorizer } from './lambda-authorizer';
import { missingParameters } from './required-parameters';
import { isSigned } from './signature';

/** What the gate looks things up in. */
export interface Gate {
  readonly service: ApiGatewayService;
  readonly lambda: LambdaService;
}

/** Whether a request may pass to the integration of its method: authorization, then API key, then required parameters. */
export async function admit(gate: Gate, snapshot: ApiSnapshot, routed: RoutedRequest, route: Route): Promise<Admission> {
  const { method } = route;
  const admission = method.authorizationType === 'NONE' ? ADMITTED : await authorize(gate, snapshot, routed, route);
  if (admission.outcome !== 'admitted' || routed.probe) return admission;
  const { request } = routed;
  if (method.apiKeyRequired) {
    const key = headerOf(request, 'x-api-key') ?? admission.apiKey;
    if (!opensStage(key, gate.service.listEntities(), request.restApiId, request.stageName)) {
      return refused('invalidApiKey', `API Key ${key === undefined ? 'missing' : 'not authorized'} for ${request.restApiId}/${request.stageName}`);
    }
  }
  const missing = missingParameters(snapshot, request, route);
  if (missing.length === 0) return admission;
  const message = `Missing required request parameters: [${missing.join(', ')}]`;
  return refused('badParameters', message, message);
}

async function authorize({ service, lambda }: Gate, snapshot: ApiSnapshot, routed: RoutedRequest, route: Route): Promise<Admission> {
  const { method } = route;
  if (method.authorizationType === 'AWS_IAM') {
    return routed.probe || isSigned(routed.request) ? ADMITTED : refused('missingAuthenticationToken', 'The request is not signed');
  }
  const authorizer = authorizerOf(snapshot, method);
  if (!authorizer) return misconfigured(`Authorizer error: the deployment has no authorizer ${method.authorizerId}`);
  if (authorizer.type !== 'COGNITO_USER_POOLS') return askLambdaAuthorizer(lambda, service, authorizer, routed, route);
  const unusable = routed.probe ? undefined : unusableIdentity(authorizer, routed, route);
  return unusable === undefined ? ADMITTED : refused('unauthorized', `${unusable} is missing`);
}

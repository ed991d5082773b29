import { isNotInvoked, LambdaService, NotInvoked, OBSTACLES } from '../../../lambda/lambda-service';
import { RoutedMethod } from '../../routed-method';
import { executeApiArn, GatewayIdentity } from '../gateway-identity';
import { functionArnOf, withStageVariables } from '../integration-uri';
import { RoutedRequest } from '../messages';
import { proxyEvent } from '../proxy-event';
import { Admission, ADMITTED, misconfigured, refused } from './admission';
import { Authorizer } from './authorizer';
import { readAuthorizerAnswer } from './authorizer-answer';
import { identityAt, unusableIdentity } from './identity';

/** Asks the function that the authorizer leads to now, with the permissions of now. Its answers are not kept. */
export async function askLambdaAuthorizer(
  lambda: LambdaService, gateway: GatewayIdentity, authorizer: Authorizer, routed: RoutedRequest, route: RoutedMethod,
): Promise<Admission> {
  const functionArn = functionArnOf(withStageVariables(authorizer.uri, routed.variables));
  if (functionArn === undefined) { return misconfigured(`Invalid URI ${authorizer.uri} of authorizer ${authorizer.id}`); }
  const { request } = routed;
  const caller = authorizer.credentials === undefined
    ? { servicePrincipal: 'apigateway.amazonaws.com', sourceArn: executeApiArn(gateway, request.restApiId, `authorizers/${authorizer.id}`) }
    : undefined;
  if (routed.probe) { return notAsked(authorizer, lambda.findObstacle(functionArn, caller)) ?? ADMITTED; }
  const unusable = unusableIdentity(authorizer, routed, route);
  if (unusable !== undefined) { return refused('unauthorized', `${unusable} is missing, empty or of the wrong form`); }
  const methodArn = executeApiArn(gateway, request.restApiId, `${request.stageName}/${request.method}${request.path}`);
  const outcome = await lambda.invoke(functionArn, authorizerEvent(authorizer, methodArn, routed, route), caller);
  return isNotInvoked(outcome) ? notAsked(authorizer, outcome)! : readAuthorizerAnswer(outcome, methodArn);
}

function notAsked({ id }: Authorizer, obstacle: NotInvoked | undefined): Admission | undefined {
  if (!obstacle) { return undefined; }
  return misconfigured(`Authorizer error: ${OBSTACLES[obstacle.outcome]} of authorizer ${id} (${obstacle.message})`);
}

/** @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-lambda-authorizer-input.html */
function authorizerEvent(
  { type, identitySources }: Authorizer, methodArn: string, routed: RoutedRequest, route: RoutedMethod,
): Record<string, unknown> {
  if (type === 'TOKEN') { return { type, methodArn, authorizationToken: identityAt(identitySources[0] ?? '', routed, route) }; }
  const { body, isBase64Encoded, ...event } = proxyEvent(routed, route);
  return { type, methodArn, ...event };
}

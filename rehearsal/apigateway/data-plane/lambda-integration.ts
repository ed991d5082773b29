import { InvokeOutcome, isNotInvoked, LambdaService, NotInvoked, OBSTACLES } from '../../lambda/lambda-service';
import { Integration } from '../model';
import { RoutedMethod } from '../routed-method';
import { isBinary } from './binary-media';
import { executeApiArn, GatewayIdentity } from './gateway-identity';
import { IntegrationAnswer } from './integration-answer';
import { mappedResponse } from './integration-response';
import { functionArnOf, withStageVariables } from './integration-uri';
import { RoutedRequest } from './messages';
import { proxyEvent } from './proxy-event';
import { proxyResponse } from './proxy-response';
import { mappedBody } from './request-template';
import { headerOf } from './request-values';

/** Calls the function that the integration leads to now, with the permissions of now. */
export async function answerLambda(
  lambda: LambdaService, identity: GatewayIdentity, integration: Integration, routed: RoutedRequest, route: RoutedMethod,
): Promise<IntegrationAnswer> {
  const functionArn = functionArnOf(withStageVariables(integration.uri ?? '', routed.variables));
  if (functionArn === undefined) { return { outcome: 'configuration-error', cause: `Invalid integration URI ${integration.uri}` }; }
  if (integration.httpMethod !== undefined && integration.httpMethod.toUpperCase() !== 'POST') {
    // Recorded on AWS for the proxy integration (LocalStack `test_lambda_aws_proxy_integration_non_post_method`): 500, the function is not run.
    return {
      outcome: 'configuration-error',
      cause: `Execution failed: a Lambda function is called by POST, the integration's HTTP method is ${integration.httpMethod}`,
    };
  }
  const proxied = integration.type === 'AWS_PROXY';
  const mapped = proxied ? undefined : mappedBody(integration, routed, route);
  if (mapped === 'unsupported-media-type') { return { outcome: mapped, cause: 'Unsupported media type for mapping' }; }
  const event = mapped === undefined ? proxyEvent(routed, route) : eventOf(mapped.body);
  const caller = integration.credentials === undefined
    ? { servicePrincipal: 'apigateway.amazonaws.com', sourceArn: sourceArn(identity, routed, route) }
    : undefined;
  const { code, notRun } = routed.probe ? lambda.describeCode(functionArn) : { code: undefined, notRun: undefined };
  if (notRun !== undefined) { return { ...unasked(lambda.findObstacle(functionArn, caller), notRun), code }; }
  const outcome = await lambda.invoke(functionArn, event, caller);
  return { ...notInvoked(outcome) ?? (proxied ? proxyAnswer(outcome, routed) : mappedAnswer(integration, routed, route, outcome)), code };
}

/** For a rehearsal it is enough that the function may be invoked. */
function unasked(obstacle: NotInvoked | undefined, notRun: string): IntegrationAnswer {
  const failure = obstacle && notInvoked(obstacle);
  return failure ?? { outcome: 'answered', response: { status: 200, headers: {}, body: '' }, notRun };
}

/** Ends with stage, verb and resource path, with parameters as `{name}`. */
function sourceArn(identity: GatewayIdentity, { request }: RoutedRequest, { resource }: RoutedMethod): string {
  return executeApiArn(identity, request.restApiId, `${request.stageName}/${request.method}${resource.path}`);
}

/** Recorded on AWS for the permission (DataBiosphere/azul#8301): the function is not invoked, the client gets 500. */
function notInvoked(outcome: InvokeOutcome): IntegrationAnswer | undefined {
  if (!isNotInvoked(outcome)) { return undefined; }
  return { outcome: 'configuration-error', cause: `Execution failed due to configuration error: ${OBSTACLES[outcome.outcome]} (${outcome.message})` };
}

function proxyAnswer(outcome: InvokeOutcome, { request, binaryMediaTypes }: RoutedRequest): IntegrationAnswer {
  if (outcome.outcome === 'failed') {
    return { outcome: 'bad-response', cause: `Lambda execution failed: ${outcome.errorType}: ${outcome.errorMessage}` };
  }
  const decodes = isBinary(binaryMediaTypes, headerOf(request, 'accept'));
  const response = outcome.outcome === 'returned' ? proxyResponse(outcome.payload, decodes) : undefined;
  if (response === 'bad-base64') {
    return { outcome: 'configuration-error', cause: 'Execution failed: the body that the function returned is no base64' };
  }
  return response
    ? { outcome: 'answered', response }
    : { outcome: 'bad-response', cause: 'Execution failed due to configuration error: Malformed Lambda proxy response' };
}

function mappedAnswer(integration: Integration, routed: RoutedRequest, route: RoutedMethod, outcome: InvokeOutcome): IntegrationAnswer {
  if (outcome.outcome === 'failed') {
    const { errorType, errorMessage, report = { errorType, errorMessage } } = outcome;
    return mappedResponse(integration, routed, route, { selector: errorMessage, body: JSON.stringify(report) });
  }
  const body = JSON.stringify(outcome.outcome === 'returned' ? outcome.payload : null);
  return mappedResponse(integration, routed, route, { selector: '', body });
}

function eventOf(text: string): unknown {
  try {
    return JSON.parse(text || '{}');
  } catch {
    return text;
  }
}

import { Integration } from '../model';
import { Route } from '../route';
import { IntegrationAnswer } from './integration-answer';
import { mappedResponse } from './integration-response';
import { withStageVariables } from './integration-uri';
import { RoutedRequest } from './messages';

/** An HTTP integration: a backend on this machine is really called, any other answers 200 and says that it was not. */
export async function answerHttp(integration: Integration, routed: RoutedRequest, route: Route): Promise<IntegrationAnswer> {
  const url = backendUrl(integration, routed, route);
  if (!url) return { outcome: 'configuration-error', cause: `Invalid endpoint address ${integration.uri}` };
  if (!isLoopback(url)) return answered(200, ['application/json'], JSON.stringify({ rehearsal: `${url.origin} was not called` }));
  try {
    return await call(url, integration, routed, route);
  } catch (error) {
    return { outcome: 'unreachable', cause: `${url.origin} did not answer: ${(error as Error).message}` };
  }
}

async function call(url: URL, integration: Integration, routed: RoutedRequest, route: Route): Promise<IntegrationAnswer> {
  const { request } = routed;
  const method = integration.httpMethod === undefined || integration.httpMethod === 'ANY' ? request.method : integration.httpMethod;
  const response = await fetch(url, { method, body: ['GET', 'HEAD'].includes(method) ? undefined : request.body });
  const body = await response.text();
  return integration.type === 'HTTP'
    ? mappedResponse(integration, routed, route, String(response.status), body)
    : answered(response.status, [response.headers.get('content-type') ?? 'application/json'], body);
}

function answered(status: number, contentType: readonly string[], body: string): IntegrationAnswer {
  return { outcome: 'answered', response: { status, headers: { 'content-type': contentType }, body } };
}

/** Path parameters go by name, as they do when `integration.request.path.x` maps from `method.request.path.x`. */
function backendUrl(integration: Integration, { request, variables }: RoutedRequest, { pathParameters }: Route): URL | undefined {
  const address = withStageVariables(integration.uri ?? '', variables).replace(/\{(\w+)\+?\}/g, (_, name: string) => pathParameters[name] ?? '');
  if (!URL.canParse(address)) return undefined;
  const url = new URL(address);
  request.query?.forEach((value, name) => url.searchParams.append(name, value));
  return url;
}

function isLoopback({ hostname }: URL): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(hostname);
}

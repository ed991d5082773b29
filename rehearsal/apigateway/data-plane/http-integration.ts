import { isUtf8 } from 'node:buffer';
import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { brotliDecompressSync, gunzipSync, inflateSync } from 'node:zlib';
import { Integration } from '../model';
import { RoutedMethod } from '../routed-method';
import { forwardedHeaders, traceId } from './gateway-headers';
import { IntegrationAnswer } from './integration-answer';
import { mappedResponse } from './integration-response';
import { withStageVariables } from './integration-uri';
import { HttpResponse, RoutedRequest } from './messages';
import { MappedParameters, mappedParameters } from './request-mapping';
import { mappedBody } from './request-template';
import { headerOf } from './request-values';

/** An HTTP integration: a backend on this machine is really called, any other answers 200 and says that it was not. */
export async function answerHttp(integration: Integration, routed: RoutedRequest, route: RoutedMethod): Promise<IntegrationAnswer> {
  const mapped = mappedParameters(integration, routed, route);
  const url = backendUrl(integration, mapped, routed, route);
  if (!url) { return { outcome: 'configuration-error', cause: `Invalid endpoint address ${integration.uri}` }; }
  const body = integration.type === 'HTTP' ? mappedBody(integration, routed, route) : { body: routed.request.bodyBytes ?? routed.request.body ?? '' };
  if (body === 'unsupported-media-type') { return { outcome: body, cause: 'Unsupported media type for mapping' }; }
  if (!isLoopback(url)) {
    const notRun = `${url.origin} is not called`;
    return { ...answered(200, { 'content-type': ['application/json'] }, JSON.stringify({ rehearsal: notRun })), notRun };
  }
  const sent = call(url, methodOf(integration, routed), headersFor(integration, mapped, routed), body.body);
  const backend = await sent.catch(({ message }: Error) => message);
  if (typeof backend === 'string') { return { outcome: 'unreachable', cause: `${url.origin} did not answer: ${backend}` }; }
  return integration.type === 'HTTP'
    ? mappedResponse(integration, routed, route, { selector: String(backend.status), body: String(backend.body), headers: backend.headers })
    : answered(backend.status, backend.headers, backend.body);
}

function methodOf({ httpMethod }: Integration, { request }: RoutedRequest): string {
  return httpMethod === undefined || httpMethod === 'ANY' ? request.method : httpMethod;
}

/** A proxy integration passes the client's headers on. Another one its own and those that are mapped (recorded on AWS). */
function headersFor(integration: Integration, { header }: MappedParameters, routed: RoutedRequest): Record<string, string | readonly string[]> {
  const { request } = routed;
  const gateways = { 'x-amzn-apigateway-api-id': request.restApiId, 'x-amzn-trace-id': traceId(routed) };
  const own = integration.type === 'HTTP'
    ? {
      'accept': 'application/json',
      'user-agent': `AmazonAPIGateway_${request.restApiId}`,
      'content-type': headerOf(request, 'content-type') ?? 'application/json',
    }
    : lowerCase(forwardedHeaders(routed));
  const { host, connection, 'content-length': length, 'transfer-encoding': encoding, ...passed } = own as Record<string, string | readonly string[]>;
  return { ...passed, ...gateways, ...lowerCase(header) };
}

function lowerCase<T>(headers: Readonly<Record<string, T>>): Record<string, T> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}

function call(url: URL, method: string, headers: Record<string, string | readonly string[]>, body: string | Buffer): Promise<HttpResponse> {
  const send = url.protocol === 'https:' ? httpsRequest : httpRequest;
  const content = ['GET', 'HEAD'].includes(method) ? undefined : Buffer.from(body);
  return new Promise((resolve, reject) => {
    const sent = send(url, {
      method,
      headers: { ...headers as Record<string, string | string[]>, ...content && { 'content-length': String(content.length) } },
    }, (incoming) => {
      const chunks: Buffer[] = [];
      incoming.on('error', reject);
      incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
      incoming.on('end', () => {
        const { 'content-encoding': encoding, ...received } = incoming.headers;
        const named = Object.entries(received).flatMap(([name, value]) => value === undefined ? [] : [[name, [value].flat()]]);
        const bytes = decompressed(Buffer.concat(chunks), encoding);
        resolve({ status: incoming.statusCode!, headers: Object.fromEntries(named), body: isUtf8(bytes) ? bytes.toString() : bytes });
      });
    });
    sent.on('error', reject);
    sent.end(content);
  });
}

function decompressed(body: Buffer, encoding: string | undefined): Buffer {
  switch (encoding) {
    case 'gzip': return gunzipSync(body);
    case 'deflate': return inflateSync(body);
    case 'br': return brotliDecompressSync(body);
    default: return body;
  }
}

function answered(status: number, headers: HttpResponse['headers'], body: string | Buffer): IntegrationAnswer & { outcome: 'answered' } {
  return { outcome: 'answered', response: { status, headers: { 'content-type': ['application/json'], ...headers }, body } };
}

/**
 * Path parameters go by name unless they are mapped. The query string begins with the address' own. A proxy integration adds the client's,
 * and mapped parameters come last (recorded on AWS).
 */
function backendUrl(integration: Integration, mapped: MappedParameters, { request, variables }: RoutedRequest, route: RoutedMethod): URL | undefined {
  const values: Readonly<Record<string, string>> = { ...route.pathParameters, ...mapped.path };
  const address = withStageVariables(integration.uri ?? '', variables).replace(/\{(\w+)\+?\}/g, (_, name: string) => values[name] ?? '');
  if (!URL.canParse(address)) { return undefined; }
  const url = new URL(address);
  if (integration.type !== 'HTTP') { request.query?.forEach((value, name) => url.searchParams.append(name, value)); }
  Object.entries(mapped.querystring).forEach(([name, value]) => url.searchParams.append(name, value));
  return url;
}

function isLoopback({ hostname }: URL): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(hostname);
}

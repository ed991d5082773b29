import { areHeaders } from './client-headers';
import { HttpResponse } from './messages';

const ALLOWED = ['statusCode', 'headers', 'multiValueHeaders', 'body', 'isBase64Encoded'];

/**
 * The HTTP response in what a proxy function returned. `undefined` when it is malformed (AWS answers 502).
 *
 * @param decodesBase64 whether the client gets bytes where the function says that its body is base64. AWS answers 500 when it is not
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html
 */
export function proxyResponse(payload: unknown, decodesBase64 = false): HttpResponse | 'bad-base64' | undefined {
  if (typeof payload !== 'object' || payload === null || Array.isArray(payload)) { return undefined; }
  if (Object.keys(payload).some((key) => !ALLOWED.includes(key))) { return undefined; }
  const { statusCode = 200, headers, multiValueHeaders, body, isBase64Encoded } = payload as Record<string, unknown>;
  const status = Number(statusCode);
  if (!(Number.isInteger(status) && status >= 100 && status <= 999)) { return undefined; }
  if (body !== undefined && body !== null && typeof body !== 'string') { return undefined; }
  const merged = mergedHeaders(headers, multiValueHeaders);
  if (!merged || !areHeaders(merged)) { return undefined; }
  const decoded = isBase64Encoded === true && decodesBase64;
  if (decoded && !/^[A-Za-z0-9+/\s]*={0,2}\s*$/.test(body ?? '')) { return 'bad-base64'; }
  return {
    status,
    headers: { 'content-type': ['application/json'], ...merged },
    body: decoded ? Buffer.from(body ?? '', 'base64') : body ?? '',
  };
}

/** A name in both maps takes the values of both (documented). `undefined` when one is no map of the right kind. */
function mergedHeaders(headers: unknown, multiValueHeaders: unknown): Record<string, string[]> | undefined {
  const merged: Record<string, string[]> = {};
  for (const [name, values] of Object.entries(multiValueHeaders ?? {})) {
    if (!Array.isArray(values)) { return undefined; }
    merged[name.toLowerCase()] = values.map(String);
  }
  if (typeof (headers ?? {}) !== 'object') { return undefined; }
  for (const [name, value] of Object.entries(headers ?? {})) {
    if (typeof value === 'object') { return undefined; }
    const existing = merged[name.toLowerCase()] ?? [];
    if (!existing.includes(String(value))) { merged[name.toLowerCase()] = [...existing, String(value)]; }
  }
  return merged;
}

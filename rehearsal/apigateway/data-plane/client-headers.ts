import { validateHeaderName, validateHeaderValue } from 'node:http';

/** Headers of a backend that reach the client under another name. The first four are recorded on AWS, the others documented. */
const REMAPPED = ['connection', 'content-length', 'date', 'x-amzn-requestid', 'server', 'www-authenticate'];

/** Headers that say how a message travels from one hop to the next: they are the gateway's own affair (assumed). */
const DROPPED = ['transfer-encoding', 'trailer', 'te', 'upgrade', 'keep-alive', 'proxy-authenticate', 'proxy-authorization'];

/**
 * A backend's headers as the client gets them.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-known-issues.html
 */
export function clientHeaders(headers: Readonly<Record<string, readonly string[]>>): Record<string, readonly string[]> {
  return Object.fromEntries(Object.entries(headers)
    .filter(([name]) => !DROPPED.includes(name))
    .map(([name, values]) => [REMAPPED.includes(name) ? `x-amzn-remapped-${name}` : name, values]));
}

/** Whether HTTP has such headers. A function may return any text. */
export function areHeaders(headers: Readonly<Record<string, readonly string[]>>): boolean {
  try {
    for (const [name, values] of Object.entries(headers)) {
      validateHeaderName(name);
      values.forEach((value) => validateHeaderValue(name, value));
    }
    return true;
  } catch {
    return false;
  }
}

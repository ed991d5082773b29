import { conditionError } from '../messages/condition-error';

/** The part of an SDK client that is needed here. */
interface SdkClient {
  readonly middlewareStack: { add(middleware: any, options: any): void };
}

interface ConnectionError {
  readonly code?: string;
  readonly message?: string;
  readonly errors?: readonly ConnectionError[];
  readonly hostname?: string;
  readonly address?: string;
}

/** No connection came about. Of one that broke, nobody knows whether its call acted: that is another error. */
const NOT_CONNECTED = /^(ECONNREFUSED|ETIMEDOUT|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH)$/;
/** Of `@smithy/node-http-handler`, whose error has no code: what becomes of a packet that a security group or a route drops. */
const NO_CONNECTION_IN_TIME = /did not establish a connection|without establishing a connection/;

const hosts = new WeakMap<object, string>();

/** Has a client of the SDK keep which host an error is about, for `unreachable`. */
export function namingHosts<C extends SdkClient>(client: C): C {
  client.middlewareStack.add((next: (args: any) => Promise<any>) => async (args: any) => {
    try {
      return await next(args);
    } catch (error) {
      if (typeof error === 'object' && error !== null && args.request?.hostname) { hosts.set(error, args.request.hostname); }
      throw error;
    }
  }, { step: 'deserialize', name: 'hosts', priority: 'high' });
  return client;
}

/** What to say of an error that is a connection that did not come about. Undefined for any other. */
export function unreachable(error: unknown): Error | undefined {
  const found = notConnected(error as ConnectionError);
  if (found === undefined) { return undefined; }
  const host = hosts.get(error as object) ?? found.hostname ?? found.address ?? 'An API of AWS';
  return conditionError('Unreachable', host, found.code ?? 'no connection in time');
}

/** Where several addresses were tried, Node.js tells of each. */
function notConnected(error: ConnectionError | undefined): ConnectionError | undefined {
  if (typeof error !== 'object' || error === null) { return undefined; }
  if (NOT_CONNECTED.test(error.code ?? '') || NO_CONNECTION_IN_TIME.test(error.message ?? '')) { return error; }
  return error.errors?.find((one) => notConnected(one) !== undefined);
}

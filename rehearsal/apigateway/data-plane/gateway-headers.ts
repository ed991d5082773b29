import { RoutedRequest } from './messages';

/** Names as the gateway writes them, whatever the client wrote (recorded on AWS). */
const WRITTEN = ['Authorization', 'User-Agent'];

/**
 * A client's headers as the gateway passes them on: with who asked, by which protocol, and the trace (recorded on AWS).
 *
 * What clients write into `X-Forwarded-For` stays in front.
 */
export function forwardedHeaders(routed: RoutedRequest): Record<string, readonly string[]> {
  const given = Object.entries(routed.request.headers ?? {}).map(([name, value]) => [writtenName(name), [value].flat()] as const);
  const others = given.filter(([name]) => !/^x-(amzn-trace-id|forwarded-(for|port|proto))$/i.test(name));
  const forwardedFor = given.find(([name]) => name.toLowerCase() === 'x-forwarded-for')?.[1] ?? [];
  return {
    ...Object.fromEntries(others),
    'X-Amzn-Trace-Id': [traceId(routed)],
    'X-Forwarded-For': [[...forwardedFor, '127.0.0.1'].join(', ')],
    'X-Forwarded-Port': ['443'],
    'X-Forwarded-Proto': ['https'],
  };
}

/** `Root=1-<seconds>-<24 hexadecimal digits>` */
export function traceId({ requestId, time }: Pick<RoutedRequest, 'requestId' | 'time'>): string {
  const seconds = Math.floor(time.getTime() / 1000).toString(16).padStart(8, '0');
  return `Root=1-${seconds}-${requestId.replace(/[^0-9a-f]/g, '').padEnd(24, '0').slice(0, 24)}`;
}

function writtenName(name: string): string {
  return WRITTEN.find((written) => written.toLowerCase() === name.toLowerCase()) ?? name;
}

import { IncomingHttpHeaders } from 'node:http';
import { InvocationResult } from '../../rehearsal/lambda/function-runtime';

/** What a function behind a function URL gets. */
interface UrlRequest {
  readonly method: string;
  readonly target: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

type Event = any;

/** The functions of the recordings by what is said of them. */
const BEHAVIOURS: Readonly<Record<string, (event: Event) => unknown>> = {
  'returns the event': (event) => event,
  'returns event.body (empty text when absent)': (event) => event.body ?? '',
  'proxy response 200 whose body is the event as JSON': (event) => ({ statusCode: 200, body: JSON.stringify(event) }),
  'parses event.body as JSON and returns it as its response': (event) => JSON.parse(event.body),
  'returns {"statusCode":200,"body":"customerror"} when event.body.httpStatus is at least 400, else body "noerror"': (event) =>
    ({ statusCode: 200, body: Number(event.body?.httpStatus) >= 400 ? 'customerror' : 'noerror' }),
  ['event.statusCode "200": returns "Pass"; "400", "500": throws "Error: Raising four hundred from within the Lambda function" ("five '
  + 'hundred"); else returns a sentence']: (event) => {
    switch (event.statusCode) {
      case '200': return 'Pass';
      case '400': throw new Error('Error: Raising four hundred from within the Lambda function');
      case '500': throw new Error('Error: Raising five hundred from within the Lambda function');
      default: return 'Neither passed nor failed.';
    }
  },
  ['by event.path: /no-body returns {"statusCode":200}; /only-headers {"statusCode":200,"headers":{"test-header":"value"}}; '
  + '/wrong-format {"statusCode":200,"wrongValue":"value"}; /empty-response {}; anything else 200 with the event as body']: (event) => ({
    '/no-body': { statusCode: 200 },
    '/only-headers': { statusCode: 200, headers: { 'test-header': 'value' } },
    '/wrong-format': { statusCode: 200, wrongValue: 'value' },
    '/empty-response': {},
  } as Record<string, unknown>)[event.path] ?? { statusCode: 200, body: JSON.stringify(event) },
};

/** Runs a function of the recordings. The error type is that of the recorded language. */
export function runBehaviour(behaviour: string, event: unknown): InvocationResult {
  const run = BEHAVIOURS[behaviour];
  if (run === undefined) { throw new Error(`No function here does this: ${behaviour}`); }
  try {
    return { outcome: 'returned', payload: run(event) };
  } catch (error) {
    const described = { errorType: 'Exception', errorMessage: (error as Error).message };
    return { outcome: 'failed', ...described, report: { ...described, requestId: 'request', stackTrace: ['handler'] } };
  }
}

/** What a function behind a function URL answers. The URL adds headers to the request, as Lambda's do. */
export function functionUrlAnswer(
  behaviour: string, environment: Readonly<Record<string, string>>, { method, target, headers, body }: UrlRequest,
): { status: number; body: string } {
  const url = new URL(target, 'http://backend');
  if (behaviour === 'httpbin') { return { status: 200, body: JSON.stringify({ data: body, json: body === '' ? null : JSON.parse(body) }) }; }
  if (behaviour.startsWith('returns event.body')) { return { status: 200, body }; }
  const status = Number(/status code at the end of the path/.test(behaviour) ? url.pathname.split('/').pop() : 200);
  if (!behaviour.includes('200 JSON with args')) { return { status, body: JSON.stringify({ status_code: status, message: '' }) }; }
  const got: Record<string, unknown> = {
    ...headers,
    'x-amzn-tls-cipher-suite': 'TLS_AES_128_GCM_SHA256',
    'x-amzn-tls-version': 'TLSv1.3',
    'x-forwarded-for': headers['x-forwarded-for'] ?? '127.0.0.1',
    'x-forwarded-port': headers['x-forwarded-port'] ?? '443',
    'x-forwarded-proto': headers['x-forwarded-proto'] ?? 'https',
  };
  const kept = Object.fromEntries(Object.entries(got).filter(([name]) => environment.TRIM_X_HEADERS !== '1' || !name.startsWith('x-')));
  const args = Object.fromEntries([...new Set(url.searchParams.keys())].map((name) => [name, url.searchParams.getAll(name).join(',')]));
  return {
    status,
    body: JSON.stringify({
      args, data: body === '' ? '' : JSON.parse(body), domain: headers.host, headers: kept, method, origin: '127.0.0.1', path: url.pathname,
    }),
  };
}

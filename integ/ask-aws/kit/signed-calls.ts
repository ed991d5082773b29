import { ExchangeLog } from './exchange-log';
import { PlainAnswer, PlainHttp } from './plain-http';
import { Credentials, sha256, signedHeaders } from './signature';

export interface SignedCallsOptions {
  readonly region: string;
  readonly http: PlainHttp;
  readonly log: ExchangeLog;
  /** Those of the SDK clients. */
  readonly credentials: () => Promise<Credentials>;
  readonly now: () => Date;
  /** @default - AWS */
  readonly endpointUrl?: string;
}

/** Calls of the services whose clients the repository does not need otherwise. */
export class SignedCalls {
  constructor(private readonly options: SignedCallsOptions) {}

  /** A call of a service that speaks JSON. @param shown what is kept of its answer. @throws Error with the service's code as its name */
  async call<T>(service: string, target: string, version: string, input: object, shown: (output: T) => unknown = (output) => output): Promise<T> {
    const { region, endpointUrl, http } = this.options;
    const url = new URL(endpointUrl ?? `https://${service}.${region}.amazonaws.com`);
    const body = JSON.stringify(input);
    const headers = signedHeaders(await this.options.credentials(), {
      service,
      region,
      host: url.host,
      headers: { 'content-type': `application/x-amz-json-${version}`, 'x-amz-target': target },
      body,
      now: this.signingTime(),
    });
    const operation = target.split('.').pop()!;
    const answer = await http({ operation, url, method: 'POST', headers, body });
    const call = { service, operation, input };
    if (!isOk(answer)) { throw this.refusal(call, errorIn(answer)); }
    const output = JSON.parse(answer.body) as T;
    this.options.log.note({ ...call, output: shown(output) });
    return output;
  }

  /** Puts a text into a bucket, or deletes it. @throws Error with the status as its name */
  async object(method: 'PUT' | 'DELETE', bucket: string, key: string, body = ''): Promise<void> {
    const { region, endpointUrl, http } = this.options;
    const url = endpointUrl === undefined ? new URL(`https://${bucket}.s3.${region}.amazonaws.com/${key}`) : new URL(`/${bucket}/${key}`, endpointUrl);
    const headers = signedHeaders(await this.options.credentials(), {
      service: 's3',
      region,
      host: url.host,
      method,
      path: url.pathname,
      headers: { 'x-amz-content-sha256': sha256(body) },
      body,
      now: this.signingTime(),
    });
    const operation = method === 'PUT' ? 'PutObject' : 'DeleteObject';
    const answer = await http({ operation, url, method, headers, ...method === 'PUT' ? { body } : {} });
    const call = { service: 's3', operation, input: { bucket, key } };
    if (!isOk(answer)) { throw this.refusal(call, { code: String(answer.status), message: answer.body.slice(0, 500) }); }
    this.options.log.note({ ...call, output: {} });
  }

  private refusal(call: { service: string; operation: string; input: unknown }, error: { code: string; message: string }): Error {
    this.options.log.note({ ...call, error });
    return Object.assign(new Error(error.message), { name: error.code });
  }

  /** AWS takes signatures of its own time only. */
  private signingTime(): Date {
    return this.options.endpointUrl === undefined ? new Date() : this.options.now();
  }
}

function isOk({ status }: PlainAnswer): boolean {
  return status >= 200 && status < 300;
}

/** The error of a service that speaks JSON. Not everything on the way there does. */
function errorIn({ status, headers, body }: PlainAnswer): { code: string; message: string } {
  try {
    const { __type, message, Message } = JSON.parse(body) as Record<string, unknown>;
    return { code: String(__type ?? headers['x-amzn-errortype'] ?? status).split('#').pop()!, message: String(message ?? Message) };
  } catch {
    return { code: String(status), message: body.slice(0, 500) };
  }
}

import { ServiceRequest, ServiceResponse } from './service-frontend';
import { escapeXmlContent } from './xml';

/** Parameters of a request of the AWS Query protocol, lists and maps flattened into names like `Tags.member.1.Key`. */
export class QueryParameters {
  /** Those of a request. */
  static in(request: ServiceRequest): QueryParameters {
    return new QueryParameters(new URLSearchParams(request.method === 'GET' ? request.query : request.body.toString()));
  }

  constructor(private readonly values: URLSearchParams) {}

  get action(): string {
    return this.values.get('Action') ?? '';
  }

  /** A parameter's value, undefined when it is absent or empty. */
  text(name: string): string | undefined {
    const value = this.values.get(name);
    return value === null || value === '' ? undefined : value;
  }

  /** Whether the list is there, an empty one included. */
  hasList(name: string): boolean {
    return this.values.has(name) || this.values.has(`${name}.member.1`) || this.values.has(`${name}.member.1.Key`);
  }

  /** Elements of a list of texts. */
  texts(name: string): string[] {
    const elements: string[] = [];
    for (let i = 1; this.values.has(`${name}.member.${i}`); i++) { elements.push(this.values.get(`${name}.member.${i}`)!); }
    return elements;
  }

  /** Elements of a list of structures, each as its fields. */
  structures(name: string): Array<Record<string, string>> {
    const elements: Array<Record<string, string>> = [];
    for (const [key, value] of this.values) {
      const [, index, field] = new RegExp(`^${name}\\.member\\.(\\d+)\\.(.+)$`).exec(key) ?? [];
      if (index !== undefined) { (elements[Number(index) - 1] ??= {})[field] = value; }
    }
    return elements;
  }
}

/** A value as XML shows it: structures by field, lists as `<member>`s, undefined not at all. */
export type XmlValue = string | number | boolean | Date | undefined | ReadonlyArray<XmlValue> | { readonly [field: string]: XmlValue };

/** A successful answer of the AWS Query protocol. */
export function queryResponse(action: string, namespace: string, result: XmlValue): ServiceResponse {
  return xml(200, `<${action}Response xmlns="${namespace}"><${action}Result>${xmlOf(result)}</${action}Result>${METADATA}</${action}Response>`);
}

/** An error answer of the AWS Query protocol. */
export function queryError(status: number, namespace: string, code: string, message: string): ServiceResponse {
  const type = status < 500 ? 'Sender' : 'Receiver';
  const error = xmlOf({ Type: type, Code: code, Message: message });
  return xml(status, `<ErrorResponse xmlns="${namespace}"><Error>${error}</Error><RequestId>${REQUEST_ID}</RequestId></ErrorResponse>`);
}

const REQUEST_ID = '00000000-0000-4000-8000-000000000000';
const METADATA = `<ResponseMetadata><RequestId>${REQUEST_ID}</RequestId></ResponseMetadata>`;

function xml(status: number, body: string): ServiceResponse {
  return { status, headers: { 'content-type': 'text/xml' }, body };
}

function xmlOf(value: XmlValue): string {
  if (value === undefined) { return ''; }
  if (value instanceof Date) { return value.toISOString(); }
  if (Array.isArray(value)) { return value.map((element: XmlValue) => `<member>${xmlOf(element)}</member>`).join(''); }
  if (typeof value === 'object') {
    return Object.entries(value).filter(([, field]) => field !== undefined).map(([name, field]) => `<${name}>${xmlOf(field)}</${name}>`).join('');
  }
  return escapeXmlContent(String(value));
}

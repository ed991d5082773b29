/** What of a request API Gateway checks before it calls the integration. */
export interface RequestValidation {
  readonly body: boolean;
  readonly parameters: boolean;
  /** Required parameters as `querystring.page` or `header.X-Tenant`. They count only when parameters are validated. */
  readonly required: readonly string[];
}

/** The same in words, comparable between templates and OpenAPI documents. The content of a body's schema is not part of it. */
export function requestValidationText({ body, parameters, required }: RequestValidation): string {
  const names = [...new Set(required)].sort();
  const parts = [
    body && 'body',
    parameters && (names.length > 0 ? `parameters (${names.join(', ')})` : 'parameters'),
  ].filter((part) => part !== false);
  return parts.length > 0 ? parts.join(' and ') : 'none';
}

/** Required parameters of a method's `RequestParameters`. Path parameters are always there and left out. */
export function requiredParameters(requestParameters: unknown): string[] {
  if (typeof requestParameters !== 'object' || requestParameters === null) { return []; }
  return Object.entries(requestParameters)
    .filter(([name, required]) => String(required) === 'true' && !name.startsWith('method.request.path.'))
    .map(([name]) => name.replace(/^method\.request\./, ''));
}

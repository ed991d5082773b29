/** Where a route of an OpenAPI definition leads. */
export interface IntegrationUri {
  /** For instance `GET /hello`. */
  readonly route: string;
  /** As text. Absent for what only CloudFormation can put together. */
  readonly uri?: string;
  /** As it stands in the definition. */
  readonly integration: any;
}

/** The integrations of an OpenAPI definition that stands in the template. */
export function integrationUris(definition: any): IntegrationUri[] {
  return Object.entries<any>(definition?.paths ?? {}).flatMap(([path, item]) => Object.entries<any>(item ?? {})
    .filter(([, operation]) => operation?.['x-amazon-apigateway-integration'] !== undefined)
    .map(([key, operation]) => ({
      route: routeNameOf(key, path),
      uri: textOf(operation['x-amazon-apigateway-integration'].uri),
      integration: operation['x-amazon-apigateway-integration'],
    })));
}

/** A route of a definition as a message names it. */
export function routeNameOf(verb: string, path: string): string {
  return `${verb === 'x-amazon-apigateway-any-method' ? 'ANY' : verb.toUpperCase()} ${path}`;
}

/** The text of a string, or of an intrinsic function that puts one together. */
function textOf(value: any): string | undefined {
  if (typeof value === 'string') { return value; }
  const { 'Fn::Sub': sub, 'Fn::Join': join } = value ?? {};
  if (typeof sub === 'string') { return sub; }
  if (Array.isArray(sub)) {
    return String(sub[0]).replace(/\$\{(\w+)\}/g, (reference, name: string) => textOf(sub[1]?.[name]) ?? reference);
  }
  return Array.isArray(join) ? join[1].map((part: unknown) => textOf(part) ?? '').join(join[0]) : undefined;
}

import { completed } from '../../endpoints/called-code';
import { integrationUris, routeNameOf } from '../../endpoints/integration-uris';

/** A function as an API calls it. */
export interface CalledFunction {
  readonly name: string;
  /** A version's number or the name of an alias. Absent: what was uploaded last. */
  readonly qualifier?: string;
  /** As the integration names it, usually an ARN, with stage variables filled in. */
  readonly reference: string;
}

/** What a release calls. */
export interface BaseCalls {
  readonly functions: readonly CalledFunction[];
  /** Names of the roles that it calls with. */
  readonly roles: readonly string[];
}

/**
 * What a stage calls, out of its export with integrations and authorizers.
 *
 * @param definition OpenAPI 3
 * @param variables stage variables of the base release, which complete URIs
 * @param routes only what these lead to, for instance `GET /hello`. @default - all
 * @see https://docs.aws.amazon.com/apigateway/latest/api/API_GetExport.html
 */
export function callsOf(definition: any, variables: Readonly<Record<string, string>>, routes?: readonly string[]): BaseCalls {
  const operations = countedOperations(definition, routes);
  const integrations = operations.map((operation) => operation?.['x-amazon-apigateway-integration']);
  const secured = securedBy(operations);
  const authorizers = Object.entries<any>(definition.components?.securitySchemes ?? {})
    .filter(([name]) => routes === undefined || secured.includes(name))
    .map(([, scheme]) => scheme?.['x-amazon-apigateway-authorizer']);
  const uris = integrationUris(definition).filter(({ route }) => isCounted(route, routes)).map(({ uri }) => uri);
  const functions = [...uris, ...authorizers.map((authorizer) => authorizer?.authorizerUri)]
    .flatMap((uri) => functionIn(uri, variables));
  return {
    functions: [...new Map(functions.map((called) => [called.reference, called])).values()],
    roles: [...new Set([
      ...integrations.map((integration) => integration?.credentials),
      ...authorizers.map((authorizer) => authorizer?.authorizerCredentials),
    ].flatMap((arn) => roleIn(arn, variables)))],
  };
}

/** What an export says of each route. */
export function countedOperations(definition: any, routes?: readonly string[]): any[] {
  return Object.entries<any>(definition.paths ?? {}).flatMap(([path, item]) =>
    Object.entries<any>(item ?? {}).filter(([verb]) => isCounted(routeNameOf(verb, path), routes)).map(([, operation]) => operation));
}

/** Names of the security schemes that guard operations of an export. */
export function securedBy(operations: readonly any[]): string[] {
  return operations.flatMap((operation) => (operation?.security ?? []).flatMap((scheme: object) => Object.keys(scheme)));
}

function isCounted(route: string, routes: readonly string[] | undefined): boolean {
  return routes === undefined || routes.includes(route);
}

function functionIn(uri: unknown, variables: Readonly<Record<string, string>>): CalledFunction[] {
  if (typeof uri !== 'string') { return []; }
  const reference = /\/functions\/([^/]+)\/[a-z-]*invocations$/.exec(completed(uri, variables))?.[1];
  if (reference === undefined) { return []; }
  // An ARN with or without a qualifier, or a bare name.
  const [name, qualifier] = reference.startsWith('arn:') ? reference.split(':').slice(6) : reference.split(':');
  return name !== undefined && /^[A-Za-z0-9_-]+$/.test(name) ? [{ name, qualifier, reference }] : [];
}

/** The last part of an ARN, behind the path. Callers' own credentials are `arn:aws:iam::*:user/*`. */
function roleIn(arn: unknown, variables: Readonly<Record<string, string>>): string[] {
  if (typeof arn !== 'string') { return []; }
  const [, name] = /:role\/(?:.*\/)?([\w+=,.@-]+)$/.exec(completed(arn, variables)) ?? [];
  return name === undefined ? [] : [name];
}

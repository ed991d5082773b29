import { countedOperations, securedBy } from './base-calls';
import { variablesIn } from './stage-variables';

/**
 * Names of the variables that a stage uses, out of its export with integrations and authorizers: in URIs, credentials, parameters and templates.
 *
 * What a function or a template does with all variables of the stage is not known.
 *
 * @param definition OpenAPI 3
 * @param routes only what these lead to, for instance `GET /hello`. @default - all
 */
export function variablesUsedIn(definition: any, routes?: readonly string[]): string[] {
  const operations = countedOperations(definition, routes);
  const secured = securedBy(operations);
  const authorizers = Object.entries<any>(definition.components?.securitySchemes ?? {})
    .filter(([name]) => routes === undefined || secured.includes(name))
    .map(([, scheme]) => scheme?.['x-amazon-apigateway-authorizer']);
  const integrations = operations.map((operation) => operation?.['x-amazon-apigateway-integration']);
  return [...new Set(textsIn([integrations, authorizers]).flatMap(variablesIn))];
}

/** Every text in a definition, however deep. */
function textsIn(value: unknown): string[] {
  if (typeof value === 'string') { return [value]; }
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
}

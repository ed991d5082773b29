/** As much of an OpenAPI document as the integration needs. */
export interface OpenApiDocument {
  readonly paths: { readonly [path: string]: { readonly [method: string]: { readonly operationId: string } } };
}

/**
 * The document with an `x-amazon-apigateway-integration` on every operation, so that the document itself knows nothing of AWS.
 *
 * @param uriOf where the operation with an id is answered
 */
export function integrateOperations(document: OpenApiDocument, uriOf: (operationId: string) => string): OpenApiDocument {
  const integrated = <T extends { operationId: string }>(operation: T) => ({
    ...operation,
    'x-amazon-apigateway-integration': { type: 'aws_proxy', httpMethod: 'POST', uri: uriOf(operation.operationId) },
  });
  return { ...document, paths: mapValues(document.paths, (methods) => mapValues(methods, integrated)) };
}

function mapValues<T, U>(object: Readonly<Record<string, T>>, change: (value: T) => U): Record<string, U> {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, change(value)]));
}

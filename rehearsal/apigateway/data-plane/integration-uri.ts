/** Puts stage variables into a URI; one that does not exist leaves nothing behind. */
export function withStageVariables(uri: string, variables: Readonly<Record<string, string>>): string {
  return uri.replace(/\$\{stageVariables\.(\w+)\}/g, (_, name: string) => variables[name] ?? '');
}

/**
 * The function ARN (qualified or not) in an integration URI
 * `arn:aws:apigateway:<region>:lambda:path/2015-03-31/functions/<function ARN>/invocations`; `undefined` for any other URI.
 */
export function functionArnOf(uri: string): string | undefined {
  return /^arn:[^:]+:apigateway:[^:]*:lambda:path\/+2015-03-31\/functions\/(.*)\/invocations$/.exec(uri)?.[1];
}

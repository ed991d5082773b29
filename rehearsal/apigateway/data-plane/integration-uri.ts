/** Puts stage variables into a URI. One that does not exist leaves nothing behind. */
export function withStageVariables(uri: string, variables: Readonly<Record<string, string>>): string {
  return uri.replace(/\$\{stageVariables\.(\w+)\}/g, (_, name: string) => variables[name] ?? '');
}

/**
 * The function ARN (qualified or not) in an integration URI
 * `arn:aws:apigateway:<region>:lambda:path/2015-03-31/functions/<function ARN>/invocations`, or that of a streamed response,
 * `.../2021-11-15/functions/<function ARN>/response-streaming-invocations`. `undefined` for any other URI.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/response-streaming-lambda-configure.html
 */
export function functionArnOf(uri: string): string | undefined {
  const [, path] = /^arn:[^:]+:apigateway:[^:]*:lambda:path\/+(.+)$/.exec(uri) ?? [];
  const streamed = /^2021-11-15\/functions\/(.*)\/response-streaming-invocations$/.exec(path);
  return (streamed ?? /^2015-03-31\/functions\/(.*)\/invocations$/.exec(path))?.[1];
}

type Variables = Readonly<Record<string, string>>;

/** With the dollar and the braces of a URI and of a template, which has three ways to name one. */
const STAGE_VARIABLE = /(?:\$!?\{|\$!?)?\bstageVariables(?:\.get\(\s*\\?['"](\w+)\\?['"]\s*\)|\[\s*\\?['"](\w+)\\?['"]\s*\]|\.(\w+))\}?/g;

/**
 * As a URI, a parameter and a template write them: `${stageVariables.name}`, `stageVariables.name`, `$stageVariables['name']`.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/aws-api-gateway-stage-variables-reference.html
 */
export function withVariables(text: string, variables: Variables): string {
  return text.replace(STAGE_VARIABLE, (variable, ...[got, indexed, named]: string[]) => variables[got ?? indexed ?? named] ?? variable);
}

/** Names of the stage variables that a text mentions, in any of these ways. */
export function variablesIn(text: string): string[] {
  return [...new Set([...text.matchAll(STAGE_VARIABLE)].map(([, got, indexed, named]) => got ?? indexed ?? named))];
}

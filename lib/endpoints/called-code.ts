/** What a route or an authorizer calls, in the terms of its URI. */
export type CalledCode =
  /** A function without a version. */
  | { readonly kind: 'function'; readonly target?: number }
  | { readonly kind: 'version'; readonly target?: number }
  /** An alias, by its construct or by its name behind a function. */
  | { readonly kind: 'alias'; readonly target?: number; readonly name?: string; readonly ofFunction?: number }
  /** Only CloudFormation or API Gateway will know. */
  | { readonly kind: 'unknown' };

/** The types of the targets in a URI. */
export type TypeOfTarget = (target: number) => string | undefined;

/**
 * What the URI of an integration or authorizer calls. Undefined for anything else than a Lambda function.
 *
 * @param uri with `⟦n⟧` in the place of targets and `⟦?⟧` in the place of what nobody knows
 * @param variables of the stage, which complete the URI
 */
export function calledCode(uri: string, variables: Readonly<Record<string, string>>, typeOf: TypeOfTarget): CalledCode | undefined {
  const called = /\/functions\/(.+)\/(response-streaming-)?invocations$/.exec(uri)?.[1];
  if (called === undefined) { return undefined; }
  const complete = completed(called, variables);
  const [, mark, rest] = /^⟦(\d+)⟧(.*)$/.exec(complete) ?? [];
  if (mark !== undefined) { return calledBehind(Number(mark), rest, typeOf(Number(mark))); }
  const parts = complete.split(':');
  if (parts.length < 7) { return { kind: 'unknown' }; }
  return parts[7] === undefined ? { kind: isKnown(parts[6]) ? 'function' : 'unknown' } : calledBy(parts[7]);
}

function calledBehind(target: number, rest: string, type: string | undefined): CalledCode {
  switch (type) {
    case 'AWS::Lambda::Version': return { kind: 'version', target };
    case 'AWS::Lambda::Alias': return { kind: 'alias', target };
    case 'AWS::Lambda::Function':
      return rest === '' ? { kind: 'function', target } : rest.startsWith(':') ? calledBy(rest.slice(1), target) : { kind: 'unknown' };
    default: return { kind: 'unknown' };
  }
}

function calledBy(qualifier: string, ofFunction?: number): CalledCode {
  if (/^\d+$/.test(qualifier)) { return { kind: 'version' }; }
  return isKnown(qualifier) ? { kind: 'alias', name: qualifier, ofFunction } : { kind: 'unknown' };
}

function isKnown(text: string): boolean {
  return !/stageVariables|⟦/.test(text);
}

/** The called part of a URI as a release sees it: two releases that see the same call the same. */
export function completed(uri: string, variables: Readonly<Record<string, string>>): string {
  return uri.replace(/\$\{stageVariables\.(\w+)\}/g, (variable, name: string) => variables[name] ?? variable);
}

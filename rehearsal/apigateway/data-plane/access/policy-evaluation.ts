/** What a policy says of one request. */
export type PolicyVerdict = 'allow' | 'explicit-deny' | 'implicit-deny';

/** A policy as an authorizer returns it. `NotAction`, `NotResource` and `Condition` are not read. */
export interface PolicyDocument {
  readonly Statement: readonly PolicyDocumentStatement[] | PolicyDocumentStatement;
}

export interface PolicyDocumentStatement {
  readonly Effect?: unknown;
  readonly Action?: unknown;
  readonly Resource?: unknown;
}

/** Whether a policy allows `execute-api:Invoke` on a method. A deny wins over every allow. Nothing said is a deny too. */
export function evaluatePolicy({ Statement }: PolicyDocument, methodArn: string): PolicyVerdict {
  const matching = [Statement].flat().filter(({ Action, Resource }) => covers(Action, 'execute-api:Invoke', 'i') && covers(Resource, methodArn));
  if (matching.some(({ Effect }) => Effect === 'Deny')) { return 'explicit-deny'; }
  return matching.some(({ Effect }) => Effect === 'Allow') ? 'allow' : 'implicit-deny';
}

function covers(patterns: unknown, text: string, flags = ''): boolean {
  return [patterns].flat().some((pattern) => typeof pattern === 'string' && wildcard(pattern, flags).test(text));
}

function wildcard(pattern: string, flags: string): RegExp {
  const escaped = pattern.replace(/[.+^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`^${escaped.replace(/\*/g, '.*').replace(/\?/g, '.')}$`, `s${flags}`);
}

import { createHash } from 'node:crypto';

/** One statement of the resource policy of a function, a version or an alias. */
export interface PolicyStatement {
  readonly statementId: string;
  /** Service (`apigateway.amazonaws.com`), account, or `*`. */
  readonly principal: string;
  /** For instance `lambda:InvokeFunction`. */
  readonly action: string;
  /** ARN pattern with `*` and `?`. @default - any source */
  readonly sourceArn?: string;
  /** @default - any account */
  readonly sourceAccount?: string;
}

/** The AWS service that wants to invoke a function, and on whose behalf. */
export interface ServiceCaller {
  readonly servicePrincipal: string;
  readonly sourceArn: string;
}

/**
 * Largest policy of a function, a version or an alias, in bytes.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
 */
export const POLICY_LIMIT = 20_480;

/** Length of the policy as Lambda keeps it, in bytes. @param resource ARN that the policy belongs to */
export function policySize(resource: string, statements: readonly PolicyStatement[]): number {
  return Buffer.byteLength(policyDocument(resource, statements));
}

/** The policy as GetPolicy returns it. @param resource ARN that the policy belongs to */
export function policyDocument(resource: string, statements: readonly PolicyStatement[]): string {
  return JSON.stringify({ Version: '2012-10-17', Id: 'default', Statement: statements.map((statement) => statementOf(resource, statement)) });
}

/** Names the state of a policy: another one is another revision. @param resource ARN that the policy belongs to */
export function policyRevision(resource: string, statements: readonly PolicyStatement[]): string {
  const digest = createHash('sha256').update(policyDocument(resource, statements)).digest('hex');
  return digest.slice(0, 32).replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}

function statementOf(Resource: string, { statementId, principal, action, sourceArn, sourceAccount }: PolicyStatement): object {
  const condition = {
    ...sourceAccount === undefined ? {} : { StringEquals: { 'AWS:SourceAccount': sourceAccount } },
    ...sourceArn === undefined ? {} : { ArnLike: { 'AWS:SourceArn': sourceArn } },
  };
  return {
    Sid: statementId,
    Effect: 'Allow',
    Principal: principal === '*' ? '*' : principal.includes('.') ? { Service: principal } : { AWS: principal },
    Action: action,
    Resource,
    ...Object.keys(condition).length === 0 ? {} : { Condition: condition },
  };
}

/** Whether one of the statements lets this caller invoke. No statement means no. */
export function permitsInvoke(statements: readonly PolicyStatement[], caller: ServiceCaller): boolean {
  return statements.some((statement) =>
    actionCoversInvoke(statement.action)
    && (statement.principal === '*' || statement.principal === caller.servicePrincipal)
    && (statement.sourceArn === undefined || arnLike(statement.sourceArn, caller.sourceArn))
    && (statement.sourceAccount === undefined || statement.sourceAccount === caller.sourceArn.split(':')[4]));
}

/**
 * IAM's `ArnLike`: the first five parts of an ARN are compared one by one, so that a `*` does not reach over a colon.
 * In the rest it stands for any text, slashes included.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
 */
export function arnLike(pattern: string, arn: string): boolean {
  const patternParts = splitArn(pattern);
  const arnParts = splitArn(arn);
  return patternParts.length === arnParts.length
    && patternParts.every((part, index) => wildcard(part).test(arnParts[index]));
}

function splitArn(arn: string): string[] {
  const parts = arn.split(':');
  return [...parts.slice(0, 5), parts.slice(5).join(':')];
}

/** Compiled patterns. The bound keeps a long property run from holding every one it met. */
const wildcards = new Map<string, RegExp>();

function wildcard(pattern: string): RegExp {
  const known = wildcards.get(pattern);
  if (known !== undefined) { return known; }
  const escaped = pattern.replace(/[.+^${}()|[\]\\]/g, '\\$&');
  const compiled = new RegExp(`^${escaped.replace(/\*/g, '.*').replace(/\?/g, '.')}$`, 's');
  if (wildcards.size >= 10_000) { wildcards.clear(); }
  wildcards.set(pattern, compiled);
  return compiled;
}

function actionCoversInvoke(action: string): boolean {
  return wildcard(action.toLowerCase()).test('lambda:invokefunction');
}

import type { StatementReading } from '../pruning/contract/pruning-state';

/** The statements of a resource policy of Lambda. @param policy as GetPolicy returns it */
export function statementsIn(policy: string): StatementReading[] {
  const statements: any[] = [JSON.parse(policy).Statement ?? []].flat();
  return statements.map(({ Sid, Effect, Principal, Condition }) => ({
    statementId: String(Sid ?? ''),
    isGateway: Effect === 'Allow' && isOnly(Principal?.Service, 'apigateway.amazonaws.com') && Object.keys(Principal).length === 1,
    sourceArn: sourceIn(Condition),
  }));
}

/** Undefined for any condition but the one that permissions of API Gateway have. */
function sourceIn(condition: any): string | undefined {
  const operators = Object.keys(condition ?? {});
  const keys = Object.entries<any>(condition?.ArnLike ?? condition?.ArnEquals ?? {}).filter(([key]) => key.toLowerCase() === 'aws:sourcearn');
  if (!operators.every((operator) => ['ArnLike', 'ArnEquals', 'StringEquals'].includes(operator)) || keys.length !== 1) { return undefined; }
  const [value] = [keys[0][1]].flat();
  return typeof value === 'string' && [keys[0][1]].flat().length === 1 ? value : undefined;
}

function isOnly(value: unknown, wanted: string): boolean {
  return [value].flat().length === 1 && [value].flat()[0] === wanted;
}

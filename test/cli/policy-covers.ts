import { ENVIRONMENT, Fault, RecordedCall } from './live-shop';
import { arnLike } from '../../rehearsal/lambda/resource-policy';

export interface PolicyStatement { readonly Action: string[]; readonly Resource: string | string[] }

/** Found by nobody's right: everybody may ask who he is. */
export const FREE = 'sts:GetCallerIdentity';

/** What a policy does not allow of these calls, and what it allows that none of them is. */
export function policyCovers({ Statement }: { Statement: PolicyStatement[] }, calls: readonly RecordedCall[]) {
  const called = calls.filter(({ action }) => action !== FREE);
  const isCalled = (statement: PolicyStatement) => called.some((call) => allows(statement, call));
  return {
    denied: called.filter((call) => !Statement.some((statement) => allows(statement, call))),
    unused: Statement.flatMap(({ Action, Resource }) => Action.filter((action) => !isCalled({ Action: [action], Resource }))),
  };
}

/** As IAM answers whoever has this policy and no other. */
export function denyingAllBut(policy: { Statement: PolicyStatement[] }): Fault {
  return {
    matches: (call) => policyCovers(policy, [call]).denied.length > 0,
    status: 403,
    code: 'AccessDeniedException',
    message: 'User: arn:aws:sts::123456789012:assumed-role/reader/session is not authorized to perform this action',
  };
}

/** A policy right by right: one action on one resource each. Those that none of the calls needs are left out. */
export function rightsOf({ Statement }: { Statement: PolicyStatement[] }, calls: readonly RecordedCall[]): PolicyStatement[] {
  return Statement
    .flatMap(({ Action, Resource }) => [Resource].flat().flatMap((resource) => Action.map((action) => ({ Action: [action], Resource: resource }))))
    .filter((right) => calls.some((call) => allows(right, call)));
}

function allows({ Action, Resource }: PolicyStatement, call: RecordedCall): boolean {
  return Action.includes(call.action) && [Resource].flat().some((pattern) => pattern === '*' || arnLike(pattern, arnOf(call)));
}

/** The resource as IAM compares it. */
function arnOf({ action, resource }: RecordedCall): string {
  const { region, account } = ENVIRONMENT;
  switch (action.split(':')[0]) {
    case 'apigateway': return `arn:aws:apigateway:${region}::${resource}`;
    case 'cloudformation': return resource.startsWith('arn:') ? resource : `arn:aws:cloudformation:${region}:${account}:stack/${resource}/id`;
    case 'lambda': return resource === '*' || resource.startsWith('arn:') ? resource : `arn:aws:lambda:${region}:${account}:function:${resource}`;
    case 'logs': return resource === '*' ? '*' : `arn:aws:logs:${region}:${account}:log-group:${resource}`;
    case 'events': return `arn:aws:events:${region}:${account}:event-bus/default`;
    default: return '*';
  }
}

import { CfnResource, Names, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct, IConstruct } from 'constructs';
import { BeforeTraffic } from './before-traffic';
import { givenOptionsOf } from '../functions/configured-functions';
import { acknowledgeWildcards } from '../messages/acknowledged-findings';

/** Of an inline policy of a role. IAM: 1 to 128 characters. */
const POLICY_NAME_LENGTH = 128;
const WHY_EVERY_VERSION = 'The base release calls an earlier version of the function, which the role must still be allowed to invoke.';

/** A role that is allowed something. */
export interface AllowedRole {
  /** A role of this app, or the name of one that the app does not build. */
  readonly role: CfnResource | string;
  /** What allows it: the role itself, or a policy. */
  readonly by: CfnResource;
}

/**
 * Lets a role invoke every version of a function of its stack, once. A function of another stack would become an export that holds both stacks back.
 */
export function grantEveryVersion({ role, by }: AllowedRole, fn: CfnResource, beforeTraffic: BeforeTraffic): void {
  const beside = typeof role === 'string' ? by : role;
  const scope = beside.node.scope ?? beside;
  const isManaged = givenOptionsOf(Stack.of(beside)).managedPolicies === true;
  const id = `EveryVersionOf${Names.nodeUniqueId(fn.node)}${isManaged ? 'ManagedPolicy' : ''}${typeof role === 'string' ? `By${role}` : ''}`;
  if (Stack.of(fn) !== Stack.of(beside) || scope.node.tryFindChild(id)) { return; }
  const policyDocument = new iam.PolicyDocument({
    statements: [new iam.PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: [`${fn.getAtt('Arn')}:*`] })],
  });
  const roles = [typeof role === 'string' ? role : role.ref];
  const policy = isManaged
    ? new iam.CfnManagedPolicy(scope, id, { policyDocument, roles })
    : inlinePolicy(scope, id, policyDocument, roles);
  acknowledgeWildcards(policy, policyDocument, WHY_EVERY_VERSION);
  beforeTraffic.add(policy);
}

function inlinePolicy(scope: IConstruct, id: string, policyDocument: iam.PolicyDocument, roles: string[]): iam.CfnPolicy {
  const policy = new iam.CfnPolicy(scope as Construct, id, { policyName: '', policyDocument, roles });
  policy.policyName = Names.uniqueResourceName(policy, { maxLength: POLICY_NAME_LENGTH });
  return policy;
}

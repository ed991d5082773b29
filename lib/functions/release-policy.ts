import type { CfnResource } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { Construct, IConstruct } from 'constructs';
import { ofOwnFunction } from './own-function';
import { AttachedPolicy, newPolicy } from './own-role';
import { acknowledgeWildcards } from '../messages/acknowledged-findings';

/** What the role of a function is allowed for one release. */
export class ReleasePolicy {
  /** What events have to wait for. */
  readonly construct: IConstruct;
  readonly resource: CfnResource;
  private readonly policy: AttachedPolicy;

  /**
   * @param whyWildcards why what it allows has no narrower resource
   * @throws if the role would have more managed policies than IAM takes
   */
  constructor(scope: Construct, handler: lambda.Function, statements: iam.PolicyStatement[], whyWildcards: string) {
    const own = ofOwnFunction(handler);
    own.releases++;
    this.policy = newPolicy(scope, { managed: 'ManagedPolicy', inline: 'Policy' }, handler.role!, own.managedPolicies, statements);
    const { construct } = this.policy;
    acknowledgeWildcards(construct, construct.document, whyWildcards);
    this.construct = construct;
    this.resource = construct.node.defaultChild as CfnResource;
  }

  addStatements(...statements: iam.PolicyStatement[]): void {
    this.policy.addStatements(...statements);
  }
}

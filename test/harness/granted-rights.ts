import { arnLike } from '../../rehearsal/lambda/resource-policy';
import { LocalAws } from '../../rehearsal/local-aws';

/** What a call needs: an action on a resource, as IAM names them. */
export interface Right {
  readonly action: string;
  readonly resource: string;
}

/** Of a request on API Gateway's REST interface. */
export function gatewayRight({ region }: LocalAws, { method, path }: { readonly method: string; readonly path: string }): Right {
  return { action: `apigateway:${method}`, resource: `arn:aws:apigateway:${region}::${path}` };
}

/** Of an action on a stack. */
export function stackRight({ cloudFormation }: LocalAws, name: string, stack: string): Right {
  return { action: `cloudformation:${name}`, resource: cloudFormation.find(stack)?.identity.stackId ?? stack };
}

interface Statement {
  readonly Action: string | string[];
  readonly Resource: string | string[];
}

/** What CloudFormation has attached to a role, as its resources have it. */
interface AttachedPolicy {
  readonly roles: readonly string[];
  readonly statements: readonly Statement[];
}

/**
 * IAM for the functions of the library: what their roles are allowed at this instant, by the policies of the stacks.
 *
 * CloudFormation changes a policy before the resource that depends on it and deletes it after that, so a call may come when the right to it is gone.
 * A change counts at once.
 */
export class GrantedRights {
  private readonly attached = new Map<string, AttachedPolicy>();

  constructor(private readonly aws: LocalAws) {
    aws.cloudFormation.onResourceOperation((event) => {
      const isPolicy = event.action !== 'status' && /^AWS::IAM::(Managed)?Policy$/.test(event.type);
      if (!isPolicy || event.outcome !== 'succeeded') { return; }
      const resource = aws.cloudFormation.find(event.stack.stackId)?.resources.get(event.logicalId);
      const physicalId = event.physicalId ?? resource?.physicalId;
      if (physicalId === undefined) { return; }
      if (event.action === 'delete') { this.attached.delete(physicalId); return; }
      this.attached.set(physicalId, policyOf(resource!.properties as any));
    });
  }

  /** @param functionArn what the call is made by */
  allows(functionArn: string, right: Right): boolean {
    const role = this.roleOf(functionArn);
    return role === undefined || this.isElsewhere(role) || this.statementsOf(role).some((statement) => covers(statement, right));
  }

  /** Whether the owner of a role grants what it must allow: it is of no stack, and no stack may change it. */
  private isElsewhere(role: string): boolean {
    const isRole = ({ definition, physicalId }: { definition: { type: string }; physicalId?: string }): boolean =>
      definition.type === 'AWS::IAM::Role' && physicalId === role;
    const isOwn = this.aws.cloudFormation.stacks.some(({ resources }) => [...resources.values()].some(isRole));
    return !isOwn && ![...this.attached.values()].some(({ roles }) => roles.includes(role));
  }

  private statementsOf(role: string): Statement[] {
    return [...this.attached.values()].filter(({ roles }) => roles.includes(role)).flatMap(({ statements }) => statements);
  }

  /** The name of the role that a function of a stack runs with. */
  private roleOf(functionArn: string): string | undefined {
    const name = functionArn.split(':')[6];
    for (const { resources } of this.aws.cloudFormation.stacks) {
      for (const { definition, physicalId, properties } of resources.values()) {
        if (definition.type === 'AWS::Lambda::Function' && physicalId === name) { return String(properties.Role).split('/').pop(); }
      }
    }
    return undefined;
  }
}

function policyOf({ Roles = [], PolicyDocument }: { Roles?: string[]; PolicyDocument: { Statement: Statement[] } }): AttachedPolicy {
  return { roles: Roles, statements: PolicyDocument.Statement };
}

function covers({ Action, Resource }: Statement, { action, resource }: Right): boolean {
  return [Action].flat().includes(action) && [Resource].flat().some((pattern) => pattern === '*' || arnLike(pattern, resource));
}

import { createHash } from 'node:crypto';
import { CfnElement, CfnResource, Names, Stack, Token } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as lambda from 'aws-cdk-lib/aws-lambda';

/**
 * Whether a permission is on an alias or on a function without a version.
 *
 * A version has a policy of its own, which goes with it. The statements on anything else share one document of 20,480 bytes, for as long as the
 * function lives: those of routes that are gone must not stay in there.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
 */
export function outlivesReleases(written: any, targets: readonly CfnElement[]): boolean {
  if (isReference(written)) {
    return targets.some((target) => CfnResource.isCfnResource(target)
      && ['AWS::Lambda::Alias', 'AWS::Lambda::Function'].includes(target.cfnResourceType));
  }
  const end = typeof written === 'string' ? written : written?.['Fn::Join']?.[1]?.slice(-1)[0];
  // What only CloudFormation will know may be a version.
  return typeof end === 'string' && !/:\d+$/.test(end);
}

/**
 * The one statement by which the whole API may call what a permission is on: it covers every route that a base release still serves, whatever
 * routes the code has by then. Made once, for all routes and releases.
 */
export function standingPermission(permission: CfnResource, functionName: unknown, api: apigateway.CfnRestApi): CfnResource {
  const stack = Stack.of(permission);
  const id = `${Names.nodeUniqueId(api.node)}MayInvoke${nameOf(functionName, stack)}`;
  const known = stack.node.tryFindChild(id);
  if (known) { return known as CfnResource; }
  const standing = new lambda.CfnPermission(stack, id, {
    action: 'lambda:InvokeFunction',
    functionName: typeof functionName === 'string' ? functionName : Token.asString(functionName),
    principal: 'apigateway.amazonaws.com',
    // Authorizers are `<api>/authorizers/<id>`, routes `<api>/<stage>/<verb>/<path>`.
    sourceArn: Stack.of(api).formatArn({ service: 'execute-api', resource: api.ref, resourceName: '*' }),
  });
  // What a permission names by its text, such as an alias, is there when CloudFormation makes the permission that somebody wrote.
  standing.node.addDependency(permission);
  return standing;
}

/** The logical id of what a permission is on, and for a text what tells it from other texts. */
function nameOf(functionName: unknown, stack: Stack): string {
  const resolved = stack.resolve(functionName);
  const logicalId = resolved.Ref ?? resolved['Fn::GetAtt']?.[0];
  return typeof logicalId === 'string' ? logicalId : createHash('sha256').update(JSON.stringify(resolved)).digest('hex').slice(0, 8);
}

function isReference(value: unknown): boolean {
  return typeof value === 'object' && value !== null && ('Ref' in value || 'Fn::GetAtt' in value);
}

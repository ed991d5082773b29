import { createHash } from 'node:crypto';
import { CfnResource, Names, Stack } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { withMarkers } from '../construct-tree/references';

/**
 * Whether a permission is on an alias or on a function without a version.
 *
 * A version has a policy of its own, which goes with it. The statements on anything else share one document of 20,480 bytes, for as long as the
 * function lives: those of routes that are gone must not stay in there.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
 */
export function outlivesReleases(functionName: unknown, permission: CfnResource): boolean {
  const { value, references } = withMarkers(functionName, permission);
  const [target] = references.map((reference) => reference.target);
  if (value === '⟦0⟧') {
    return CfnResource.isCfnResource(target) && ['AWS::Lambda::Alias', 'AWS::Lambda::Function'].includes(target.cfnResourceType);
  }
  return typeof value === 'string' && !/:(\d+|⟦\d+⟧)$/.test(value);
}

/**
 * The one statement by which the whole API may call what a permission is on: it covers every route that a base release still serves, whatever
 * routes the code has by then. Made once, for all routes and releases.
 */
export function standingPermission(permission: CfnResource, functionName: string, api: apigateway.CfnRestApi): CfnResource {
  const stack = Stack.of(permission);
  const id = `${Names.nodeUniqueId(api.node)}MayInvoke${nameOf(functionName, stack)}`;
  const known = stack.node.tryFindChild(id);
  return known ? known as CfnResource : new lambda.CfnPermission(stack, id, {
    action: 'lambda:InvokeFunction',
    functionName,
    principal: 'apigateway.amazonaws.com',
    // Authorizers are `<api>/authorizers/<id>`, routes `<api>/<stage>/<verb>/<path>`.
    sourceArn: Stack.of(api).formatArn({ service: 'execute-api', resource: api.ref, resourceName: '*' }),
  });
}

/** The logical id of what a permission is on, and for a text what tells it from other texts. */
function nameOf(functionName: string, stack: Stack): string {
  const resolved = stack.resolve(functionName);
  const logicalId = resolved.Ref ?? resolved['Fn::GetAtt']?.[0];
  return typeof logicalId === 'string' ? logicalId : createHash('sha256').update(JSON.stringify(resolved)).digest('hex').slice(0, 8);
}

import { CfnResource } from 'aws-cdk-lib';
import { CheckedRelease } from './checked-release';
import { belongsTo } from '../construct-tree/api-membership';
import { AssemblyResources } from '../construct-tree/assembly-resources';
import { owningConstruct } from '../construct-tree/owning-construct';
import { isOfType } from '../construct-tree/resource-type';
import { addLateWarning } from '../messages/annotations';

/**
 * Warns of routes that invoke a pinned function asynchronously: destinations and retries are configured for each qualifier, and CDK writes them
 * for the function without a version (`qualifier ?? '$LATEST'`).
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-configuring.html
 */
export function reportPinnedAsyncConfig({ api, pins }: CheckedRelease, resources: AssemblyResources): void {
  if (!pins) { return; }
  const configured = resources.ofType('AWS::Lambda::EventInvokeConfig')
    .filter((config) => resources.propertiesOf(config).Qualifier === '$LATEST')
    .flatMap((config) => resources.targetsIn(resources.propertiesOf(config).FunctionName, config).map(({ element }) => element));
  if (configured.length === 0) { return; }
  for (const method of resources.ofType('AWS::ApiGateway::Method').filter((one) => belongsTo(api, one, resources))) {
    const { Integration = {} } = resources.propertiesOf(method);
    const isAsync = /'Event'/.test(String(Integration.RequestParameters?.['integration.request.header.X-Amz-Invocation-Type']));
    const functions = isAsync ? functionsOf(Integration.Uri, method, resources) : [];
    if (functions.some((fn) => configured.includes(fn))) {
      addLateWarning(owningConstruct(method), 'pinnedAsyncConfig', owningConstruct(method).node.path);
    }
  }
}

function functionsOf(uri: unknown, scope: CfnResource, resources: AssemblyResources): CfnResource[] {
  return resources.targetsIn(uri, scope).map(({ element }) => element).filter(isOfType('AWS::Lambda::Version'))
    .flatMap((version) => resources.targetsIn(resources.propertiesOf(version).FunctionName, version).map(({ element }) => element))
    .filter(isOfType('AWS::Lambda::Function'));
}

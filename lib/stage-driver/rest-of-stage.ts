import { IResolvable, IResolveContext } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import { isObject } from '../templates/is-object';

/**
 * What the template says of the stage beside the release.
 *
 * The driver gets it so that CloudFormation calls the driver in every operation that touches the stage: only then is
 * `BaseDeploymentId` what the live stage points at, also after someone promoted in the console.
 */
export class RestOfStage implements IResolvable {
  readonly creationStack: string[] = [];

  constructor(private readonly stage: apigateway.CfnStage) {}

  resolve(context: IResolveContext): unknown {
    // The release's own properties are left out before they are resolved: each mention of a deployment hashes the whole API.
    const resource = this.stage as unknown as RenderableResource;
    const properties = resource.renderProperties({
      ...resource.cfnProperties, deploymentId: undefined, canarySetting: undefined, variables: undefined,
    });
    const overrides = context.resolve(resource.rawOverrides?.Properties ?? {});
    const { RestApiId, StageName, Variables, ...rest } = withOverrides(context.resolve(properties), overrides);
    return rest;
  }
}

/** What a CfnResource renders itself with, which aws-cdk-lib keeps from its users. Every resource has it. */
interface RenderableResource {
  readonly cfnProperties: Record<string, unknown>;
  readonly rawOverrides?: { readonly Properties?: unknown };
  renderProperties(properties: Record<string, unknown>): Record<string, unknown>;
}

/** As `addPropertyOverride` does it: objects are merged, everything else is replaced. */
function withOverrides(properties: any, overrides: any): any {
  if (!isObject(properties) || !isObject(overrides)) { return overrides ?? properties; }
  const merged: Record<string, unknown> = { ...properties };
  for (const [name, value] of Object.entries(overrides)) { merged[name] = withOverrides(properties[name], value); }
  return merged;
}

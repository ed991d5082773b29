import { IResolvable, IResolveContext, Tokenization } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import { isObject } from '../templates/is-object';

/** What a CfnResource renders itself with, which aws-cdk-lib keeps from its users. Every resource has it. */
interface RenderableResource {
  readonly rawOverrides: object;
  readonly cfnProperties: object;
}

/**
 * Lets a stage render its variables out of a token, whatever is written on it, and whenever.
 *
 * The property and its overrides stay what the user wrote. An override would otherwise lie over the attributes of the driver in an abort, and over
 * promoted values. `refuseStageEscapes` looks whether it worked.
 */
export function renderVariables(stage: apigateway.CfnStage, rendered: IResolvable): void {
  const resource = stage as unknown as RenderableResource;
  const { rawOverrides } = resource;
  const ofClass = Object.getPrototypeOf(stage);
  Object.defineProperty(stage, 'cfnProperties', {
    get: () => ({ ...Reflect.get(ofClass, 'cfnProperties', stage), variables: rendered }),
    configurable: true,
  });
  // To CDK, what can be resolved is a token. Overrides are read and added as before.
  Object.defineProperty(rawOverrides, 'resolve', {
    value: ({ resolve }: IResolveContext) => resolve(withoutVariables(rawOverrides)),
  });
}

function withoutVariables(overrides: { readonly Properties?: unknown }): object {
  const { Properties } = overrides;
  if (!isObject(Properties) || Tokenization.isResolvable(Properties)) { return { ...overrides }; }
  const { Variables, ...rest } = Properties;
  return { ...overrides, Properties: rest };
}

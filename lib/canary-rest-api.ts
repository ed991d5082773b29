import { Token } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { CanaryRelease } from './canary-release';
import { addWarning } from './messages/annotations';
import { invalidInput } from './messages/invalid-input';
import { CanaryReleaseOptions } from './release/canary-release-options';
import { PromoteOptions } from './release/canary-settings';
import { checkDeployOptions, checkReleaseNames } from './release/checked-options';
import { OPTION_NAMES, partedOptions } from './release/parted-options';
import { UnqualifiedFunctions } from './release/unqualified-functions';
import { setUsualOptions } from './release/usual-options';
import { isObject } from './templates/is-object';

/**
 * Properties of a CanaryRestApi: those of a RestApi, the Lambda function that answers, its route, and the canary.
 *
 * Exactly one of `handler` and `handlerProps` is needed.
 */
export interface CanaryRestApiProps extends apigateway.RestApiProps, CanaryReleaseOptions {
  /**
   * The function that answers. Its current version is what gets released.
   *
   * @default - a new function with `handlerProps`
   */
  readonly handler?: lambda.Function;

  /**
   * Properties of the function to create as the one that answers.
   *
   * @default - `handler` is used
   */
  readonly handlerProps?: lambda.FunctionProps;

  /**
   * Path of the route that `handler` answers, for instance `hello`, `/pets/{petId}` or `/` for the root.
   */
  readonly resourcePath: string;

  /**
   * HTTP method of the route, or `ANY`.
   *
   * @default GET
   */
  readonly httpMethod?: string;
}

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS', 'ANY'];
/** https://docs.aws.amazon.com/apigateway/latest/api/API_CreateResource.html (pathPart) */
const PATH_PART = /^(\{[A-Za-z0-9._-]+\+?\}|[A-Za-z0-9._:$-]+)$/;

/**
 * A REST API whose Lambda function is released through a canary: function version, route, stage and release in one.
 *
 * It is a `RestApi`: routes added through `api.root` are part of the release. Integrate them with `handlerIntegration`, or with the
 * version of another function (`new LambdaIntegration(fn.currentVersion)`).
 *
 * @example
 * const api = new CanaryRestApi(this, 'Api', {
 *   handler,
 *   resourcePath: 'hello',
 *   deployOptions: { stageName: 'prod', variables: { theme: 'light' } },
 *   canarySettings: { percentTraffic: 10, stageVariableOverrides: { theme: 'dark' } },
 * });
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/canary-release.html
 */
export class CanaryRestApi extends apigateway.RestApi {
  /** The release of the deployment stage. */
  readonly release: CanaryRelease;

  /** The function that answers the route. */
  readonly handler: lambda.Function;

  /** Calls the current version of `handler`. For further routes that it answers. */
  readonly handlerIntegration: apigateway.Integration;

  /**
   * @throws if neither or both of `handler` and `handlerProps` are given, if the path or the method is not one of API Gateway's, if `deploy` is
   * false, or if the canary settings are out of range.
   */
  constructor(scope: Construct, id: string, props: CanaryRestApiProps) {
    const { options, rest: { handler, handlerProps, resourcePath, httpMethod, ...apiProps } } = partedOptions(props ?? ({} as CanaryRestApiProps));
    super(scope, id, apiProps);
    checkReleaseNames(this, props ?? {}, [...OPTION_NAMES, 'handler', 'handlerProps', 'resourcePath', 'httpMethod']);
    checkDeployOptions(this, apiProps.deployOptions);
    if (apiProps.deploy === false) {
      throw invalidInput(this, 'NoDeploymentStage');
    }
    if ((handler === undefined) === (handlerProps === undefined)) {
      throw invalidInput(this, 'HandlerOrHandlerProps', handler ? 'both' : 'neither');
    }
    if (handler !== undefined && !(Construct.isConstruct(handler) && 'currentVersion' in handler)) {
      throw invalidInput(this, 'InvalidHandler', kindOf(handler));
    }
    if (handlerProps !== undefined && !isObject(handlerProps)) {
      throw invalidInput(this, 'InvalidOption', 'handlerProps', handlerProps, 'an object with the properties of a lambda.Function');
    }
    this.handler = handler ?? new lambda.Function(this, 'Handler', handlerProps!);
    // One permission per version for the whole API: it covers a route from the instant the route exists.
    this.handlerIntegration = new apigateway.LambdaIntegration(this.handler.currentVersion, { scopePermissionToMethod: false });
    this.addRoute(resourcePath, httpMethod ?? 'GET');
    setUsualOptions(this, { unqualifiedFunctions: UnqualifiedFunctions.PIN });
    this.release = new CanaryRelease(this, 'Release', { api: this, ...options });
  }

  /**
   * Makes the canary release the production release, with the next deploy. The same as `release.promote()`.
   *
   * @param options which of the three effects to have, all by default
   * @throws if there are no `canarySettings`, or `abort()` was called
   */
  promote(options?: PromoteOptions): void {
    this.release.promote(options);
  }

  /**
   * Takes the canary off the stage, with the next deploy. Production stays on the base release. The same as `release.abort()`.
   *
   * @throws if `promote()` was called
   */
  abort(): void {
    this.release.abort();
  }

  private addRoute(path: string, httpMethod: string): void {
    const method = String(httpMethod).toUpperCase();
    if (!METHODS.includes(method)) {
      throw invalidInput(this, 'InvalidHttpMethod', httpMethod, METHODS);
    }
    if (typeof path !== 'string' || Token.isUnresolved(path)) { throw invalidInput(this, 'ResourcePathUnknown', path); }
    const parts = path.replace(/^\/|\/$/g, '').split('/');
    const invalid = parts.find((part) => !PATH_PART.test(part));
    if (path !== '/' && invalid !== undefined) {
      throw invalidInput(this, 'InvalidResourcePath', path, invalid);
    }
    const greedy = parts.slice(0, -1).find((part) => part.endsWith('+}'));
    if (greedy !== undefined) { throw invalidInput(this, 'GreedyParameterNotLast', path, greedy); }
    const literal = parts.find((part) => part.startsWith(':'));
    if (literal !== undefined) { addWarning(this, 'colonInPath', path, literal); }
    const resource = path === '/' ? this.root : this.root.resourceForPath(parts.join('/'));
    resource.addMethod(method, this.handlerIntegration);
  }
}

function kindOf(given: unknown): string {
  return Construct.isConstruct(given) ? `${given.node.path} (${given.constructor.name})` : JSON.stringify(given) ?? String(given);
}

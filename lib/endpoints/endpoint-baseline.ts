import { conditionError } from '../messages/condition-error';
import type { BasePathMode } from './baselines/openapi-routes';
import type { TemplateSource } from './baselines/template-routes';
import { Route, parseRoute } from './routes';
import { isObject } from '../templates/is-object';

/**
 * Options of a baseline that is read from a CloudFormation template.
 */
export interface TemplateBaselineOptions {
  /**
   * Logical id of the `AWS::ApiGateway::RestApi`, for a template with several APIs.
   *
   * @default - the only API in the template, or of several the one with the logical id of the released API
   */
  readonly restApiLogicalId?: string;
}

/**
 * What API Gateway does with the base path of an OpenAPI document when it imports it.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-import-api-basePath.html
 */
export enum OpenApiBasePath {
  /** The base path is no part of the endpoints. API Gateway does so by default. */
  IGNORE = 'ignore',
  /** The base path precedes every path. */
  PREPEND = 'prepend',
  /** The base path without its first segment precedes every path. */
  SPLIT = 'split',
}

/**
 * Options of a baseline that is read from an OpenAPI document.
 */
export interface OpenApiBaselineOptions {
  /**
   * How the document was imported (`basepath` among the parameters of the RestApi).
   *
   * @default OpenApiBasePath.IGNORE
   */
  readonly basePath?: OpenApiBasePath;
}

/**
 * Which endpoints the base release serves, as far as synth can know: from something that was deployed or agreed upon.
 *
 * With a baseline, `cdk synth` reports endpoints that cannot be released through a canary. Without one, only the deploy does,
 * by comparing with the live base release. What cannot be read is an error, never an empty baseline.
 *
 * @example
 * new CanaryRelease(this, 'Release', {
 *   api,
 *   canarySettings: { percentTraffic: 10 },
 *   baseline: EndpointBaseline.fromEndpoints(['GET /hello', 'POST /orders']),
 * });
 */
export abstract class EndpointBaseline {
  /**
   * The endpoints of a CloudFormation template: methods and resources, an inline or local OpenAPI body, nested stacks.
   *
   * @param path a template in JSON or YAML, of an earlier cdk.out or as `aws cloudformation get-template` prints it
   * @param options which API of the template
   * @throws if the file cannot be read or is no template
   */
  static fromTemplateFile(path: string, options: TemplateBaselineOptions = {}): EndpointBaseline {
    const given = checkedOptions('fromTemplateFile', options, ['restApiLogicalId'], "{ restApiLogicalId: 'ApiF70053CD' }");
    const { readTemplateFile, routesFromTemplate } = readers();
    const source = { ...readTemplateFile(path), apiLogicalId: given.restApiLogicalId };
    return new ReadBaseline(`template '${path}'`, (releasedApi) => routesFromTemplate({ ...source, releasedApi }), source);
  }

  /**
   * The endpoints of an OpenAPI 2 or 3 document, as API Gateway imports it.
   *
   * @param path a document in JSON or YAML
   * @param options how the document was imported
   * @throws if the file cannot be read or is no OpenAPI document
   */
  static fromOpenApi(path: string, options: OpenApiBaselineOptions = {}): EndpointBaseline {
    const { readDocument, routesFromOpenApi } = readers();
    const where = `OpenAPI document '${path}'`;
    const routes = routesFromOpenApi(readDocument(path, where), where, basePathMode('fromOpenApi', options));
    return new ReadBaseline(where, () => routes);
  }

  /**
   * The endpoints of an OpenAPI 2 or 3 document that is already in memory.
   *
   * @param definition the document as an object
   * @param options how the document was imported
   * @throws if it is no OpenAPI document
   */
  static fromOpenApiObject(definition: any, options: OpenApiBaselineOptions = {}): EndpointBaseline {
    const { invalidBaseline, routesFromOpenApi, shown } = readers();
    const where = 'OpenAPI object';
    if (!isObject(definition)) {
      throw invalidBaseline('BaselineWrongKind', where, `must be an object, got ${shown(definition)}. To read a file, use fromOpenApi.`);
    }
    const routes = routesFromOpenApi(definition, where, basePathMode('fromOpenApiObject', options));
    return new ReadBaseline(where, () => routes);
  }

  /**
   * The endpoints of a recorded baseline: a sorted JSON file that is kept and reviewed with the code.
   *
   * @param path a file that `npx cdk-canary record` wrote
   * @throws if the file cannot be read or is no recorded baseline
   */
  static fromFile(path: string): EndpointBaseline {
    const { routes } = readers().readBaselineFile(path);
    return new ReadBaseline(`file '${path}'`, () => routes);
  }

  /**
   * The endpoints of a list, each a method and a path.
   *
   * @param endpoints for instance `['GET /hello', 'ANY /pets/{proxy+}']`
   * @throws if an entry is no endpoint
   */
  static fromEndpoints(endpoints: string[]): EndpointBaseline {
    if (!Array.isArray(endpoints)) {
      throw conditionError(
        'BaselineWrongKind', 'EndpointBaseline.fromEndpoints', `wants a list such as ['GET /pets'], got ${JSON.stringify(endpoints)}. Write a list.`,
      );
    }
    const routes = endpoints.map((endpoint, i) => parseRoute(endpoint, `EndpointBaseline.fromEndpoints: endpoints[${i}]`));
    return new ReadBaseline('list of endpoints', () => routes);
  }

  /**
   * Where the endpoints come from, in words.
   *
   * @internal
   */
  abstract readonly _source: string;

  protected constructor() {}

  /**
   * The endpoints of the base release.
   *
   * @param releasedApi logical id of the API that is released
   * @internal
   */
  abstract _routes(releasedApi: string): Route[];

  /**
   * The template that the endpoints are read from, and what lies beside it. Undefined for a baseline of another kind.
   *
   * @internal
   */
  abstract _template(): TemplateSource | undefined;
}

class ReadBaseline extends EndpointBaseline {
  constructor(
    readonly _source: string, private readonly read: (releasedApi: string) => readonly Route[], private readonly template?: TemplateSource,
  ) {
    super();
  }

  _routes(releasedApi: string): Route[] {
    return [...this.read(releasedApi)];
  }

  _template(): TemplateSource | undefined {
    return this.template;
  }
}

function basePathMode(factory: string, options: OpenApiBaselineOptions): BasePathMode {
  const { basePath } = checkedOptions(factory, options, ['basePath'], '{ basePath: OpenApiBasePath.PREPEND }');
  const allowed = Object.values(OpenApiBasePath);
  if (basePath === undefined || basePath === null) { return OpenApiBasePath.IGNORE; }
  if (!allowed.includes(basePath)) { throw conditionError('InvalidOption', `basePath of ${factory}`, basePath, allowed.join(', ')); }
  return basePath;
}

/** In JavaScript the options may be anything. @throws if one would be dropped */
function checkedOptions<Options extends object>(factory: string, given: Options, known: readonly string[], example: string): Options {
  const options = given ?? ({} as Options);
  if (!isObject(options)) { throw conditionError('InvalidOption', `Argument 2 of ${factory}`, options, `an object such as ${example}, or nothing`); }
  const unknown = Object.keys(options).find((name) => !known.includes(name));
  if (unknown !== undefined) { throw conditionError('UnknownOption', unknown, undefined, known); }
  return options;
}

/** Loaded with the first baseline that is read: an app without one does not wait for them at import. */
function readers(): typeof import('./baselines/baseline-readers') {
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  return require('./baselines/baseline-readers') as typeof import('./baselines/baseline-readers');
}

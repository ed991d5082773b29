import { qualifiedReference } from './function-reference';
import { LambdaError } from './lambda-error';
import { InvokeOutcome, LambdaService } from './lambda-service';
import { jsonError } from '../aws-endpoint/json-protocol';
import { ServiceFrontend, ServiceRequest, ServiceResponse } from '../aws-endpoint/service-frontend';

const FUNCTION_PATH =
  /^\/20\d\d-\d\d-\d\d\/functions\/([^/]+)(?:\/(invocations|configuration|policy|versions|provisioned-concurrency|aliases\/[^/]+))?$/;

/** AWS Lambda as its SDK client sees it (REST-JSON): functions can be invoked, and looked up with their versions and policies. */
export class LambdaFrontend implements ServiceFrontend {
  readonly signingName = 'lambda';

  constructor(private readonly service: LambdaService) {}

  async handle(request: ServiceRequest): Promise<ServiceResponse> {
    const { method, path, query } = request;
    const [, encodedName, operation] = FUNCTION_PATH.exec(path) ?? [];
    const name = encodedName === undefined ? undefined : decodeURIComponent(encodedName);
    if (name !== undefined && method === 'POST' && operation === 'invocations') { return this.invoke(request, qualified(name, query)); }
    if (name !== undefined && method === 'GET' && operation !== 'invocations') { return this.read(name, operation, query); }
    return jsonError(400, 'NotImplementedException', `The rehearsal engine does not play ${method} ${path}; it has Invoke, GetFunction, `
      + 'GetFunctionConfiguration, GetPolicy, GetAlias, ListVersionsByFunction, ListProvisionedConcurrencyConfigs.');
  }

  private read(name: string, operation: string | undefined, query: URLSearchParams): ServiceResponse {
    try {
      switch (operation) {
        case 'policy': return this.policy(qualified(name, query));
        case 'versions': return this.versions(name, query);
        // Its type is carried along: nothing is kept warm here.
        case 'provisioned-concurrency': return json(200, { ProvisionedConcurrencyConfigs: [] });
        default:
          if (operation?.startsWith('aliases/') === true) { return this.alias(name, decodeURIComponent(operation.slice('aliases/'.length))); }
          return this.describe(qualified(name, query), operation === 'configuration');
      }
    } catch (error) {
      if (!(error instanceof LambdaError)) { throw error; }
      return jsonError(error.status, error.code, error.message);
    }
  }

  private policy(functionReference: string): ServiceResponse {
    return json(200, { Policy: this.service.getPolicy(functionReference), RevisionId: this.service.policyRevision(functionReference) });
  }

  private alias(functionName: string, name: string): ServiceResponse {
    const { aliasArn, version, routing } = this.service.getAlias(functionName, name);
    const weights = routing && { RoutingConfig: { AdditionalVersionWeights: { [routing.version]: routing.weight } } };
    return json(200, { AliasArn: aliasArn, Name: name, FunctionVersion: version, ...weights });
  }

  /** `$LATEST` first, then the versions as they were published. */
  private versions(name: string, query: URLSearchParams): ServiceResponse {
    const { functionName, functionArn, versions } = this.service.existingFunction(name);
    const all = ['$LATEST', ...versions.keys()];
    const [begin, size] = [Number(query.get('Marker') ?? 0), Math.min(MOST_VERSIONS, Number(query.get('MaxItems') ?? MOST_VERSIONS))];
    return json(200, {
      Versions: all.slice(begin, begin + size).map(
        (version) => ({
          FunctionName: functionName,
          FunctionArn: `${functionArn}:${version}`,
          Version: version,
          Description: this.service.describe(`${functionName}:${version}`).description,
        }),
      ),
      ...begin + size < all.length ? { NextMarker: String(begin + size) } : {},
    });
  }

  private async invoke({ headers, body }: ServiceRequest, functionReference: string): Promise<ServiceResponse> {
    if (this.service.findFunction(functionReference) === undefined) { return notFound(functionReference); }
    const type = headers['x-amz-invocation-type'] ?? 'RequestResponse';
    if (type === 'DryRun') { return { status: 204, headers: {}, body: '' }; }
    const invocation = this.service.invoke(functionReference, body.length > 0 ? JSON.parse(body.toString()) : {}, undefined, 'client');
    // Nobody waits for an asynchronous invocation, and how it ends is nobody's affair.
    if (type === 'Event') { return { status: 202, headers: {}, body: '' }; }
    return answerTo(await invocation, functionReference);
  }

  private describe(functionReference: string, configurationOnly: boolean): ServiceResponse {
    const { functionName, functionArn, version, state, description, configuration: described } = this.service.describe(functionReference);
    const { handler, timeoutSeconds = 3 } = described;
    const configuration = {
      FunctionName: functionName,
      FunctionArn: functionArn,
      Handler: handler,
      Timeout: timeoutSeconds,
      Description: description,
      Version: version,
      ...state,
      LastUpdateStatus: 'Successful',
    };
    return json(200, configurationOnly ? configuration : { Configuration: configuration, Code: { RepositoryType: 'S3' } });
  }
}

/** So many come on one page. */
const MOST_VERSIONS = 50;

/** A qualifier may stand in the name, or beside it. */
function qualified(name: string, query: URLSearchParams): string {
  return qualifiedReference(name, query.get('Qualifier') ?? undefined);
}

function answerTo(result: InvokeOutcome, functionReference: string): ServiceResponse {
  switch (result.outcome) {
    case 'returned': return json(200, result.payload);
    case 'failed':
      return json(200, result.report ?? { errorType: result.errorType, errorMessage: result.errorMessage }, { 'x-amz-function-error': 'Unhandled' });
    case 'not-active': return jsonError(409, 'ResourceConflictException', `The operation cannot be performed at this time. ${result.message}`);
    default: return notFound(functionReference);
  }
}

function notFound(functionReference: string): ServiceResponse {
  return jsonError(404, 'ResourceNotFoundException', `Function not found: ${functionReference}`);
}

function json(status: number, value: unknown, headers: Record<string, string> = {}): ServiceResponse {
  return { status, headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(value ?? null) };
}

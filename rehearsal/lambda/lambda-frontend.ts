import { parseFunctionReference, qualifiedReference } from './function-reference';
import { LambdaError } from './lambda-error';
import { LATEST } from './lambda-function';
import { InvokeOutcome, LambdaService } from './lambda-service';
import { jsonError } from '../aws-endpoint/json-protocol';
import { ServiceFrontend, ServiceRequest, ServiceResponse } from '../aws-endpoint/service-frontend';

const FUNCTION_PATH =
  /^\/20\d\d-\d\d-\d\d\/functions\/([^/]+)(?:\/(invocations|configuration|policy|versions|aliases|provisioned-concurrency)(?:\/([^/]+))?)?$/;
const EVENT_SOURCES_PATH = /^\/20\d\d-\d\d-\d\d\/event-source-mappings\/?$/;

const PLAYED = 'Invoke, GetFunction, GetFunctionConfiguration, GetPolicy, RemovePermission, GetAlias, ListAliases, ListVersionsByFunction, '
  + 'ListProvisionedConcurrencyConfigs, DeleteProvisionedConcurrencyConfig, ListEventSourceMappings, DeleteFunction';

/** AWS Lambda as its SDK client sees it (REST-JSON): functions can be invoked, looked up with all that belongs to them, and tidied up. */
export class LambdaFrontend implements ServiceFrontend {
  readonly signingName = 'lambda';

  constructor(private readonly service: LambdaService) {}

  async handle(request: ServiceRequest): Promise<ServiceResponse> {
    const { method, path, query } = request;
    const [, encodedName, operation, last] = FUNCTION_PATH.exec(path) ?? [];
    const name = encodedName === undefined ? undefined : decodeURIComponent(encodedName);
    if (name !== undefined && method === 'POST' && operation === 'invocations') { return this.invoke(request, qualified(name, query)); }
    const answer = orError(() => {
      if (method === 'GET' && EVENT_SOURCES_PATH.test(path)) { return this.eventSources(query.get('FunctionName') ?? ''); }
      if (name !== undefined && method === 'GET' && operation === 'aliases' && last !== undefined) {
        return json(200, this.alias(name, decodeURIComponent(last)));
      }
      if (name !== undefined && method === 'GET' && operation !== 'invocations') { return this.read(name, operation, query); }
      return name === undefined || method !== 'DELETE' ? undefined : this.delete(name, operation, last && decodeURIComponent(last), query);
    });
    return answer ?? jsonError(400, 'NotImplementedException', `The rehearsal engine does not play ${method} ${path}; it has ${PLAYED}.`);
  }

  private read(name: string, operation: string | undefined, query: URLSearchParams): ServiceResponse {
    switch (operation) {
      case 'policy': return this.policy(qualified(name, query));
      case 'versions': return this.versions(name, query);
      case 'aliases': return this.aliases(name, query);
      case 'provisioned-concurrency': return this.provisioned(name);
      default: return this.describe(qualified(name, query), operation === 'configuration');
    }
  }

  private policy(functionReference: string): ServiceResponse {
    return json(200, { Policy: this.service.getPolicy(functionReference), RevisionId: this.service.policyRevision(functionReference) });
  }

  private alias(functionName: string, name: string): object {
    const { aliasArn, version, routing } = this.service.getAlias(functionName, name);
    const weights = routing && { RoutingConfig: { AdditionalVersionWeights: { [routing.version]: routing.weight } } };
    return { AliasArn: aliasArn, Name: name, FunctionVersion: version, ...weights };
  }

  /** Undefined for what is not played. */
  private delete(name: string, operation: string | undefined, last: string | undefined, query: URLSearchParams): ServiceResponse | undefined {
    const { functionName, qualifier } = parseFunctionReference(qualified(name, query));
    if (operation === undefined) { return this.deleteFunction(functionName, qualifier); }
    if (operation === 'policy' && last !== undefined) {
      this.service.removePermission(qualified(name, query), last);
      return noContent();
    }
    if (operation === 'provisioned-concurrency' && qualifier !== undefined) {
      this.service.describe(qualified(name, query));
      this.service.provisioned.set(functionName, qualifier, undefined);
      return noContent();
    }
    return undefined;
  }

  /** A version, or without a qualifier all of the function. */
  private deleteFunction(functionName: string, qualifier: string | undefined): ServiceResponse {
    this.service.existingFunction(functionName);
    if (qualifier === LATEST) {
      throw new LambdaError('InvalidParameterValueException', '$LATEST version cannot be deleted without deleting the function.');
    }
    if (qualifier === undefined) { this.service.deleteFunction(functionName); } else { this.service.deleteVersion(functionName, qualifier); }
    return noContent();
  }

  /** `$LATEST` first, then the versions as they were published. */
  private versions(name: string, query: URLSearchParams): ServiceResponse {
    const { functionName, functionArn, versions } = this.service.existingFunction(name);
    return page('Versions', [LATEST, ...versions.keys()].map((version) => {
      const { description, lastModified } = this.service.describe(`${functionName}:${version}`);
      return {
        FunctionName: functionName,
        FunctionArn: `${functionArn}:${version}`,
        Version: version,
        Description: description,
        LastModified: lastModified.toISOString(),
      };
    }), query);
  }

  private aliases(name: string, query: URLSearchParams): ServiceResponse {
    return page('Aliases', [...this.service.existingFunction(name).aliases.keys()].map((alias) => this.alias(name, alias)), query);
  }

  private provisioned(name: string): ServiceResponse {
    const { functionName, functionArn } = this.service.existingFunction(name);
    return json(200, {
      ProvisionedConcurrencyConfigs: this.service.provisioned.list(functionName).map(([qualifier, instances]) => ({
        FunctionArn: `${functionArn}:${qualifier}`,
        RequestedProvisionedConcurrentExecutions: instances,
        AllocatedProvisionedConcurrentExecutions: instances,
        AvailableProvisionedConcurrentExecutions: instances,
        Status: 'READY',
      })),
    });
  }

  private eventSources(functionReference: string): ServiceResponse {
    const { functionName, qualifier } = parseFunctionReference(functionReference);
    const { functionArn } = this.service.existingFunction(functionName);
    const asked = qualifier === undefined ? functionArn : `${functionArn}:${qualifier}`;
    return json(200, {
      EventSourceMappings: this.service.eventSources.list(asked).map((source) => ({ UUID: source.uuid, FunctionArn: source.functionArn })),
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
    const { functionName, functionArn, version, state, description, lastModified, configuration: { handler, role, timeoutSeconds = 3 } } =
      this.service.describe(functionReference);
    const configuration = {
      FunctionName: functionName,
      FunctionArn: functionArn,
      Handler: handler,
      Role: role,
      Timeout: timeoutSeconds,
      Description: description,
      Version: version,
      LastModified: lastModified.toISOString(),
      ...state,
      LastUpdateStatus: 'Successful',
    };
    return json(200, configurationOnly ? configuration : { Configuration: configuration, Code: { RepositoryType: 'S3' } });
  }
}

/** So many come on one page. */
const MOST_ON_PAGE = 50;

function page(member: string, all: readonly object[], query: URLSearchParams): ServiceResponse {
  const [begin, size] = [Number(query.get('Marker') ?? 0), Math.min(MOST_ON_PAGE, Number(query.get('MaxItems') ?? MOST_ON_PAGE))];
  return json(200, { [member]: all.slice(begin, begin + size), ...begin + size < all.length ? { NextMarker: String(begin + size) } : {} });
}

function orError(answer: () => ServiceResponse | undefined): ServiceResponse | undefined {
  try {
    return answer();
  } catch (error) {
    if (!(error instanceof LambdaError)) { throw error; }
    return jsonError(error.status, error.code, error.message);
  }
}

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

function noContent(): ServiceResponse {
  return { status: 204, headers: {}, body: '' };
}

function json(status: number, value: unknown, headers: Record<string, string> = {}): ServiceResponse {
  return { status, headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(value ?? null) };
}

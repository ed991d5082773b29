import { JsonCall, jsonCall, jsonError, jsonResponse } from '../aws-endpoint/json-protocol';
import { ServiceFrontend, ServiceRequest, ServiceResponse } from '../aws-endpoint/service-frontend';

/** Parameter Store as its SDK client sees it: single parameters can be read. */
export class SsmFrontend implements ServiceFrontend {
  readonly signingName = 'ssm';

  /** @param parameters values by name @param arnPrefix `arn:aws:ssm:<region>:<account>:` */
  constructor(private readonly parameters: ReadonlyMap<string, string>, private readonly arnPrefix: string) {}

  async handle(request: ServiceRequest): Promise<ServiceResponse> {
    const call = jsonCall(request);
    switch (call.action) {
      case 'GetParameter': return this.getParameter(call);
      case 'GetParameters': return this.getParameters(call);
      default: return jsonError(400, 'UnknownOperationException',
        `The rehearsal engine has no action ${call.action}; it has GetParameter, GetParameters.`);
    }
  }

  /** A parameter that is not there has no message (recorded on AWS). */
  private getParameter({ input }: JsonCall): ServiceResponse {
    const parameter = this.describe(String(input.Name));
    return parameter === undefined ? jsonError(400, 'ParameterNotFound', '') : jsonResponse({ Parameter: parameter });
  }

  private getParameters({ input }: JsonCall): ServiceResponse {
    const names = Array.isArray(input.Names) ? input.Names.map(String) : [];
    return jsonResponse({
      Parameters: names.flatMap((name) => this.describe(name) ?? []),
      InvalidParameters: names.filter((name) => this.describe(name) === undefined),
    });
  }

  private describe(name: string) {
    const value = this.parameters.get(name);
    const separator = name.startsWith('/') ? '' : '/';
    return value === undefined
      ? undefined
      : { Name: name, Type: 'String', Value: value, Version: 1, ARN: `${this.arnPrefix}parameter${separator}${name}`, DataType: 'text' };
  }
}

import { answerJson, JsonActions, JsonCall } from '../aws-endpoint/json-protocol';
import { ServiceFrontend, ServiceRequest, ServiceResponse } from '../aws-endpoint/service-frontend';
import { AwsServiceError } from '../aws-service-error';

/** Parameter Store as its SDK client sees it: single parameters can be read. */
export class SsmFrontend implements ServiceFrontend {
  readonly signingName = 'ssm';

  private readonly actions: JsonActions = {
    GetParameter: (input) => this.getParameter(input),
    GetParameters: (input) => this.getParameters(input),
  };

  /** @param parameters values by name @param arnPrefix `arn:aws:ssm:<region>:<account>:` */
  constructor(private readonly parameters: ReadonlyMap<string, string>, private readonly arnPrefix: string) {}

  async handle(request: ServiceRequest): Promise<ServiceResponse> {
    return answerJson(request, this.actions);
  }

  /** A parameter that is not there has no message (recorded on AWS). */
  private getParameter({ Name }: JsonCall['input']): object {
    const parameter = this.describe(String(Name));
    if (parameter === undefined) { throw new AwsServiceError('ParameterNotFound', '', 400); }
    return { Parameter: parameter };
  }

  private getParameters({ Names }: JsonCall['input']): object {
    const names = Array.isArray(Names) ? Names.map(String) : [];
    return {
      Parameters: names.flatMap((name) => this.describe(name) ?? []),
      InvalidParameters: names.filter((name) => this.describe(name) === undefined),
    };
  }

  private describe(name: string) {
    const value = this.parameters.get(name);
    const separator = name.startsWith('/') ? '' : '/';
    return value === undefined
      ? undefined
      : { Name: name, Type: 'String', Value: value, Version: 1, ARN: `${this.arnPrefix}parameter${separator}${name}`, DataType: 'text' };
  }
}

import { jsonCall, jsonError, jsonResponse } from '../aws-endpoint/json-protocol';
import { ServiceFrontend, ServiceRequest, ServiceResponse } from '../aws-endpoint/service-frontend';

export interface EcrOptions {
  readonly region: string;
  readonly account: string;
  /** Names of the repositories there are. */
  readonly repositories: () => ReadonlyArray<string>;
}

/** Amazon ECR as its SDK client sees it: the repositories that stacks created. They hold no images, as the engine runs none. */
export class EcrFrontend implements ServiceFrontend {
  readonly signingName = 'ecr';

  constructor(private readonly options: EcrOptions) {}

  async handle(request: ServiceRequest): Promise<ServiceResponse> {
    const { action, input } = jsonCall(request);
    if (action !== 'DescribeRepositories') {
      return jsonError(
        400, 'UnknownOperationException', `The rehearsal engine has no action ${action}; it has DescribeRepositories. It runs no container images.`,
      );
    }
    const known = this.options.repositories();
    const wanted = Array.isArray(input.repositoryNames) ? input.repositoryNames.map(String) : known;
    const missing = wanted.find((name) => !known.includes(name));
    if (missing !== undefined) {
      const { account } = this.options;
      return jsonError(400, 'RepositoryNotFoundException',
        `The repository with name '${missing}' does not exist in the registry with id '${account}'`);
    }
    return jsonResponse({ repositories: wanted.map((name) => this.describe(name)) });
  }

  private describe(repositoryName: string) {
    const { region, account } = this.options;
    return {
      repositoryName,
      registryId: account,
      repositoryArn: `arn:aws:ecr:${region}:${account}:repository/${repositoryName}`,
      repositoryUri: `${account}.dkr.ecr.${region}.amazonaws.com/${repositoryName}`,
    };
  }
}

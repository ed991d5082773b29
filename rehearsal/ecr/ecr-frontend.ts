import { answerJson, JsonActions, JsonCall } from '../aws-endpoint/json-protocol';
import { ServiceFrontend, ServiceRequest, ServiceResponse } from '../aws-endpoint/service-frontend';
import { AwsServiceError } from '../aws-service-error';

export interface EcrOptions {
  readonly region: string;
  readonly account: string;
  /** Names of the repositories there are. */
  readonly repositories: () => ReadonlyArray<string>;
}

/** Amazon ECR as its SDK client sees it: the repositories that stacks created. They hold no images, as the engine runs none. */
export class EcrFrontend implements ServiceFrontend {
  readonly signingName = 'ecr';

  private readonly actions: JsonActions = {
    DescribeRepositories: (input) => this.describeRepositories(input),
  };

  constructor(private readonly options: EcrOptions) {}

  async handle(request: ServiceRequest): Promise<ServiceResponse> {
    return answerJson(request, this.actions);
  }

  private describeRepositories({ repositoryNames }: JsonCall['input']): object {
    const known = this.options.repositories();
    const wanted = Array.isArray(repositoryNames) ? repositoryNames.map(String) : known;
    const missing = wanted.find((name) => !known.includes(name));
    if (missing !== undefined) {
      const { account } = this.options;
      const message = `The repository with name '${missing}' does not exist in the registry with id '${account}'`;
      throw new AwsServiceError('RepositoryNotFoundException', message, 400);
    }
    return { repositories: wanted.map((name) => this.describe(name)) };
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

import { ResourceType } from '../cloudformation/resource-type';
import { InertNames, inertType } from '../cloudformation/types/inert';

/** AWS::ECR::Repository: it has a name and can be described, and holds no images. */
export function repositoryType(names: InertNames): ResourceType {
  return inertType(names, 'AWS::ECR::Repository', {
    physicalId: ({ properties }, generated) => typeof properties.RepositoryName === 'string' ? properties.RepositoryName : generated.toLowerCase(),
    attributes: ({ stack: { partition, region, account } }, name) => ({
      Arn: `arn:${partition}:ecr:${region}:${account}:repository/${name}`,
      RepositoryUri: `${account}.dkr.ecr.${region}.amazonaws.com/${name}`,
    }),
    createOnly: ['RepositoryName'],
  });
}

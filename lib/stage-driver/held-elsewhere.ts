import { CfnOutput, CfnResource, IResolvable, IResolveContext, Stack } from 'aws-cdk-lib';
import { referencesIn } from '../construct-tree/references';
import { isOutput } from '../construct-tree/resource-type';

/**
 * Outputs of the driver's stack that name a function, version or alias of another stack: as long as they stand there, CloudFormation does not let the
 * other stack delete it. decision/refusals/base-function-elsewhere.ts reads them.
 */
export class HeldElsewhere implements IResolvable {
  readonly creationStack: string[] = [];

  constructor(private readonly stack: Stack) {}

  resolve({ preparing }: IResolveContext): unknown {
    if (preparing) { return undefined; }
    const outputs = this.stack.node.findAll().filter((node): node is CfnOutput => isOutput(node) && Stack.of(node) === this.stack);
    const values = outputs.filter((output) => this.holds(output)).map(({ value }) => value);
    return values.length > 0 ? values : undefined;
  }

  private holds(output: CfnOutput): boolean {
    return referencesIn(output.value, output).some(({ target }) =>
      Stack.of(target) !== this.stack && CfnResource.isCfnResource(target) && target.cfnResourceType.startsWith('AWS::Lambda::'));
  }
}

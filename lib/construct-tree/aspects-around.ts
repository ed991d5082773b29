import { Aspects, Stage } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';

/**
 * The aspects of everything that is synthesized together with a construct.
 *
 * CDK does not carry aspects of the App into a `cdk.Stage` (aws/aws-cdk#20468): there, they belong on that Stage.
 */
export function aspectsAround(construct: IConstruct): Aspects {
  return Aspects.of(Stage.of(construct) ?? construct.node.root);
}

import { StackIdentity } from '../resource-type';

/** What `Ref AWS::Region` and its like return; `AWS::NoValue` is the evaluation's own affair. */
export function pseudoParameters(stack: StackIdentity): Array<[string, unknown]> {
  return [
    ['AWS::AccountId', stack.account],
    ['AWS::Region', stack.region],
    ['AWS::Partition', stack.partition],
    ['AWS::URLSuffix', stack.partition === 'aws-cn' ? 'amazonaws.com.cn' : 'amazonaws.com'],
    ['AWS::StackId', stack.stackId],
    ['AWS::StackName', stack.stackName],
    ['AWS::NotificationARNs', []],
  ];
}

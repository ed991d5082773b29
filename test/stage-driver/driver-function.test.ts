import { Template } from 'aws-cdk-lib/assertions';
import { canaryRestApi, newStack } from '../apps';

describe('the driver function', () => {
  const template = () => {
    const stack = newStack();
    canaryRestApi(stack);
    return Template.fromStack(stack);
  };
  const [logGroup] = Object.keys(template().findResources('AWS::Logs::LogGroup'));

  test('keeps its log for a month, in a group that goes with the stack', () => {
    template().hasResource('AWS::Logs::LogGroup', { Properties: { RetentionInDays: 30 }, DeletionPolicy: 'Delete' });
  });

  test('may write to its own log group and nothing else; what a release needs comes with the policy of the release', () => {
    const [role] = Object.entries(template().findResources('AWS::IAM::Role'))
      .filter(([id]) => id.startsWith('CanaryStageDriver'))
      .map(([, found]) => found.Properties);
    expect(role.ManagedPolicyArns).toBeUndefined();
    expect(role.Policies.map(({ PolicyDocument }: any) => PolicyDocument.Statement)).toEqual([
      [{ Effect: 'Allow', Action: ['logs:CreateLogStream', 'logs:PutLogEvents'], Resource: { 'Fn::GetAtt': [logGroup, 'Arn'] } }],
    ]);
  });
});

import { CloudFormationClient, ListStackResourcesCommand } from '@aws-sdk/client-cloudformation';
import { Calls } from '../../lib/aws/calls';
import { OwnStack } from '../../lib/aws/own-stack';
import { HYPOTHESIS_ANSWERS, LIKELY_HYPOTHESES } from '../../rehearsal/hypotheses';
import { LocalAws } from '../../rehearsal/local-aws';

const role = (name: string) => ({ Type: 'AWS::IAM::Role', DeletionPolicy: 'Retain', Properties: { RoleName: name, AssumeRolePolicyDocument: {} } });
const calls = { read: (call: (options: object) => Promise<unknown>) => call({}) } as unknown as Calls;

test.each(HYPOTHESIS_ANSWERS.retainedResources)('what left the template and was retained is not in the stack (in lists it is %s)', async (answer) => {
  const aws = new LocalAws({ hypotheses: { ...LIKELY_HYPOTHESES, retainedResources: answer } });
  try {
    const client = new CloudFormationClient({
      region: aws.region, credentials: { accessKeyId: 'local', secretAccessKey: 'local' }, requestHandler: aws.requestHandler,
    });
    await aws.cloudFormation.createStack({ stackName: 'Shop', template: { Resources: { Stays: role('stays'), Leaves: role('leaves') } } });
    await aws.cloudFormation.updateStack({ stackName: 'Shop', template: { Resources: { Stays: role('stays') } } });

    const { StackResourceSummaries: listed = [] } = await client.send(new ListStackResourcesCommand({ StackName: 'Shop' }));
    expect(listed.map(({ LogicalResourceId, ResourceStatus }) => [LogicalResourceId, ResourceStatus])).toEqual([
      ['Stays', 'CREATE_COMPLETE'], ...answer === 'listed' ? [['Leaves', 'DELETE_SKIPPED']] : [],
    ]);
    const found: unknown[] = [];
    for await (const { LogicalResourceId: logicalId } of new OwnStack(client, calls).resources('Shop')) { found.push(logicalId); }
    expect(found).toEqual(['Stays']);

    // It is one again, and so listed once.
    await aws.cloudFormation.updateStack({ stackName: 'Shop', template: { Resources: { Stays: role('stays'), Leaves: role('again') } } });
    const { StackResourceSummaries: again = [] } = await client.send(new ListStackResourcesCommand({ StackName: 'Shop' }));
    expect(again.map(({ LogicalResourceId, ResourceStatus }) => [LogicalResourceId, ResourceStatus])).toEqual([
      ['Stays', 'CREATE_COMPLETE'], ['Leaves', 'CREATE_COMPLETE'],
    ]);
  } finally {
    await aws.close();
  }
});

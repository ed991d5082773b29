import { StackEvent } from '@aws-sdk/client-cloudformation';
import { Experiment, FoundAnswer } from '../experiment';
import { Kit } from '../kit/kit';
import { probeResources } from '../kit/probe-function';

/** In the nested stack: a resource that is updated, and one that then fails to be. */
function nestedTemplate(step: 0 | 1): object {
  const owned = (id: string, more: object, dependsOn: readonly string[] = []): object => ({
    Type: 'Custom::Probe',
    DependsOn: dependsOn,
    Properties: { ServiceToken: { Ref: 'Provider' }, ServiceTimeout: 300, Id: id, Step: step, ...more },
  });
  return {
    Parameters: { Provider: { Type: 'String' } },
    Resources: { Done: owned('done', {}), Breaks: owned('breaks', { Do: step === 1 ? { Update: 'fail' } : {} }, ['Done']) },
  };
}

/** What `--no-rollback` of a root does to a stack that is nested in it. */
export const nested: Experiment = {
  name: 'nested',
  creates: 'one bucket with two templates, one Lambda function with role and log group, one nested stack; one update that fails on purpose',
  minutes: 6,
  cents: 1,
  questions: [
    {
      name: 'nestedWithoutRollback',
      asks: 'Rollback is disabled, and a resource of a nested stack fails to be updated: what becomes of the nested stack?',
      answers: {
        UPDATE_FAILED: 'it stays as it is', UPDATE_ROLLBACK_COMPLETE: 'it is rolled back all the same',
      },
      row: 'A nested stack that fails ends',
      engine: 'UPDATE_FAILED',
    },
    {
      name: 'nestedOperationIds',
      asks: 'Do the events of a nested stack name the operation of their root?',
      answers: { 'own': 'they name one of their own', 'of the root': 'they name that of the root', 'none': 'they name none' },
      row: 'Every event names its operation',
      engine: 'own',
    },
  ],

  async ask(kit: Kit): Promise<Record<string, FoundAnswer>> {
    const template = (step?: 0 | 1): object => ({
      Resources: {
        ...probeResources(),
        Templates: { Type: 'AWS::S3::Bucket' },
        ...step === undefined ? {} : {
          Child: {
            Type: 'AWS::CloudFormation::Stack',
            Properties: {
              TemplateURL: { 'Fn::Sub': `https://\${Templates}.s3.\${AWS::Region}.\${AWS::URLSuffix}/step-${step}.json` },
              Parameters: { Provider: { 'Fn::GetAtt': ['Probe', 'Arn'] } },
            },
          },
        },
      },
      Outputs: { Bucket: { Value: { Ref: 'Templates' } }, ...step === undefined ? {} : { Child: { Value: { Ref: 'Child' } } } },
    });
    const { Bucket: bucket } = kit.outputsOf(await kit.stacks.create('nested', template()));
    for (const step of [0, 1] as const) { await kit.upload(bucket, `step-${step}.json`, JSON.stringify(nestedTemplate(step))); }
    const { Child: child } = kit.outputsOf(await kit.stacks.update('nested', template(0)));
    await kit.stacks.update('nested', template(1), { disableRollback: true });
    const { StackStatus: status } = await kit.stacks.describe(child);
    const exchange = kit.log.last('DescribeStacks');
    const [root, own] = [await kit.stacks.events('nested'), await kit.stacks.eventsOf(child)].map(newestOperation);
    return {
      nestedWithoutRollback: { answer: status ?? 'gone', exchange },
      ...root === undefined ? {} : {
        nestedOperationIds: {
          answer: own === undefined ? 'none' : own === root ? 'of the root' : 'own', exchange: kit.log.last('DescribeStackEvents', 2),
        },
      },
    };
  },
};

function newestOperation(events: readonly StackEvent[]): string | undefined {
  return (events.at(-1) as { OperationId?: string } | undefined)?.OperationId;
}

import { StackEvent } from '@aws-sdk/client-cloudformation';
import { Experiment, FoundAnswer } from '../experiment';
import { Kit } from '../kit/kit';
import { probe, probeResources, toldIn } from '../kit/probe-function';

/** A sibling that fails when everything else has been done. */
function breaks(dependsOn: readonly string[]): object {
  return probe({ Do: { Create: 'fail' }, Id: 'breaks' }, dependsOn);
}

function parameter(value: unknown, dependsOn?: string): object {
  return { Type: 'AWS::SSM::Parameter', ...dependsOn === undefined ? {} : { DependsOn: dependsOn }, Properties: { Type: 'String', Value: value } };
}

/** Logical ids in the order in which a status began for them, after the stack's own status. */
function order(events: readonly StackEvent[], after: string, status: string, ids: readonly string[]): string[] {
  const start = events.findIndex(({ ResourceType, ResourceStatus }) => ResourceType === 'AWS::CloudFormation::Stack' && ResourceStatus === after);
  const began = events.slice(start).filter(({ LogicalResourceId, ResourceStatus }) => ResourceStatus === status && ids.includes(LogicalResourceId!));
  return [...new Set(began.map(({ LogicalResourceId }) => LogicalResourceId!))];
}

function exchangeOf(kit: Kit): FoundAnswer['exchange'] {
  return kit.log.last('DescribeStackEvents');
}

/** In which order a rollback goes, and what its clean-up does. */
export const rollbacks: Experiment = {
  name: 'rollbacks',
  creates: 'six SSM parameters (standard tier), one Lambda function with role and log group; one update that fails on purpose',
  minutes: 6,
  cents: 1,
  questions: [
    {
      name: 'rollbackOrder',
      asks: 'In which order does a rollback visit the updated resources?',
      answers: { 'dependencies-first': 'what others depend on goes back first', 'reverse': 'dependents go back first' },
      row: 'hypothesis',
    },
    {
      name: 'undeletedInCleanup',
      asks: 'Does a resource that cannot be deleted in the clean-up keep what it depends on?',
      answers: { 'lets go': 'its dependency is deleted all the same', 'holds': 'its dependency stays' },
      row: '`undeletedInCleanup`',
    },
    {
      name: 'cleanUpOrder',
      asks: 'In which order does the clean-up of a rollback delete what the update created?',
      answers: { 'dependents-first': 'dependents before what they depend on', 'other': 'in another order' },
      row: '`cleanUpOrder`',
    },
  ],

  async ask(kit: Kit): Promise<Record<string, FoundAnswer>> {
    const template = (step: 0 | 1): object => ({
      Resources: {
        ...probeResources(),
        First: parameter(`value ${step}`),
        Second: parameter(`value ${step}`, 'First'),
        ...step === 0 ? {} : {
          Held: parameter('held', 'Second'),
          Stubborn: probe({ Do: { Delete: 'fail' }, Id: 'stubborn' }, ['Held']),
          Low: parameter('low', 'Second'),
          Middle: parameter('middle', 'Low'),
          High: parameter('high', 'Middle'),
          Breaks: breaks(['Stubborn', 'High']),
        },
      },
    });
    await kit.stacks.create('rollbacks', template(0));
    await kit.stacks.update('rollbacks', template(1));
    const events = await kit.stacks.events('rollbacks');
    const updates = order(events, 'UPDATE_ROLLBACK_IN_PROGRESS', 'UPDATE_IN_PROGRESS', ['First', 'Second']);
    const deletes = order(events, 'UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS', 'DELETE_IN_PROGRESS', ['Low', 'Middle', 'High']);
    const heldDeleted = events.some(({ LogicalResourceId, ResourceStatus }) => LogicalResourceId === 'Held' && ResourceStatus === 'DELETE_COMPLETE');
    const exchange = exchangeOf(kit);
    return {
      rollbackOrder: {
        answer: { 'First,Second': 'dependencies-first', 'Second,First': 'reverse' }[updates.join()] ?? `undecided: ${updates.join()}`, exchange,
      },
      undeletedInCleanup: { answer: heldDeleted ? 'lets go' : 'holds', exchange },
      cleanUpOrder: {
        answer: deletes.join() === 'High,Middle,Low' ? 'dependents-first' : 'other', exchange, measured: { order: deletes.join(', ') },
      },
    };
  },
};

/** What a custom resource is asked on the way back. */
export const wayBackQuestions: Experiment = {
  name: 'way-back',
  creates: 'one Lambda function with role and log group; one update that fails on purpose, and its rollback, twice',
  minutes: 5,
  cents: 1,
  questions: [
    {
      name: 'rollbackDeliversPhysicalId',
      asks: 'A custom resource changed its physical id in an update that is rolled back: which id does the rollback deliver?',
      answers: { changed: 'the new one', previous: 'the one of before' },
      row: '`rollbackDeliversPhysicalId`',
    },
    {
      name: 'repeatedRequestId',
      asks: 'A failed rollback is continued: does the custom resource get the same RequestId again?',
      answers: { new: 'another one', same: 'the same' },
      row: '`repeatedRequestId`',
    },
  ],

  async ask(kit: Kit): Promise<Record<string, FoundAnswer>> {
    const template = (step: 0 | 1): object => ({
      Resources: {
        ...probeResources(),
        // What step 0 says of an Update is asked on the way back only.
        Moved: probe({ Id: `id-${step}`, Do: step === 0 ? { Update: 'fail' } : {} }),
        ...step === 0 ? {} : { Breaks: breaks(['Moved']) },
      },
    });
    await kit.stacks.create('way-back', template(0));
    await kit.stacks.update('way-back', template(1));
    await kit.stacks.continueRollback('way-back');
    const events = await kit.stacks.events('way-back');
    const told = events.flatMap(({ LogicalResourceId, ResourceStatusReason }) =>
      LogicalResourceId === 'Moved' ? toldIn(ResourceStatusReason) ?? [] : []).filter(({ type }) => type === 'Update');
    const exchange = exchangeOf(kit);
    const [first, second] = told;
    return {
      ...first === undefined ? {} : {
        rollbackDeliversPhysicalId: { answer: { 'id-1': 'changed', 'id-0': 'previous' }[first.id ?? ''] ?? `undecided: ${first.id}`, exchange },
      },
      ...second === undefined ? {} : { repeatedRequestId: { answer: first.request === second.request ? 'same' : 'new', exchange } },
    };
  },
};

/** What an operation without rollback does. */
export const withoutRollback: Experiment = {
  name: 'without-rollback',
  creates: 'two stacks: one SSM parameter, and one Lambda function with role and log group; two updates that fail on purpose',
  minutes: 5,
  cents: 1,
  questions: [
    {
      name: 'statusWhileTakenBack',
      asks: 'Which status has a stack while CloudFormation takes a failed resource back, though rollback is disabled?',
      answers: { UPDATE_IN_PROGRESS: 'the update is still going on', UPDATE_FAILED: 'the update has failed already' },
      row: '`statusWhileTakenBack`',
    },
    {
      name: 'replacementWithoutRollback',
      asks: 'Is an update that would replace a resource refused while rollback is disabled?',
      answers: { refused: 'it is', accepted: 'it is not' },
      row: '`replacementWithoutRollback`',
    },
    {
      name: 'disableRollbackIsTold',
      asks: 'Does DescribeStacks say that an update ran with rollback disabled?',
      answers: { told: '`DisableRollback` is true', absent: 'it is false' },
      row: 'DescribeStacks says that rollback is disabled',
      engine: 'told',
    },
  ],

  async ask(kit: Kit): Promise<Record<string, FoundAnswer>> {
    const named = (name: string): object => ({
      Resources: {
        Named: { Type: 'AWS::SSM::Parameter', Properties: { Type: 'String', Value: 'x', Name: { 'Fn::Sub': `\${AWS::StackName}-${name}` } } },
      },
    });
    await kit.stacks.create('replacement', named('one'));
    const replaced = await kit.stacks.update('replacement', named('two'), { disableRollback: true });
    const replacement: FoundAnswer = {
      answer: replaced.StackStatus === 'UPDATE_COMPLETE' ? 'accepted' : 'refused', exchange: kit.log.last('DescribeStacks'),
    };
    const template = (step: 0 | 1): object => ({
      Resources: { ...probeResources(), Back: probe({ Step: step, Id: 'back', Do: { Update: step === 0 ? 'look, fail' : 'fail' } }) },
    });
    await kit.stacks.create('without-rollback', template(0));
    const failed = await kit.stacks.update('without-rollback', template(1), { disableRollback: true });
    const disabled: FoundAnswer = { answer: failed.DisableRollback === true ? 'told' : 'absent', exchange: kit.log.last('DescribeStacks') };
    const events = await kit.stacks.events('without-rollback');
    const told = events.map(({ ResourceStatusReason }) => toldIn(ResourceStatusReason)).find((each) => each?.stack !== undefined);
    return {
      replacementWithoutRollback: replacement,
      disableRollbackIsTold: disabled,
      ...told === undefined ? {} : { statusWhileTakenBack: { answer: told.stack!, exchange: exchangeOf(kit) } },
    };
  },
};

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
    {
      name: 'lastOperations',
      asks: 'In which order does DescribeStacks list the LastOperations of a stack that was rolled back?',
      answers: {
        'newest first': 'the rollback before the update', 'oldest first': 'the update before the rollback', 'one': 'only one', 'none': 'none',
      },
      row: 'Every event names its operation',
      engine: null,
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
    const rolledBack = await kit.stacks.update('rollbacks', template(1));
    const stackExchange = kit.log.last('DescribeStacks');
    const events = await kit.stacks.events('rollbacks');
    const updates = order(events, 'UPDATE_ROLLBACK_IN_PROGRESS', 'UPDATE_IN_PROGRESS', ['First', 'Second']);
    const deletes = order(events, 'UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS', 'DELETE_IN_PROGRESS', ['Low', 'Middle', 'High']);
    const at = (id: string, status: string): number =>
      events.findIndex(({ LogicalResourceId, ResourceStatus }) => LogicalResourceId === id && ResourceStatus === status);
    const [heldDeleted, heldBegan, failed] = [at('Held', 'DELETE_COMPLETE') >= 0, at('Held', 'DELETE_IN_PROGRESS'), at('Stubborn', 'DELETE_FAILED')];
    // What goes before the failure says nothing about it.
    const showsHolding = failed >= 0 && !(heldBegan >= 0 && heldBegan < failed);
    const exchange = exchangeOf(kit);
    return {
      rollbackOrder: {
        answer: { 'First,Second': 'dependencies-first', 'Second,First': 'reverse' }[updates.join()] ?? `undecided: ${updates.join()}`, exchange,
      },
      ...showsHolding ? { undeletedInCleanup: { answer: heldDeleted ? 'lets go' : 'holds', exchange } } : {},
      cleanUpOrder: {
        answer: deletes.join() === 'High,Middle,Low' ? 'dependents-first' : 'other', exchange, measured: { order: deletes.join(', ') },
      },
      ...lastOperations(rolledBack, events, stackExchange),
    };
  },
};

/** Operations of a stack as the newest clients tell them. */
interface TellsOperations {
  readonly LastOperations?: ReadonlyArray<{ readonly OperationId?: string; readonly OperationType?: string }>;
}

/** Their order, by the events of each operation. Nothing where events do not name theirs. */
function lastOperations(stack: TellsOperations, events: readonly StackEvent[], exchange: FoundAnswer['exchange']): Record<string, FoundAnswer> {
  const inTime = [...new Set(events.flatMap((event) => (event as { OperationId?: string }).OperationId ?? []))];
  if (inTime.length === 0 || stack.LastOperations === undefined) { return {}; }
  const told = stack.LastOperations.map(({ OperationId }) => inTime.indexOf(OperationId ?? ''));
  const answer = told.length < 2 ? ['none', 'one'][told.length] : told[0] > told[1] ? 'newest first' : 'oldest first';
  const types = stack.LastOperations.map(({ OperationType }) => OperationType).join(', ');
  return { lastOperations: { answer, exchange, measured: { types, count: told.length } } };
}

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
    {
      name: 'rollbackEventProperties',
      asks: 'Which properties do the stack events of a rollback show: those that the resource gets back, or those that it leaves?',
      answers: { 'gets back': 'those of before the update', 'leaves': 'those of the update' },
      row: 'Stack events show the properties that a resource has or is about to get',
      engine: 'gets back',
    },
    {
      name: 'noEchoInEvents',
      asks: 'Do stack events show the value of a NoEcho parameter in the properties of a custom resource?',
      answers: { masked: 'as asterisks', shown: 'as it is' },
      row: 'Values of `NoEcho` parameters show as `****`',
      engine: 'masked',
    },
  ],

  async ask(kit: Kit): Promise<Record<string, FoundAnswer>> {
    const template = (step: 0 | 1): object => ({
      Parameters: { Secret: { Type: 'String', NoEcho: true, Default: 'hush' } },
      Resources: {
        ...probeResources(),
        // What step 0 says of an Update is asked on the way back only.
        Moved: probe({ Secret: { Ref: 'Secret' }, Id: `id-${step}`, Do: step === 0 ? { Update: 'fail' } : {} }),
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
      ...eventProperties(events, exchange),
    };
  },
};

/** What the first event of the rollback shows. */
function eventProperties(events: readonly StackEvent[], exchange: FoundAnswer['exchange']): Record<string, FoundAnswer> {
  const start = events.findIndex(({ ResourceStatus }) => ResourceStatus === 'UPDATE_ROLLBACK_IN_PROGRESS');
  const back = events.slice(start).find(({ LogicalResourceId, ResourceStatus }) =>
    LogicalResourceId === 'Moved' && ResourceStatus === 'UPDATE_IN_PROGRESS');
  const { Id: id, Secret: secret } = JSON.parse(back?.ResourceProperties ?? '{}') as { Id?: string; Secret?: string };
  const answer = { 'id-0': 'gets back', 'id-1': 'leaves' }[id ?? ''];
  return {
    ...answer === undefined ? {} : { rollbackEventProperties: { answer, exchange } },
    ...secret === undefined ? {} : { noEchoInEvents: { answer: secret === 'hush' ? 'shown' : 'masked', exchange } },
  };
}

/** What an operation without rollback does. */
export const withoutRollback: Experiment = {
  name: 'without-rollback',
  creates: 'three stacks: an SSM parameter each in two, and one Lambda function with role and log group; two updates that fail on purpose',
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
    {
      name: 'disableRollbackOfChangeSet',
      asks: 'Does DescribeStacks say that a change set was executed with rollback disabled, as `cdk deploy --no-rollback` does?',
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
    await kit.stacks.create('change-set', { Resources: { Value: parameter('one') } });
    const changed = await kit.stacks.updateByChangeSet('change-set', { Resources: { Value: parameter('two') } }, { disableRollback: true });
    const byChangeSet: FoundAnswer = { answer: changed.DisableRollback === true ? 'told' : 'absent', exchange: kit.log.last('DescribeStacks') };
    return {
      disableRollbackOfChangeSet: byChangeSet,
      replacementWithoutRollback: replacement,
      disableRollbackIsTold: disabled,
      ...told === undefined ? {} : { statusWhileTakenBack: { answer: told.stack!, exchange: exchangeOf(kit) } },
    };
  },
};

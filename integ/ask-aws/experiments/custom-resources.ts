import { StackEvent } from '@aws-sdk/client-cloudformation';
import { Experiment, FoundAnswer } from '../experiment';
import { Kit } from '../kit/kit';
import { probe, probeResources, toldIn } from '../kit/probe-function';

/** What a custom resource, and whoever asks about it, sees of its own stack. */
export const customResources: Experiment = {
  name: 'custom-resources',
  creates: 'one Lambda function with role and log group',
  minutes: 4,
  cents: 1,
  questions: [
    {
      name: 'eventProperties',
      asks: 'How do stack events show the properties of a custom resource?',
      answers: { native: 'with numbers and booleans', text: 'with every scalar as text', absent: 'not at all' },
      row: '`eventProperties`',
    },
    {
      name: 'stackReads',
      asks: 'Does DescribeStackResource lag behind the event that a custom resource has got?',
      answers: { current: 'it says that the update is in progress', lagging: 'it says what was before' },
      row: '`stackReads`',
    },
    {
      name: 'deploymentConfig',
      asks: 'Does DescribeStacks tell the DeploymentConfig of a standard stack?',
      answers: { told: 'it does', absent: 'it does not' },
      row: '`deploymentConfig`',
    },
    {
      name: 'retainedResources',
      asks: 'Does ListStackResources list what left the template and was retained?',
      answers: { gone: 'only the events tell of it', listed: 'as DELETE_SKIPPED' },
      row: '`retainedResources`',
    },
  ],

  async ask(kit: Kit): Promise<Record<string, FoundAnswer>> {
    const template = (step: 0 | 1): object => ({
      Resources: {
        ...probeResources(),
        Own: probe({ Id: 'own', Count: 5, Flag: true, Step: step, Do: { Update: 'look' } }),
        // Nothing is left of it: it stands for nothing.
        ...step === 0 ? { Kept: { ...probe({ Id: 'kept' }), DeletionPolicy: 'Retain' } } : {},
      },
      Outputs: { Told: { Value: { 'Fn::GetAtt': ['Own', 'Told'] } } },
    });
    await kit.stacks.create('custom-resources', template(0));
    const updated = await kit.stacks.update('custom-resources', template(1));
    const stackExchange = kit.log.last('DescribeStacks');
    const told = toldIn(kit.outputsOf(updated).Told);
    const events = await kit.stacks.events('custom-resources');
    const shown = events.map(({ LogicalResourceId, ResourceProperties }) => LogicalResourceId === 'Own'
      ? ResourceProperties
      : undefined).find((text) => text !== undefined);
    const eventsExchange = kit.log.last('DescribeStackEvents');
    const listed = (await kit.stacks.resources('custom-resources')).find(({ LogicalResourceId }) => LogicalResourceId === 'Kept')?.ResourceStatus;
    const { Count: count, Flag: flag } = JSON.parse(shown ?? '{}') as { Count?: unknown; Flag?: unknown };
    return {
      eventProperties: {
        answer: shown === undefined || count === undefined
          ? 'absent'
          : count === 5 && flag === true ? 'native' : count === '5' && flag === 'true' ? 'text' : `undecided: ${shown}`,
        exchange: eventsExchange,
      },
      retainedResources: {
        answer: listed === undefined ? 'gone' : listed === 'DELETE_SKIPPED' ? 'listed' : `undecided: ${listed}`,
        exchange: kit.log.last('ListStackResources'),
      },
      ...told?.resource === undefined ? {} : {
        stackReads: {
          answer: told.resource === 'UPDATE_IN_PROGRESS' ? 'current' : 'lagging',
          exchange: stackExchange,
          measured: { seen: told.resource, seenInEvents: told.event ?? 'nothing' },
        },
      },
      deploymentConfig: {
        answer: (updated as { DeploymentConfig?: unknown }).DeploymentConfig === undefined ? 'absent' : 'told', exchange: stackExchange,
      },
    };
  },
};

/** Whether an express deployment waits for a custom resource. */
export const express: Experiment = {
  name: 'express',
  creates: 'one Lambda function with role and log group, in a stack that is deployed in express mode',
  minutes: 3,
  cents: 1,
  questions: [{
    name: 'expressWaitsForCustomResources',
    asks: 'Does an express deployment wait for the answer of a custom resource whose attributes nobody asks for?',
    answers: { 'waits': 'it does', 'for attributes only': 'it is complete before the answer' },
    row: 'hypothesis `expressWaitsForCustomResources`',
  }],

  async ask(kit: Kit): Promise<Record<string, FoundAnswer>> {
    await kit.stacks.create('express', {
      Resources: {
        ...probeResources(),
        Alone: probe({ Id: 'alone', Seconds: kit.slowSeconds }),
        Asked: probe({ Id: 'asked', Seconds: kit.slowSeconds }),
      },
      Outputs: { Told: { Value: { 'Fn::GetAtt': ['Asked', 'Told'] } } },
    }, { express: true });
    const events = await kit.stacks.events('express');
    const [complete, begun] = ['CREATE_COMPLETE', 'CREATE_IN_PROGRESS'].map((status) =>
      events.find(({ LogicalResourceId, ResourceStatus }) => LogicalResourceId === 'Alone' && ResourceStatus === status)!);
    const seconds = (complete.Timestamp!.getTime() - begun.Timestamp!.getTime()) / 1000;
    return {
      expressWaitsForCustomResources: {
        // Only its answer says that its id is `alone`.
        answer: complete.PhysicalResourceId === 'alone' ? 'waits' : 'for attributes only',
        exchange: exchangeOf(kit),
        measured: { secondsUntilComplete: seconds },
      },
    };
  },
};

/** Whether a cancelled custom resource is waited for, and what becomes of its answer. */
export const cancel: Experiment = {
  name: 'cancel',
  creates: 'one Lambda function with role and log group; one update that is cancelled',
  minutes: 5,
  cents: 1,
  questions: [
    {
      name: 'cancelledUpdate',
      asks:
        'An update is cancelled while a custom resource is in progress: does its rollback event come before its answer, and is that answer ignored?',
      answers: {
        'overlaps, late answer ignored': 'both handlers run at once, the rollback completes',
        'waits for the answer': 'the rollback event comes after the answer',
      },
      row: 'A custom resource in progress is given up at once when a sibling fails or the update is cancelled',
      engine: 'overlaps, late answer ignored',
    },
    {
      name: 'lateAnswerPhysicalId',
      asks: 'The answer of a cancelled custom resource comes late, with another physical id: what becomes of that id?',
      answers: { forgotten: 'no event ever mentions it', adopted: 'it is taken over, and deleted in the clean-up' },
      row: 'The physical id in an answer that nobody waits for is forgotten',
      engine: 'forgotten',
    },
  ],

  async ask(kit: Kit): Promise<Record<string, FoundAnswer>> {
    const template = (step: 0 | 1): object => ({
      Resources: { ...probeResources(), Slow: probe({ Id: `slow-${step}`, Step: step, Seconds: step === 0 ? 0 : 4 * kit.slowSeconds }) },
      Outputs: { Told: { Value: { 'Fn::GetAtt': ['Slow', 'Told'] } } },
    });
    await kit.stacks.create('cancel', template(0));
    await kit.stacks.update('cancel', template(1), { doNotWait: true });
    const begun = async (): Promise<StackEvent[]> => (await kit.stacks.events('cancel'))
      .filter(({ LogicalResourceId, ResourceStatus }) => LogicalResourceId === 'Slow' && ResourceStatus === 'UPDATE_IN_PROGRESS');
    while ((await begun()).length === 0) {
      await kit.stacks.assertInProgress('cancel');
      await kit.sleep(40 * kit.slowSeconds);
    }
    const cancelled = kit.now();
    const ended = await kit.stacks.cancelUpdate('cancel');
    // Longer than the function may take to answer.
    await kit.sleep(4 * kit.slowSeconds * 1000);
    const exchange = exchangeOf(kit);
    const [asked, ...later] = await begun();
    const back = later.at(-1)?.Timestamp ?? new Date(NaN);
    const overlaps = back.getTime() - asked.Timestamp!.getTime() < 4000 * kit.slowSeconds;
    const answer = overlaps && ended.StackStatus === 'UPDATE_ROLLBACK_COMPLETE'
      ? 'overlaps, late answer ignored'
      : overlaps ? `undecided: ${ended.StackStatus}` : 'waits for the answer';
    const measured = { secondsFromCancelToRollbackEvent: (back.getTime() - cancelled.getTime()) / 1000 };
    const mentions = (await kit.stacks.events('cancel')).some(({ PhysicalResourceId }) => PhysicalResourceId === 'slow-1');
    return {
      cancelledUpdate: { answer, exchange, measured },
      lateAnswerPhysicalId: { answer: mentions ? 'adopted' : 'forgotten', exchange: exchangeOf(kit) },
    };
  },
};

function exchangeOf(kit: Kit): FoundAnswer['exchange'] {
  return kit.log.last('DescribeStackEvents');
}

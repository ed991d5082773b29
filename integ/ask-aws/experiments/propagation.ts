import { Experiment, FoundAnswer } from '../experiment';
import { Kit } from '../kit/kit';
import { API_OUTPUTS, canaryAt, mockApi, stage } from '../kit/mock-api';

/** Clocks, and how long a change takes until clients meet it. */
export const propagation: Experiment = {
  name: 'propagation',
  creates: 'one REST API with a MOCK integration, two deployments, one stage; at most 2,400 requests',
  minutes: 6,
  cents: 1,
  questions: [
    {
      name: 'dataPlane',
      asks: 'When do requests meet a change of a stage, its deployment and its percent traffic?',
      answers: { current: 'at once', lagging: 'some seconds later, now the old stage and now the new one' },
      row: 'hypothesis `dataPlane`',
    },
    {
      name: 'gatewayClock',
      asks: 'Do API Gateway and CloudFormation agree on the time?',
      answers: { agrees: 'within five seconds', behind: 'API Gateway is behind', ahead: 'API Gateway is ahead' },
      row: '`gatewayClock`',
    },
  ],

  async ask(kit: Kit): Promise<Record<string, FoundAnswer>> {
    const template = (step: 0 | 1) => ({
      Resources: { ...mockApi(), Live: stage('live', { Description: `step ${step}`, ...canaryAt(0) }) }, Outputs: API_OUTPUTS,
    });
    await kit.stacks.create('propagation', template(0));
    const { Api: api, Base: base, Canary: canary } = kit.outputsOf(await kit.stacks.update('propagation', template(1)));
    const { lastUpdatedDate } = await kit.stage(api, 'live');
    const clockExchange = kit.log.last('GetStage');
    const events = await kit.stacks.events('propagation');
    const updated = events.find(({ LogicalResourceId, ResourceStatus }) => LogicalResourceId === 'Live' && ResourceStatus === 'UPDATE_COMPLETE')!;
    const apart = (lastUpdatedDate!.getTime() - updated.Timestamp!.getTime()) / 1000;
    return {
      gatewayClock: {
        // The stage was updated up to some seconds before its event.
        answer: apart < -20 ? 'behind' : apart > 5 ? 'ahead' : 'agrees', exchange: clockExchange, measured: { secondsAheadOfStackEvent: apart },
      },
      dataPlane: await dataPlane(kit, api, base, canary),
    };
  },
};

/** How the requests after one change met it. */
interface Met {
  readonly settled: boolean;
  readonly secondsUntilFirstNew: number;
  readonly secondsUntilLastOld: number;
  readonly oldAnswers: number;
  readonly flaps: number;
}

/** The percent to 100 and back to 0, the deployment to the other one and back: each until it has arrived for good. */
async function dataPlane(kit: Kit, api: string, base: string, canary: string): Promise<FoundAnswer> {
  // A stage that is new itself has to arrive first.
  await kit.arrived(async () => (await kit.request(api, 'live')).status === 200);
  const percent = async (value: string, isNew: string): Promise<Met> => {
    await kit.patch(api, 'live', [{ op: 'replace', path: '/canarySettings/percentTraffic', value }]);
    return untilMet(kit, async () => (await kit.request(api, 'live')).body === isNew);
  };
  const deployment = async (value: string, status: number): Promise<Met> => {
    await kit.patch(api, 'live', [{ op: 'replace', path: '/deploymentId', value }]);
    return untilMet(kit, async () => (await kit.request(api, 'live', '/later')).status === status);
  };
  const percents = [await percent('100', 'true'), await percent('0', 'false')];
  await kit.patch(api, 'live', [{ op: 'remove', path: '/canarySettings' }]);
  const deployments = [await deployment(canary, 200), await deployment(base, 403)];
  const all = [...percents, ...deployments];
  const old = all.reduce((sum, { oldAnswers }) => sum + oldAnswers, 0);
  return {
    answer: old === 0 ? 'current' : all.every(({ settled }) => settled) ? 'lagging' : 'undecided: never settled',
    exchange: kit.log.last('UpdateStage', 5),
    measured: { ...figures('percentTraffic', percents), ...figures('deployment', deployments) },
  };
}

/** The figures of the change that took longest. */
function figures(what: string, all: readonly Met[]): Record<string, number> {
  const most = (of: (met: Met) => number): number => Math.max(...all.map(of));
  return {
    [`${what}SecondsUntilFirstNew`]: most(({ secondsUntilFirstNew }) => secondsUntilFirstNew),
    [`${what}SecondsUntilLastOld`]: most(({ secondsUntilLastOld }) => secondsUntilLastOld),
    [`${what}OldAnswers`]: most(({ oldAnswers }) => oldAnswers),
    [`${what}Flaps`]: most(({ flaps }) => flaps),
  };
}

async function untilMet(kit: Kit, meetsNew: () => Promise<boolean>): Promise<Met> {
  const start = kit.now().getTime();
  let [inARow, oldAnswers, flaps, secondsUntilFirstNew, secondsUntilLastOld, wasNew] = [0, 0, 0, -1, 0, false];
  for (let requests = 0; requests < 600 && inARow < 30; requests++) {
    const isNew = await meetsNew();
    const seconds = (kit.now().getTime() - start) / 1000;
    if (isNew && secondsUntilFirstNew < 0) { secondsUntilFirstNew = seconds; }
    if (!isNew) { [oldAnswers, secondsUntilLastOld] = [oldAnswers + 1, seconds]; }
    if (wasNew && !isNew) { flaps++; }
    [inARow, wasNew] = [isNew ? inARow + 1 : 0, isNew];
    await kit.sleep(100);
  }
  return { settled: inARow >= 30, secondsUntilFirstNew, secondsUntilLastOld, oldAnswers, flaps };
}

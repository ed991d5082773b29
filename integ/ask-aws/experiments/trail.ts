import { Experiment, FoundAnswer } from '../experiment';
import { Kit, TrailEvent } from '../kit/kit';
import { API_OUTPUTS, mockApi, stage } from '../kit/mock-api';

/** CloudTrail delivers within about a quarter of an hour. */
const MOST_MINUTES = 25;

/** Who changed a stage, and by what, according to CloudTrail. */
export const trail: Experiment = {
  name: 'trail',
  creates: 'one REST API with MOCK integrations, two deployments, one stage. It needs `cloudtrail:LookupEvents`',
  minutes: MOST_MINUTES + 4,
  cents: 1,
  questions: [{
    name: 'cloudTrailFields',
    asks: 'By which names does CloudTrail tell the API, the stage and the operations of an UpdateStage?',
    answers: {
      'restApiId, stageName, updateStageInput': 'in `requestParameters`, the operations as `patchOperations` of `updateStageInput`',
      'restApiId, stageName, patchOperations': 'in `requestParameters`, as the API names them',
    },
    row: 'CloudTrail is not played',
    engine: null,
  }],

  async ask(kit: Kit): Promise<Record<string, FoundAnswer>> {
    const { Api: api } = kit.outputsOf(await kit.stacks.create('trail', { Resources: { ...mockApi(), Live: stage('live') }, Outputs: API_OUTPUTS }));
    await kit.patch(api, 'live', [{ op: 'replace', path: '/description', value: 'changed' }]);
    for (let waited = 0; waited < MOST_MINUTES * 60; waited += 30) {
      const [event] = await kit.trail('UpdateStage');
      if (event !== undefined) { return { cloudTrailFields: answerOf(event, kit, waited) }; }
      await kit.sleep(30_000);
    }
    return {};
  },
};

function answerOf({ requestParameters, callerFields, tellsUserAgent }: TrailEvent, kit: Kit, waited: number): FoundAnswer {
  const order = ['restApiId', 'stageName'];
  const names = Object.keys(requestParameters).filter((name) => name !== 'template');
  return {
    answer: [...order.filter((name) => names.includes(name)), ...names.filter((name) => !order.includes(name)).sort()].join(', '),
    exchange: kit.log.last('LookupEvents'),
    measured: { secondsUntilThere: waited, callerIsToldBy: callerFields.join(', '), userAgentIsTold: String(tellsUserAgent) },
  };
}

import { withChangedCode } from '../../../rehearsal/observation/changed-code';
import { Answer, StageObservation } from '../../../rehearsal/observation/instant';

function observation(code: string | undefined, deploymentId = 'a', failure?: string): StageObservation {
  const base = { deploymentId, percentTraffic: 90, variables: {} };
  const canary = { deploymentId: 'b', percentTraffic: 10, variables: {}, useStageCache: false };
  const answers: Answer[] = [
    { route: 'GET /a', release: 'base', deploymentId, status: 200, code, failure },
    { route: 'GET /a', release: 'canary', deploymentId: 'b', status: 200, code: 'new' },
  ];
  return { stage: { restApiId: 'api', apiName: 'Api', stageName: 'prod', base, canary }, answers };
}

const failures = ({ answers }: StageObservation): unknown[] => answers.map(({ failure }) => failure);

test.each<[string, StageObservation, StageObservation | undefined, unknown[]]>([
  [
    'other code on the same deployment fails on the base release',
    observation('new'),
    observation('old'),
    [expect.stringContaining('code behind the base release changed'), undefined],
  ],
  ['the same code does not', observation('old'), observation('old'), [undefined, undefined]],
  ['a base that moved to another deployment does not', observation('new', 'b'), observation('old'), [undefined, undefined]],
  ['a stage that nobody used before does not', observation('new'), undefined, [undefined, undefined]],
  ['a route without a function does not', observation(undefined), observation(undefined), [undefined, undefined]],
  ['a route that had no function does not', observation('new'), observation(undefined), [undefined, undefined]],
  ['what failed keeps its reason', observation('new', 'a', 'no permission'), observation('old'), ['no permission', undefined]],
])('%s', (_, now, before, expected) => {
  expect(failures(withChangedCode(now, before))).toEqual(expected);
});

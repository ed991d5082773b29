import { Answer, Instant, StageObservation } from '../../../rehearsal/observation/instant';
import { hurts, outagesOf } from '../../../rehearsal/observation/outages';
import { sharesOf } from '../../../rehearsal/observation/shares';

/** A stage with a canary at 10 %, whose named routes fail: `base /a`. */
function observed(failing: readonly string[], percentTraffic = 10): StageObservation {
  const release = (deploymentId: string, percent: number) => ({ deploymentId, percentTraffic: percent, variables: {} });
  const answers = (['base', 'canary'] as const).flatMap((name) => ['/a', '/b'].map((path): Answer => {
    const fails = failing.includes(`${name} ${path}`);
    return {
      route: `GET ${path}`, release: name, deploymentId: name, status: fails ? 500 : 200, failure: fails ? `no permission (for ${path})` : undefined,
    };
  }));
  const stage = {
    restApiId: 'api',
    apiName: 'Shop',
    stageName: 'prod',
    base: release('base', 100 - percentTraffic),
    canary: { ...release('canary', percentTraffic), useStageCache: false },
  };
  return { stage, answers };
}

function instants(...stages: StageObservation[]): Instant[] {
  return stages.map((stage, index) => ({ index, happened: { kind: 'end', stackName: 'Shop', status: 'UPDATE_COMPLETE' }, stages: [stage] }));
}

describe('outagesOf', () => {
  test('nothing failed: no outage', () => {
    expect(outagesOf(instants(observed([]), observed([])))).toEqual([]);
  });

  test('an outage lasts from the first instant at which a request fails to the one that ends it', () => {
    const all = instants(observed([]), observed(['base /a']), observed(['base /a']), observed([]));
    expect(outagesOf(
      all,
    )).toMatchObject([{ routes: ['GET /a'], release: 'base', percentTraffic: 90, first: all[1], last: all[2], end: all[3], instants: 2 }]);
  });

  test('an outage without an end goes on to the last instant', () => {
    const [outage] = outagesOf(instants(observed([]), observed(['base /a'])));
    expect(outage.end).toBeUndefined();
  });

  test('routes that fail and recover together are one outage, each release its own', () => {
    const all = instants(observed(['base /a', 'base /b', 'canary /a']), observed([]));
    expect(outagesOf(all)).toMatchObject([{ release: 'base', routes: ['GET /a', 'GET /b'] }, { release: 'canary', routes: ['GET /a'] }]);
  });

  test('routes that fail together for two kinds of reasons are two outages', () => {
    const [first, second] = [observed([]), observed(['base /a', 'base /b'])];
    const answers = second.answers.map((answer) => (answer.route === 'GET /b' && answer.failure !== undefined
      ? { ...answer, failure: 'no function' }
      : answer));
    expect(outagesOf(instants(first, { ...second, answers }))).toMatchObject([{ routes: ['GET /a'] }, { routes: ['GET /b'], cause: 'no function' }]);
  });

  test.each<[string, Instant[], readonly number[], boolean[]]>([
    ['answered at the start of the deploy', instants(observed([]), observed(['base /a'])), [0, 1], [true]],
    ['failing since the deploy before', instants(observed([]), observed(['base /a']), observed(['base /a'])), [0, 1, 2], [true]],
    ['failing from the first moment on', instants(observed(['base /a']), observed(['base /a'])), [0, 1], [false]],
    [
      'answered in between, in a deploy that began with the failure',
      instants(observed(['base /a']), observed([]), observed(['base /a'])),
      [0, 1],
      [false, false],
    ],
    ['answered in between, by the end of a deploy', instants(observed(['base /a']), observed([]), observed(['base /a'])), [0, 1, 2], [false, true]],
  ])('a deploy caused it, or not: %s', (_, all, starts, expected) => {
    expect(outagesOf(all, starts).map(({ caused }) => caused)).toEqual(expected);
  });

  test('a new canary is compared with the base, which answered its requests until then', () => {
    const withoutCanary = observed([]);
    const before = {
      stage: { ...withoutCanary.stage, canary: undefined }, answers: withoutCanary.answers.filter(({ release }) => release === 'base'),
    };
    expect(outagesOf(instants(before, observed(['canary /a'])), [0, 1])).toMatchObject([{ release: 'canary', caused: true }]);
  });

  test('the same route fails twice: two outages', () => {
    expect(outagesOf(instants(observed(['base /a']), observed([]), observed(['base /a'])))).toHaveLength(2);
  });

  test('a stage that is no longer used ends its outages', () => {
    const all = [...instants(observed(['base /a'])), { ...instants(observed([]))[0], index: 1, stages: [] }];
    expect(outagesOf(all)).toMatchObject([{ end: all[1] }]);
  });

  test.each([[0, false], [0.01, true]])('a canary at %d %% that fails hurts: %s', (percent, expected) => {
    const [outage] = outagesOf(instants(observed(['canary /a'], percent)));
    expect(hurts(outage)).toBe(expected);
  });
});

describe('sharesOf', () => {
  test('splits the requests as the stage does while all are answered', () => {
    expect(sharesOf(observed([]))).toEqual({ base: 0.9, canary: 0.1, failed: 0 });
  });

  test('what fails is taken from the release that fails, route by route', () => {
    const { base, canary, failed } = sharesOf(observed(['base /a', 'canary /a', 'canary /b']));
    expect([base, canary, failed].map((share) => share.toFixed(3))).toEqual(['0.450', '0.000', '0.550']);
  });
});

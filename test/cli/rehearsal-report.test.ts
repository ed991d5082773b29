import { exitCodeOf, findingsOf, RehearsalReport } from '../../cli/rehearse/rehearsal-report';
import { Instant } from '../../rehearsal/observation/instant';

interface Observed {
  readonly canaryPercent?: number;
  readonly failure?: string;
  readonly status?: number;
  readonly succeeded?: boolean;
}

/** One operation, after which GET /hello was asked on the canary release. */
function report({ canaryPercent = 10, failure, status = 200, succeeded = true }: Observed): RehearsalReport {
  const release = (percentTraffic: number) => ({ deploymentId: 'a', percentTraffic, variables: {} });
  const stage = {
    restApiId: 'api', apiName: 'Api', stageName: 'prod', base: release(100 - canaryPercent), canary: { ...release(canaryPercent), useStageCache: false },
  };
  const answers = [{ route: 'GET /hello', release: 'canary' as const, deploymentId: 'a', status, failure }];
  const instant: Instant = { index: 0, happened: { kind: 'end', stackName: 'Shop', status: 'UPDATE_COMPLETE' }, stages: [{ stage, answers }] };
  const operation = { stackName: 'Shop', action: 'update' as const, status: 'UPDATE_COMPLETE' as const, succeeded, instants: [instant], stagesAfter: [], oneSidedRoutes: [] };
  return { seed: 1, functionsInvoked: true, deploys: [{ title: 'Deploy 1', source: 'cdk.out', operations: [operation] }], customResourcesNotRun: [], inertTypes: [], routesNotPlayed: [] };
}

test.each<[string, Observed, number]>([
  ['all answered', {}, 0],
  ['a request failed', { failure: 'no permission', status: 500 }, 1],
  ['a request failed, and so did the operation', { failure: 'no permission', status: 500, succeeded: false }, 1],
  ['a release without requests would fail', { failure: 'no permission', status: 500, canaryPercent: 0 }, 0],
  ['the function itself answered with 500', { status: 500 }, 0],
  ['only the operation failed', { succeeded: false }, 3],
])('the exit code tells whether clients would have noticed: %s', (_, observed, expected) => {
  expect(exitCodeOf(findingsOf(report(observed)))).toBe(expected);
});

test('a failure that nobody would have noticed is told, but counts no instant', () => {
  expect(findingsOf(report({ failure: 'no permission', status: 500, canaryPercent: 0 }))).toMatchObject({ failingInstants: 0, outages: [], unnoticed: [{ routes: ['GET /hello'] }] });
});

test('what the function itself answered with 5xx is noted', () => {
  expect(findingsOf(report({ status: 502 })).functionErrors).toEqual(['GET /hello (502)']);
});

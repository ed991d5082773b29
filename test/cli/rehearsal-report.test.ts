import { exitCodeOf, findingsOf, RehearsalReport } from '../../cli/rehearse/rehearsal-report';
import { Instant } from '../../rehearsal/observation/instant';

interface Observed {
  readonly canaryPercent?: number;
  readonly failure?: string;
  readonly ownFailure?: string;
  /** Why it failed on the base release before the second deploy. */
  readonly before?: string;
  readonly except?: readonly string[];
  readonly status?: number;
  readonly succeeded?: boolean;
}

/** Two deploys: after the first GET /hello was answered, after the second it was asked on the canary release. */
function report({ canaryPercent = 10, failure, ownFailure, status = 200, succeeded = true, before, except = [] }: Observed): RehearsalReport {
  const release = (percentTraffic: number) => ({ deploymentId: 'a', percentTraffic, variables: {} });
  const base = { restApiId: 'api', apiName: 'Api', stageName: 'prod', base: release(100 - canaryPercent) };
  const operation = (index: number, stages: Instant['stages'], succeeds: boolean) => ({
    stackName: 'Shop',
    action: 'update' as const,
    status: 'UPDATE_COMPLETE' as const,
    succeeded: succeeds,
    instants: [{ index, happened: { kind: 'end' as const, stackName: 'Shop', status: 'UPDATE_COMPLETE' as const }, stages }],
    stagesAfter: [],
    oneSidedRoutes: [],
  });
  const first = [{ stage: base, answers: [{ route: 'GET /hello', release: 'base' as const, deploymentId: 'a', status: 200, failure: before }] }];
  const second = [{
    stage: { ...base, canary: { ...release(canaryPercent), useStageCache: false } },
    answers: [{ route: 'GET /hello', release: 'canary' as const, deploymentId: 'a', status, failure, ownFailure }],
  }];
  return {
    seed: 1,
    except,
    functionsInvoked: true,
    deploys: [
      { title: 'Deploy 1', source: 'cdk.out.deployed', operations: [operation(0, first, true)] },
      { title: 'Deploy 2', source: 'cdk.out', operations: [operation(1, second, succeeded)] },
    ],
    customResourcesNotRun: [],
    inertTypes: [],
    routesNotPlayed: [],
    propertiesNotPlayed: [],
  };
}

test.each<[string, Observed, number]>([
  ['all answered', {}, 0],
  ['a request failed', { failure: 'no permission', status: 500 }, 1],
  ['a request failed, and so did the operation', { failure: 'no permission', status: 500, succeeded: false }, 1],
  ['a release without requests would fail', { failure: 'no permission', status: 500, canaryPercent: 0 }, 0],
  ['the function itself answered with 500', { status: 500, ownFailure: 'out of order' }, 0],
  ['a request failed that failed before', { failure: 'no permission', status: 500, before: 'no function' }, 0],
  ['an excepted request failed', { failure: 'no permission', status: 500, except: ['GET /hello'] }, 0],
  ['a request failed for which any method is excepted', { failure: 'no permission', status: 500, except: ['ANY /hello'] }, 0],
  ['another request is excepted', { failure: 'no permission', status: 500, except: ['POST /hello'] }, 1],
  ['only the operation failed', { succeeded: false }, 3],
])('the exit code tells whether clients would have noticed: %s', (_, observed, expected) => {
  expect(exitCodeOf(findingsOf(report(observed)))).toBe(expected);
});

test('a failure that nobody would have noticed is told, but counts no instant', () => {
  expect(findingsOf(
    report({ failure: 'no permission', status: 500, canaryPercent: 0 }),
  )).toMatchObject({ failingInstants: 0, outages: [], unnoticed: [{ routes: ['GET /hello'] }] });
});

test('what the function itself answered with 5xx is noted', () => {
  expect(findingsOf(report({ status: 502, ownFailure: 'out of order' })).functionErrors).toEqual(['GET /hello (502: out of order)']);
});

test('what failed before is told once, whatever release and deploy', () => {
  const { failedBefore, outages } = findingsOf(report({ failure: 'no permission (for canary)', status: 500, before: 'no permission (for base)' }));
  expect(outages).toEqual([]);
  expect(failedBefore).toMatchObject([{ routes: ['GET /hello'], cause: 'no permission (for base)' }]);
});

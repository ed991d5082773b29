import { RehearsalReport, findingsOf } from '../../cli/rehearse/rehearsal-report';
import { timelinesOf } from '../../cli/rehearse/timeline';
import { timelineSvg } from '../../cli/rehearse/timeline-svg';
import { Instant } from '../../rehearsal/observation/instant';

/** Deploys of one operation each and its end, by the percent traffic of the canary after each instant. `undefined` is a stage that nobody uses. */
function report(...deploys: ReadonlyArray<ReadonlyArray<number | undefined>>): RehearsalReport {
  let index = 0;
  const stageAt = (percent: number | undefined): Instant['stages'] => {
    if (percent === undefined) { return []; }
    const release = (deploymentId: string, percentTraffic: number) => ({ deploymentId, percentTraffic, variables: {} });
    const canary = percent === 0 ? undefined : { ...release('new', percent), useStageCache: false };
    const stage = { restApiId: 'api', apiName: 'Api', stageName: 'prod', base: release('old', 100 - percent), canary };
    return [{ stage, answers: [{ route: 'GET /', release: 'base', deploymentId: 'old', status: 200 }] }];
  };
  const instant = (percent: number | undefined, isEnd: boolean): Instant => ({
    index: index++,
    happened: isEnd ? { kind: 'end', stackName: 'Shop', status: 'UPDATE_COMPLETE' }
      : { kind: 'resource', stackName: 'Shop', phase: 'update', action: 'update', type: 'AWS::SQS::Queue', logicalId: 'Queue', outcome: 'succeeded' },
    stages: stageAt(percent),
  });
  return {
    seed: 1,
    except: [],
    functionsInvoked: false,
    customResourcesNotRun: [],
    inertTypes: [],
    routesNotPlayed: [],
    propertiesNotPlayed: [],
    deploys: deploys.map((percents, number) => ({
      title: `Deploy ${number + 1}`,
      source: 'cdk.out',
      operations: [{
        stackName: 'Shop',
        action: 'update',
        status: 'UPDATE_COMPLETE',
        succeeded: true,
        stagesAfter: [],
        oneSidedRoutes: [],
        instants: percents.map((percent, at) => instant(percent, at === percents.length - 1)),
      }],
    })),
  };
}

const timelineOf = (played: RehearsalReport) => timelinesOf(played, findingsOf(played))[0];

test('where nothing happens to the stage, columns are quiet: before its use, and in a deploy that leaves it alone', () => {
  const { columns } = timelineOf(report([undefined, 0], [0, 10], [10, 10], [10, 40]));
  expect(columns.map(({ quiet }) => quiet)).toEqual([true, false, false, false, true, true, false, false]);
});

test('a quiet column is drawn narrower than another one', () => {
  const svg = timelineSvg(timelineOf(report([undefined, 0], [0, 10], [10, 10])));
  const widths = [...svg.matchAll(/<rect class="hover" x="[\d.]+" y="\d+" width="([\d.]+)"/g)].map(([, width]) => Number(width));
  expect(widths).toEqual([16, 64, 64, 64, 16, 16]);
});

test('the shares of both releases are written where there is room', () => {
  const svg = timelineSvg(timelineOf(report([0, 0], [0, 10, 10])));
  expect(svg).toContain('>canary 10 %</text>');
  expect(svg).toContain('>base 90 %</text>');
});

test('a tap on a column leads to the row of its operation', () => {
  const svg = timelineSvg(timelineOf(report([0, 0], [10, 10])));
  expect([...svg.matchAll(/<a href="#(i\d+)">/g)].map(([, id]) => id)).toEqual(['i1', 'i3']);
});

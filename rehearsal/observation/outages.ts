import { Answer, Instant, ReleaseName, StageObservation, StageState } from './instant';

/** A stretch of instants at which requests for some routes of one release of one stage fail for one reason. */
export interface Outage {
  readonly stage: Pick<StageState, 'restApiId' | 'apiName' | 'stageName'>;
  readonly release: ReleaseName;
  /** Share of the stage's requests that the release got meanwhile, at most, in percent. At 0 the failure hurt nobody. */
  readonly percentTraffic: number;
  readonly routes: readonly string[];
  readonly status: number;
  /** Of the first route. */
  readonly cause: string;
  /** After this operation requests fail. */
  readonly first: Instant;
  /** The last instant at which they do. */
  readonly last: Instant;
  /** The operation that ended it. @default - the rehearsal ended before */
  readonly end?: Instant;
  /** Number of instants from first to last. */
  readonly instants: number;
  /** Whether the deploy in which it began caused it: at the start of that deploy the same requests were answered. */
  readonly caused: boolean;
}

/** Why one route of one release fails, from one instant to another. */
interface RouteOutage extends Omit<Outage, 'routes'> {
  readonly route: string;
}

/**
 * What failed in a rehearsal, as stretches of instants: those that begin and end together for one kind of reason are one.
 *
 * @param starts index of the first instant of each deploy. @default - every outage counts as caused by a deploy
 */
export function outagesOf(instants: readonly Instant[], starts?: readonly number[]): Outage[] {
  const isCaused = starts === undefined ? () => true : causedByDeploy(instants, starts);
  const ended: RouteOutage[] = [];
  let open = new Map<string, RouteOutage>();
  for (const instant of instants) {
    const failing = new Map(instant.stages.flatMap((observation) => failuresIn(observation, instant)));
    for (const [key, outage] of open) {
      if (!failing.has(key)) { ended.push({ ...outage, end: instant }); }
    }
    const begun = (key: string, failure: RouteOutage): RouteOutage => open.get(key) ?? { ...failure, caused: isCaused(failure), instants: 0 };
    open = new Map([...failing].map(([key, failure]) => [key, continued(begun(key, failure), failure)]));
  }
  return together([...ended, ...open.values()]).sort((a, b) => a.first.index - b.first.index);
}

/** Whether clients would have noticed. */
export function hurts({ percentTraffic }: Outage): boolean {
  return percentTraffic > 0;
}

function failuresIn({ stage, answers }: StageObservation, instant: Instant): Array<[string, RouteOutage]> {
  return answers.flatMap(({ route, release, status, deploymentId, failure }: Answer) => {
    if (failure === undefined) { return []; }
    const { restApiId, apiName, stageName } = stage;
    const percentTraffic = stage[release]?.percentTraffic ?? 0;
    const key = [restApiId, stageName, route, release, deploymentId].join(' ');
    const where = { stage: { restApiId, apiName, stageName }, route, release, percentTraffic };
    return [[key, { ...where, status, cause: failure, first: instant, last: instant, instants: 1, caused: true }] as [string, RouteOutage]];
  });
}

function continued(begun: RouteOutage, now: RouteOutage): RouteOutage {
  return { ...begun, last: now.last, instants: begun.instants + 1, percentTraffic: Math.max(begun.percentTraffic, now.percentTraffic) };
}

/**
 * A canary that is new is compared with the base, which answered its requests until then. What was not answered at the start of the deploy,
 * or was not there, the deploy did not break.
 */
function causedByDeploy(instants: readonly Instant[], starts: readonly number[]): (outage: RouteOutage) => boolean {
  return ({ first, stage, route, release }) => {
    const start = Math.max(...starts.filter((index) => index <= first.index));
    const before = instants.find(({ index }) => index === start - 1)?.stages.find((one) => sameStage(one.stage, stage));
    const asked = (name: ReleaseName): Answer | undefined => before?.answers.find((answer) => answer.route === route && answer.release === name);
    const answer = asked(release) ?? asked('base');
    return answer !== undefined && answer.failure === undefined;
  };
}

/** The reason without what belongs to one route: the details stand in brackets. */
export function kindOfCause(cause: string): string {
  return cause.replace(/\s*\(.*\)/s, '');
}

function sameStage(a: Pick<StageState, 'restApiId' | 'stageName'>, b: Pick<StageState, 'restApiId' | 'stageName'>): boolean {
  return a.restApiId === b.restApiId && a.stageName === b.stageName;
}

function together(outages: readonly RouteOutage[]): Outage[] {
  const groups = new Map<string, Outage>();
  for (const { route, ...outage } of outages) {
    const { stage: { restApiId, stageName }, release, status, cause, first, last, caused } = outage;
    const key = [restApiId, stageName, release, status, first.index, last.index, caused, kindOfCause(cause)].join(' ');
    groups.set(key, { ...outage, ...groups.get(key), routes: [...groups.get(key)?.routes ?? [], route] });
  }
  return [...groups.values()];
}

import { releaseView } from '../apigateway/data-plane/choose-release';
import { Stage } from '../apigateway/model';
import { route } from '../apigateway/routed-method';
import { LocalAws } from '../local-aws';
import { Random } from './random';
import { added, RequestCounts, FAST_MILLISECONDS, NO_COUNTS, SLOW_MILLISECONDS, TrafficProfile } from './traffic-profile';
import { askedRequests } from '../observation/asked-requests';
import { ReleaseName, StageObservation } from '../observation/instant';

/** The parts of the engine that traffic needs. */
export type TrafficAws = Pick<LocalAws, 'apiGateway' | 'answered' | 'metrics' | 'clock'>;

/** Requests that ended alike. */
interface Alike {
  readonly status: number;
  readonly milliseconds: number;
  readonly times: number;
  /** They reached nothing. */
  readonly isFailedByUs?: boolean;
}

const MINUTE = 60_000;
const ADDRESS = { account: '', headers: {}, body: '' };

/**
 * Requests of clients to every stage, in the engine's time. They are counted, not sent: 60,000 a minute cost no more than 60.
 *
 * How many there are, how many go to the canary, fail or are slow is drawn for each stretch of time in which nothing changes, a minute at most. Lines
 * of the access log stand for all requests that ended alike, and metric filters count them so. What `AWS/ApiGateway` counts of a stage is there, too.
 */
export class ClientTraffic {
  private readonly random: Random;
  private countedUntil: number;
  /** Deployments that production was on when a deploy began, by stage. */
  private readonly bases = new Map<string, Set<string>>();
  /** Shares of requests that reach nothing, by stage and deployment. */
  private readonly broken = new Map<string, number>();
  private readonly counts = new Map<string, Record<ReleaseName, RequestCounts>>();

  /** From now on there are requests. */
  constructor(private readonly aws: TrafficAws, private profile: TrafficProfile, seed: number) {
    this.random = new Random(seed);
    this.countedUntil = aws.clock.now().getTime();
    aws.metrics.addSource(() => this.catchUp());
  }

  /** From now on there are other requests. */
  change(profile: TrafficProfile): void {
    this.catchUp();
    this.profile = profile;
  }

  /** A deploy begins: what production is on now is the base. What was counted begins anew. */
  beginDeploy(): void {
    this.catchUp();
    this.counts.clear();
    for (const [key, , stage] of this.stages()) {
      // A deploy that was put back leaves the base on what it was on.
      this.bases.set(key, new Set([stage.deploymentId]));
    }
  }

  /** From now on so many requests reach nothing as these answers say: all routes are asked equally often. */
  met({ stage: { restApiId, stageName }, answers }: StageObservation): void {
    this.catchUp();
    const deployments = new Set(answers.map(({ deploymentId }) => deploymentId));
    for (const deploymentId of deployments) {
      const own = answers.filter((answer) => answer.deploymentId === deploymentId);
      this.broken.set(`${restApiId}/${stageName}/${deploymentId}`, own.filter(({ failure }) => failure !== undefined).length / own.length);
    }
  }

  /** What was counted of a stage since the deploy began. */
  countsOf({ restApiId, stageName }: { readonly restApiId: string; readonly stageName: string }): Record<ReleaseName, RequestCounts> {
    this.catchUp();
    return this.counts.get(`${restApiId}/${stageName}`) ?? { base: NO_COUNTS, canary: NO_COUNTS };
  }

  private catchUp(): void {
    const end = this.aws.clock.now().getTime();
    while (this.countedUntil < end) {
      const begin = this.countedUntil;
      const until = Math.min(end, (Math.floor(begin / MINUTE) + 1) * MINUTE);
      // Before anything is put, so that nobody who is told of it counts it again.
      this.countedUntil = until;
      for (const [key, restApiId, stage] of this.stages()) { this.stretch(key, restApiId, stage, begin, until); }
    }
  }

  private stages(): Array<[key: string, restApiId: string, stage: Stage]> {
    const { apiGateway } = this.aws;
    return apiGateway.listRestApis().flatMap(({ id }) => apiGateway.listStages(id)
      .map((stage): [string, string, Stage] => [`${id}/${stage.stageName}`, id, stage]));
  }

  private stretch(key: string, restApiId: string, stage: Stage, begin: number, end: number): void {
    const requests = this.random.poisson(this.profile.requestsPerMinute * (end - begin) / MINUTE);
    const toCanary = this.random.binomial(requests, (stage.canarySettings?.percentTraffic ?? 0) / 100);
    for (const [release, times] of [['base', requests - toCanary], ['canary', toCanary]] as const) {
      if (times === 0) { continue; }
      const ends = this.endsOf(key, stage, release, times);
      for (const alike of ends) { this.tell(restApiId, stage, release, alike, new Date(begin)); }
      const counts = this.counts.get(key) ?? { base: NO_COUNTS, canary: NO_COUNTS };
      this.counts.set(key, { ...counts, [release]: added(counts[release], countsOf(ends)) });
    }
  }

  private endsOf(key: string, stage: Stage, release: ReleaseName, requests: number): Alike[] {
    const { deploymentId } = releaseView(stage, release);
    const isBase = this.bases.get(key)?.has(deploymentId) ?? true;
    const { errorShare, slowShare } = this.profile[isBase ? 'base' : 'canary'];
    const failedByUs = this.random.binomial(requests, this.broken.get(`${key}/${deploymentId}`) ?? 0);
    const errors = this.random.binomial(requests - failedByUs, errorShare);
    const answered = requests - failedByUs - errors;
    const [slowErrors, slowAnswers] = [this.random.binomial(errors, slowShare), this.random.binomial(answered, slowShare)];
    return [
      { status: 500, milliseconds: FAST_MILLISECONDS, times: failedByUs, isFailedByUs: true },
      { status: 502, milliseconds: FAST_MILLISECONDS, times: errors - slowErrors },
      { status: 502, milliseconds: SLOW_MILLISECONDS, times: slowErrors },
      { status: 200, milliseconds: FAST_MILLISECONDS, times: answered - slowAnswers },
      { status: 200, milliseconds: SLOW_MILLISECONDS, times: slowAnswers },
    ].filter(({ times }) => times > 0);
  }

  private tell(restApiId: string, stage: Stage, release: ReleaseName, { status, milliseconds, times }: Alike, time: Date): void {
    const { deploymentId, variables } = releaseView(stage, release);
    const { snapshot } = this.aws.apiGateway.getDeployment(restApiId, deploymentId);
    const { method, path } = askedRequests(snapshot).requests[0] ?? { method: 'GET', path: '/' };
    this.aws.answered(stage, {
      routed: {
        ...ADDRESS,
        request: { restApiId, stageName: stage.stageName, method, path },
        release,
        deploymentId,
        variables,
        stageHasCanary: stage.canarySettings !== undefined,
        requestId: '00000000-0000-4000-8000-000000000000',
        time,
        binaryMediaTypes: [],
        probe: false,
      },
      found: route(snapshot, method, path),
      response: { status, headers: {}, body: '', release, deploymentId },
      milliseconds,
    }, times);
  }
}

function countsOf(ends: readonly Alike[]): RequestCounts {
  const sum = (isMeant: (alike: Alike) => boolean): number => ends.filter(isMeant).reduce((total, { times }) => total + times, 0);
  return {
    requests: sum(() => true),
    errors: sum(({ status, isFailedByUs }) => status >= 500 && !isFailedByUs),
    slow: sum(({ milliseconds }) => milliseconds === SLOW_MILLISECONDS),
    failedByUs: sum(({ isFailedByUs }) => isFailedByUs === true),
  };
}

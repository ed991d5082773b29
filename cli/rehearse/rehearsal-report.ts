import { exceptionsFrom } from '../../lib/endpoints/policy';
import { parseRoute, Route } from '../../lib/endpoints/routes';
import { NamedCustomResource } from '../../rehearsal/cloudformation/custom-resource/selective-custom-resource';
import { Instant } from '../../rehearsal/observation/instant';
import { hurts, kindOfCause, Outage, outagesOf } from '../../rehearsal/observation/outages';
import { RehearsedOperation } from '../../rehearsal/observation/rehearsal';
import { TrafficProfile } from '../../rehearsal/traffic/traffic-profile';

/** One assembly that was deployed, or the destruction at the end. */
export interface RehearsedDeploy {
  /** `Deploy 1`, `Destroy`. */
  readonly title: string;
  /** What the user wrote to name it. @default - nothing */
  readonly source?: string;
  readonly operations: readonly RehearsedOperation[];
}

/** Everything that a rehearsal observed. */
export interface RehearsalReport {
  readonly seed: number;
  /** Routes whose failures don't count, as the user gave them. */
  readonly except: readonly string[];
  /** Whether the code of the functions behind the routes ran. */
  readonly functionsInvoked: boolean;
  /** Requests of clients. @default - there were none, so a rollout had no data */
  readonly traffic?: TrafficProfile;
  readonly deploys: readonly RehearsedDeploy[];
  /** Custom resources that were carried along, because their code was not run. */
  readonly customResourcesNotRun: readonly NamedCustomResource[];
  /** Resource types that were only carried along. */
  readonly inertTypes: readonly string[];
  /** Routes that nobody asked, because the engine does not play what is behind them. */
  readonly routesNotPlayed: readonly string[];
  /** What the engine leaves out of the app, with the resources that it concerns. */
  readonly propertiesNotPlayed: readonly string[];
}

/** What follows from the observations. */
export interface Findings {
  readonly instants: readonly Instant[];
  /** Requests that clients would have sent, that were answered at the start of the deploy, and that would have failed. */
  readonly outages: readonly Outage[];
  /** What failed before any deploy of the rehearsal touched it, or from its first moment on. Each failure once. */
  readonly failedBefore: readonly Outage[];
  /** What the user excepted. */
  readonly excepted: readonly Outage[];
  /** What would have failed on a release that got no requests. */
  readonly unnoticed: readonly Outage[];
  /** Instants at which a client's request would have failed. */
  readonly failingInstants: number;
  /** Requests that were asked. */
  readonly requests: number;
  /** Stack operations that did not succeed. */
  readonly failedOperations: readonly RehearsedOperation[];
  /** Routes whose backend itself answered with 5xx, as `GET /hello (502: Lambda execution failed: Error: out of order)`. */
  readonly functionErrors: readonly string[];
  /** Routes whose permissions and versions were checked, but what is behind them did not run, with the reason. */
  readonly notRun: readonly string[];
}

export function findingsOf({ deploys, except }: RehearsalReport): Findings {
  const operations = deploys.flatMap((deploy) => deploy.operations);
  const instants = operations.flatMap((operation) => operation.instants);
  const starts = deploys.flatMap((deploy) => deploy.operations.flatMap((operation) => operation.instants).slice(0, 1)).map(({ index }) => index);
  const [excepted, found] = separated(outagesOf(instants, starts), exceptionsFrom(except));
  const outages = found.filter((outage) => outage.caused && hurts(outage));
  const answers = instants.flatMap(({ stages }) => stages.flatMap((stage) => stage.answers));
  return {
    instants,
    outages,
    failedBefore: onceEach(found.filter(({ caused }) => !caused)),
    excepted: onceEach(excepted),
    unnoticed: found.filter((outage) => outage.caused && !hurts(outage)),
    failingInstants: instants.filter(({ index }) => outages.some(({ first, last }) => first.index <= index && index <= last.index)).length,
    requests: answers.length,
    failedOperations: operations.filter(({ succeeded }) => !succeeded),
    functionErrors: [...new Set(answers.flatMap(({ route, status, ownFailure, notRun }) => (ownFailure === undefined || notRun !== undefined ? []
      : [`${route} (${status}: ${ownFailure})`])))].sort(),
    notRun: [...new Set(answers.flatMap(({ route, notRun }) => (notRun === undefined ? [] : [`${route} (${notRun})`])))].sort(),
  };
}

/** Splits outages by route: those of routes for which `isExcepted` holds, and the others. */
function separated(outages: readonly Outage[], isExcepted: (route: Route) => boolean): [excepted: Outage[], others: Outage[]] {
  const only = (wanted: boolean): Outage[] => outages
    .map((outage) => ({
      ...outage, routes: outage.routes.filter((route) => isExcepted(parseRoute(route, 'route', 'InvalidExceptEndpoint')) === wanted),
    }))
    .filter(({ routes }) => routes.length > 0);
  return [only(true), only(false)];
}

/** A failure that goes on from deploy to deploy, or that both releases have, is one. */
function onceEach(outages: readonly Outage[]): Outage[] {
  const met = new Map<string, Outage>();
  for (const outage of outages) {
    const key = [outage.stage.restApiId, outage.stage.stageName, kindOfCause(outage.cause)].join(' ');
    const known = met.get(key);
    met.set(key, known === undefined ? outage : { ...known, routes: [...new Set([...known.routes, ...outage.routes])] });
  }
  return [...met.values()];
}

/** 1 if any request would have failed, 3 if only a stack operation did. */
export function exitCodeOf({ outages, failedOperations }: Findings): 0 | 1 | 3 {
  if (outages.length > 0) { return 1; }
  return failedOperations.length > 0 ? 3 : 0;
}

/** The deploy in which an instant lies, for instance `Deploy 2`. */
export function titleOf({ deploys }: RehearsalReport, instant: Instant): string {
  return deploys.find(({ operations }) => operations.some(({ instants }) => instants.some(({ index }) => index === instant.index)))!.title;
}

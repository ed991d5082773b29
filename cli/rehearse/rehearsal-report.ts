import { NamedCustomResource } from '../../rehearsal/cloudformation/custom-resource/selective-custom-resource';
import { Instant } from '../../rehearsal/observation/instant';
import { hurts, Outage, outagesOf } from '../../rehearsal/observation/outages';
import { RehearsedOperation } from '../../rehearsal/observation/rehearsal';

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
  /** Whether the code of the functions behind the routes ran. */
  readonly functionsInvoked: boolean;
  readonly deploys: readonly RehearsedDeploy[];
  /** Custom resources that were carried along, because their code was not run. */
  readonly customResourcesNotRun: readonly NamedCustomResource[];
  /** Resource types that were only carried along. */
  readonly inertTypes: readonly string[];
  /** Routes that nobody asked, because the engine does not play what is behind them. */
  readonly routesNotPlayed: readonly string[];
}

/** What follows from the observations. */
export interface Findings {
  readonly instants: readonly Instant[];
  /** Requests that clients would have sent and that would have failed. */
  readonly outages: readonly Outage[];
  /** What would have failed on a release that got no requests. */
  readonly unnoticed: readonly Outage[];
  /** Instants at which a client's request would have failed. */
  readonly failingInstants: number;
  /** Requests that were asked. */
  readonly requests: number;
  /** Stack operations that did not succeed. */
  readonly failedOperations: readonly RehearsedOperation[];
  /** Routes that a function itself answered with 5xx, as `GET /hello (502)`. */
  readonly functionErrors: readonly string[];
  /** Routes whose permissions and versions were checked, but what is behind them did not run, with the reason. */
  readonly notRun: readonly string[];
}

export function findingsOf({ deploys }: RehearsalReport): Findings {
  const operations = deploys.flatMap((deploy) => deploy.operations);
  const instants = operations.flatMap((operation) => operation.instants);
  const found = outagesOf(instants);
  const outages = found.filter(hurts);
  const answers = instants.flatMap(({ stages }) => stages.flatMap((stage) => stage.answers));
  return {
    instants,
    outages,
    unnoticed: found.filter((outage) => !hurts(outage)),
    failingInstants: instants.filter(({ index }) => outages.some(({ first, last }) => first.index <= index && index <= last.index)).length,
    requests: answers.length,
    failedOperations: operations.filter(({ succeeded }) => !succeeded),
    functionErrors: [...new Set(answers.filter(({ status, failure, notRun }) => status >= 500 && failure === undefined && notRun === undefined)
      .map(({ route, status }) => `${route} (${status})`))].sort(),
    notRun: [...new Set(answers.flatMap(({ route, notRun }) => (notRun === undefined ? [] : [`${route} (${notRun})`])))].sort(),
  };
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

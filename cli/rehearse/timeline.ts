import { Findings, RehearsalReport } from './rehearsal-report';
import { describeInstant, describeStage, stageName } from './wording';
import { Instant, ReleaseName, StageObservation, StageState } from '../../rehearsal/observation/instant';
import { Outage } from '../../rehearsal/observation/outages';
import { Shares, sharesOf } from '../../rehearsal/observation/shares';

/** A stretch of columns of the picture, from the first to the last (both included). */
export interface Stretch {
  readonly first: number;
  readonly last: number;
}

/** One instant. */
export interface Column {
  readonly label: string;
  /** @default - nobody uses the stage */
  readonly shares?: Shares;
  /** Whether nothing happens to the stage here: nobody uses it, or the whole deploy leaves it alone. */
  readonly quiet: boolean;
  /** Id of the operation's row in the page. @default - it has none */
  readonly row?: string;
}

/** Id of the row that tells of an instant. */
export function rowOf({ index, happened }: Instant): string | undefined {
  return happened.kind === 'resource' ? `i${index + 1}` : undefined;
}

/** One stage over all instants, as data for a picture: a column per instant. */
export interface Timeline {
  readonly stage: string;
  readonly columns: readonly Column[];
  /** Neighbouring columns with the same shares, drawn as one. Without shares nobody uses the stage yet, or any more. */
  readonly areas: ReadonlyArray<Stretch & { readonly shares?: Shares }>;
  readonly deploys: ReadonlyArray<Stretch & { readonly title: string; readonly source?: string }>;
  /** Which deployment each release was. */
  readonly releases: Readonly<Record<ReleaseName, ReadonlyArray<Stretch & { readonly deploymentId: string; readonly percentTraffic: number }>>>;
  /** With the number that the report gives to the outage. */
  readonly outages: ReadonlyArray<Stretch & { readonly number: number; readonly release: ReleaseName }>;
}

/** The timelines of all stages that were ever used, in the order in which they appeared. */
export function timelinesOf(report: RehearsalReport, { instants, outages }: Findings): Timeline[] {
  const stages = new Map<string, StageState>();
  for (const { stages: seen } of instants) {
    for (const { stage } of seen) { stages.set(keyOf(stage), stage); }
  }
  return [...stages.values()].map((stage) => timelineOf(stage, report, instants, outages));
}

function timelineOf(stage: StageState, report: RehearsalReport, instants: readonly Instant[], outages: readonly Outage[]): Timeline {
  const observations = instants.map(({ stages }) => stages.find((observation) => keyOf(observation.stage) === keyOf(stage)));
  const seen = instants.map((instant, column) => {
    const observation = observations[column];
    const looks = JSON.stringify(observation && [describeStage(observation.stage), sharesOf(observation)]);
    return { instant, looks, shares: observation && sharesOf(observation) };
  });
  const deploys = deploysOf(report);
  const columns = seen.map(({ instant, shares }): Column => {
    const deploy = deploys.find(({ first, last }) => first <= instant.index && instant.index <= last);
    const around = deploy === undefined ? [] : seen.slice(Math.max(0, deploy.first - 1), deploy.last + 1);
    const isLeftAlone = around.length > 0 && around.every(({ looks }) => looks === around[0].looks);
    return { label: describeInstant(instant), shares, quiet: shares === undefined || isLeftAlone, row: rowOf(instant) };
  });
  return {
    stage: stageName(stage),
    columns,
    areas: merged(columns.map(({ shares }) => ({ shares }))),
    deploys,
    releases: { base: segments(observations, 'base'), canary: segments(observations, 'canary') },
    outages: outages.map((outage, index) => ({ ...outage, number: index + 1 })).filter((outage) => keyOf(outage.stage) === keyOf(stage))
      .map(({ number, release, first, last }) => ({ number, release, first: first.index, last: last.index })),
  };
}

function deploysOf({ deploys }: RehearsalReport): Timeline['deploys'] {
  return deploys.flatMap(({ title, source, operations }) => {
    const own = operations.flatMap((operation) => operation.instants);
    return own.length === 0 ? [] : [{ title, source, first: own[0].index, last: own[own.length - 1].index }];
  });
}

function segments(observations: ReadonlyArray<StageObservation | undefined>, release: ReleaseName): Timeline['releases']['base'] {
  const states = observations.map((observation) => {
    const state = observation?.stage[release];
    return state && { deploymentId: state.deploymentId, percentTraffic: state.percentTraffic };
  });
  return merged(states.map((state) => ({ state }))).flatMap(({ state, first, last }) => (state === undefined ? [] : [{ ...state, first, last }]));
}

/** Neighbours that are equal become one stretch. */
function merged<T extends object>(values: readonly T[]): Array<T & Stretch> {
  const stretches: Array<{ value: T; text: string; first: number; last: number }> = [];
  for (const [index, value] of values.entries()) {
    const text = JSON.stringify(value);
    const previous = stretches[stretches.length - 1];
    if (previous?.text === text) { previous.last = index; } else { stretches.push({ value, text, first: index, last: index }); }
  }
  return stretches.map(({ value, first, last }) => ({ ...value, first, last }));
}

function keyOf({ restApiId, stageName: name }: Pick<StageState, 'restApiId' | 'stageName'>): string {
  return `${restApiId}/${name}`;
}

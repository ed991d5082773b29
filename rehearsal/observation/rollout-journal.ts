import { ReleaseName } from './instant';
import { EVENT_DETAIL_TYPE, EVENT_SOURCE, RolloutEvent, RolloutFigures, RolloutState } from '../../lib/rollout/contract';
import { PutEvent } from '../eventbridge/event-bus';
import { FunctionLogLine } from '../lambda/function-log';
import { RequestCounts } from '../traffic/traffic-profile';

/** What became of a rollout at a time: a state that it told, or a look. */
export interface RolloutEntry {
  readonly at: Date;
  /** Since the rollout began. */
  readonly minutes: number;
  readonly happened: RolloutState | 'LOOK';
  readonly step?: { readonly index: number; readonly percentTraffic: number };
  readonly reason?: string;
  readonly gate?: string;
  readonly figures?: RolloutFigures;
  /** What each gate of a look said. */
  readonly gates?: ReadonlyArray<{ readonly gate: string; readonly verdict: string; readonly reason?: string }>;
}

/** A rollout from its begin to its end. */
export interface RolloutStory {
  readonly rolloutId: string;
  readonly restApiId: string;
  readonly stageName: string;
  /** Deployments. */
  readonly base: string;
  readonly canary: string;
  /** `UNFINISHED`: the operation ended otherwise. */
  readonly verdict: 'PASS' | 'FAIL' | 'SKIPPED' | 'UNFINISHED';
  /** The gate that stopped it. */
  readonly gate?: string;
  /** Why it ended as it did. */
  readonly reason?: string;
  readonly minutes: number;
  readonly entries: readonly RolloutEntry[];
  /** The requests of clients since the deploy began. @default - nobody counted them */
  readonly counts?: Readonly<Record<ReleaseName, RequestCounts>>;
}

/** A look as the function of a rollout logs it. */
interface LoggedLook extends Pick<RolloutEntry, 'step' | 'reason' | 'figures' | 'gates'> {
  readonly rollout: string;
  readonly message: 'Look';
  readonly at: string;
}

const ENDS: Partial<Record<RolloutEntry['happened'], RolloutStory['verdict']>> = { PROMOTED: 'PASS', ABORTED: 'FAIL', SKIPPED: 'SKIPPED' };

/** What rollouts tell: their events, and the looks in their log. */
export class RolloutJournal {
  private readonly looks: LoggedLook[] = [];

  /** Takes a line of any function. */
  take({ line }: Pick<FunctionLogLine, 'line'>): void {
    const look = lookIn(line);
    if (look !== undefined) { this.looks.push(look); }
  }

  /** The rollouts that told something among these events, in the order in which they began. */
  stories(events: readonly PutEvent[]): RolloutStory[] {
    const told = new Map<string, RolloutEvent[]>();
    for (const { source, detailType, detail } of events) {
      if (source !== EVENT_SOURCE || detailType !== EVENT_DETAIL_TYPE) { continue; }
      const event = detail as RolloutEvent;
      told.set(event.rolloutId, [...told.get(event.rolloutId) ?? [], event]);
    }
    return [...told].map(([rolloutId, own]) => storyOf(own, this.looks.filter(({ rollout }) => rollout === rolloutId)));
  }
}

function storyOf(events: readonly RolloutEvent[], looks: readonly LoggedLook[]): RolloutStory {
  const [{ rolloutId, restApiId, stage, base, canary, at: began }] = events;
  const entry = (happened: RolloutEntry['happened'], { at, step, reason, figures }: Pick<RolloutEvent, 'at' | 'step' | 'reason' | 'figures'>) => ({
    at: new Date(at), minutes: (Date.parse(at) - Date.parse(began)) / 60_000, happened, step, reason, figures,
  });
  // An event may come twice.
  const once = events.filter((event, index) => events.findIndex(({ at, state }) => at === event.at && state === event.state) === index);
  const entries: RolloutEntry[] = [
    // A look is what the events of its time follow from.
    ...looks.map((look) => ({ ...entry('LOOK', look), gates: look.gates })),
    ...once.map((event) => ({ ...entry(event.state, event), gate: event.gate })),
  ].sort((a, b) => a.at.getTime() - b.at.getTime());
  const end = entries.find(({ happened }) => happened in ENDS);
  return {
    rolloutId,
    restApiId,
    stageName: stage,
    base,
    canary,
    verdict: end === undefined ? 'UNFINISHED' : ENDS[end.happened]!,
    gate: end?.gate,
    reason: end?.reason,
    minutes: (end ?? entries[entries.length - 1]).minutes,
    entries,
  };
}

function lookIn(line: string): LoggedLook | undefined {
  if (!line.startsWith('{')) { return undefined; }
  try {
    const value = JSON.parse(line) as Partial<LoggedLook>;
    return value.message === 'Look' && value.rollout !== undefined && value.at !== undefined ? value as LoggedLook : undefined;
  } catch {
    return undefined;
  }
}

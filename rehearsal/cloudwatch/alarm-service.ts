import { AlarmRule, alarmState, AlarmStateValue, isPlayed } from './alarm-state';
import { MetricService } from './metric-service';

/** An alarm as it stands. */
export interface Alarm {
  readonly name: string;
  readonly arn: string;
  readonly rule: AlarmRule;
  readonly state: AlarmStateValue;
  readonly reason: string;
  /** Since when it has this state. */
  readonly since: Date;
}

export interface AlarmServiceOptions {
  readonly metrics: MetricService;
  readonly now: () => Date;
  /** How long after its end a minute can be read. */
  readonly delayMinutes: number;
  readonly arnPrefix: string;
}

type StoredAlarm = { -readonly [F in keyof Alarm]: Alarm[F] } & { evaluated: number };

const MINUTE = 60_000;
/** What is older than that changes no state that anybody asks for. */
const MOST_MINUTES = 2 * 24 * 60;

/** CloudWatch's metric alarms. They are evaluated each minute, here when somebody asks: their states depend on nothing but metrics and time. */
export class AlarmService {
  private readonly alarms = new Map<string, StoredAlarm>();

  constructor(private readonly options: AlarmServiceOptions) {}

  /** Creates an alarm, or changes its rule. Returns its ARN. */
  put(name: string, rule: AlarmRule): string {
    const { now, arnPrefix } = this.options;
    const before = this.alarms.get(name);
    if (before !== undefined) { this.evaluate(before); }
    const begin = { state: 'INSUFFICIENT_DATA' as const, reason: 'Unchecked: Initial alarm creation', since: now(), evaluated: now().getTime() };
    const alarm = { ...begin, ...before, name, arn: arnPrefix + name, rule };
    this.alarms.set(name, alarm);
    return alarm.arn;
  }

  /** Nothing happens when it is already gone. */
  delete(name: string): void {
    this.alarms.delete(name);
  }

  /** The alarms as they stand now. @param names which. @default - all */
  describe(names?: readonly string[]): Alarm[] {
    const asked = [...this.alarms.values()].filter(({ name }) => names === undefined || names.includes(name));
    for (const alarm of asked) { this.evaluate(alarm); }
    return asked;
  }

  private evaluate(alarm: StoredAlarm): void {
    const { metrics, now, delayMinutes } = this.options;
    const end = now().getTime();
    if (!isPlayed(metrics, alarm.rule, now())) {
      alarm.reason = 'The rehearsal engine does not play this alarm.';
      return;
    }
    let minute = Math.max(Math.floor(alarm.evaluated / MINUTE) + 1, Math.floor(end / MINUTE) - MOST_MINUTES) * MINUTE;
    for (; minute <= end; minute += MINUTE) {
      const state = alarmState(metrics, alarm.rule, new Date(minute), new Date(minute - delayMinutes * MINUTE), alarm.state);
      if (state !== alarm.state) {
        Object.assign(alarm, {
          state, since: new Date(minute), reason: `Threshold ${alarm.rule.comparison} ${alarm.rule.threshold} makes it ${state}.`,
        });
      }
    }
    alarm.evaluated = end;
  }
}

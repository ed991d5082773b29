import { GateResult, Reading, unmeasured } from './gate-result';
import type { AlarmsGateProperties } from '../../contract';

/** An alarm as CloudWatch describes it. */
export interface AlarmReading {
  readonly name: string;
  readonly state: string;
  /** Since when it is in this state, in milliseconds. */
  readonly since?: number;
}

/** What an alarm is judged by. */
export interface AlarmRules {
  readonly rolloutStarted: number;
  readonly allowFailingBaseline: boolean;
  /** Physical names of the alarms of the stack, by logical id. */
  readonly names: Readonly<Record<string, string>>;
}

/** Fails while one of the alarms fires. One that is not there, and one without data, decides nothing. */
export function alarmsGate({ Name: gate, Alarms }: AlarmsGateProperties, read: Reading<readonly AlarmReading[]>, rules: AlarmRules): GateResult {
  if ('error' in read) { return unmeasured(gate, read.error); }
  const wanted = Alarms.map(({ LogicalId, AlarmName }) => ({ shown: AlarmName ?? LogicalId!, name: AlarmName ?? rules.names[LogicalId!] }));
  const found = wanted.map(({ shown, name }) => ({ shown, alarm: read.value.find((alarm) => alarm.name === name) }));
  const firing = found.find(({ alarm }) => alarm?.state === 'ALARM' && !(rules.allowFailingBaseline && firedBefore(alarm, rules.rolloutStarted)));
  if (firing !== undefined) { return { gate, verdict: 'FAIL', reason: `The alarm ${firing.shown} is in the state ALARM.` }; }
  const missing = found.find(({ alarm }) => alarm === undefined);
  if (missing !== undefined) { return unmeasured(gate, `the alarm ${missing.shown} is not there.`); }
  const undecided = found.find(({ alarm }) => !['OK', 'ALARM'].includes(alarm!.state));
  if (undecided !== undefined) {
    const { shown, alarm } = undecided;
    return { gate, verdict: 'INCONCLUSIVE', reason: `The alarm ${shown} is in the state ${alarm!.state}. Say how it treats missing data.` };
  }
  return { gate, verdict: 'PASS', reason: `No alarm of ${found.length} fires.` };
}

/** Without an OK in between: its state is that of before the rollout. */
function firedBefore({ since }: AlarmReading, rolloutStarted: number): boolean {
  return since !== undefined && since < rolloutStarted;
}

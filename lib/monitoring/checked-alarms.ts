import { Token } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import type { ReleaseAlarmSettings, ReleaseAlarmsOptions } from './release-alarms-options';
import { invalidInput } from '../messages/invalid-input';
import { checkObject } from '../release/checked-names';
import { refusedValue, ValueRule } from '../release/value-rules';

const flag: ValueRule = { allowed: 'true, false, or nothing', takes: (value) => typeof value === 'boolean' };
const wholeFromOne: ValueRule = { allowed: 'a whole number from 1', takes: (value) => Number.isInteger(value) && Number(value) >= 1 };

/** The type asks for every setting, so that a new one cannot be taken for a typo. */
const RULES: { readonly [name in keyof Required<ReleaseAlarmSettings>]: ValueRule } = {
  enabled: flag,
  threshold: { allowed: 'a number', takes: Number.isFinite },
  evaluationPeriods: wholeFromOne,
  datapointsToAlarm: wholeFromOne,
  alarmName: { allowed: 'text that is not empty, or nothing', takes: (value) => typeof value === 'string' && value !== '' },
  actionsEnabled: flag,
};

/** Periods that are looked at unless somebody says so. */
export const USUAL_PERIODS = 3;

/**
 * Checks what JavaScript and Python let through. Tokens pass.
 *
 * @throws if something would be dropped or read as something else
 */
export function checkAlarms(scope: IConstruct, options: ReleaseAlarmsOptions, alarms: readonly string[]): void {
  checkObject(scope, 'The argument of addAlarms', options, alarms, '{ held: { enabled: false } }');
  for (const [alarm, settings] of Object.entries(options)) {
    if (settings === undefined || settings === null) { continue; }
    checkObject(scope, alarm, settings, Object.keys(RULES), '{ enabled: false }');
    const refused = refusedValue(settings, RULES);
    if (refused) { throw invalidInput(scope, 'InvalidOption', `${refused.name} of ${alarm}`, refused.value, refused.allowed); }
    checkDatapoints(scope, alarm, settings);
  }
}

/** CloudWatch refuses more datapoints than there are periods, at deploy. */
function checkDatapoints(scope: IConstruct, alarm: string, { datapointsToAlarm: needed, evaluationPeriods }: ReleaseAlarmSettings): void {
  const periods = evaluationPeriods ?? USUAL_PERIODS;
  if (typeof needed !== 'number' || Token.isUnresolved(needed) || Token.isUnresolved(periods) || needed <= periods) { return; }
  throw invalidInput(scope, 'InvalidOption', `datapointsToAlarm of ${alarm}`, needed, `${periods}, its evaluationPeriods, or less`);
}

/**
 * How one alarm of a release differs from its default.
 */
export interface ReleaseAlarmSettings {
  /**
   * Whether there is such an alarm.
   *
   * @default true
   */
  readonly enabled?: boolean;

  /**
   * From which value on it counts. At it, too.
   *
   * @default - as the alarm says
   */
  readonly threshold?: number;

  /**
   * How many periods are looked at.
   *
   * @default 3
   */
  readonly evaluationPeriods?: number;

  /**
   * In how many of them the value must be there.
   *
   * @default - 2, and 3 for `held`
   */
  readonly datapointsToAlarm?: number;

  /**
   * The name of the alarm.
   *
   * @default - CloudFormation makes one
   */
  readonly alarmName?: string;

  /**
   * Whether its actions are carried out.
   *
   * @default true
   */
  readonly actionsEnabled?: boolean;
}

/**
 * Which alarms a release gets, and how. All of them by default.
 */
export interface ReleaseAlarmsOptions {
  /**
   * The canary fails more often than the base, by more than chance explains: `metricDifference()` is 3 or more in 2 of 3 periods of five minutes.
   *
   * It needs no threshold that fits your traffic: where the base fails as often, it stays quiet, be it one request in a thousand or every second.
   *
   * @default - 3
   */
  readonly worse?: ReleaseAlarmSettings;

  /**
   * At least 5 % of the canary's requests end in 5xx, whatever the base does: in 2 of 3 periods of five minutes with at least 5 errors and 20
   * requests.
   *
   * It sees what `worse` cannot: that everything is broken, the base included. Where the base always fails that often, turn it off.
   *
   * @default - 5 %
   */
  readonly serverErrors?: ReleaseAlarmSettings;

  /**
   * The canary is slow more often than the base, by more than chance explains. Only with `accessLog.slowerThan`.
   *
   * @default - 3, and no alarm without `slowerThan`
   */
  readonly slower?: ReleaseAlarmSettings;

  /**
   * Some canary has got requests on three days in a row: it is held too long, or forgotten.
   *
   * @default - more than 0 requests on 3 of 3 days
   */
  readonly held?: ReleaseAlarmSettings;
}

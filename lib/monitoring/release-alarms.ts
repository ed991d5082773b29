import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { checkAlarms, USUAL_PERIODS } from './checked-alarms';
import { WatchedMetrics } from './watched-metrics';
import { invalidInput } from '../messages/invalid-input';

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

interface Default {
  readonly id: string;
  readonly description: string;
  readonly threshold: number;
  readonly datapointsToAlarm: number;
  readonly comparisonOperator?: cloudwatch.ComparisonOperator;
}

const DEFAULTS: { readonly [name in keyof WatchedMetrics]-?: Default } = {
  worse: { id: 'Worse', description: 'The canary fails more often than the base.', threshold: 3, datapointsToAlarm: 2 },
  serverErrors: { id: 'ServerErrors', description: 'Many requests of the canary fail.', threshold: 5, datapointsToAlarm: 2 },
  slower: { id: 'Slower', description: 'The canary is slow more often than the base.', threshold: 3, datapointsToAlarm: 2 },
  held: {
    id: 'Held',
    description: 'A canary has been held for three days: promote or abort it.',
    threshold: 0,
    datapointsToAlarm: 3,
    comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_THRESHOLD,
  },
};

/**
 * The alarms of a release, from `addAlarms()`.
 *
 * Missing data never breach: that there is no canary is the ordinary state.
 */
export class ReleaseAlarms extends Construct {
  /**
   * Makes the alarms below a release.
   *
   * @internal
   */
  static _of(release: Construct, watched: WatchedMetrics, options: ReleaseAlarmsOptions): ReleaseAlarms {
    checkAlarms(release, options, Object.keys(DEFAULTS));
    const alarms = new ReleaseAlarms(release, 'Alarms');
    for (const name of Object.keys(DEFAULTS) as Array<keyof WatchedMetrics>) {
      const metric = watched[name];
      if (metric !== undefined && options[name]?.enabled !== false) {
        alarms.made.set(name, alarms.make(DEFAULTS[name], metric, options[name] ?? {}));
      }
    }
    return alarms;
  }

  private readonly made = new Map<keyof WatchedMetrics, cloudwatch.Alarm>();

  private constructor(scope: Construct, id: string) {
    super(scope, id);
  }

  /** That the canary fails more often than the base. Absent if it was turned off. */
  get worse(): cloudwatch.Alarm | undefined {
    return this.made.get('worse');
  }

  /** That many requests of the canary fail. Absent if it was turned off. */
  get serverErrors(): cloudwatch.Alarm | undefined {
    return this.made.get('serverErrors');
  }

  /** That the canary is slow more often than the base. Absent if it was turned off, or without `slowerThan`. */
  get slower(): cloudwatch.Alarm | undefined {
    return this.made.get('slower');
  }

  /** That a canary is held too long. Absent if it was turned off. */
  get held(): cloudwatch.Alarm | undefined {
    return this.made.get('held');
  }

  /** All of them. */
  get all(): cloudwatch.Alarm[] {
    return [...this.made.values()];
  }

  /**
   * Lets all of them do something when they go off.
   *
   * @param actions for instance `new SnsAction(topic)`
   */
  addAlarmAction(...actions: cloudwatch.IAlarmAction[]): void {
    for (const action of actions) {
      if (typeof (action as Partial<cloudwatch.IAlarmAction> | null)?.bind === 'function') { continue; }
      throw invalidInput(this, 'InvalidOption', 'An argument of addAlarmAction', action, 'a cloudwatch.IAlarmAction, such as an SnsAction');
    }
    for (const alarm of this.all) { alarm.addAlarmAction(...actions); }
  }

  private make({ id, description, ...defaults }: Default, metric: cloudwatch.IMetric, settings: ReleaseAlarmSettings): cloudwatch.Alarm {
    return new cloudwatch.Alarm(this, id, {
      metric,
      alarmDescription: `${description} (${this.node.scope!.node.path})`,
      threshold: settings.threshold ?? defaults.threshold,
      evaluationPeriods: settings.evaluationPeriods ?? USUAL_PERIODS,
      datapointsToAlarm: settings.datapointsToAlarm ?? (settings.evaluationPeriods === undefined ? defaults.datapointsToAlarm : undefined),
      comparisonOperator: defaults.comparisonOperator ?? cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
      alarmName: settings.alarmName,
      actionsEnabled: settings.actionsEnabled,
    });
  }
}

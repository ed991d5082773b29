import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { checkAlarms, USUAL_PERIODS } from './checked-alarms';
import { ReleaseAlarmSettings, ReleaseAlarmsOptions } from './release-alarms-options';
import { WatchedMetrics } from './watched-metrics';
import { invalidInput } from '../messages/invalid-input';

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

import { AlarmService } from './alarm-service';
import { AlarmRule } from './alarm-state';
import { MetricDataQuery } from './get-metric-data';
import { Properties, ResourceType } from '../cloudformation/resource-type';
import { InertNames } from '../cloudformation/types/inert';

/** `AWS::CloudWatch::Alarm`. Its physical id is its name. Nobody is told of its state. Who asks learns it. */
export function alarmType({ random, madeUp }: InertNames, alarms: AlarmService): ResourceType {
  return {
    requiresReplacement: (previous, next) => previous.AlarmName !== next.AlarmName,
    async create({ properties, stack, logicalId }) {
      const generated = `${stack.stackName}-${logicalId}-${random.suffix()}`;
      const name = typeof properties.AlarmName === 'string' ? properties.AlarmName : madeUp?.note(generated) ?? generated;
      return { physicalId: name, attributes: { Arn: alarms.put(name, ruleOf(properties)) } };
    },
    update: async ({ physicalId, properties }) => ({ physicalId, attributes: { Arn: alarms.put(physicalId, ruleOf(properties)) } }),
    delete: async ({ physicalId }) => alarms.delete(physicalId),
  };
}

function ruleOf(properties: Properties): AlarmRule {
  const { EvaluationPeriods, DatapointsToAlarm, Threshold, ComparisonOperator, TreatMissingData } = properties;
  const queries = queriesOf(properties);
  return {
    queries,
    periodSeconds: Number(properties.Period ?? queries.find(({ MetricStat }) => MetricStat !== undefined)?.MetricStat?.Period ?? 60),
    evaluationPeriods: Number(EvaluationPeriods),
    datapointsToAlarm: Number(DatapointsToAlarm ?? EvaluationPeriods),
    threshold: Number(Threshold),
    comparison: String(ComparisonOperator),
    missingData: (TreatMissingData ?? 'missing') as AlarmRule['missingData'],
  };
}

function queriesOf({ Metrics, Namespace, MetricName, Dimensions, Period, Statistic, ExtendedStatistic }: Properties): MetricDataQuery[] {
  if (Metrics !== undefined) {
    return (Metrics as MetricDataQuery[]).map((query) => (
      query.MetricStat === undefined ? query : { ...query, MetricStat: { ...query.MetricStat, Period: Number(query.MetricStat.Period) } }
    ));
  }
  return [{
    Id: 'm',
    MetricStat: { Metric: { Namespace, MetricName, Dimensions } as any, Period: Number(Period), Stat: String(Statistic ?? ExtendedStatistic) },
  }];
}

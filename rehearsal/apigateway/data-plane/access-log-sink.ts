import { accessLogLine } from './access-log';
import { AnsweredSink } from './answered-sink';
import { LogsService } from '../../cloudwatch-logs/logs-service';
import { Hypotheses } from '../../hypotheses';

/** Writes the lines of requests into log groups, if the stage says where and how. A log that goes to Firehose goes nowhere. */
export function accessLogSink(logs: LogsService, hypotheses: Hypotheses): AnsweredSink {
  return ({ accessLogSettings }, answered, times = 1) => {
    const group = /:log-group:([^:]+)(?::\*)?$/.exec(accessLogSettings?.destinationArn ?? '')?.[1];
    if (group === undefined || accessLogSettings?.format === undefined) { return; }
    const isElsewhere = hypotheses.canaryLinesInMainLog === 'no' && answered.routed.release === 'canary';
    const timestamp = new Date(answered.routed.time.getTime() + answered.milliseconds);
    logs.put(isElsewhere ? `${group}/Canary` : group, { timestamp, message: accessLogLine(accessLogSettings.format, answered, hypotheses) }, times);
  };
}

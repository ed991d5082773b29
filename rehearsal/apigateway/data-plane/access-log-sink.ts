import { AnsweredRequest, accessLogLine } from './access-log';
import { LogsService } from '../../cloudwatch-logs/logs-service';
import { Hypotheses } from '../../hypotheses';
import { Stage } from '../model';

/** Writes the line of a request, if the stage says where and how. @param times how many requests were alike. @default 1 */
export type AccessLogSink = (stage: Stage, answered: AnsweredRequest, times?: number) => void;

/** Writes access logs into log groups. A log that goes to Firehose goes nowhere. */
export function accessLogSink(logs: LogsService, hypotheses: Hypotheses): AccessLogSink {
  return ({ accessLogSettings }, answered, times = 1) => {
    const group = /:log-group:([^:]+)(?::\*)?$/.exec(accessLogSettings?.destinationArn ?? '')?.[1];
    if (group === undefined || accessLogSettings?.format === undefined) { return; }
    const isElsewhere = hypotheses.canaryLinesInMainLog === 'no' && answered.routed.release === 'canary';
    const timestamp = new Date(answered.routed.time.getTime() + answered.milliseconds);
    logs.put(isElsewhere ? `${group}/Canary` : group, { timestamp, message: accessLogLine(accessLogSettings.format, answered, hypotheses) }, times);
  };
}

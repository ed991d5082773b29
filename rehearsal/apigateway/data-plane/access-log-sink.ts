import { AnsweredRequest, accessLogLine } from './access-log';
import { LogsService } from '../../cloudwatch-logs/logs-service';
import { Hypotheses } from '../../hypotheses';
import { Stage } from '../model';

/** Writes the line of a request, if the stage says where and how. */
export type AccessLogSink = (stage: Stage, answered: AnsweredRequest) => void;

/** Writes access logs into log groups. A log that goes to Firehose goes nowhere. */
export function accessLogSink(logs: LogsService, hypotheses: Hypotheses, now: () => Date): AccessLogSink {
  return ({ accessLogSettings }, answered) => {
    const group = /:log-group:([^:]+)(?::\*)?$/.exec(accessLogSettings?.destinationArn ?? '')?.[1];
    if (group === undefined || accessLogSettings?.format === undefined) { return; }
    const isElsewhere = hypotheses.canaryLinesInMainLog === 'no' && answered.routed.release === 'canary';
    logs.put(isElsewhere ? `${group}/Canary` : group, { timestamp: now(), message: accessLogLine(accessLogSettings.format, answered, hypotheses) });
  };
}

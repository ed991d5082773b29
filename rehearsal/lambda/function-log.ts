import { FunctionCode } from './function-runtime';

/** A line that a function printed. */
export interface FunctionLogLine {
  readonly functionName: string;
  readonly version: string;
  readonly logGroup: string;
  readonly stream: 'stdout' | 'stderr';
  readonly line: string;
}

/** Receives what functions print, line by line. */
export type FunctionLogSink = (line: FunctionLogLine) => void;

/** Name of the log group that code writes to. */
export function logGroupOf({ functionName, logGroup = `/aws/lambda/${functionName}` }: Pick<FunctionCode, 'functionName' | 'logGroup'>): string {
  return logGroup;
}

/** A line that a function printed. */
export interface FunctionLogLine {
  readonly functionName: string;
  readonly version: string;
  readonly stream: 'stdout' | 'stderr';
  readonly line: string;
}

/** Receives what functions print, line by line. */
export type FunctionLogSink = (line: FunctionLogLine) => void;

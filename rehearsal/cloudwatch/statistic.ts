type Statistic = (values: readonly number[]) => number;

const STATISTICS: Readonly<Record<string, Statistic>> = {
  Sum: (values) => values.reduce((sum, value) => sum + value, 0),
  SampleCount: (values) => values.length,
  Average: (values) => values.reduce((sum, value) => sum + value, 0) / values.length,
  Minimum: (values) => Math.min(...values),
  Maximum: (values) => Math.max(...values),
};

/** A statistic by its name, percentiles such as `p99` included. undefined when the engine does not play it */
export function statistic(name: string): Statistic | undefined {
  const percentile = /^p(\d{1,2}(?:\.\d+)?|100)$/.exec(name)?.[1];
  return percentile === undefined ? STATISTICS[name] : (values) => nearestRank(values, Number(percentile));
}

/** CloudWatch interpolates between buckets of its own. Here it is the smallest value that so many percent do not exceed. */
function nearestRank(values: readonly number[], percent: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(percent / 100 * sorted.length) - 1)];
}

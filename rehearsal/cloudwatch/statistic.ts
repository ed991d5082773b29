import { Samples } from './metric-service';

type Statistic = (samples: Samples) => number;

const STATISTICS: Readonly<Record<string, Statistic>> = {
  Sum: sum,
  SampleCount: count,
  Average: (samples) => sum(samples) / count(samples),
  Minimum: (samples) => Math.min(...samples.keys()),
  Maximum: (samples) => Math.max(...samples.keys()),
};

/** A statistic by its name, percentiles such as `p99` included. undefined when the engine does not play it */
export function statistic(name: string): Statistic | undefined {
  const percentile = /^p(\d{1,2}(?:\.\d+)?|100)$/.exec(name)?.[1];
  return percentile === undefined ? STATISTICS[name] : (samples) => nearestRank(samples, Number(percentile));
}

/** CloudWatch interpolates between buckets of its own. Here it is the smallest value that so many percent do not exceed. */
function nearestRank(samples: Samples, percent: number): number {
  const sorted = [...samples].sort(([a], [b]) => a - b);
  let left = Math.max(1, Math.ceil(percent / 100 * count(samples)));
  return sorted.find(([, times]) => (left -= times) <= 0)![0];
}

function sum(samples: Samples): number {
  return [...samples].reduce((total, [value, times]) => total + value * times, 0);
}

function count(samples: Samples): number {
  return [...samples.values()].reduce((total, times) => total + times, 0);
}

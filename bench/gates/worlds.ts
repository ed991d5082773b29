import { drawCounts, drawMinute, Traffic } from '../../cli/plan/simulation/traffic';
import { Counts, Minute } from '../../lib/rollout/statistics';
import { Random } from '../../rehearsal/traffic/random';

/** What happens in a minute of one rollout. Minute 0 is the first with a canary. The base's history has negative ones. */
export type DrawMinute = (percentTraffic: number, ratio: number, minute: number) => Minute;

/** How requests come and fail. Called once for each rollout. */
export type SimulatedWorld = (random: Random, traffic: Traffic) => DrawMinute;

/** A minute of each release on its own, with an error share of its own. */
function eachRelease(traffic: Traffic, draw: (requests: number, errorShare: number) => Counts): DrawMinute {
  return (percentTraffic, ratio) => ({
    base: draw(traffic.requestsPerMinute * (1 - percentTraffic / 100), traffic.errorShare),
    canary: draw(traffic.requestsPerMinute * percentTraffic / 100, traffic.errorShare * ratio),
  });
}

/** Errors in whole bursts, such as those of a connection pool that lost its connections. */
function bursts(size: number): SimulatedWorld {
  return (random, traffic) => eachRelease(traffic, (requests, errorShare) => {
    const errors = size * random.poisson(requests * Math.min(1, errorShare) / size);
    return { requests: errors + random.poisson(requests * (1 - Math.min(1, errorShare))), errors };
  });
}

export const WORLDS = {
  /** Steady traffic, and each request fails on its own. */
  'independent': (random, traffic) => (percentTraffic, ratio) => drawMinute(random, traffic, percentTraffic, ratio),
  /** In one minute of twenty, a fifth of all requests fail, of both releases alike. */
  'shared outage': (random, traffic) => (percentTraffic, ratio) => random.share() < 0.05
    ? drawMinute(random, { ...traffic, errorShare: 0.2 }, percentTraffic, 1)
    : drawMinute(random, traffic, percentTraffic, ratio),
  /** The traffic of a day: up to 80 % more or less than its mean. The rollout begins at any time of the day. */
  'daily rhythm': (random, traffic) => {
    const begin = random.share();
    return (percentTraffic, ratio, minute) => {
      const factor = 1 + 0.8 * Math.sin(2 * Math.PI * (begin + minute / 1440));
      return drawMinute(random, { ...traffic, requestsPerMinute: traffic.requestsPerMinute * factor }, percentTraffic, ratio);
    };
  },
  /** A canary fails three times as often in its first two minutes, as new execution environments may. */
  'cold start': (random, traffic) => (percentTraffic, ratio, minute) =>
    drawMinute(random, traffic, percentTraffic, minute >= 0 && minute < 2 ? 3 * ratio : ratio),
  /** The error rate of each release is another one in each minute: exponential, so it varies by 100 %. */
  'restless rates': (random, traffic) => eachRelease(traffic, (requests, errorShare) => drawCounts(
    random, requests, errorShare * random.exponential(),
  )),
  'bursts of 5': bursts(5),
  'bursts of 20': bursts(20),
} satisfies Record<string, SimulatedWorld>;

export type WorldName = keyof typeof WORLDS;

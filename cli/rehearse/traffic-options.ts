import { InvalidArgumentError } from 'commander';
import { ReleaseProfile, TrafficProfile } from '../../rehearsal/traffic/traffic-profile';

/** Shares of requests per release, from 0 to 1. */
export type ReleaseShares = Readonly<Record<'base' | 'canary', number>>;

/** What the user said of the requests of clients. */
export interface TrafficOptions {
  /** Requests per minute. @default - there are no clients */
  readonly traffic?: number;
  /** @default - no request fails */
  readonly errors?: ReleaseShares;
  /** @default - no request is slow */
  readonly slow?: ReleaseShares;
}

const PER_MINUTE: Readonly<Record<string, number>> = { s: 60, min: 1, h: 1 / 60 };
/** Above that the engine would count for minutes. */
const MOST_PER_MINUTE = 1_000_000;
/** More than that a laptop does not answer one by one. */
export const MOST_SENT_PER_MINUTE = 6_000;
const NO_SHARES: ReleaseShares = { base: 0, canary: 0 };

/** Reads a rate such as `600/min`, `10/s` or `5000/h`, in requests per minute. @throws InvalidArgumentError */
export function readRate(text: string): number {
  const [, number, unit] = /^(\d+(?:\.\d+)?)\/(s|min|h)$/.exec(text.trim()) ?? [];
  const rate = unit === undefined ? NaN : Number(number) * PER_MINUTE[unit];
  if (!(rate > 0 && rate <= MOST_PER_MINUTE)) {
    throw new InvalidArgumentError(
      `--traffic must be a rate above 0 and up to ${MOST_PER_MINUTE}/min, such as 600/min, 10/s or 5000/h, got '${text}'.`,
    );
  }
  return rate;
}

/** Reads shares such as `base=0.1%,canary=2%`. A release that is left out has 0 %. @throws InvalidArgumentError */
export function readShares(option: string): (text: string) => ReleaseShares {
  const refuse = (text: string): never => {
    throw new InvalidArgumentError(`${option} must give percentages from 0 % to 100 % by release, such as base=0.1%,canary=2%, got '${text}'.`);
  };
  return (text) => {
    const shares: { base?: number; canary?: number } = {};
    for (const part of text.split(',')) {
      const [, release, number] = /^\s*(base|canary)\s*=\s*(\d+(?:\.\d+)?)\s*%\s*$/.exec(part) ?? refuse(text);
      const share = Number(number) / 100;
      if (!(share <= 1) || shares[release as 'base'] !== undefined) { refuse(text); }
      shares[release as 'base'] = share;
    }
    return { ...NO_SHARES, ...shares };
  };
}

/** The clients of a rehearsal. `undefined` when there are none. */
export function trafficProfile({ traffic, errors = NO_SHARES, slow = NO_SHARES }: TrafficOptions): TrafficProfile | undefined {
  const profile = (release: 'base' | 'canary'): ReleaseProfile => ({ errorShare: errors[release], slowShare: slow[release] });
  return traffic === undefined ? undefined : { requestsPerMinute: traffic, base: profile('base'), canary: profile('canary') };
}

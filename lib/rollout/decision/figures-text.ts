import type { Counts } from '../statistics';

/** What is compared. */
export interface Comparison {
  readonly base: Counts;
  readonly canary: Counts;
  readonly evidence: number;
}

/** For instance `31 of its 7,184 requests failed (0.43 %), 29 of the base's 29,011 (0.10 %): 4.3 times as many; evidence 520,272, needed 20.` */
export function compared({ base, canary, evidence }: Comparison, counted: 'failed' | 'were slow'): string {
  const ratio = shareOf(canary) / shareOf(base);
  const times = Number.isFinite(ratio) && ratio > 0 ? `: ${short(ratio)} times as many` : '';
  return `${grouped(canary.errors)} of its ${grouped(canary.requests)} requests ${counted} (${shareText(shareOf(canary))}), ${grouped(base.errors)} `
    + `of the base's ${grouped(base.requests)} (${shareText(shareOf(base))})${times}; evidence ${short(evidence)}, needed 20.`;
}

/** `7,184` */
export function grouped(count: number): string {
  return Math.round(count).toLocaleString('en-US');
}

/** `0.43 %`: two decimals, more only where they are all that there is. */
export function shareText(share: number): string {
  const inPercent = 100 * share;
  return `${inPercent > 0 && inPercent < 0.01 ? inPercent.toPrecision(1) : inPercent.toFixed(2)} %`;
}

/** `520,272`, `4.3`, `0.02`: as many digits as say something. */
export function short(value: number): string {
  return value >= 100 ? grouped(value) : String(Number(value.toPrecision(2)));
}

function shareOf({ requests, errors }: Counts): number {
  return requests === 0 ? 0 : errors / requests;
}

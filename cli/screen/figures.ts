const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** `2 h 14 min`, `3 d 2 h`, `40 s`. */
export function duration(milliseconds: number): string {
  const parts = (large: number, largeUnit: string, small: number, smallUnit: string) => {
    const rest = Math.floor((milliseconds % large) / small);
    return `${Math.floor(milliseconds / large)} ${largeUnit}${rest === 0 ? '' : ` ${rest} ${smallUnit}`}`;
  };
  if (milliseconds >= DAY) { return parts(DAY, 'd', HOUR, 'h'); }
  if (milliseconds >= HOUR) { return parts(HOUR, 'h', MINUTE, 'min'); }
  return milliseconds >= MINUTE ? `${Math.floor(milliseconds / MINUTE)} min` : `${Math.max(0, Math.floor(milliseconds / 1000))} s`;
}

/** `12,940`. */
export function count(value: number): string {
  return Math.round(value).toLocaleString('en-US');
}

/** `0.63 %`, `3.1 %`, `10 %`: two digits that tell something. */
export function percent(value: number): string {
  if (value === 0) { return '0 %'; }
  return `${value >= 10 ? Number(value.toFixed(1)) : Number(value.toPrecision(2))} %`;
}

/** `6.3`, `12`, `1,204`. */
export function rounded(value: number): string {
  return value >= 100 ? count(value) : String(Number(value.toPrecision(value >= 10 ? 3 : 2)));
}

/** `2026-11-28 05:46:53 UTC`. */
export function instant(date: Date): string {
  return `${date.toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}

/** `05:46:53`. */
export function clockTime(date: Date): string {
  return date.toISOString().slice(11, 19);
}

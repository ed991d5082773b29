import { InvalidArgumentError } from 'commander';

const UNITS: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/**
 * Reads a time such as `15m`, bounds in milliseconds included.
 *
 * Only 0 needs no unit: one reads 45 as seconds, another as minutes.
 *
 * @throws InvalidArgumentError
 */
export function milliseconds(option: string, min: number, max: number): (text: string) => number {
  return (text) => {
    const [, number, unit] = /^(\d+(?:\.\d+)?)(s|m|h|d)?$/.exec(text.trim()) ?? [];
    const isBare = number !== undefined && unit === undefined && Number(number) !== 0;
    const value = number === undefined || isBare ? NaN : Number(number) * UNITS[unit ?? 's'];
    if (!(value >= min && value <= max)) {
      const fix = isBare ? ` It has no unit: write ${number}s or ${number}m.` : '';
      const allowed = `a time from ${written(min)} to ${written(max)}, such as 90s, 15m or 2h`;
      throw new InvalidArgumentError(`${option} must be ${allowed}, got '${text}'.${fix}`);
    }
    return value;
  };
}

/** `7d`, as an option takes it. */
export function written(time: number): string {
  const unit = ['d', 'h', 'm', 's'].find((name) => time % UNITS[name] === 0) ?? 's';
  return `${time / UNITS[unit]}${unit}`;
}

import { InvalidArgumentError } from 'commander';

const UNITS: Readonly<Record<string, number>> = { '': 1_000, 's': 1_000, 'm': 60_000, 'h': 3_600_000, 'd': 86_400_000 };

/** Reads a time such as `15m`, bounds in milliseconds included. A bare number is seconds. @throws InvalidArgumentError */
export function milliseconds(option: string, min: number, max: number): (text: string) => number {
  return (text) => {
    const [, number, unit = ''] = /^(\d+(?:\.\d+)?)(s|m|h|d)?$/.exec(text.trim()) ?? [];
    const value = number === undefined ? NaN : Number(number) * UNITS[unit];
    if (!(value >= min && value <= max)) {
      throw new InvalidArgumentError(`${option} must be a time from ${written(min)} to ${written(max)}, such as 90s, 15m or 2h, got '${text}'.`);
    }
    return value;
  };
}

/** `7d`, as an option takes it. */
export function written(time: number): string {
  const unit = ['d', 'h', 'm', 's'].find((name) => time % UNITS[name] === 0) ?? 's';
  return `${time / UNITS[unit]}${unit}`;
}

import { InvalidArgumentError } from 'commander';

const DECIMAL = /^\d+(\.\d+)?$/;

/** Reads the value of an option that is a number, bounds included. @throws InvalidArgumentError otherwise */
export function readNumber(option: string, min: number, max: number): (text: string) => number {
  return (text) => {
    const value = DECIMAL.test(text.trim()) ? Number(text) : NaN;
    if (!(value >= min && value <= max)) { throw new InvalidArgumentError(`${option} must be a number from ${min} to ${max}, got '${text}'.`); }
    return value;
  };
}

/**
 * Reads the value of an option that is a percentage above 0, written with its sign: without, 0.1 may mean 0.1 % or 10 %.
 *
 * @param max in percent, included
 * @returns a share, 0 to 1
 * @throws InvalidArgumentError otherwise
 */
export function readPercent(option: string, max: number): (text: string) => number {
  return (text) => {
    const [, digits] = /^(.*?)\s*%$/.exec(text.trim()) ?? [];
    const value = digits !== undefined && DECIMAL.test(digits) ? Number(digits) : NaN;
    if (!(value > 0 && value <= max)) {
      throw new InvalidArgumentError(`${option} must be a percentage above 0 and up to ${max}, with its sign, such as 0.1%, got '${text}'.`);
    }
    return value / 100;
  };
}

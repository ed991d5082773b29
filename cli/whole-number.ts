import { InvalidArgumentError } from 'commander';

/** Reads the value of an option that is a whole number, bounds included. @throws InvalidArgumentError otherwise */
export function wholeNumber(option: string, min: number, max: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!Number.isInteger(value) || value < min || value > max || text.trim() === '') {
      throw new InvalidArgumentError(`${option} must be a whole number from ${min} to ${max}, got '${text}'.`);
    }
    return value;
  };
}

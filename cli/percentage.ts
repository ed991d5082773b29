import { InvalidArgumentError } from 'commander';

/** Reads a percentage from 0 to 100, with or without its sign. @throws InvalidArgumentError */
export function percentage(option: string): (text: string) => number {
  return (text) => {
    const value = Number(text.replace(/%$/, ''));
    if (!(value >= 0 && value <= 100) || text.trim() === '') { throw new InvalidArgumentError(`${option} must be from 0 to 100, got '${text}'.`); }
    return value;
  };
}

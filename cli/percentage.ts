import { InvalidArgumentError } from 'commander';

/**
 * Reads a percentage from 0 to 100, with or without its sign.
 *
 * @param fix what else may be wrong, a sentence
 * @throws InvalidArgumentError
 */
export function percentage(option: string, fix?: string): (text: string) => number {
  return (text) => {
    const digits = text.trim().replace(/%$/, '');
    const value = Number(digits);
    if (!(value >= 0 && value <= 100) || digits.trim() === '') {
      throw new InvalidArgumentError([`${option} must be from 0 to 100, got '${text}'.`, fix].filter(Boolean).join(' '));
    }
    return value;
  };
}

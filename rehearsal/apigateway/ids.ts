import { RandomSource } from './random-source';

const ALPHABET = 'abcdefghijklmnopqrstuvwxyz0123456789';

/** Ids in the shape that API Gateway gives them, none twice. */
export interface Ids {
  /** REST APIs: 10 lower-case letters and digits. */
  restApi(): string;
  /** Deployments, resources and all else inside an API: 6 lower-case letters and digits. */
  child(): string;
  /** A request id: a UUID. */
  request(): string;
}

/** Ids drawn from a random sequence, so that a seeded rehearsal names the same things alike every time. */
export function randomIds(random: RandomSource): Ids {
  const given = new Set<string>();
  const draw = (length: number): string => {
    const id = Array.from({ length }, () => ALPHABET[Math.floor(random() * ALPHABET.length)]).join('');
    if (given.has(id)) { return draw(length); }
    given.add(id);
    return id;
  };
  return { restApi: () => draw(10), child: () => draw(6), request: () => uuid(random) };
}

function uuid(random: RandomSource): string {
  const digit = () => Math.floor(random() * 16).toString(16);
  return 'xxxxxxxx-xxxx-4xxx-8xxx-xxxxxxxxxxxx'.replace(/x/g, digit);
}

/** Longest distance at which a name is taken for a typo of another. */
const TYPO = 2;

/** The known name that somebody probably meant. Undefined when none is near. */
export function nearestName(name: string, known: readonly string[]): string | undefined {
  const near = known.map((other) => ({ other, letters: distance(name.toLowerCase(), other.toLowerCase()) })).filter(({ letters }) => letters <= TYPO);
  return near.sort((one, another) => one.letters - another.letters)[0]?.other;
}

/** How many letters must be added, taken away or exchanged (Levenshtein). */
function distance(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, i) => i);
  for (let i = 1; i <= one.length; i++) {
    const next = [i];
    for (let j = 1; j <= other.length; j++) {
      next[j] = Math.min(row[j] + 1, next[j - 1] + 1, row[j - 1] + (one[i - 1] === other[j - 1] ? 0 : 1));
    }
    row = next;
  }
  return row[other.length];
}

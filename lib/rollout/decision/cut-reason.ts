/** What a reason of others may take of a message: where production is, and how to release anyway, follow it. */
const LONGEST = 600;

/** A text of others, such as the reason that a function gives or the cause of a crash. */
export function cutReason(text: string): string {
  const characters = [...text.slice(0, 2 * LONGEST + 2)];
  return characters.length > LONGEST ? `${characters.slice(0, LONGEST - 1).join('')}…` : text;
}

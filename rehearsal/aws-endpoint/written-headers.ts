/** Headers as the client wrote them, with every value of each. @param raw names and values by turns, as Node.js has them */
export function writtenHeaders(raw: ReadonlyArray<string>): Record<string, string[]> {
  const headers: Record<string, string[]> = {};
  for (let index = 0; index < raw.length; index += 2) {
    (headers[raw[index]] ??= []).push(raw[index + 1]);
  }
  return headers;
}

/** As in `09/Apr/2015:12:34:56 +0000`. */
export function commonLogTime(time: Date): string {
  const [, day, month, year, clock] = /^\w+, (\d+) (\w+) (\d+) ([\d:]+)/.exec(time.toUTCString()) as unknown as string[];
  return `${day}/${month}/${year}:${clock} +0000`;
}

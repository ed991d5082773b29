import { createHash } from 'node:crypto';

/** What came back for one request. */
export interface ProbeAnswer {
  /** Absent: no answer, be it an error of the network or a timeout. */
  readonly response?: { readonly status: number; readonly headers: Readonly<Record<string, string>>; readonly body: string };
  /** From when the request was due, or was sent if it never was. */
  readonly milliseconds: number;
  /** How much later than planned it was sent. */
  readonly late: number;
}

/** What answers are told apart by: `body`, `status`, `json:$.a.b`, `header:name`. */
export type Key = string;

const LONGEST = 80;
export const MOST_GROUPS = 8;
/**
 * In this order, the first that tells between 2 and 8 groups is taken. Not the status: that one request failed does not make it one of the canary.
 */
const CANDIDATES: readonly Key[] = ['header:x-release', 'json:$.version', 'body'];

/** The group of an answer. undefined: it has no such thing */
export function groupOf({ response }: ProbeAnswer, key: Key): string | undefined {
  if (response === undefined) { return undefined; }
  const [kind, argument = ''] = [key.split(':')[0], key.slice(key.indexOf(':') + 1)];
  switch (kind) {
    case 'status': return String(response.status);
    case 'header': return response.headers[argument.toLowerCase()];
    case 'json': return memberOf(response.body, argument.split('.').slice(1));
    default: return shown(response.body);
  }
}

/**
 * The key that tells the answers apart. Errors do not choose it: they may come from API Gateway, which knows no release.
 *
 * @returns `body` when none does
 */
export function keyFor(answers: readonly ProbeAnswer[]): Key {
  const choosing = answers.filter((answer) => hasAnswered(answer) && !isError(answer));
  return CANDIDATES.find((key) => {
    const groups = new Set<string | undefined>();
    for (const answer of choosing) {
      groups.add(groupOf(answer, key));
      if (groups.size > MOST_GROUPS) { return false; }
    }
    return !groups.has(undefined) && groups.size >= 2;
  }) ?? 'body';
}

export function hasAnswered({ response }: ProbeAnswer): boolean {
  return response !== undefined;
}

export function isError({ response }: ProbeAnswer): boolean {
  return response !== undefined && response.status >= 400;
}

function memberOf(body: string, path: readonly string[]): string | undefined {
  try {
    const value = path.reduce((inner: any, name) => inner?.[name], JSON.parse(body));
    return value === undefined || typeof value === 'object' ? undefined : String(value);
  } catch {
    return undefined;
  }
}

/** Printable, and short. A digest tells long ones apart. */
function shown(body: string): string {
  const printable = body.replace(/[^\x20-\x7e\u00a0-\uffff]+/g, ' ').trim();
  if (printable.length <= LONGEST) { return printable || '(empty)'; }
  return `${printable.slice(0, LONGEST)} #${createHash('sha256').update(body).digest('hex').slice(0, 8)}`;
}

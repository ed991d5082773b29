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

/** @returns the key that tells the answers apart, `body` when none does */
export function keyFor(answers: readonly ProbeAnswer[]): Key {
  const answered = answers.filter(({ response }) => response !== undefined);
  return CANDIDATES.find((key) => {
    const groups = new Set(answered.map((answer) => groupOf(answer, key)));
    return !groups.has(undefined) && groups.size >= 2 && groups.size <= 8;
  }) ?? 'body';
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

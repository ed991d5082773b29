import { IConstruct } from 'constructs';
import { PACKAGE, WARNING_IDS, WarningId } from './ids';
import { invalidInput } from './invalid-input';
import { nearestName } from './nearest-name';

/** Context key by which an organisation makes warnings of this library errors. */
export const ERRORS_CONTEXT = 'cdk-canary-rest-api:errors';

/** Which warnings the context makes errors. */
interface AskedErrors {
  readonly all: boolean;
  readonly ids: readonly string[];
  /** What is neither an id nor a list of ids. */
  readonly unknown: readonly unknown[];
}

/** Whether the context makes a warning on a construct an error. */
export function isMadeError(construct: IConstruct, id: WarningId): boolean {
  const { all, ids } = askedErrors(construct.node.tryGetContext(ERRORS_CONTEXT));
  return all || ids.includes(id);
}

/** @throws if the context names a warning that this library does not have: a typo would let it pass in silence */
export function checkErrorsContext(scope: IConstruct): void {
  const [unknown] = askedErrors(scope.node.tryGetContext(ERRORS_CONTEXT)).unknown;
  if (unknown === undefined) { return; }
  throw invalidInput(scope, 'UnknownFinding', ERRORS_CONTEXT, unknown, typeof unknown === 'string' ? nearestName(unknown, WARNING_IDS) : undefined);
}

/**
 * Reads the value of the context key. On the command line it arrives as text: `true`, `sharedAlias,callNotFollowed`, or a list in JSON. An empty
 * value, such as that of a variable of a CI job that is not set, says nothing.
 */
export function askedErrors(value: unknown): AskedErrors {
  const read = typeof value === 'string' ? readText(value.trim()) : value;
  if (read === undefined || read === null || read === false) { return { all: false, ids: [], unknown: [] }; }
  if (read === true) { return { all: true, ids: [], unknown: [] }; }
  const names = (Array.isArray(read) ? read : [read]).map((one) => typeof one === 'string' ? withoutPackage(one.trim()) : one);
  const isKnown = (name: unknown): name is string => (WARNING_IDS as readonly unknown[]).includes(name);
  return { all: false, ids: names.filter(isKnown), unknown: names.filter((name) => !isKnown(name)).map((name) => name ?? 'null') };
}

function readText(text: string): unknown {
  switch (text) {
    case '':
    case 'false': return false;
    case 'true': return true;
    default: return parsedList(text) ?? text.split(',');
  }
}

function parsedList(text: string): unknown[] | undefined {
  try {
    const parsed: unknown = JSON.parse(text);
    return Array.isArray(parsed) ? parsed : undefined;
  } catch {
    return undefined;
  }
}

/** `acknowledgeWarning` takes the id with the name of the package, so people copy it so. */
function withoutPackage(id: string): string {
  return id.startsWith(`${PACKAGE}:`) ? id.slice(PACKAGE.length + 1) : id;
}

import type { ReleaseReport } from './status-report';
import { calledName } from '../readings/read-functions';
import type { Style } from '../screen/style';

/** One line of the table. */
interface FunctionRow {
  /** Only the first has one. */
  readonly label: string;
  readonly base: string;
  readonly canary: string;
}

type Marks = Style['marks'];
type CalledFunctions = NonNullable<ReleaseReport['functions']>;

/** More would push the figures off the screen. `--json` has all. */
const MOST_ROWS = 4;

/** What base and canary call: a function in a row, those that are not well first. */
export function functionRows(base: ReleaseReport, canary: ReleaseReport | undefined, marks: Marks): FunctionRow[] {
  const [ofBase, ofCanary] = [base.functions, canary?.functions];
  const called = (own: CalledFunctions | undefined, other: CalledFunctions | undefined, name?: string): string => (
    own === undefined ? 'not known' : functionsText(name === undefined ? own : own.filter((one) => one.name === name), other, marks));
  const known = [...ofBase ?? [], ...ofCanary ?? []];
  const isWell = (name: string): boolean => known.every((one) => one.name !== name || one.state === 'ok');
  const names = [...new Set(known.map(({ name }) => name))].sort((a, b) => Number(isWell(a)) - Number(isWell(b)));
  if (names.length <= 1) {
    return [{ label: 'functions', base: called(ofBase, ofCanary) || 'none', canary: canary ? called(ofCanary, ofBase) || 'none' : '' }];
  }
  const shown = names.length <= MOST_ROWS ? names : names.slice(0, MOST_ROWS - 1);
  const rest = names.slice(shown.length);
  const of = (own: CalledFunctions | undefined, other: CalledFunctions | undefined) => (name: string, row: number): string => (
    own === undefined && row > 0 ? '' : called(own, other, name));
  const rows = shown.map((name, row) => ({
    label: row === 0 ? 'functions' : '', base: of(ofBase, ofCanary)(name, row), canary: canary ? of(ofCanary, ofBase)(name, row) : '',
  }));
  const more = `and ${rest.length} more${rest.every(isWell) ? ` ${marks.good}` : ''}`;
  return rest.length === 0 ? rows : [...rows, { label: '', base: more, canary: '' }];
}

const FUNCTION_WORDS = {
  'ok': '', 'missing': 'missing', 'not-callable': 'may not be called', 'unqualified': 'any version', 'unknown': 'not readable',
};

function functionsText(functions: CalledFunctions, other: CalledFunctions | undefined, marks: Marks): string {
  const same = new Set(other?.map(calledName));
  return functions.map(({ state, ...reference }) => {
    const called = calledName(reference);
    if (same.has(called)) { return `${called} (same)`; }
    if (state === 'ok') { return `${called} ${marks.good}`; }
    return `${called} ${state === 'missing' || state === 'not-callable' ? marks.bad : marks.note} ${FUNCTION_WORDS[state]}`;
  }).join('  ');
}

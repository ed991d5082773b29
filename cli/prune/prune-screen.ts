import type { PruneReport, ReportedItem } from './prune-report';
import type { KeptReason } from '../../lib/pruning/decision/kept';
import { cellWidth, padded, shortenedName } from '../screen/cells';
import { count, duration } from '../screen/figures';
import type { Style } from '../screen/style';
import { wrapped } from '../screen/wrapped';

const NARROW = 60;
const KINDS: { readonly [kind in ReportedItem['kind']]: string } = {
  'provisioned-concurrency': 'provisioned concurrency', 'deployment': 'deployment', 'version': 'version', 'statement': 'permission',
};
const BECAUSE: { readonly [reason in KeptReason]: string } = {
  'live': 'a stage serves it',
  'in-stack': 'a resource of the stack',
  'last-releases': 'a stage can go back to it',
  'forgotten': 'a stage may go back to it: it is older than the history of the stack',
  'not-of-this-stack': 'nothing says that this stack made it',
  'too-young': 'too young',
  'called': 'a deployment that is there calls it',
  'calls-unknown': 'a deployment that stays may call it',
  'not-older': 'not older than the oldest release that stays',
  'alias': 'an alias points at it',
  'event-source': 'an event source calls it',
  'called-by-others': 'its policy lets somebody else call it',
  'never-released': 'nothing says that a release called it',
  'invoked': 'it was invoked lately',
  'route': 'a route of a release that stays may need it',
  'unreadable': 'not readable',
  'refused': 'AWS says that it is in use',
  'not-wanted': '--keep-provisioned',
};
/** Of these each one is told, because somebody may want to do something about it. */
const TOLD: readonly KeptReason[] = ['calls-unknown', 'called-by-others', 'unreadable', 'refused'];
const MOST_TOLD = 5;

/** The report for people. @param command with which the plan is carried out */
export function pruneScreen(report: PruneReport, style: Style, command: string): string[] {
  const { stack, restApiId, region, account, superseded, deleted, outcome, rules } = report;
  const { colors, columns } = style;
  const went = outcome === 'done' || outcome === 'ended';
  const shown = went ? deleted : superseded.slice(0, rules.limit);
  const title = went ? `deleted ${count(deleted.length)} of ${count(superseded.length)}`
    : shown.length < superseded.length ? `would go: the first ${shown.length} of ${count(superseded.length)}` : `would go: ${count(shown.length)}`;
  return [
    ...wrapped([colors.bold(stack.name), `api ${restApiId}`, region, `account ${account}`].join('  '), columns),
    ...shown.length === 0 ? [] : ['', colors.dim(`  ${title}`), ...itemLines(shown, report, style)],
    '', colors.dim('  stays'), ...keptLines(report, style),
    '', ...wrapped(lastLine(report, command), columns),
  ];
}

function itemLines(items: readonly ReportedItem[], { at }: PruneReport, { columns }: Style): string[] {
  const isNarrow = columns < NARROW;
  const kindWidth = isNarrow ? 0 : Math.max(...items.map(({ kind }) => KINDS[kind].length));
  return items.flatMap((item) => {
    const age = item.createdAt === undefined ? '' : `${duration(new Date(at).getTime() - new Date(item.createdAt).getTime())} old`;
    const width = Math.max(12, columns - kindWidth - 4 - (isNarrow ? 0 : 16));
    const name = shortenedName(nameOf(item), width);
    return isNarrow ? [`  ${KINDS[item.kind]}`, `    ${name}`, ...age === '' ? [] : [`    ${age}`]]
      : [`  ${padded(KINDS[item.kind], kindWidth)}  ${padded(name, Math.min(width, 40))}  ${age}`.trimEnd()];
  });
}

function nameOf({ kind, deploymentId, functionName, version, statementId, qualifier, instances }: ReportedItem): string {
  switch (kind) {
    case 'deployment': return deploymentId!;
    case 'version': return `${functionName}:${version}`;
    case 'provisioned-concurrency': return `${functionName}:${version} (${instances} instance${instances === 1 ? '' : 's'})`;
    case 'statement': return `${statementId} of ${functionName}${qualifier === undefined ? '' : `:${qualifier}`}`;
  }
}

function keptLines({ kept, notRead, stagesNotRead }: PruneReport, { columns, marks, colors }: Style): string[] {
  const kinds = (Object.keys(KINDS) as Array<ReportedItem['kind']>).filter((kind) => kept.some((one) => one.kind === kind));
  const width = Math.max(0, ...kinds.map((kind) => KINDS[kind].length));
  const lines = kinds.flatMap((kind) => {
    const ofKind = kept.filter((one) => one.kind === kind);
    return [...new Set(ofKind.map(({ because }) => because))].flatMap((because, index) => {
      const many = count(ofKind.filter((one) => one.because === because).length).padStart(4);
      const label = columns < NARROW ? `${KINDS[kind]}${many}  ` : `${padded(index === 0 ? KINDS[kind] : '', width)}${many}  `;
      return hanging(label, BECAUSE[because], columns);
    });
  });
  const told = kept.filter(({ because }) => TOLD.includes(because));
  const details = told.slice(0, MOST_TOLD).flatMap(({ what, because, detail }) =>
    hanging(`${marks.note} `, `${what}: ${BECAUSE[because]}${detail === undefined ? '' : ` (${detail})`}`, columns).map(colors.yellow));
  const unread = [
    ...stagesNotRead.map(({ stageName, right }) => `stage ${stageName}: what it calls is told by the events of the stack alone (${right})`),
    ...notRead.map(({ functionName, right }) => `${functionName}: not readable (${right})`),
  ].flatMap((text) => hanging(`${marks.note} `, text, columns)).map(colors.yellow);
  return [
    ...lines.length === 0 ? ['  nothing'] : lines, ...unread, ...details,
    ...told.length > MOST_TOLD ? [colors.yellow(`  ${marks.note} and ${told.length - MOST_TOLD} more: see --json`)] : [],
  ];
}

/** The text beside its label, further lines below it. On a narrow screen the label has a line of its own, if it is long. */
function hanging(label: string, text: string, columns: number): string[] {
  const isAbove = columns < NARROW && cellWidth(label) > columns / 4;
  const indent = ' '.repeat(isAbove ? 6 : 2 + cellWidth(label));
  const lines = wrapped(text, columns, indent);
  return isAbove ? [`  ${label}`.trimEnd(), ...lines] : [`  ${label}${lines[0].trimStart()}`, ...lines.slice(1)];
}

function lastLine({ outcome, superseded, deleted, rules: { limit } }: PruneReport, command: string): string {
  const left = superseded.length - deleted.length;
  switch (outcome) {
    case 'nothing': return 'Nothing may go. Nothing was changed.';
    case 'planned': return `Nothing was changed. Delete ${superseded.length > limit ? `these ${limit}` : 'them'}: ${command} --yes`;
    case 'done': return left > 0 ? `${count(left)} more may go: run it again.` : 'Nothing more may go.';
    case 'ended': return `It ended early: ${count(deleted.length)} deleted, ${count(left)} not.`;
  }
}

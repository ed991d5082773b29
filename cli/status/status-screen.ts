import { functionRows } from './function-rows';
import type { HealthVerdict } from './health-of';
import { adviceText, healthText, NAME_THE_STACK, sharedText, sourceText, SWITCH_ON } from './health-text';
import { nextDeployLines } from './next-deploy-lines';
import { rolloutLines, rolloutSentence, steeringLines } from './rollout-lines';
import type { ReleaseStanding } from './state-of';
import type { CanaryReport, ReleaseReport, StatusReport } from './status-report';
import { evidenceText, Layout, Row, splitText, shownWindow, windowRows, windowTitle } from './window-rows';
import { cellWidth, padded, shortenedName } from '../screen/cells';
import { clockTime, duration, instant } from '../screen/figures';
import type { Style } from '../screen/style';
import { wrapped } from '../screen/wrapped';
import { isStuck, wayOut } from '../target/stack-state';

export const STATE_WORDS: { readonly [state in ReleaseStanding]: string } = {
  NO_STAGE: 'NO STAGE',
  ROLLBACK_FAILED: 'ROLLBACK FAILED',
  STACK_FAILED: 'STACK FAILED',
  ROLLING_OUT: 'ROLLING OUT',
  PAUSED: 'PAUSED',
  DEPLOYING: 'DEPLOYING',
  ROLLING_BACK: 'ROLLING BACK',
  FOREIGN_CANARY: 'FOREIGN CANARY',
  MOVED_BY_HAND: 'MOVED BY HAND',
  ABORTED_BY_HAND: 'ABORTED BY HAND',
  HELD: 'HELD',
  PARKED: 'PARKED',
  PRODUCTION: 'PRODUCTION',
};

export const VERDICT_WORDS: { readonly [verdict in HealthVerdict]: string } = {
  HEALTHY: 'HEALTHY', WORSE: 'WORSE', TOO_EARLY: 'TOO EARLY', NO_DATA: 'NO DATA', UNKNOWN: 'UNKNOWN',
};

/** The report for people. The same lines whether it is watched or not. */
export function statusScreen(report: StatusReport, style: Style): string[] {
  const layout: Layout = style.columns < 60 ? 'single' : style.columns < 100 ? 'narrow' : 'wide';
  return [
    ...header(report, style, layout),
    '',
    ...headlines(report, style),
    ...rolloutLines(report, style),
    ...report.base ? ['', ...columnsOf(report, style, layout)] : [],
    ...sourceNote(report, style, layout),
    ...notes(report, style),
    ...isRollingOut(report) ? steeringLines(report, style) : nextLines(report, style, layout),
  ];
}

function header({ release, stack, region, account, at }: StatusReport, { colors, columns }: Style, layout: Layout): string[] {
  const name = colors.bold(release.path ?? stack?.name ?? `${release.restApiId}/${release.stageName}`);
  const time = layout === 'single' ? clockTime(new Date(at)) : instant(new Date(at));
  const where = layout === 'wide'
    ? `api ${release.restApiId}  stage ${release.stageName}  ${region}  ${account}`
    : `${release.restApiId}/${release.stageName}  ${region}`;
  const left = stack === undefined ? where : `${name}  ${where}`;
  if (cellWidth(left) + 2 + time.length <= columns) { return [`${padded(left, columns - time.length)}${colors.dim(time)}`]; }
  return [name, `${where}  ${colors.dim(time)}`];
}

function headlines(report: StatusReport, style: Style): string[] {
  const { health, state } = report;
  const { colors } = style;
  const width = Math.max(...[STATE_WORDS[state], ...health ? [VERDICT_WORDS[health.verdict]] : []].map(({ length }) => length));
  const stateLine = line(colors.bold(STATE_WORDS[state]), STATE_WORDS[state].length, width, stateText(report), style);
  if (health === undefined) { return stateLine; }
  const word = VERDICT_WORDS[health.verdict];
  const paint = health.verdict === 'WORSE' ? colors.red : health.verdict === 'HEALTHY' ? colors.green : colors.yellow;
  // A promotion would be refused.
  const isToWait = isRollingOut(report) || (isStuck(report.stack?.status) && health.verdict !== 'WORSE');
  const advice = isToWait ? undefined : adviceText(health, report.target);
  return [
    ...stateLine,
    ...line(colors.bold(paint(word)), word.length, width, healthText(health), style, health.verdict === 'WORSE' ? colors.red : undefined),
    ...advice === undefined ? [] : line('', 0, width, advice, style),
  ];
}

type Paint = (text: string) => string;

function line(word: string, length: number, width: number, text: string, { columns }: Style, paint: Paint = (same) => same): string[] {
  const indent = ' '.repeat(width + 4);
  const [first, ...rest] = wrapped(text, columns, indent);
  return [`  ${word}${' '.repeat(width - length + 2)}${paint(first.trimStart())}`, ...rest.map((more) => `${indent}${paint(more.trimStart())}`)];
}

function stateText(report: StatusReport): string {
  const { canary, base, stack, state, movedFrom } = report;
  const isRolledBack = stack?.status === 'UPDATE_ROLLBACK_COMPLETE';
  const long = report.changedAt === undefined ? '' : `, for ${duration(ageOf(report, report.changedAt))}`;
  switch (state) {
    case 'NO_STAGE': return `API ${report.release.restApiId} has no stage ${report.release.stageName}`;
    case 'ROLLBACK_FAILED': return `stack ${stack?.name}: remove the cause and continue with npx cdk rollback ${stack?.name}. Never skip `
      + 'Custom::CanaryStage';
    case 'STACK_FAILED': return `stack ${stack!.name} is in ${stack!.status}: a deploy has failed and is not over. Remove the cause, ${
      wayOut(stack!.name, stack!.status)}`;
    case 'ROLLING_OUT': case 'PAUSED': return rolloutSentence(report);
    case 'DEPLOYING': return `stack ${stack?.name} is in ${stack?.status}`;
    case 'ROLLING_BACK': return `stack ${stack?.name} is in ${stack?.status}`;
    case 'FOREIGN_CANARY': return `${canary?.deploymentId} gets ${canary?.percentTraffic} % of the requests, and the template in force `
      + 'does not ask for it';
    case 'MOVED_BY_HAND':
      return `production is on ${base?.deploymentId}, and the last deploy left it on ${movedFrom}: somebody has moved it${
        canary ? `; the canary gets ${canary.percentTraffic} %` : ''}`;
    case 'ABORTED_BY_HAND': return 'the template in force asks for a canary, and the stage has none';
    case 'HELD': return `${canary?.percentTraffic} % of the requests go to the canary${long}`;
    case 'PARKED':
      return `the canary on the stage ${canary?.deploymentId === base?.deploymentId ? 'is production\'s own deployment' : 'gets no requests'}`;
    case 'PRODUCTION': return `${base?.deploymentId} serves everybody; there is no canary${isRolledBack ? '; the last deploy was rolled back' : ''}`;
  }
}

function ageOf({ at }: StatusReport, since: string): number {
  return new Date(at).getTime() - new Date(since).getTime();
}

function columnsOf(report: StatusReport, style: Style, layout: Layout): string[] {
  const { canary } = report;
  const about = aboutRows(report, style, layout);
  const window = windowRows(report, style, layout);
  const shown = shownWindow(report);
  const parts = [{ title: '', rows: about }, ...window.length > 0 && shown ? [{ title: windowTitle(shown, layout), rows: window }] : []];
  const below = ({ title, rows }: typeof parts[number], index: number) => [
    ...index === 0 ? [] : ['', `  ${title}`], ...rows.flatMap((row) => single(row, canary !== undefined, style)),
  ];
  return layout === 'single' ? parts.flatMap(below) : sideBySide(parts, canary !== undefined, style);
}

/** Base above canary, one value in a line. */
function single({ label, base, canary, compared }: Row, hasCanary: boolean, { colors, columns }: Style): string[] {
  const value = (name: string, text: string) => text === '' ? [] : [`    ${padded(name, 6)}  ${shortenedName(text, Math.max(10, columns - 12))}`];
  const heading = label === '' ? [] : [`  ${colors.dim(label)}`];
  if (!hasCanary) { return base === '' ? [] : [...heading, ...value('base', base)]; }
  return [...heading, ...value('base', base), ...value('canary', canary).map(colors.cyan), ...compared ? [`    ${compared}`] : []];
}

interface Part {
  readonly title: string;
  readonly rows: readonly Row[];
}

function sideBySide(parts: readonly Part[], hasCanary: boolean, { colors, columns }: Style): string[] {
  const rows = parts.flatMap((part) => part.rows);
  const labels = Math.max(...rows.map(({ label }) => cellWidth(label)), ...parts.map(({ title }) => cellWidth(title)));
  const compared = Math.max(0, ...rows.map((row) => cellWidth(row.compared ?? '')));
  const room = columns - 4 - labels - (compared === 0 ? 0 : compared + 2);
  const most = hasCanary ? Math.floor((room - 2) / 2) : room;
  const baseWidth = Math.min(most, Math.max(4, ...rows.map(({ base }) => cellWidth(base))));
  const canaryWidth = Math.min(most, Math.max(6, ...rows.map(({ canary }) => cellWidth(canary))));
  const heads = hasCanary ? `  ${padded('base', baseWidth)}  ${colors.cyan('canary')}` : '  base';
  const heading = (title: string) => `  ${colors.dim(padded(title, labels))}${heads}`;
  const body = ({ label, base, canary, compared: last = '' }: Row) => {
    const cells = [`  ${padded(label, labels)}`, padded(shortenedName(base, baseWidth), baseWidth)];
    const short = shortenedName(canary, canaryWidth);
    const canaryCell = hasCanary ? [colors.cyan(last === '' ? short : padded(short, canaryWidth))] : [];
    return [...cells, ...canaryCell, ...last === '' ? [] : [last]].join('  ').trimEnd();
  };
  return parts.flatMap(({ title, rows: own }, index) => [...index === 0 ? [] : [''], heading(title), ...own.map(body)]);
}

function aboutRows(report: StatusReport, { marks }: Style, layout: Layout): Row[] {
  const { base, canary } = report;
  const aged = ({
    deploymentId, createdAt,
  }: ReleaseReport) => `${deploymentId}${createdAt === undefined ? '' : `  ${duration(ageOf(report, createdAt))} old`}`;
  const { declaredPercent: declared, percentTraffic = 0 } = canary ?? {};
  const template = declared === undefined || (declared === percentTraffic && layout !== 'wide') ? '' : `  template says ${declared} %`;
  const rows: Row[] = [
    { label: 'deployment', base: aged(base!), canary: canary ? aged(canary) : '' },
    { label: 'traffic', base: `${Number((100 - percentTraffic).toFixed(2))} %`, canary: canary ? `${percentTraffic} %${template}` : '' },
    ...functionRows(base!, canary, marks),
  ];
  const variables = variablesText(base!.variables);
  if (variables !== '' || Object.keys(canary?.overrides ?? {}).length > 0) {
    rows.push({ label: 'variables', base: variables, canary: canary ? overridesText(canary) : '' });
  }
  if (report.cacheSize !== undefined) {
    rows.push({ label: 'cache', base: `${report.cacheSize} GB`, canary: canary === undefined ? '' : canary.useStageCache ? 'the same' : 'not used' });
  }
  return rows;
}

function variablesText(variables: Readonly<Record<string, string>>): string {
  return Object.entries(variables).sort(([a], [b]) => a < b ? -1 : 1).map(([name, value]) => `${name}=${value}`).join(' ');
}

function overridesText({ overrides }: CanaryReport): string {
  return Object.keys(overrides).length === 0 ? '(same)' : `${variablesText(overrides)} (override)`;
}

/** What the columns have no room for, and what the figures do not see. */
function sourceNote(report: StatusReport, style: Style, layout: Layout): string[] {
  const { health } = report;
  if (health === undefined) { return []; }
  if (health.verdict === 'UNKNOWN') {
    const [first, ...rest] = SWITCH_ON;
    const why = health.alsoCalledBy === undefined ? [] : wrapped(sharedText(health.alsoCalledBy), style.columns, '  ');
    const lines = report.stack === undefined ? [...wrapped(NAME_THE_STACK, style.columns, '  '), `  Or ${first[0].toLowerCase()}${first.slice(1)}`]
      : [`  ${first}`];
    return ['', ...[...why, ...lines, ...rest.map((text) => `  ${text}`)].map(style.colors.dim)];
  }
  const figures = layout === 'wide' ? [] : [splitText(report), evidenceText(health) ?? ''];
  const measured = report.canary?.window?.latencyOf ?? report.base?.window?.latencyOf;
  const durations = measured === undefined ? '' : `durations are those of ${measured}`;
  const text = [...figures, sourceText(health) ?? '', durations].filter((part) => part !== '').join('; ');
  return text === '' ? [] : ['', ...wrapped(text, style.columns, '  ').map(style.colors.dim)];
}

function notes(report: StatusReport, style: Style): string[] {
  const { base, canary, findings, target } = report;
  const { colors, marks, columns } = style;
  const parts = [...base ? [base] : [], ...base?.functions ?? [], ...canary?.functions ?? []];
  const denied = [...new Set(parts.flatMap(({ unreadable }) => unreadable ?? []))];
  const unread = denied.length === 0 ? [] : [
    '', ...wrapped(`${marks.note} not readable without ${denied.join(', ')}`, columns, '  ').map(colors.yellow),
  ];
  if (findings.length === 0) { return unread; }
  const isError = findings.some(({ severity }) => severity === 'error');
  const text = `${[...new Set(findings.map(({ id }) => id))].join(', ')}: npx cdk-canary doctor ${target}`;
  return [...unread, '', ...wrapped(`${isError ? marks.bad : marks.note} ${text}`, columns, '  ').map(isError ? colors.red : colors.yellow)];
}

function nextLines({ nextDeploy }: StatusReport, style: Style, layout: Layout): string[] {
  return nextDeployLines(nextDeploy.filter(
    ({ when, isTakenOff }) => layout === 'wide' ? when !== 'outside-the-api' : isTakenOff || ['same-commit', 'new-code', 'promote'].includes(when),
  ), style);
}

/** No other deploy can come. */
function isRollingOut({ state }: StatusReport): boolean {
  return state === 'ROLLING_OUT' || state === 'PAUSED';
}

/** In one line, for a log. */
export function statusText({ state, health, canary, stack, rollout }: StatusReport): string {
  const step = rollout?.steps.findIndex((one) => one.state === 'running' || one.state === 'paused') ?? -1;
  const failed = rollout?.steps.find(({ reason }) => reason !== undefined);
  const parts = [
    `${STATE_WORDS[state]}${step === -1 ? '' : ` step ${step + 1} of ${rollout!.steps.length}`}`,
    ...canary ? [`${canary.deploymentId} ${canary.percentTraffic} %`] : [],
    ...health ? [`${VERDICT_WORDS[health.verdict]}: ${healthText(health)}`] : [],
    ...failed ? [failed.reason!] : [],
    ...stack && /IN_PROGRESS|FAILED/.test(stack.status) ? [stack.status] : [],
  ];
  return parts.join(', ');
}

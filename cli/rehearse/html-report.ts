import { HTML_STYLE } from './html-style';
import { escaped } from './html-text';
import { exitCodeOf, Findings, RehearsalReport, RehearsedDeploy, titleOf } from './rehearsal-report';
import { rolloutHtml } from './rollout-html';
import { rowOf, timelinesOf } from './timeline';
import { timelineSvg } from './timeline-svg';
import {
  counted,
  customResourceName,
  describeInstant,
  describeOperation,
  describeStage,
  describeVariables,
  phaseNote,
  resourceName,
  stageName,
  whatWentWrong,
} from './wording';
import { Instant, StageState } from '../../rehearsal/observation/instant';
import { Outage } from '../../rehearsal/observation/outages';
import { RehearsedOperation } from '../../rehearsal/observation/rehearsal';

/** The whole rehearsal as one page without external resources and without scripts. */
export function htmlReport(report: RehearsalReport, findings: Findings): string {
  return [
    '<!DOCTYPE html>', '<html lang="en">', '<head>', '<meta charset="utf-8">', '<meta name="viewport" content="width=device-width, initial-scale=1">',
    '<title>Rehearsal</title>', `<style>${HTML_STYLE}</style>`, '</head>', '<body>',
    '<h1>Rehearsal</h1>',
    `<p class="dim">${escaped(subtitle(report, findings))}</p>`,
    verdict(findings),
    ...timelinesOf(report, findings).flatMap((timeline, index) => [
      `<h2>${escaped(timeline.stage)}</h2>`,
      ...index === 0 ? [LEGEND] : [],
      `<div class="card scroll">${timelineSvg(timeline)}</div>`,
      ...index === 0 ? [HINT] : [],
    ]),
    ...outagesHtml(report, findings),
    '<h2>Operations</h2>',
    ...report.deploys.map((deploy) => deployHtml(deploy, findings)),
    ...notesHtml(report, findings),
    '</body>', '</html>', '',
  ].join('\n');
}

const LEGEND = '<div class="legend"><span><i class="base"></i>answered by the base release</span><span><i class="canary"></i>answered by the canary '
  + 'release</span>'
  + '<span><i class="failed"></i>failed</span><span>one column per resource operation; point at it to see which</span></div>';

/** Shown where the picture is wider than the page. */
const HINT = '<p class="hint dim">The picture scrolls sideways, and begins at its end. Tap a column to get to its operation below.</p>';

function subtitle(report: RehearsalReport, { instants, requests }: Findings): string {
  const code = report.functionsInvoked ? 'with the real code behind the routes' : 'without running the code behind the routes';
  return `${counted(report.deploys.filter(({ source }) => source !== undefined).length, 'deploy')}, ${counted(instants.length, 'instant')}, `
    + `${counted(requests, 'request')} ${code}; seed ${report.seed}. Played on a local engine: nothing was deployed to AWS.`;
}

function verdict(findings: Findings): string {
  const { outages, failingInstants, instants, failedOperations } = findings;
  switch (exitCodeOf(findings)) {
    case 1: return `<p class="verdict bad">✗ ${whatWentWrong(outages)} at ${failingInstants} of ${counted(instants.length, 'instant')}.</p>`;
    case 3: return '<p class="verdict warn">No request would have failed, but '
      + `${escaped(failedOperations.map(({ stackName, status }) => `${stackName} ended in ${status}`).join(', '))}.</p>`;
    default: return findings.requests === 0
      ? '<p class="verdict warn">No request was asked: there is no stage with a route that the engine plays. Nothing is known.</p>'
      : '<p class="verdict good">✓ No request would have failed.</p>';
  }
}

function outagesHtml(report: RehearsalReport, { outages, unnoticed }: Findings): string[] {
  const list = (title: string, some: readonly Outage[], badge: (index: number) => string): string[] => (some.length === 0 ? []
    : [`<h2>${title}</h2>`, ...some.map((outage, index) => outageHtml(report, outage, badge(index)))]);
  return [
    ...list('Requests that would have failed', outages, (index) => `<span class="badge">${index + 1}</span>`),
    ...list('On a release without requests', unnoticed, () => ''),
  ];
}

function outageHtml(report: RehearsalReport, outage: Outage, badge: string): string {
  const at = (instant: Instant): string => escaped(`${titleOf(report, instant)}: ${describeInstant(instant)}`);
  return `<div class="card"><div>${badge}<strong>${escaped(outage.routes.join(', '))}</strong> on the ${outage.release} release of `
    + `${escaped(stageName(outage.stage))}, `
    + `${outage.percentTraffic} % of its requests</div><dl><dt>after</dt><dd>${at(outage.first)}</dd>`
    + `<dt>until</dt><dd>${outage.end ? at(outage.end) : 'the end of the rehearsal'} (${counted(outage.instants, 'instant')})</dd>`
    + `<dt>${outage.status}</dt><dd>${escaped(outage.cause)}</dd></dl></div>`;
}

function deployHtml({ title, source, operations }: RehearsedDeploy, { outages }: Findings): string {
  const failing = (instant: Instant): boolean => outages.some(({ first, last }) => first.index <= instant.index && instant.index <= last.index);
  const open = operations.some(({ succeeded, instants }) => !succeeded || instants.some(failing));
  const from = source === undefined ? '' : ` <code>${escaped(source)}</code>`;
  return `<details class="card"${open ? ' open' : ''}><summary>${escaped(title)}${from}</summary>`
    + `${operations.map((operation) => operationHtml(operation, failing)).join('\n')}</details>`;
}

function operationHtml(operation: RehearsedOperation, failing: (instant: Instant) => boolean): string {
  const rows = operation.instants.flatMap((instant) => instantRow(instant, failing(instant)));
  const table = rows.length === 0 ? '' : `<table><tbody>${rows.join('')}</tbody></table>`;
  return `<h3>${escaped(describeOperation(operation))}</h3>${table}${(operation.rollouts ?? []).map(rolloutHtml).join('')}`
    + stagesHtml(operation.stagesAfter)
    + operation.oneSidedRoutes.map((text) => `<p class="verdict warn">${escaped(text)}</p>`).join('');
}

function instantRow(instant: Instant, fails: boolean): string[] {
  const { happened, stages, index } = instant;
  if (happened.kind === 'end') { return []; }
  const { action, type, outcome, phase, reason } = happened;
  const causes = fails ? [...new Set(stages.flatMap(({ answers }) => answers.flatMap(({ failure, route, release }) => (failure === undefined
    ? []
    : [`${route} on the ${release} release`]))))] : [];
  const state = stages.map(({ stage }) => `${stages.length > 1 ? `${stageName(stage)} ` : ''}${describeStage(stage)}`).join('; ');
  return [`<tr id="${rowOf(instant)}"${fails ? ' class="fails"' : ''}><td class="number">${index + 1}</td><td `
    + `class="mark">${outcome === 'succeeded' ? '✓' : '✗'} ${action}</td>`
    + `<td>${escaped(resourceName(happened))}${reason === undefined ? '' : `<br><span class="dim">${escaped(reason)}</span>`}`
    + `${causes.length === 0 ? '' : `<br><span class="cause">✗ ${escaped(causes.join(', '))}</span>`}</td>`
    + `<td class="type dim">${escaped(type)}</td><td class="phase dim">${phaseNote(phase)}</td><td class="state dim">${escaped(state)}</td></tr>`];
}

function stagesHtml(stages: readonly StageState[]): string {
  if (stages.length === 0) { return ''; }
  const rows = stages.flatMap((stage) => (['base', 'canary'] as const).flatMap((release) => {
    const state = stage[release];
    return state === undefined ? [] : [`<tr><td>${release === 'base' ? escaped(stageName(stage)) : ''}</td><td>${release}</td>`
      + `<td><code>${escaped(state.deploymentId)}</code></td>`
      + `<td>${state.percentTraffic} %</td><td>${escaped(describeVariables(state.variables))}</td></tr>`];
  }));
  return '<h3>Stages afterwards</h3><table><thead>'
    + '<tr><th>stage</th><th>release</th><th>deployment</th><th>traffic</th><th>variables</th></tr></thead>'
    + `<tbody>${rows.join('')}</tbody></table>`;
}

function onceText({ routes, stage, status, cause }: Outage): string {
  return `${routes.join(', ')} of ${stageName(stage)}: ${status}, ${cause}`;
}

function notesHtml(report: RehearsalReport, { failedBefore, excepted, functionErrors, failedOperations, notRun }: Findings): string[] {
  const note = (title: string, items: readonly string[]): string[] => (items.length === 0
    ? []
    : [`<p><span class="dim">${title}:</span> ${escaped(items.join(', '))}</p>`]);
  const notes = [
    ...note('Did not succeed', failedOperations.map(({ stackName, reason }) => `${stackName}: ${reason ?? 'no reason given'}`)),
    ...note('Failed before, or from the first moment on (not counted)', failedBefore.map(onceText)),
    ...note('Excepted', excepted.map(onceText)),
    ...note('Answered with 5xx by what is behind the route (not counted)', functionErrors),
    ...note('Checked without running what is behind them', notRun),
    ...note('Routes not asked, because the engine does not play what is behind them', report.routesNotPlayed),
    ...note('Not played by the engine, so that only AWS can show it', report.propertiesNotPlayed),
    ...note('Custom resources whose code was not run (their attributes are made up)', report.customResourcesNotRun.map(customResourceName)),
    ...note('Types that the engine only carries along', report.inertTypes),
  ];
  return notes.length === 0 ? [] : ['<h2>Notes</h2>', ...notes];
}

import { escaped, percentText } from './html-text';
import { Stretch, Timeline } from './timeline';
import { Shares } from '../../rehearsal/observation/shares';

const LEFT = 64;
const RIGHT = 12;
const HEAD = 30;
const PLOT_HEIGHT = 170;
const ROW_HEIGHT = 24;
/** The picture is as wide as a page, and wider only when its columns would get too narrow to see. */
const PAGE_WIDTH = 1080;
const MIN_COLUMN = 7;
const MAX_COLUMN = 64;
/** Width of a column in which nothing happens to the stage, of another one's. */
const QUIET = 0.25;
/** Average width of a character at the font size of the labels. Enough to decide whether a label fits. */
const CHARACTER = 7.2;

/** The picture of one stage: who answered at each instant, which deployment each release was, and where requests failed. */
export function timelineSvg(timeline: Timeline): string {
  const weights = timeline.columns.map(({ quiet }) => (quiet ? QUIET : 1));
  const before = weights.reduce<number[]>((sums, weight) => [...sums, sums[sums.length - 1] + weight], [0]);
  const column = Math.min(MAX_COLUMN, Math.max(MIN_COLUMN, (PAGE_WIDTH - LEFT - RIGHT) / before[before.length - 1]));
  const x = (index: number): number => round(LEFT + before[index] * column);
  const width = ({ first, last }: Stretch): number => round((before[last + 1] - before[first]) * column);
  const outagesTop = HEAD + PLOT_HEIGHT + 10;
  const releasesTop = outagesTop + timeline.outages.length * ROW_HEIGHT + (timeline.outages.length > 0 ? 4 : 0);
  const total = { width: Math.ceil(x(timeline.columns.length) + RIGHT), height: releasesTop + 2 * ROW_HEIGHT + 6 };
  const canvas: Canvas = { x, width };
  return [
    `<svg viewBox="0 0 ${total.width} ${total.height}" width="${total.width}" height="${total.height}" role="img" `
      + `aria-label="${escaped(`Answers of ${timeline.stage} at every instant`)}">`,
    HATCHING,
    axis(x(timeline.columns.length)),
    ...timeline.areas.map((area) => areaSvg(area, canvas)),
    ...timeline.deploys.map((deploy) => deploySvg(deploy, releasesTop + 2 * ROW_HEIGHT, canvas)),
    ...timeline.outages.map((outage, row) => outageSvg(outage, outagesTop + row * ROW_HEIGHT, canvas)),
    ...(['base', 'canary'] as const).flatMap((release, row) => releaseSvg(timeline, release, releasesTop + row * ROW_HEIGHT, canvas)),
    ...timeline.columns.map((_, index) => hoverSvg(timeline, index, canvas)),
    '</svg>',
  ].join('\n');
}

interface Canvas {
  x(index: number): number;
  width(stretch: Stretch): number;
}

/** Failed answers are told by a pattern as well as by colour. */
const HATCHING = `<defs>
<pattern id="failed" width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
<rect class="failed" width="7" height="7"/><rect class="failed-line" width="2" height="7"/></pattern>
<pattern id="unused" width="8" height="8" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
<rect class="unused-line" width="1" height="8"/></pattern>
</defs>`;

function axis(right: number): string {
  return [100, 50, 0].map((percent) => {
    const y = HEAD + PLOT_HEIGHT * (1 - percent / 100);
    return `<text class="label" x="${LEFT - 8}" y="${y + 4}" text-anchor="end">${percent} %</text><line class="grid" x1="${LEFT}" x2="${right}" `
      + `y1="${y}" y2="${y}"/>`;
  }).join('');
}

function areaSvg(area: Stretch & { readonly shares?: Shares }, { x, width }: Canvas): string {
  const [left, wide] = [x(area.first), width(area)];
  const { shares } = area;
  if (shares === undefined) {
    const label = fits('not in use yet', wide) && area.first === 0
      ? `<text class="label" x="${left + wide / 2}" y="${HEAD + PLOT_HEIGHT / 2}" text-anchor="middle">not in use yet</text>`
      : '';
    return `<rect fill="url(#unused)" x="${left}" y="${HEAD}" width="${wide}" height="${PLOT_HEIGHT}"/>${label}`;
  }
  let bottom = HEAD + PLOT_HEIGHT;
  return (['base', 'canary', 'failed'] as const).map((kind) => {
    if (shares[kind] === 0) { return ''; }
    // The smallest share is still seen.
    const height = round(Math.max(3, shares[kind] * PLOT_HEIGHT));
    bottom = round(Math.max(HEAD, bottom - height));
    return `<rect ${kind === 'failed' ? 'fill="url(#failed)"' : `class="${kind}"`} x="${left}" y="${bottom}" width="${wide}" height="${height}"/>`
      + shareLabel(kind, shares[kind], { left, wide, top: bottom, height });
  }).join('');
}

/** Says a release's share where there is room for it. Below a band that is too low. */
function shareLabel(kind: keyof Shares, share: number, band: { left: number; wide: number; top: number; height: number }): string {
  const { left, wide, top, height } = band;
  const text = `${kind} ${percentText(share)}`;
  if (kind === 'failed' || !fits(text, wide - 8)) { return ''; }
  const inside = height >= 15;
  const y = round(inside ? top + Math.min(height, 22) - 4 : top + height + 13);
  return `<text class="on-${inside ? kind : 'base'}" x="${round(left + wide / 2)}" y="${y}" text-anchor="middle">${text}</text>`;
}

function outageSvg(outage: Timeline['outages'][number], top: number, { x, width }: Canvas): string {
  const text = `${outage.number}`;
  return `<text class="label alarm" x="${LEFT - 8}" y="${top + 15}" text-anchor="end">✗ ${text}</text>`
    + `<line class="grid" x1="${LEFT}" x2="${x(outage.first)}" y1="${top + 11}" y2="${top + 11}"/>`
    + `<rect fill="url(#failed)" rx="3" x="${x(outage.first)}" y="${top + 3}" width="${width(outage)}" height="${ROW_HEIGHT - 8}"/>`;
}

function releaseSvg(timeline: Timeline, release: 'base' | 'canary', top: number, { x, width }: Canvas): string[] {
  const name = `<text class="label" x="${LEFT - 8}" y="${top + 15}" text-anchor="end">${release}</text>`;
  return [name, ...timeline.releases[release].map((segment) => {
    const [left, wide] = [x(segment.first), width(segment)];
    const long = `${segment.deploymentId} ${segment.percentTraffic} %`;
    const text = [long, segment.deploymentId, ''].find((candidate) => fits(candidate, wide - 6));
    return `<rect class="${release}" rx="3" x="${left + 1}" y="${top + 2}" width="${Math.max(1, wide - 2)}" `
      + `height="${ROW_HEIGHT - 5}"><title>${escaped(long)}</title></rect>`
      + `<text class="on-${release}" x="${left + 6}" y="${top + 16}">${escaped(text ?? '')}</text>`;
  })];
}

function deploySvg(deploy: Timeline['deploys'][number], bottom: number, { x, width }: Canvas): string {
  const [left, wide] = [x(deploy.first), width(deploy)];
  const full = deploy.source === undefined ? deploy.title : `${deploy.title}: ${deploy.source}`;
  const text = [full, deploy.title, deploy.title.replace(/^Deploy /, ''), ''].find((candidate) => fits(candidate, wide - 8)) ?? '';
  return `<line class="border" x1="${left}" x2="${left}" y1="6" y2="${bottom}"/><text class="title" x="${left + 5}" `
    + `y="19">${escaped(text)}<title>${escaped(full)}</title></text>`;
}

function hoverSvg(timeline: Timeline, index: number, { x, width }: Canvas): string {
  const { label, shares, row } = timeline.columns[index];
  const answered = shares === undefined
    ? 'not in use'
    : `base ${percentText(shares.base)}, canary ${percentText(shares.canary)}, failed ${percentText(shares.failed)}`;
  const rect = `<rect class="hover" x="${x(index)}" y="${HEAD}" width="${width({ first: index, last: index })}" height="${PLOT_HEIGHT}">`
    + `<title>${escaped(`${label}\n${answered}`)}</title></rect>`;
  // A finger can't point: a tap leads to the row of the operation.
  return row === undefined ? rect : `<a href="#${row}">${rect}</a>`;
}

function fits(text: string, width: number): boolean {
  return text.length * CHARACTER <= width;
}

function round(value: number): number {
  return Number(value.toFixed(2));
}

import { escaped } from './html-text';
import { clock, lookText, stepStoriesOf, WITHOUT_TRAFFIC } from './rollout-text';
import { RolloutEntry, RolloutStory } from '../../rehearsal/observation/rollout-journal';

const WIDTH = 1080;
const LEFT = 64;
const RIGHT = 12;
const TOP = 14;
const HEIGHT = 120;
const LOOKS_TOP = TOP + HEIGHT + 18;

/** A rollout as a picture of its steps and looks, and a table of what each look found. */
export function rolloutHtml(story: RolloutStory): string {
  const { rolloutId, verdict, reason, minutes, counts } = story;
  const tone = { PASS: 'good', FAIL: 'bad', SKIPPED: 'warn', UNFINISHED: 'warn' }[verdict];
  const end = { PASS: 'promoted', FAIL: 'put back', SKIPPED: 'without steps', UNFINISHED: 'not finished' }[verdict];
  const rows = story.entries.map((entry) => `<tr><td class="number">${clock(entry.minutes)} min</td><td>${escaped(nameOf(entry))}</td>`
    + `<td>${entry.step === undefined ? '' : `${entry.step.percentTraffic} %`}</td><td>${escaped(told(entry))}</td></tr>`);
  return `<h3>Rollout ${escaped(rolloutId)}</h3>`
    + `<p class="verdict ${tone}">After ${clock(minutes)} min: ${end}.${reason === undefined ? '' : ` ${escaped(reason)}`}</p>`
    + (counts === undefined ? `<p class="verdict warn">${escaped(WITHOUT_TRAFFIC)}</p>` : '')
    + rolloutSvg(story)
    + `<details><summary>${rows.length} entries of its journal</summary><table><thead><tr><th>time</th><th></th><th>canary</th><th></th></tr></thead>`
    + `<tbody>${rows.join('')}</tbody></table></details>`;
}

/** The canary's percent over the minutes, and a mark for each look. */
function rolloutSvg(story: RolloutStory): string {
  const steps = stepStoriesOf(story);
  if (steps.length === 0) { return ''; }
  const x = (minutes: number): number => round(LEFT + (WIDTH - LEFT - RIGHT) * minutes / Math.max(1, story.minutes));
  const y = (percent: number): number => round(TOP + HEIGHT * (1 - percent / 100));
  const bars = steps.map(({ percentTraffic, from, until, passed }) => {
    const [left, top] = [x(from), Math.min(y(percentTraffic), y(0) - 3)];
    const title = `<title>${percentTraffic} % from minute ${clock(from)} to ${clock(until)}${passed ? '' : ', not passed'}</title>`;
    return `<rect ${passed ? 'class="canary"' : 'fill="url(#failed)"'} x="${left}" y="${top}" width="${round(Math.max(1, x(until) - left - 1))}" `
      + `height="${round(y(0) - top)}">${title}</rect><text class="label" x="${left + 3}" y="${top - 3}">${percentTraffic} %</text>`;
  });
  const looks = steps.flatMap(({ looks: own }) => own).map((look) => {
    const failed = look.gates?.some(({ verdict }) => verdict === 'FAIL') ?? false;
    return `<circle class="${failed ? 'failed' : 'base'}" cx="${x(look.minutes)}" cy="${LOOKS_TOP}" r="4">`
      + `<title>${escaped(`minute ${clock(look.minutes)}: ${told(look)}`)}</title></circle>`;
  });
  const axis = [100, 50, 0].map((percent) => `<text class="label" x="${LEFT - 8}" y="${y(percent) + 4}" text-anchor="end">${percent} %</text>`
    + `<line class="grid" x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${y(percent)}" y2="${y(percent)}"/>`);
  const height = LOOKS_TOP + 14;
  const label = `<text class="label" x="${LEFT - 8}" y="${LOOKS_TOP + 4}" text-anchor="end">looks</text>`;
  return `<svg viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" role="img" aria-label="Steps and looks of the rollout">`
    + `${[...axis, ...bars, label, ...looks].join('')}</svg>`;
}

function nameOf({ happened }: RolloutEntry): string {
  return happened === 'LOOK' ? 'look' : happened.toLowerCase().replaceAll('_', ' ');
}

function told(entry: RolloutEntry): string {
  const figures = lookText(entry);
  return entry.figures === undefined || entry.reason === undefined ? figures : `${entry.reason} (${figures})`;
}

function round(value: number): number {
  return Number(value.toFixed(2));
}

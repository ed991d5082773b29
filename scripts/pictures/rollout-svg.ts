import { box, page, text } from './page';
import { DrawnRollout } from './play-two-rollouts';
import { Words } from './words';
import { count } from '../../cli/screen/figures';

const WIDTH = 960;
const LEFT = 76;
const RIGHT = 28;
const PLOT_HEIGHT = 92;
const PANEL_TOP = 112;
const PANEL_HEIGHT = 212;
/** Minutes that are drawn after the longer rollout's end. */
const AFTERWARDS = 6;
const TICK_MINUTES = 10;

/** Two rollouts, one above the other on one scale of time: who answered, when the gates looked, and the verdict. */
export function rolloutSvg(rollouts: readonly DrawnRollout[], words: Words): string {
  const { title, subtitle, legend, axis, panels } = words.rollout;
  const minutes = Math.max(...rollouts.map((rollout) => rollout.minutes)) + AFTERWARDS;
  const height = PANEL_TOP + rollouts.length * PANEL_HEIGHT + 20;
  const x = (minute: number): number => LEFT + (WIDTH - LEFT - RIGHT) * minute / minutes;
  const ticks = Array.from({ length: Math.floor(minutes / TICK_MINUTES) + 1 }, (_, index) => index * TICK_MINUTES);
  const ends = rollouts.map((rollout) => `${panels[rollout.name]}: ${endOf(rollout, words)}`);
  return page({ width: WIDTH, height, lang: words.lang, description: [`${title}.`, ...ends].join(' ') }, [
    text(24, 36, title, 'title'),
    text(24, 60, subtitle, 'dim'),
    box(24, 76, 13, 13, 'base', 2), text(44, 87, legend.base, 'small'),
    box(234, 76, 13, 13, 'canary', 2), text(254, 87, legend.canary, 'small'),
    mark(450, 82.5, false), text(464, 87, legend.look, 'small'),
    mark(630, 82.5, true), text(644, 87, legend.failedLook, 'small'),
    ...rollouts.flatMap((rollout, index) => panel(PANEL_TOP + index * PANEL_HEIGHT, rollout, { x, minutes }, words)),
    ...ticks.map((minute) => text(x(minute), height - 18, minute === 0 ? `0 ${axis}` : `${minute}`, 'dim small', minute === 0 ? 'start' : 'middle')),
  ]);
}

interface Scale {
  /** Where it ends. */
  readonly minutes: number;
  x(minute: number): number;
}

function panel(top: number, rollout: DrawnRollout, { x, minutes }: Scale, words: Words): string[] {
  const { name, steps, production } = rollout;
  const plotTop = top + 46;
  const looksTop = plotTop + PLOT_HEIGHT + 14;
  const afterwards = { percentTraffic: production === 'new' ? 100 : 0, from: rollout.minutes, until: minutes };
  return [
    text(24, top + 16, words.rollout.panels[name], 'heading'),
    text(LEFT - 8, plotTop + 10, '100 %', 'dim small', 'end'),
    text(LEFT - 8, plotTop + PLOT_HEIGHT, '0 %', 'dim small', 'end'),
    ...[...steps, afterwards].flatMap((step) => shares(step, plotTop, x)),
    ...steps.map(({ percentTraffic, from }) => text(x(from) + 2, plotTop - 7, `${percentTraffic} %`, 'small')),
    text(x(rollout.minutes) + 2, plotTop - 7, `${afterwards.percentTraffic} %`, `small ${production === 'new' ? 'good' : 'bad'}`),
    ...steps.flatMap(({ looks }) => looks).map((look) => mark(x(look.minutes), looksTop, look.failed)),
    text(LEFT, looksTop + 28, `${production === 'new' ? '✓' : '✗'} ${endOf(rollout, words)}`, `${production === 'new' ? 'good' : 'bad'} small`),
  ];
}

/** Canary above base, as the other pictures have it. The smallest share is still seen. */
function shares({ percentTraffic, from, until }: { percentTraffic: number; from: number; until: number }, top: number, x: Scale['x']): string[] {
  const canary = percentTraffic === 0 ? 0 : Math.max(4, PLOT_HEIGHT * percentTraffic / 100);
  const [left, width] = [x(from), Math.max(1, x(until) - x(from) - 2)];
  return [
    ...(canary > 0 ? [box(left, top, width, canary, 'canary')] : []),
    ...(canary < PLOT_HEIGHT ? [box(left, top + canary, width, PLOT_HEIGHT - canary, 'base')] : []),
  ];
}

/** A look. One that failed is told by its form as well as by its colour. */
function mark(x: number, y: number, failed: boolean): string {
  return failed ? text(x, y + 5, '✗', 'bad', 'middle') : `<circle class="base" cx="${Number(x.toFixed(2))}" cy="${y}" r="3"/>`;
}

function endOf({ minutes, gate, figures: { base, canary }, steps }: DrawnRollout, { rollout }: Words): string {
  const figures = {
    minutes: Math.round(minutes),
    looks: steps.flatMap(({ looks }) => looks).length,
    canary: `${count(canary.errors)} / ${count(canary.requests)}`,
    base: `${count(base.errors)} / ${count(base.requests)}`,
  };
  return gate === undefined ? rollout.promoted(figures) : rollout.putBack({ ...figures, gate });
}

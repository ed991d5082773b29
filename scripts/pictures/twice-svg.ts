import { box, page, text } from './page';
import { PlayedDeploy, PlayedTwice } from './play-twice';
import { Words } from './words';

const WIDTH = 960;
const LEFT = 76;
const RIGHT = 28;
const PLOT_HEIGHT = 92;
const PANEL_TOP = 112;
const PANEL_HEIGHT = 196;

/** Two deploys, one above the other: who answered at each instant. */
export function twiceSvg({ plain, library }: PlayedTwice, words: Words): string {
  const { title, subtitle, legend, axis, ...said } = words.twice;
  const columns = Math.max(plain.columns.length, library.columns.length);
  const height = PANEL_TOP + 2 * PANEL_HEIGHT + 4;
  return page({
    width: WIDTH, height, lang: words.lang, description: `${title}. ${said.plain}: ${said.failing.base} ${said.library}: ${said.clean}`,
  }, [
    text(24, 36, title, 'title'),
    text(24, 60, subtitle, 'dim'),
    ...legendOf(legend),
    ...panel(PANEL_TOP, said.plain, plain, columns, words),
    ...panel(PANEL_TOP + PANEL_HEIGHT, said.library, library, columns, words),
    text(LEFT, height - 16, `${axis} →`, 'dim small'),
  ]);
}

function legendOf(legend: Words['twice']['legend']): string[] {
  const paints = { base: 'base', canary: 'canary', failed: 'url(#failed)' };
  return (['base', 'canary', 'failed'] as const).flatMap((kind, index) => [
    box(24 + index * 210, 76, 13, 13, paints[kind], 2), text(44 + index * 210, 87, legend[kind], 'small'),
  ]);
}

function panel(top: number, heading: string, deploy: PlayedDeploy, columns: number, { twice }: Words): string[] {
  const column = (WIDTH - LEFT - RIGHT) / columns;
  const plotTop = top + 28;
  return [
    text(24, top + 16, heading, 'heading'),
    ...[
      100, 0,
    ].map((percent) => text(LEFT - 8, plotTop + PLOT_HEIGHT * (1 - percent / 100) + (percent ? 10 : 0), `${percent} %`, 'dim small', 'end')),
    ...deploy.columns.flatMap((shares, index) => stack(LEFT + index * column, plotTop, column - 2, shares)),
    ...(deploy.outages.length === 0 ? [text(LEFT, plotTop + PLOT_HEIGHT + 22, `✓ ${twice.clean}`, 'good small')] : []),
    ...deploy.outages.map(({ release }, index) => text(LEFT, plotTop + PLOT_HEIGHT + 22 + index * 19, `✗ ${twice.failing[release]}`, 'bad small')),
  ];
}

/** One column. The smallest share is still seen. */
function stack(x: number, top: number, width: number, shares: PlayedDeploy['columns'][number]): string[] {
  let bottom = top + PLOT_HEIGHT;
  return (['base', 'canary', 'failed'] as const).filter((kind) => shares[kind] > 0).map((kind) => {
    const height = Math.max(4, shares[kind] * PLOT_HEIGHT);
    bottom = Math.max(top, bottom - height);
    return box(x, bottom, width, height, kind === 'failed' ? 'url(#failed)' : kind);
  });
}

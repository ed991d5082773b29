import { box, page, text } from './page';
import { PlayedRelease, PlayedStep, StepName } from './play-lifecycle';
import { Words } from './words';

const WIDTH = 960;
const ROW_HEIGHT = 84;
const TOP = 66;
const WRITTEN_AT = 64;
const BAR_AT = 430;
const BAR_WIDTH = 340;
const BAR_HEIGHT = 30;

/** What somebody writes, and the stage after the deploy, step by step. */
export function lifecycleSvg(steps: readonly PlayedStep[], words: Words): string {
  const { title } = words.lifecycle;
  const description = `${title}. ${steps.map(({ step }) => `${words.lifecycle.steps[step].write}: ${words.lifecycle.steps[step].then}`).join('. ')}`;
  return page({ width: WIDTH, height: TOP + steps.length * ROW_HEIGHT + 8, lang: words.lang, description }, [
    text(24, 36, title, 'title'),
    ...steps.flatMap((step, row) => rowOf(step, row, steps, words)),
  ]);
}

function rowOf({ step, production, canary }: PlayedStep, row: number, steps: readonly PlayedStep[], { lifecycle }: Words): string[] {
  const top = TOP + row * ROW_HEIGHT;
  const { write, then } = lifecycle.steps[step];
  const releases = canary && canary.percentTraffic > 0 ? [production, canary] : [production];
  return [
    ...arrowTo(step, row, steps),
    text(WRITTEN_AT, top + 20, step === 'abort' ? `${lifecycle.or}  ${write}` : write, 'code'),
    text(WRITTEN_AT, top + 40, then, 'dim small'),
    ...bars(releases, top + 6),
    text(BAR_AT, top + 54, `${lifecycle.production}: v${production.version}, theme=${production.theme}`, 'small dim'),
    text(BAR_AT + BAR_WIDTH + 20, top + 26, canary ? lifecycle.canary : lifecycle.noCanary, canary ? 'heading' : 'dim small'),
    ...(canary
      ? [text(BAR_AT + BAR_WIDTH + 20, top + 46, `v${canary.version}, ${canary.percentTraffic} %, theme=${canary.theme}`, 'small dim')]
      : []),
  ];
}

function bars(releases: readonly PlayedRelease[], top: number): string[] {
  let left = BAR_AT;
  return releases.flatMap(({ version, percentTraffic }, index) => {
    const share = releases.length === 1 ? 1 : percentTraffic / 100;
    const [x, width] = [left, share * BAR_WIDTH];
    left += width;
    const paint = version === 1 ? 'base' : 'canary';
    return [
      box(x, top, width - (index < releases.length - 1 ? 2 : 0), BAR_HEIGHT, paint, 4),
      text(x + width / 2, top + 20, width > 60 ? `v${version} · ${share * 100} %` : `v${version}`, `on-${paint}`, 'middle'),
    ];
  });
}

/** From the step that stood there before: the one above, or for the abort the hold. */
function arrowTo(step: StepName, row: number, steps: readonly PlayedStep[]): string[] {
  const middle = (at: number) => TOP + at * ROW_HEIGHT + 16;
  if (step === 'abort') {
    const hold = steps.findIndex(({ step: name }) => name === 'hold');
    return [`<path class="arrow" marker-end="url(#head)" d="M32 ${middle(hold)} H20 V${middle(row)} H54"/>`];
  }
  return row === 0 ? [] : [`<path class="arrow" marker-end="url(#head)" d="M42 ${middle(row - 1) + 12} V${middle(row) - 8}"/>`];
}

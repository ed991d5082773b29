import type { ForetoldDeploy } from './next-deploys';
import { padded } from '../screen/cells';
import type { Style } from '../screen/style';
import { wrapped } from '../screen/wrapped';

const WHEN: { readonly [when in ForetoldDeploy['when']]: string } = {
  'same-commit': 'same commit',
  'outside-the-api': 'a change outside the API',
  'without-action': 'same commit, without the action',
  'stage-settings': 'same code, other settings',
  'new-code': 'new code',
  'promote': 'action=promote',
  'hold': 'action=hold',
  'abort': 'action=abort',
  'no-settings': 'same code, no canarySettings',
  'cdk-rollback': 'npx cdk rollback',
};

/** Deploys that may come next, one below the other, under a title. */
export function nextDeployLines(deploys: readonly ForetoldDeploy[], { colors, columns }: Pick<Style, 'colors' | 'columns'>): string[] {
  if (deploys.length === 0) { return []; }
  // They are foretold alike, and one of them is enough for a screen.
  const shown = deploys.filter(({ when }) => when !== 'outside-the-api');
  const width = Math.max(...shown.map(({ when }) => WHEN[when].length));
  const title = shown.some(({ when }) => when === 'cdk-rollback') ? 'what comes next' : 'what the next cdk deploy makes of it';
  return ['', `  ${colors.dim(title)}`, ...shown.flatMap(({ when, outcome, isTakenOff }) => {
    const paint = isTakenOff ? colors.red : (text: string): string => text;
    const [first, ...rest] = wrapped(outcome, columns, ' '.repeat(width + 6));
    return [`    ${padded(WHEN[when], width)}  ${paint(first.trimStart())}`, ...rest.map(paint)];
  })];
}

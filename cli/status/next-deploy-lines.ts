import type { ForetoldDeploy } from './next-deploys';
import { padded } from '../screen/cells';
import type { Style } from '../screen/style';
import { wrapped } from '../screen/wrapped';

const WHEN: { readonly [when in ForetoldDeploy['when']]: string } = {
  'same-commit': 'same commit',
  'outside-the-api': 'a change outside the API',
  'stage-settings': 'a change of the stage',
  'new-code': 'new code',
  'promote': 'action=promote',
  'abort': 'action=abort',
  'no-settings': 'without canarySettings',
};

/** Deploys that may come next, one below the other, under a title. */
export function nextDeployLines(deploys: readonly ForetoldDeploy[], { colors, columns }: Pick<Style, 'colors' | 'columns'>): string[] {
  if (deploys.length === 0) { return []; }
  const width = Math.max(...deploys.map(({ when }) => WHEN[when].length));
  return ['', `  ${colors.dim('what the next cdk deploy makes of it')}`, ...deploys.flatMap(({ when, outcome }) => {
    const [first, ...rest] = wrapped(outcome, columns, ' '.repeat(width + 6));
    return [`    ${padded(WHEN[when], width)}  ${first.trimStart()}`, ...rest];
  })];
}

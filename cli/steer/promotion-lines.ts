import type { PromotionLook } from './promotion-look';
import { count } from '../screen/figures';
import type { Style } from '../screen/style';
import { wrapped } from '../screen/wrapped';
import { healthText } from '../status/health-text';
import { VERDICT_WORDS } from '../status/status-screen';

/** What speaks for and against a promotion. */
export function promotionLines({ health, counted, calls, unknownCalls, missingRights, lostRoutes }: PromotionLook, style: Style): string[] {
  const { colors, marks, columns } = style;
  const line = (mark: string, paint: (text: string) => string, text: string) => wrapped(`${mark} ${text}`, columns, '  ').map(paint);
  const functions = calls === undefined ? line(marks.note, colors.yellow, 'what the canary calls is not known: no template that says it is in force')
    : unknownCalls.length > 0 ? line(marks.note, colors.yellow, unknownText(unknownCalls, missingRights))
      : line(marks.good, colors.green, `${calls.join(', ') || 'no function'}: exists and may be called`);
  return [
    '',
    ...functions,
    ...health === undefined ? line(marks.note, colors.yellow, 'no request gets the canary: nothing is known of it')
      : health.verdict === 'HEALTHY' ? line(marks.good, colors.green, `HEALTHY: ${healthText(health)}${figures(counted)}`)
        : line(health.verdict === 'WORSE' ? marks.bad : marks.note, health.verdict === 'WORSE' ? colors.red : colors.yellow,
          `${VERDICT_WORDS[health.verdict]}: ${healthText(health)}${figures(counted)}`),
    ...lostRoutes.length === 0
      ? []
      : line(marks.bad, colors.red, `the canary does not serve ${lostRoutes.join(', ')}: everybody would get 403 there`),
  ];
}

/** `not known without lambda:GetPolicy whether Orders:2 exists and may be called`. */
export function unknownText(calls: readonly string[], rights: readonly string[]): string {
  return `not known ${rights.length > 0 ? `without ${rights.join(', ')} ` : ''}whether ${calls.join(', ')} exists and may be called`;
}

function figures(counted: PromotionLook['counted']): string {
  if (counted === undefined || counted.canary.requests === 0) { return ''; }
  const of = ({ requests, serverErrors }: { requests: number; serverErrors: number }) => `${count(serverErrors)} of ${count(requests)} failed`;
  return ` (base ${of(counted.base)}, canary ${of(counted.canary)}, last 15 min)`;
}

import { unknownText } from './promotion-lines';
import type { RollbackTarget } from './rollback-target';
import { calledName, FunctionReading, missingRights } from '../readings/read-functions';
import { instant, duration } from '../screen/figures';
import type { Style } from '../screen/style';
import { wrapped } from '../screen/wrapped';

/** What the CDK writes where nobody writes anything. */
const CDK_DESCRIPTION = 'Automatically created by the RestApi construct';

/** What speaks for and against going back to a deployment. */
export function rollbackLines(target: RollbackTarget, now: Date, { colors, marks, columns }: Style): string[] {
  const { deploymentId, deployment, leftAt, variables, functions, lostRoutes } = target;
  const line = (mark: string, paint: (text: string) => string, text: string) => wrapped(`${mark} ${text}`, columns, '  ').map(paint);
  const note = (text: string) => line(marks.note, colors.yellow, text);
  const { createdAt, description } = deployment ?? {};
  const about = [
    ...leftAt === undefined ? ['stands in no event of the stack as production'] : [`was production at the deploy of ${instant(leftAt)}`],
    ...createdAt === undefined ? [] : [`is ${duration(now.getTime() - createdAt.getTime())} old`],
    ...description && description !== CDK_DESCRIPTION ? [`is described as "${description}"`] : [],
  ].join(', ');
  const named = (...states: Array<FunctionReading['state']>) => (functions ?? []).filter(({ state }) => states.includes(state)).map(calledName);
  const [found, unknown, unqualified] = [named('ok'), named('unknown'), named('unqualified')];
  return [
    '',
    ...leftAt === undefined ? note(`${deploymentId} ${about}`) : line(marks.good, colors.green, `${deploymentId} ${about}`),
    ...functions === undefined ? note(`what ${deploymentId} calls is not known: no event of the stack tells`) : [],
    ...found.length > 0 ? line(marks.good, colors.green, `${found.join(', ')}: exists and may be called`) : [],
    ...unknown.length > 0 ? note(unknownText(unknown, missingRights(functions ?? []))) : [],
    ...unqualified.length > 0 ? note(`${unqualified.join(', ')} is called without a version: it goes on with the code that was uploaded last`) : [],
    ...variables === undefined ? note('stage variables stay as they are: the history does not tell those of then') : [],
    ...lostRoutes.length === 0
      ? []
      : line(marks.bad, colors.red, `${deploymentId} does not serve ${lostRoutes.join(', ')}: everybody would get 403 there`),
  ];
}

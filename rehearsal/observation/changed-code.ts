import { Answer, StageObservation } from './instant';

/**
 * The same observation, with a failure for each route whose code on the base release changed under its deployment.
 *
 * The deploy asks for a canary, so the new code is meant for the canary's share of the requests. Here everybody gets it.
 *
 * @param atStart the stage at the start of the deploy
 */
export function withChangedCode(observation: StageObservation, atStart: StageObservation | undefined): StageObservation {
  if (atStart === undefined || atStart.stage.base.deploymentId !== observation.stage.base.deploymentId) { return observation; }
  const before = new Map(atStart.answers.filter(({ release }) => release === 'base').map(({ route, code }) => [route, code]));
  const isChanged = ({ route, release, code, failure }: Answer): boolean =>
    release === 'base' && failure === undefined && code !== undefined && before.get(route) !== undefined && before.get(route) !== code;
  return { ...observation, answers: observation.answers.map((answer) => (isChanged(answer) ? { ...answer, failure: CHANGED } : answer)) };
}

const CHANGED = 'The code behind the base release changed, although its deployment did not and the deploy asks for a canary: everybody gets the new '
  + 'code. '
  + 'The base calls the function without a fixed version. Integrate a version, such as handler.currentVersion, in a deploy of its own.';

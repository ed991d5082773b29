import type { Look } from './look';
import type { SteerOptions } from './steer-options';
import type { Steering, SteeringPlan } from './steering';
import { agreed } from '../agree';
import { commandError } from '../messages/command-ids';
import type { Terminal } from '../terminal';

type Asked = Pick<SteerOptions, 'yes' | 'althoughWorse'> & Pick<Steering, 'command'> & { readonly stageName: string };

/** Whether a person wants a plan carried out. @throws CommandError NeedsYes, CanaryWorse */
export async function agreedBy(
  terminal: Terminal, { command, stageName, yes, althoughWorse }: Asked, { question, expected }: SteeringPlan, look: Look | undefined,
): Promise<boolean> {
  const { deploymentId, canary } = expected;
  if (question === 'none') { return true; }
  if (question === 'yes') { return agreed(terminal, command, `Give ${canary?.percentTraffic} % of the requests to ${canary?.deploymentId}?`, yes); }
  if (yes && look?.health?.verdict === 'WORSE' && !althoughWorse) { throw commandError('CanaryWorse', deploymentId); }
  if (yes) { return true; }
  if (!terminal.interactive) { throw commandError('NeedsYes', command); }
  const what = command === 'rollback' ? `Take everybody back to ${deploymentId}?` : `Give ${deploymentId} to everybody?`;
  const answer = await terminal.ask(`${what} Type the stage's name (${stageName}) to go on: `);
  return answer?.trim() === stageName;
}

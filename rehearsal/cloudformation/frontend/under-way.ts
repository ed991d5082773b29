import { CloudFormationService } from '../cloudformation-service';
import { StartedOperation } from '../stack-requests';

/**
 * Waits for an operation, but not longer than a client would wait for its answer.
 *
 * AWS answers at once. Clients then look after the stack every few seconds. An operation that takes the engine a moment has ended when
 * they look for the first time.
 */
export async function underWay(service: CloudFormationService, started: StartedOperation, longestMilliseconds: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const waitedLongEnough = new Promise<void>((resolve) => { timer = setTimeout(resolve, longestMilliseconds); });
  const ended = started.result.then(() => undefined, (error: Error) => giveUp(service, started.stackId, error));
  await Promise.race([ended, waitedLongEnough]);
  clearTimeout(timer);
}

/** An operation never throws. If the engine itself fails, clients must not wait for its end for ever. */
function giveUp(service: CloudFormationService, stackId: string, error: Error): void {
  const stack = service.registry.existing(stackId);
  stack.status = stack.status.startsWith('CREATE') ? 'CREATE_FAILED' : stack.status.startsWith('DELETE') ? 'DELETE_FAILED' : 'UPDATE_ROLLBACK_FAILED';
  stack.statusReason = `The rehearsal engine failed: ${error.stack ?? error.message}`;
}

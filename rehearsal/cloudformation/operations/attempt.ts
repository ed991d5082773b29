import { Phase, UpcomingOperation } from '../resource-operation';
import { Provisioned, ResourceFailure } from '../resource-type';
import { StackRecord } from '../stack-record';
import { Engine, RunningOperation } from './engine';
import { TemplateError } from '../template/template-error';

/** What came of one resource operation. */
export interface Attempt {
  readonly operation: UpcomingOperation;
  readonly succeeded: boolean;
  /** Why it failed. */
  readonly reason?: string;
  /** The physical resource as it stands; after a failure only when the operation acted nevertheless. */
  readonly provisioned?: Provisioned;
}

/** Names of the action in event reasons: `Resource update cancelled`. */
const NOUNS = { create: 'creation', update: 'update', delete: 'deletion' } as const;

/**
 * Runs one resource operation with whatever fault is injected into it.
 *
 * @param act - does it; `deliverTwice` asks a custom resource to deliver its event twice
 */
export async function attempt(
  engine: Engine, running: RunningOperation, target: Omit<UpcomingOperation, 'index' | 'stack'>, stack: StackRecord,
  act: (deliverTwice: boolean) => Promise<Provisioned | undefined>,
): Promise<Attempt> {
  const operation: UpcomingOperation = { ...target, index: running.nextIndex++, stack: stack.identity };
  const fault = engine.inject(operation);
  const failure = (reason: string, provisioned?: Provisioned): Attempt => ({ operation, succeeded: false, reason, provisioned });
  if (fault?.kind === 'fail' && fault.when === 'before') { return failure(fault.reason ?? 'Injected failure before the operation'); }
  let provisioned: Provisioned | undefined;
  try {
    provisioned = await act(fault?.kind === 'duplicate');
  } catch (error) {
    if (!(error instanceof ResourceFailure || error instanceof TemplateError)) { throw error; }
    const { physicalId } = error as ResourceFailure;
    return failure(error.message, physicalId === undefined ? undefined : { physicalId, attributes: {} });
  }
  if (fault?.kind === 'fail') { return failure(fault.reason ?? 'Injected failure after the operation', provisioned); }
  if (fault?.kind === 'cancel' && cancellable(target.phase)) {
    running.cancelRequested = true;
    return failure(cancelledReason(target.action), provisioned);
  }
  return { operation, succeeded: true, provisioned };
}

/** Event reason of a resource whose operation a cancel or a sibling's failure ended. */
export function cancelledReason(action: 'create' | 'update' | 'delete'): string {
  return `Resource ${NOUNS[action]} cancelled`;
}

function cancellable(phase: Phase): boolean {
  return phase === 'update';
}

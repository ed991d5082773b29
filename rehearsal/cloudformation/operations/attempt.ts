import { DeliveryFault, Fault, Phase, UpcomingOperation } from '../resource-operation';
import { Provisioned, ResourceFailure } from '../resource-type';
import { StackRecord } from '../stack-record';
import { cancelledReason } from './cancelled-reason';
import { Engine, RunningOperation } from './engine';
import { TemplateError } from '../template/template-error';

/** What came of one resource operation. */
export interface Attempt {
  readonly operation: UpcomingOperation;
  readonly succeeded: boolean;
  /** Why it failed. */
  readonly reason?: string;
  /** The physical resource as it stands. After a failure only when the operation acted nevertheless. */
  readonly provisioned?: Provisioned;
}

/**
 * Runs one resource operation with whatever fault is injected into it.
 *
 * @param act does it. A fault that it is given befalls the event of a custom resource
 */
export async function attempt(
  engine: Engine, running: RunningOperation, target: Omit<UpcomingOperation, 'index' | 'stack'>, stack: StackRecord,
  act: (fault: DeliveryFault | undefined) => Promise<Provisioned | undefined>,
): Promise<Attempt> {
  await engine.clock.settle();
  const operation: UpcomingOperation = { ...target, index: running.nextIndex++, stack: stack.identity };
  const fault = engine.inject(operation);
  const failure = (reason: string, provisioned?: Provisioned): Attempt => ({ operation, succeeded: false, reason, provisioned });
  // What is in progress when an update is cancelled goes on for all that CloudFormation knows; it does not wait for it.
  if (fault?.kind === 'abandon' && fault.cause === 'cancel' && cancellable(target.phase)) { running.cancelRequested = true; }
  if (fault?.kind === 'fail' && fault.when === 'before') { return failure(fault.reason ?? 'Injected failure before the operation'); }
  let provisioned: Provisioned | undefined;
  try {
    provisioned = await act(deliveryFault(fault));
  } catch (error) {
    if (!(error instanceof ResourceFailure || error instanceof TemplateError)) { throw error; }
    const { physicalId } = error as ResourceFailure;
    return failure(error.message, physicalId === undefined ? undefined : { physicalId, attributes: {} });
  }
  if (fault?.kind === 'fail') { return failure(fault.reason ?? 'Injected failure after the operation', provisioned); }
  if (fault?.kind === 'abandon') { return failure(cancelledReason(target.action), provisioned); }
  if (fault?.kind === 'cancel' && cancellable(target.phase)) {
    running.cancelRequested = true;
    return failure(cancelledReason(target.action), provisioned);
  }
  return { operation, succeeded: true, provisioned };
}

function cancellable(phase: Phase): boolean {
  return phase === 'update';
}

function deliveryFault(fault: Fault | undefined): DeliveryFault | undefined {
  return fault?.kind === 'fail' || fault?.kind === 'cancel' ? undefined : fault;
}

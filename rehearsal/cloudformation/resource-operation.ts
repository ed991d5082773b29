import { StackIdentity } from './resource-type';
import { ResourceStatus, StackStatus } from './stack-status';

/** Part of a stack operation. */
export type Phase = 'create' | 'update' | 'cleanup' | 'rollback' | 'rollback-cleanup' | 'delete';

/** A resource operation that is about to happen. */
export interface UpcomingOperation {
  /** Position among the resource operations of the running stack operation, nested stacks included, from 0. */
  readonly index: number;
  readonly stack: StackIdentity;
  readonly phase: Phase;
  readonly logicalId: string;
  readonly type: string;
  readonly action: 'create' | 'update' | 'delete';
  readonly physicalId?: string;
}

/** What just happened: one resource operation, or a change of the stack's own status. */
export type EngineEvent =
  | (UpcomingOperation & { readonly outcome: 'succeeded' | 'failed'; readonly reason?: string; readonly status: ResourceStatus })
  | { readonly action: 'status'; readonly stack: StackIdentity; readonly status: StackStatus; readonly reason?: string };

/** Called, and awaited, after every single resource operation and every change of a stack's status. */
export type OperationListener = (event: EngineEvent) => void | Promise<void>;

/** What a test or a rehearsal may do to a resource operation. */
export type Fault =
  /** It fails: before it acts, or after it acted (the effect stays, the failure is reported). */
  | { readonly kind: 'fail'; readonly when: 'before' | 'after'; readonly reason?: string }
  /** The update is cancelled while this operation is in progress: it acts, and counts as cancelled. Only updates can be cancelled. */
  | { readonly kind: 'cancel' }
  | DeliveryFault;

/** What may befall the event of a custom resource on its way through Lambda, and its answer. No effect on other resources. */
export type DeliveryFault =
  /** It is delivered twice: at once, or when so much time has passed since it was sent. */
  | { readonly kind: 'duplicate'; readonly afterSeconds?: number }
  /** It waits in Lambda's queue so long. */
  | { readonly kind: 'late'; readonly seconds: number }
  /** It never reaches the function. */
  | { readonly kind: 'lost' }
  /** The function runs, and its answer gets lost. */
  | { readonly kind: 'lost-answer' }
  /**
   * A sibling fails, or the update is cancelled, so long after the event was sent: CloudFormation counts the resource as cancelled and
   * goes on with the rollback, while the function still runs. An answer that came before counts for nothing either.
   */
  | { readonly kind: 'abandon'; readonly afterSeconds: number; readonly cause: 'sibling' | 'cancel' };

/** Decides the fault of a resource operation. Undefined lets it be. */
export type FaultInjector = (operation: UpcomingOperation) => Fault | undefined;

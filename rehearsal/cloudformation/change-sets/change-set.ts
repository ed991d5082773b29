import { PlannedChange } from './planned-changes';
import { StackRequest } from '../stack-requests';

/** A proposal to create or update a stack. */
export interface ChangeSet {
  /** `arn:aws:cloudformation:<region>:<account>:changeSet/<name>/<uuid>` */
  readonly id: string;
  readonly name: string;
  readonly stackId: string;
  readonly stackName: string;
  readonly type: 'CREATE' | 'UPDATE';
  readonly description?: string;
  readonly status: 'CREATE_COMPLETE' | 'FAILED';
  /** Whether it can still be executed. An executed one is found by its id only. */
  executionStatus: 'AVAILABLE' | 'UNAVAILABLE' | 'EXECUTE_COMPLETE' | 'OBSOLETE';
  /** Why it failed. */
  readonly statusReason?: string;
  readonly creationTime: Date;
  /** What its execution asks for. */
  readonly request: StackRequest;
  readonly changes: ReadonlyArray<PlannedChange>;
}

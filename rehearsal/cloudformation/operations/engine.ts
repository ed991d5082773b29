import { Hypotheses } from '../../hypotheses';
import { Clock } from '../clock';
import { FaultInjector, OperationListener } from '../resource-operation';
import { ResourceType } from '../resource-type';
import { SeededGenerator } from '../seeded-generator';

/** What every stack operation works with. */
export interface Engine {
  /** The type's implementation. Unknown types are inert, so there always is one. */
  readonly typeNamed: (type: string) => ResourceType;
  readonly clock: Clock;
  readonly random: SeededGenerator;
  readonly hypotheses: Hypotheses;
  /**
   * Resources that were ready when another one failed: `none` had begun, or each had begun with probability one half.
   * One that had begun acts, and is then reported as cancelled.
   */
  readonly siblingsAtFailure: 'none' | 'some';
  readonly notify: OperationListener;
  readonly inject: FaultInjector;
}

/** A running stack operation, nested stacks included. */
export interface RunningOperation {
  /** Index of the next resource operation. */
  nextIndex: number;
  /** Takes effect before the next resource operation. */
  cancelRequested: boolean;
  /** Told at once when somebody cancels the update: custom resources in progress are given up. */
  readonly cancelListeners: Set<() => void>;
  /** After a failure everything stays as it is, until a person decides. */
  readonly rollbackDisabled: boolean;
}

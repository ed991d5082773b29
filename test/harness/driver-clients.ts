import { Right } from './granted-rights';
import { World } from '../../lib/stage-driver/handler/world';

/** An error as a service answers it. */
export interface ErrorFault {
  readonly status: number;
  readonly type: string;
}

/** A call on its way to the engine. */
export interface OutgoingCall<Answer> {
  /** For instance `GetStage`, `UpdateStage`, `DescribeStacks`. */
  readonly name: string;
  /** What the driver's role must allow. */
  readonly right: Right;
  /** The engine does what is asked. */
  readonly perform: () => Promise<Answer>;
  /** The caller gets this error instead of an answer. */
  readonly fail: (fault: ErrorFault) => Promise<Answer>;
}

/** Brings a call to the engine, and its answer back. */
export type Caller = <Answer>(call: OutgoingCall<Answer>, abortSignal?: AbortSignal) => Promise<Answer>;

/** What the driver calls AWS with. */
export type DriverClients = Pick<World, 'apiGateway' | 'cloudFormation' | 'describeFunction'>;

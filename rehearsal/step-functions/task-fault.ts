import { Json } from './definition';

/** An attempt of a task that is about to happen. */
export interface UpcomingTask {
  /** Position among the attempts of all executions, from 0. */
  readonly index: number;
  readonly executionName: string;
  readonly state: string;
  /** How often the task was tried again before, from 0. */
  readonly retry: number;
  readonly input: Json;
}

/** What may befall an attempt of a task: each task is done once at least. */
export type TaskFault =
  /** Lambda can't be reached. */
  | { readonly kind: 'refused' }
  /** The function runs, and its result gets lost. */
  | { readonly kind: 'lost-result' }
  /** The function is called twice, the second time so long after the first. The execution goes on with the first result. */
  | { readonly kind: 'twice'; readonly afterSeconds: number }
  /** The function is called so much later. */
  | { readonly kind: 'late'; readonly seconds: number };

/** Decides what befalls an attempt. `undefined` lets it be. */
export type TaskFaultInjector = (task: UpcomingTask) => TaskFault | undefined;

import { refusalByStage } from './refusal';
import { asksForFunctions } from './refusals/base-function-removed';
import { asksForCalls } from './refusals/canary-without-new-code';
import { comparesEndpoints } from './refusals/unserved-endpoint';
import type { Situation } from './situation';

/** What the driver still has to read before `plan` can decide. */
export interface MissingReadings {
  readonly endpoints: boolean;
  readonly functions: boolean;
  readonly base: boolean;
}

/** A refusal that already stands needs no further reading, and a rollback is not refused. */
export function whatToRead(situation: Situation): MissingReadings {
  const isOpen = !situation.rollback && refusalByStage(situation) === undefined;
  const functions = isOpen && asksForFunctions(situation);
  return { endpoints: isOpen && comparesEndpoints(situation), functions, base: functions || (isOpen && asksForCalls(situation)) };
}

import { refusalByStage } from './refusal';
import { asksForFunctions } from './refusals/base-function-removed';
import { comparesEndpoints } from './refusals/unserved-endpoint';
import type { Situation } from './situation';

/** What the driver still has to read before `plan` can decide. */
export interface MissingReadings {
  readonly endpoints: boolean;
  readonly functions: boolean;
}

/** A refusal that already stands needs no further reading, and a rollback is not refused. */
export function whatToRead(situation: Situation): MissingReadings {
  const isOpen = !situation.rollback && refusalByStage(situation) === undefined;
  return { endpoints: isOpen && comparesEndpoints(situation), functions: isOpen && asksForFunctions(situation) };
}

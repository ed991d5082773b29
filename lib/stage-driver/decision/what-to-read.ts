import { refusalByStage } from './refusal';
import { asksForElsewhere } from './refusals/base-function-elsewhere';
import { asksForFunctions } from './refusals/base-function-removed';
import { asksForRoles } from './refusals/base-role-removed';
import { asksForUnqualified } from './refusals/base-unqualified';
import { asksForCalls } from './refusals/canary-without-new-code';
import { asksForMode } from './refusals/rollout-needs-standard-mode';
import { comparesEndpoints } from './refusals/unserved-endpoint';
import type { Situation } from './situation';

/** What the driver still has to read before `plan` can decide. */
export interface WhatToRead {
  readonly endpoints: boolean;
  readonly stack: boolean;
  readonly base: boolean;
  readonly mode: boolean;
}

/** A refusal that already stands needs no further reading, and a rollback is not refused. */
export function whatToRead(situation: Situation): WhatToRead {
  const isOpen = !situation.rollback && refusalByStage(situation) === undefined;
  const stack = isOpen && (asksForFunctions(situation) || asksForElsewhere(situation) || asksForRoles(situation) || asksForUnqualified(situation));
  return {
    endpoints: isOpen && comparesEndpoints(situation),
    stack,
    base: stack || (isOpen && asksForCalls(situation)),
    mode: isOpen && asksForMode(situation),
  };
}

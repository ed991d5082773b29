import { isAdoption, mayBeReplaced, onlyHistoryTells } from './base-functions';
import { refusalByStage } from './refusal';
import { asksForBackends } from './refusals/base-backend-removed';
import { asksForElsewhere } from './refusals/base-function-elsewhere';
import { asksForFunctions } from './refusals/base-function-removed';
import { asksForRoles } from './refusals/base-role-removed';
import { asksForUnqualified } from './refusals/base-unqualified';
import { asksForVariables } from './refusals/base-variable-removed';
import { asksForCalls } from './refusals/canary-without-new-code';
import { asksForMode } from './refusals/rollout-needs-standard-mode';
import { comparesEndpoints } from './refusals/unserved-endpoint';
import type { Situation } from './situation';

/** What the driver still has to read before `plan` can decide. */
export interface WhatToRead {
  readonly endpoints: boolean;
  readonly stack: boolean;
  /** Beside the stack: what CloudFormation has replaced in this operation. */
  readonly history: boolean;
  readonly base: boolean;
  readonly mode: boolean;
}

const ASKING_FOR_STACK: ReadonlyArray<(situation: Situation) => boolean> = [
  asksForFunctions, asksForElsewhere, asksForRoles, asksForBackends, asksForUnqualified,
];

const HISTORY_TELLS: ReadonlyArray<(situation: Situation) => boolean> = [onlyHistoryTells, isAdoption, asksForBackends, mayBeReplaced];

/** A refusal that already stands needs no further reading, and a rollback is not refused. */
export function whatToRead(situation: Situation): WhatToRead {
  const isOpen = !situation.rollback && refusalByStage(situation) === undefined;
  const stack = isOpen && ASKING_FOR_STACK.some((asks) => asks(situation));
  return {
    endpoints: isOpen && comparesEndpoints(situation),
    stack,
    history: stack && HISTORY_TELLS.some((tells) => tells(situation)),
    base: stack || (isOpen && (asksForCalls(situation) || asksForVariables(situation))),
    mode: isOpen && asksForMode(situation),
  };
}

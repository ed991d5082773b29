import { unknownText } from './promotion-lines';
import type { LiveStage } from '../../lib/stage/live-stage';
import type { Account } from '../account/account';
import { CommandError } from '../messages/command-ids';
import { calledName, missingRights, readFunctions } from '../readings/read-functions';
import { readExportedCalls } from '../readings/read-stage';
import type { Release } from '../target/release';

/** What production calls, read when it is there. */
export interface LookAtProduction {
  /** What does not exist or may not be called: `Orders:1`. */
  readonly broken: readonly string[];
  /** Why some of it could not be looked at, a sentence. @default - all of it was */
  readonly unknown?: string;
  /** Whether that is for want of a right, which the person knew before. @default false */
  readonly isDenied?: boolean;
}

/** The export of a stage tells exactly what its base calls. Trouble with a reading is no trouble of what was written before. */
export async function lookAtProduction(account: Account, release: Release, { variables }: LiveStage): Promise<LookAtProduction> {
  try {
    const calls = await readExportedCalls(account, release, variables);
    if (calls === undefined) { return { broken: [], unknown: 'the export of the stage could not be read.' }; }
    if ('denied' in calls) { return { broken: [], unknown: `AWS denied ${calls.denied}.`, isDenied: true }; }
    const functions = await readFunctions(account, calls.functions, { restApiId: release.restApiId, hasRoles: calls.roles.length > 0 });
    const named = (...states: string[]): string[] => functions.filter(({ state }) => states.includes(state)).map(calledName);
    const unknown = named('unknown');
    return {
      broken: named('missing', 'not-callable'),
      ...unknown.length === 0 ? {} : { unknown: `${unknownText(unknown, missingRights(functions))}.`, isDenied: true },
    };
  } catch (error) {
    if (!(error instanceof CommandError)) { throw error; }
    return { broken: [], unknown: error.text };
  }
}

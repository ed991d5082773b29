import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Where a scenario was recorded. */
export interface Source {
  readonly repository: string;
  readonly commit: string;
  readonly file: string;
  readonly test: string;
  /** Day of the recording, or null where only the test states the answer. */
  readonly recorded: string | null;
  /** The test states the answer itself. Nothing else was recorded. */
  readonly asserted?: boolean;
}

/** One call, and what AWS answered. Texts may contain placeholders such as `<api-1>`. */
export interface Step {
  /** The operation of the service, or `Request` for a client's request to a stage. */
  readonly call: string;
  readonly input: Readonly<Record<string, any>>;
  /** AWS accepted the call, its answer is not recorded. `output` then only binds placeholders. */
  readonly setup?: true;
  /** Key of the answer in the source. */
  readonly answer?: string;
  readonly status?: number;
  readonly error?: { readonly code: string; readonly message?: string };
  /** Every field was there with this value. Other fields are not part of the statement. */
  readonly output?: unknown;
  /** `output` is this part of the answer. */
  readonly path?: ReadonlyArray<string | number>;
  /** Headers that the gateway adds, or writes in its own way: a statement of its own. */
  readonly aside?: Aside;
  /** The engine answers something else on purpose, or does not play it: why. */
  readonly differs?: string;
  /** Out of scope: the engine has no such operation or input. Why it needs none. */
  readonly notClaimed?: string;
}

export interface Aside {
  readonly headersAdded?: readonly string[];
  readonly headerNamesWritten?: readonly string[];
  readonly differs?: string;
}

/** A story that begins with an empty account. */
export interface Scenario {
  readonly name: string;
  readonly source: Source;
  readonly steps: readonly Step[];
}

export interface Recording {
  readonly topic: string;
  readonly about: string;
  readonly scenarios: readonly Scenario[];
}

const FOLDER = join(__dirname, 'facts');

/** All recordings, a file a topic. */
export function recordings(): Recording[] {
  return readdirSync(FOLDER).sort().map((file) => JSON.parse(readFileSync(join(FOLDER, file), 'utf8')) as Recording);
}

/** Whether the step states an answer that the engine's can be compared with. */
export function isStatement(step: Step): boolean {
  return step.setup === undefined && step.notClaimed === undefined;
}

import { join } from 'node:path';

/** Where `npx projen bundle` puts lib/cli/function-modules; the same place seen from the sources and from the bundled command. */
export const FUNCTION_MODULES = join(__dirname, '..', '..', 'assets', 'lib', 'cli', 'function-modules');

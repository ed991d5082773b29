import { join } from 'node:path';

/** Where `npx projen bundle` puts cli/function-modules. The same place seen from the sources and from the bundled command. */
export const FUNCTION_MODULES = join(__dirname, '..', '..', 'assets', 'cli', 'function-modules');

/** Part of `npx projen docgen`: puts above the reference what to read first. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { withWhatToReadFirst } from './api-reference/what-to-read-first';

const REFERENCE = join(__dirname, '..', 'API.md');

writeFileSync(REFERENCE, withWhatToReadFirst(readFileSync(REFERENCE, 'utf8')));

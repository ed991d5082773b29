/** `npx projen licences`: lists the packages that are bundled into assets/, with their licences, in docs/licences.md. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bundledPackages } from './licences/bundled-packages';
import { licencesDocument } from './licences/document';

writeFileSync(join(__dirname, '..', 'docs', 'licences.md'), licencesDocument(bundledPackages()));

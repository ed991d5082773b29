/** `npx projen nag`: writes what the packs of cdk-nag find on resources of this library into SECURITY.md. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { audited, securityWithTables } from './nag/nag-tables';

const SECURITY = join(__dirname, '..', 'SECURITY.md');

writeFileSync(SECURITY, securityWithTables(readFileSync(SECURITY, 'utf8'), audited()));

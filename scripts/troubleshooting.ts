import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { guideWithTables } from './troubleshooting/guide';

const GUIDE = join(__dirname, '..', 'docs', 'troubleshooting.md');

writeFileSync(GUIDE, guideWithTables(readFileSync(GUIDE, 'utf8')));

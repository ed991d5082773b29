/** `npx projen resource-types`: what the engine has to know of the types that it only carries along, out of the CloudFormation schema. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { typeFactsFile } from './resource-types/type-facts-file';

writeFileSync(join(__dirname, '..', 'rehearsal', 'cloudformation', 'types', 'type-facts.json'), typeFactsFile());

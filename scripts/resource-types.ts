/** `npx projen resource-types`: what the engine has to know of resource types, out of the CloudFormation schema. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { propertyNamesFile } from './resource-types/property-names-file';
import { typeFactsFile } from './resource-types/type-facts-file';

const folder = join(__dirname, '..', 'rehearsal', 'cloudformation', 'types');
writeFileSync(join(folder, 'type-facts.json'), typeFactsFile());
writeFileSync(join(folder, 'property-names.json'), propertyNamesFile());

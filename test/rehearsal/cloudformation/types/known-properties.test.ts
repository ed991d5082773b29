import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ResourceType } from '../../../../rehearsal/cloudformation/resource-type';
import { withKnownProperties } from '../../../../rehearsal/cloudformation/types/known-properties';
import { propertyNamesFile } from '../../../../scripts/resource-types/property-names-file';

const STACK = { stackId: 'id', stackName: 'shop', region: 'us-east-1', account: '123456789012', partition: 'aws' };

function create(type: string, properties: Record<string, unknown>) {
  const made: ResourceType = {
    requiresReplacement: () => false,
    create: async () => ({ physicalId: 'made', attributes: {} }),
    update: async () => ({ physicalId: 'made', attributes: {} }),
    delete: async () => undefined,
  };
  return withKnownProperties(type, made).create({ type, logicalId: 'Stage', properties, stack: STACK } as Parameters<ResourceType['create']>[0]);
}

test('the table is what the CloudFormation schema of the toolchain says; npx projen resource-types writes it', () => {
  const written = readFileSync(join(__dirname, '..', '..', '..', '..', 'rehearsal', 'cloudformation', 'types', 'property-names.json'), 'utf8');
  expect(propertyNamesFile() === written).toBe(true);
});

test.each([
  [
    'a misspelt property inside another',
    'AWS::ApiGateway::Stage',
    { CanarySetting: { PercentTrafic: 5 } },
    '#/CanarySetting: extraneous key [PercentTrafic] is not permitted',
  ],
  ['a property that the type does not have', 'AWS::Lambda::Permission', { Function: 'x' }, '#: extraneous key [Function] is not permitted'],
  [
    'one in an element of a list',
    'AWS::ApiGateway::Stage',
    { MethodSettings: [{}, { Verb: 'GET' }] },
    '#/MethodSettings/1: extraneous key [Verb] is not permitted',
  ],
  ['a key that every object of JavaScript has', 'AWS::ApiGateway::Stage', { constructor: 'x' }, '#: extraneous key [constructor] is not permitted'],
])('refuses %s', async (_, type, properties, message) => {
  await expect(create(type, properties)).rejects.toThrow(`Properties validation failed for resource Stage with message:\n[${message}]`);
});

test.each([
  [
    'the keys of maps, which are the user\'s',
    'AWS::ApiGateway::Stage',
    { Variables: { anything: '1' }, CanarySetting: { StageVariableOverrides: { any: '1' } } },
  ],
  ['a document', 'AWS::ApiGateway::RestApi', { Body: { openapi: '3.0.1', anything: {} } }],
  ['a type that has no schema here', 'Custom::Thing', { Anything: 1 }],
])('takes %s', async (_, type, properties) => {
  await expect(create(type, properties)).resolves.toMatchObject({ physicalId: 'made' });
});

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { typeFacts } from '../../../../rehearsal/cloudformation/types/type-facts';
import { typeFactsFile } from '../../../../scripts/resource-types/type-facts-file';

test('the table is what the CloudFormation schema of the toolchain says; npx projen resource-types writes it', () => {
  const written = readFileSync(join(__dirname, '..', '..', '..', '..', 'rehearsal', 'cloudformation', 'types', 'type-facts.json'), 'utf8');
  expect(typeFactsFile() === written).toBe(true);
});

test.each<[string, Partial<ReturnType<typeof typeFacts>>]>([
  ['AWS::SNS::Topic', { ref: ['TopicArn'], arn: 'sns:R:A:*', createOnly: ['FifoTopic', 'TopicName'] }],
  ['AWS::SecretsManager::Secret', { ref: ['Arn'] }],
  ['AWS::CertificateManager::Certificate', { ref: ['Arn'] }],
  ['AWS::Route53::HostedZone', { lists: ['NameServers'] }],
  ['AWS::Events::Rule', { ref: ['EventBusName', 'Name'] }],
  ['AWS::Nowhere::Thing', { ref: [], arn: undefined, createOnly: [], lists: [] }],
  ['constructor', { ref: [] }],
])('of %s', (type, facts) => {
  expect(typeFacts(type)).toMatchObject(facts);
});

import { DeployedExample } from './deployed-example';
import { integrateOperations } from '../../examples/openapi/integrate-operations';
import { PetsStack, PetsStackProps } from '../../examples/openapi/pets-stack';

test('the OpenAPI document: is deployed, held as a canary and promoted', async () => {
  const example = new DeployedExample();
  const deploy = (props: PetsStackProps, context = {}) => example.deploy((app) => { new PetsStack(app, 'Pets', props); }, context);
  try {
    await deploy({ code: '1' });
    await deploy({ code: '2', percentTraffic: 10 });
    expect(await example.ask('base', '/pets')).toEqual({ status: 200, code: '1', pets: ['cat', 'dog'] });
    expect(await example.ask('canary', '/pets/cat')).toEqual({ status: 200, code: '2', pet: 'cat' });

    await deploy({ code: '2', percentTraffic: 10 }, { 'cdk-canary-rest-api:action': 'promote' });
    expect(await example.ask('base', '/pets/cat')).toEqual({ status: 200, code: '2', pet: 'cat' });
  } finally {
    await example.close();
  }
});

test('integrateOperations: gives each operation the integration of its id, and keeps the rest', () => {
  const document = { openapi: '3.0.1', paths: { '/pets': { get: { operationId: 'listPets', summary: 'All' }, post: { operationId: 'addPet' } } } };
  expect(integrateOperations(document, (id) => `uri-of-${id}`)).toEqual({
    openapi: '3.0.1',
    paths: {
      '/pets': {
        get: {
          'operationId': 'listPets',
          'summary': 'All',
          'x-amazon-apigateway-integration': { type: 'aws_proxy', httpMethod: 'POST', uri: 'uri-of-listPets' },
        },
        post: { 'operationId': 'addPet', 'x-amazon-apigateway-integration': { type: 'aws_proxy', httpMethod: 'POST', uri: 'uri-of-addPet' } },
      },
    },
  });
});

import { evaluatePolicy, PolicyDocumentStatement } from '../../../rehearsal/apigateway/data-plane/access/policy-evaluation';

const GET_PET = 'arn:aws:execute-api:us-east-1:123456789012:abc/prod/GET/pets/7';

function verdict(...statements: PolicyDocumentStatement[]): string {
  return evaluatePolicy({ Statement: statements }, GET_PET);
}

const statement = (Effect: string, Resource: unknown, Action: unknown = 'execute-api:Invoke') => ({ Effect, Resource, Action });

describe('evaluatePolicy', () => {
  test.each([
    ['exactly', GET_PET],
    ['by a wildcard over several parts of the path', 'arn:aws:execute-api:us-east-1:123456789012:abc/prod/GET/*'],
    ['by a wildcard over region, account and API', 'arn:aws:execute-api:*:*:*'],
    ['by a wildcard for one character', GET_PET.replace(/7$/, '?')],
    ['among others', ['arn:aws:execute-api:*:*:other/*', GET_PET]],
  ])('allows a resource that is named %s', (_, resource) => {
    expect(verdict(statement('Allow', resource))).toBe('allow');
  });

  test.each([
    ['another verb', statement('Allow', GET_PET.replace('GET', 'PUT'))],
    ['only the beginning of the path', statement('Allow', GET_PET.slice(0, -1))],
    ['another action', statement('Allow', GET_PET, 'execute-api:ManageConnections')],
    ['no action', { Effect: 'Allow', Resource: GET_PET }],
  ])('denies implicitly when it allows %s', (_, given) => {
    expect(verdict(given)).toBe('implicit-deny');
  });

  test('denies explicitly wherever the deny stands', () => {
    expect(verdict(statement('Allow', '*'), statement('Deny', GET_PET))).toBe('explicit-deny');
    expect(verdict(statement('Deny', GET_PET), statement('Allow', '*'))).toBe('explicit-deny');
  });

  test('does not tell upper from lower case in an action', () => {
    expect(verdict(statement('Allow', '*', ['execute-api:inv*']))).toBe('allow');
  });

  test('takes a statement that stands alone', () => {
    expect(evaluatePolicy({ Statement: statement('Allow', '*') }, GET_PET)).toBe('allow');
  });
});

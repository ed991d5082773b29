import { Integration, Method, Resource } from '../../../rehearsal/apigateway/model';
import { askedRequests } from '../../../rehearsal/observation/asked-requests';

const ROOT: Resource = { id: 'root', path: '/', methods: {} };
const MOCK: Integration = { type: 'MOCK', integrationResponses: [] };

function resource(path: string, verbs: readonly string[], integration: Integration = MOCK): Resource {
  const methods: Record<string, Method> = Object.fromEntries(
    verbs.map((httpMethod) => [httpMethod, { httpMethod, authorizationType: 'NONE', apiKeyRequired: false, integration }]),
  );
  const parts = path.split('/');
  const parentPath = parts.slice(0, -1).join('/');
  return { id: path, parentId: parentPath === '' ? 'root' : parentPath, pathPart: parts[parts.length - 1], path, methods };
}

const requestsOf = (...resources: Resource[]) => askedRequests({ resources: [ROOT, ...resources] }).requests;

test('every method of every resource is asked by its own path', () => {
  expect(requestsOf(resource('/pets', ['GET', 'POST']))).toEqual([
    { route: 'GET /pets', method: 'GET', path: '/pets' }, { route: 'POST /pets', method: 'POST', path: '/pets' },
  ]);
});

test('ANY is asked by a verb that has no method of its own', () => {
  expect(requestsOf(resource('/pets', ['ANY', 'GET']))).toContainEqual({ route: 'ANY /pets', method: 'POST', path: '/pets' });
});

test('a path parameter is asked by a name that no static route takes', () => {
  const [, asked] = requestsOf(resource('/rehearsal', ['GET']), resource('/{id}', ['GET']));
  expect(asked).toEqual({ route: 'GET /{id}', method: 'GET', path: '/rehearsal-' });
});

test('a route that no request reaches is not asked', () => {
  const verbs = ['GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'HEAD', 'OPTIONS'];
  expect(requestsOf(resource('/pets', [...verbs, 'ANY'])).map(({ route }) => route)).not.toContain('ANY /pets');
});

test('a route to a service that the engine does not play is named instead of asked', () => {
  const queue: Integration = { type: 'AWS', uri: 'arn:aws:apigateway:us-east-1:sqs:path/123456789012/queue', integrationResponses: [] };
  expect(askedRequests({ resources: [ROOT, resource('/jobs', ['POST'], queue)] })).toEqual({ requests: [], notPlayed: ['POST /jobs'] });
});

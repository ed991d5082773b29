import { displayRoute, parseRoute, problemOfPath, routeKey, sortedRoutes } from '../../lib/endpoints/routes';

describe('parseRoute', () => {
  test.each([
    ['GET /pets/{id}', 'GET', '/pets/{id}'],
    ['  post   /pets  ', 'POST', '/pets'],
    ['ANY /', 'ANY', '/'],
    ['GET /pets/', 'GET', '/pets'],
    ['ANY /files/{proxy+}', 'ANY', '/files/{proxy+}'],
    ['GET /Pets.v1_x-y:z', 'GET', '/Pets.v1_x-y:z'],
  ])('reads %j', (text, method, path) => {
    expect(parseRoute(text, 'x')).toEqual({ method, path });
  });

  test.each([
    ['/pets', 'must have a method and a path'],
    ['', 'must have a method and a path'],
    ['FETCH /pets', 'must begin with one of ANY, DELETE, GET'],
    ['GET pets', 'must have a path that begins with /'],
    ['GET /pets?x=1', 'must have a path without spaces, query string or fragment'],
    ['GET /a b', 'must have a path without spaces, query string or fragment'],
    ['GET /a//b', 'must have a path without empty segments'],
    ['GET /{proxy+}/a', "has the path segment '{proxy+}', but a segment is a name, '{name}', or (at the end only) '{name+}'"],
    ['GET /a{id}', "has the path segment 'a{id}'"],
    ['GET /{}', "has the path segment '{}'"],
    ['GET /${Token[TOKEN.12]}', 'contains a token'],
  ])('refuses %j, naming the argument, the value and the form that is allowed', (text, problem) => {
    expect(() => parseRoute(text, 'exceptEndpoints[0]')).toThrow(problem);
    expect(() => parseRoute(text, 'exceptEndpoints[0]')).toThrow('exceptEndpoints[0] ');
    expect(() => parseRoute(text, 'exceptEndpoints[0]')).toThrow(`got '${text}'; write a method and a path, like 'GET /pets/{petId}'.`);
  });

  test('refuses what is no string at all', () => {
    expect(() => parseRoute(undefined as any, 'endpoints[2]')).toThrow('endpoints[2] must be a string, got undefined');
  });
});

test('a path with a token has no meaning before the deploy', () => {
  expect(problemOfPath('/${Token[TOKEN.3]}/x')).toBe('contains a token, which has no value before the deploy');
});

describe('routeKey', () => {
  const same = (a: string, b: string): boolean => routeKey(parseRoute(a, 'a')) === routeKey(parseRoute(b, 'b'));

  test('does not depend on the names of parameters', () => {
    expect(same('GET /pets/{id}', 'GET /pets/{petId}')).toBe(true);
    expect(same('GET /{proxy+}', 'GET /{rest+}')).toBe(true);
  });

  test('tells one segment from the whole rest of the path', () => {
    expect(same('GET /pets/{id}', 'GET /pets/{id+}')).toBe(false);
  });

  test('tells upper from lower case', () => {
    expect(same('GET /pets', 'GET /Pets')).toBe(false);
  });
});

test('sorted routes are in the order of paths, then methods, each once, whatever the locale', () => {
  const routes = ['POST /b', 'GET /b', 'GET /B', 'GET /ä', 'GET /b', 'GET /'].map((text) => parseRoute(text, 'x'));
  expect(sortedRoutes(routes).map(displayRoute)).toEqual(['GET /', 'GET /B', 'GET /b', 'POST /b', 'GET /ä']);
});

import { variablesUsedIn } from '../../../lib/stage-driver/decision/base-variables';

const LAMBDA = 'arn:aws:apigateway:eu-west-1:lambda:path/2015-03-31/functions';

function serving(integration: object, more: object = {}): object {
  return { paths: { '/hello': { get: { 'x-amazon-apigateway-integration': integration, ...more } } } };
}

function authorizedBy(authorizer: object): object {
  return {
    paths: { '/hello': { get: { security: [{ auth: [] }] } }, '/open': { get: {} } },
    components: { securitySchemes: { auth: { 'x-amazon-apigateway-authorizer': authorizer } } },
  };
}

describe('variablesUsedIn', () => {
  test.each<[string, object, string[]]>([
    ['the qualifier of a function', serving({ uri: `${LAMBDA}/arn:aws:lambda:r:1:function:f:\${stageVariables.alias}/invocations` }), ['alias']],
    ['the name of a function', serving({ uri: `${LAMBDA}/\${stageVariables.name}:\${stageVariables.alias}/invocations` }), ['name', 'alias']],
    ['the host of a URL', serving({ uri: 'https://${stageVariables.host}/hello' }), ['host']],
    ['the role that is called with', serving({ credentials: 'arn:aws:iam::1:role/${stageVariables.role}' }), ['role']],
    ['a VPC link', serving({ connectionId: '${stageVariables.link}' }), ['link']],
    ['a request parameter', serving({ requestParameters: { 'integration.request.header.x': 'stageVariables.header' } }), ['header']],
    ['a request template, by index', serving({ requestTemplates: { 'application/json': '{"Table": "$stageVariables[\'table\']"}' } }), ['table']],
    ['a request template, by get', serving({ requestTemplates: { 'application/json': '$stageVariables.get("table")' } }), ['table']],
    ['a response', serving({ responses: { default: { responseTemplates: { 'text/html': '$!{stageVariables.theme}' } } } }), ['theme']],
    ['the URI of an authorizer', authorizedBy({ authorizerUri: `${LAMBDA}/fn:\${stageVariables.alias}/invocations` }), ['alias']],
    ['the role of an authorizer', authorizedBy({ authorizerCredentials: 'arn:aws:iam::1:role/${stageVariables.role}' }), ['role']],
    ['what an authorizer looks at', authorizedBy({ identitySource: 'method.request.header.A, stageVariables.tenant' }), ['tenant']],
    ['nothing', serving({ uri: `${LAMBDA}/fn:live/invocations`, requestTemplates: { 'application/json': '$context.stage $myStageVariables' } }), []],
    ['a description, which calls nothing', serving({}, { description: '${stageVariables.alias}' }), []],
    ['no integration at all', { paths: { '/hello': { get: {}, post: null } } }, []],
  ])('finds what is used by %s', (_, definition, names) => {
    expect(variablesUsedIn(definition)).toEqual(names);
  });

  test('counts only what the routes lead to', () => {
    const definition = authorizedBy({ authorizerUri: '${stageVariables.alias}' });
    expect(variablesUsedIn(definition, ['GET /hello'])).toEqual(['alias']);
    expect(variablesUsedIn(definition, ['GET /open'])).toEqual([]);
  });
});

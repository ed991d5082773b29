import { LocalAws } from '../../../rehearsal/local-aws';
import { propertiesNotPlayed } from '../../../rehearsal/observation/properties-not-played';

/** What is told of an app with one such resource beside an API. */
async function toldOf(resource: { Type: string; Properties: Record<string, unknown> }): Promise<string[]> {
  const aws = new LocalAws();
  try {
    const Resources = { Api: { Type: 'AWS::ApiGateway::RestApi', Properties: { Name: 'shop' } }, Own: resource };
    await aws.cloudFormation.createStack({ stackName: 'shop', template: { Resources } });
    return propertiesNotPlayed(aws.cloudFormation.stacks);
  } finally {
    await aws.close();
  }
}

function method(properties: Record<string, unknown>): { Type: string; Properties: Record<string, unknown> } {
  return {
    Type: 'AWS::ApiGateway::Method',
    Properties: {
      RestApiId: { Ref: 'Api' }, ResourceId: { 'Fn::GetAtt': ['Api', 'RootResourceId'] }, HttpMethod: 'GET', AuthorizationType: 'NONE', ...properties,
    },
  };
}

test.each([
  ['a method with IAM authorization', method({ AuthorizationType: 'AWS_IAM' }), 'signatures: what looks signed is let in (Own)'],
  ['a user pool', method({ AuthorizationType: 'COGNITO_USER_POOLS' }), 'tokens of user pools: any is let in (Own)'],
  ['an HTTP backend elsewhere', method({ Integration: { Type: 'HTTP_PROXY', IntegrationHttpMethod: 'GET', Uri: 'https://pets.example' } }),
    'HTTP backends elsewhere: they answer 200 and are not called (Own)'],
  [
    'a template that it cannot read',
    method({ Integration: { Type: 'MOCK', RequestTemplates: { 'application/json': '#if(true)' } } }),
    'a mapping template: expected #end at "" (Own)',
  ],
  ['requestOverride', method({
    Integration: { Type: 'MOCK', RequestTemplates: { 'application/json': '#set($context.requestOverride.path.a = 1)' } },
  }),
  '`$context.requestOverride` in mapping templates (Own)'],
  ['a quota', { Type: 'AWS::ApiGateway::UsagePlan', Properties: { Quota: { Limit: 10 } } }, 'throttling and quotas of usage plans (Own)'],
  [
    'a resource policy',
    { Type: 'AWS::ApiGateway::RestApi', Properties: { Name: 'own', Policy: { Statement: [] } } },
    'resource policies of an API: nobody is turned away (Own)',
  ],
])('%s is told', async (_, resource, expected) => {
  expect(await toldOf(resource)).toEqual([expected]);
});

test.each([
  [
    'a MOCK integration with directives',
    method({ Integration: { Type: 'MOCK', RequestTemplates: { 'application/json': '#set($a = 1){"statusCode": 200}' } } }),
  ],
  ['an HTTP backend on this machine', method({ Integration: { Type: 'HTTP_PROXY', IntegrationHttpMethod: 'GET', Uri: 'http://127.0.0.1:8080/' } })],
])('of %s nothing is told', async (_, resource) => {
  expect(await toldOf(resource)).toEqual([]);
});

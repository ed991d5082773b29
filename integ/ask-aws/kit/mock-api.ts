/**
 * An API without functions whose answer says whether the canary gave it, and its two deployments, `Base` and `Canary`. Only the second has `/later`.
 *
 * One deployment after the other: an account may create one in five seconds.
 */
export function mockApi(): Record<string, object> {
  return {
    Api: { Type: 'AWS::ApiGateway::RestApi', Properties: { Name: { Ref: 'AWS::StackName' } } },
    Get: method({ 'Fn::GetAtt': ['Api', 'RootResourceId'] }),
    Base: { Type: 'AWS::ApiGateway::Deployment', DependsOn: 'Get', Properties: { RestApiId: { Ref: 'Api' }, Description: 'base' } },
    Later: {
      Type: 'AWS::ApiGateway::Resource',
      DependsOn: 'Base',
      Properties: { RestApiId: { Ref: 'Api' }, ParentId: { 'Fn::GetAtt': ['Api', 'RootResourceId'] }, PathPart: 'later' },
    },
    GetLater: method({ Ref: 'Later' }),
    Canary: { Type: 'AWS::ApiGateway::Deployment', DependsOn: 'GetLater', Properties: { RestApiId: { Ref: 'Api' }, Description: 'canary' } },
  };
}

/** The outputs that an experiment on such an API needs. */
export const API_OUTPUTS = { Api: { Value: { Ref: 'Api' } }, Base: { Value: { Ref: 'Base' } }, Canary: { Value: { Ref: 'Canary' } } };

/** A stage on the base deployment. */
export function stage(stageName: string, properties: Readonly<Record<string, unknown>> = {}): object {
  return {
    Type: 'AWS::ApiGateway::Stage', Properties: { RestApiId: { Ref: 'Api' }, StageName: stageName, DeploymentId: { Ref: 'Base' }, ...properties },
  };
}

/** A canary on the second deployment. */
export function canaryAt(percentTraffic: number, more: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  return { CanarySetting: { DeploymentId: { Ref: 'Canary' }, PercentTraffic: percentTraffic, UseStageCache: false, ...more } };
}

function method(resourceId: object): object {
  return {
    Type: 'AWS::ApiGateway::Method',
    Properties: {
      RestApiId: { Ref: 'Api' },
      ResourceId: resourceId,
      HttpMethod: 'GET',
      AuthorizationType: 'NONE',
      MethodResponses: [{ StatusCode: '200' }],
      Integration: {
        Type: 'MOCK',
        RequestTemplates: { 'application/json': '{"statusCode": 200}' },
        IntegrationResponses: [{ StatusCode: '200', ResponseTemplates: { 'application/json': '$context.isCanaryRequest' } }],
      },
    },
  };
}

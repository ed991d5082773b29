import { ReleasedTemplate, releasedTemplateObjections } from '../../scripts/check-packages/released-template';

const driver = { Type: 'Custom::CanaryStage', Properties: { ServiceToken: { 'Fn::GetAtt': ['Handler', 'Arn'] } } };
const stage = {
  Type: 'AWS::ApiGateway::Stage',
  Properties: { DeploymentId: { 'Fn::GetAtt': ['Driver', 'BaseDeploymentId'] }, CanarySetting: { PercentTraffic: 10 } },
};
const handler = { Type: 'AWS::Lambda::Function' };

const objections = (resources: ReleasedTemplate['Resources']) => releasedTemplateObjections({
  Resources: { Driver: driver, Stage: stage, Handler: handler, ...resources },
});

describe('objections to the template of a new app', () => {
  test('there are none to a stage whose base release comes from the driver', () => {
    expect(objections({})).toEqual([]);
  });

  test('there is one to a template without the driver, or with two stages', () => {
    expect(releasedTemplateObjections({
      Resources: { Stage: stage },
    })).toEqual(['the template must have one Custom::CanaryStage and one stage, got 0 and 1']);
    expect(objections({ Another: stage })).toEqual(['the template must have one Custom::CanaryStage and one stage, got 1 and 2']);
  });

  test('there is one to a stage that points at the new deployment', () => {
    expect(objections({ Stage: { ...stage, Properties: { ...stage.Properties, DeploymentId: { Ref: 'Deployment' } } } }))
      .toEqual(['the base release of the stage is not the one that the driver found']);
  });

  test('there is one to another share of the requests, or none', () => {
    const withCanary = (CanarySetting: unknown) => objections({ Stage: { ...stage, Properties: { ...stage.Properties, CanarySetting } } });
    expect(withCanary({ PercentTraffic: 0.1 })).toEqual(['the canary must get 10 % of the requests, got 0.1']);
    expect(withCanary(undefined)).toEqual(['the canary must get 10 % of the requests, got undefined']);
  });

  test('there is one to a driver whose function is elsewhere', () => {
    expect(objections({ Driver: { ...driver, Properties: { ServiceToken: 'arn' } } })).toEqual(['the function of the driver is not in the template']);
  });
});

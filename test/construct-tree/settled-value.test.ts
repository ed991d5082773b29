import { App, Lazy, Stack } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import { CanaryRelease } from '../../lib';
import { SettledValue } from '../../lib/construct-tree/settled-value';
import { newStack } from '../apps';

test('a value is computed once for all templates, however often it is mentioned', () => {
  const stack = newStack();
  let computed = 0;
  const value = new SettledValue(
    stack, Lazy.uncachedString({ produce: ({ preparing }) => preparing ? 'early' : `computed ${++computed}` }),
  ).toString();
  stack.templateOptions.metadata = { first: value, second: value };
  const { template } = (stack.node.root as App).synth().getStackByName('Stack');
  expect(template.Metadata).toEqual({ first: 'computed 1', second: 'computed 1' });
});

test('the deployment of a release follows a route that is added after a first synthesis', () => {
  const stack: Stack = newStack();
  const api = new apigateway.RestApi(stack, 'Api');
  api.root.addMethod('GET');
  new CanaryRelease(stack, 'Release', { api, canarySettings: { percentTraffic: 10 } });
  const deployments = () => {
    const { Resources } = (stack.node.root as App).synth({ force: true }).getStackByName('Stack').template;
    const { Properties: { CanarySetting } } = Object.values<any>(Resources).find(({ Type }) => Type === 'AWS::ApiGateway::Stage');
    const declared = Object.keys(Resources).find((id) => Resources[id].Type === 'AWS::ApiGateway::Deployment');
    return { declared, canaried: CanarySetting.DeploymentId.Ref };
  };
  const before = deployments();
  api.root.addMethod('POST');
  const after = deployments();
  expect(before.canaried).toBe(before.declared);
  expect(after.canaried).toBe(after.declared);
  expect(after.declared).not.toBe(before.declared);
});

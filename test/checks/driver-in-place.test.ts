import { CfnResource, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import { CanaryRelease } from '../../lib';
import { newStack } from '../apps';

interface Written {
  readonly stage: CfnResource;
  readonly driver: CfnResource;
  readonly api: apigateway.RestApi;
}

function released(write: (written: Written) => void): () => Template {
  const stack: Stack = newStack();
  const api = new apigateway.RestApi(stack, 'Api');
  api.root.addMethod('GET', new apigateway.MockIntegration());
  const release = new CanaryRelease(stack, 'Release', { api });
  const driver = release.node.findChild('Driver').node.findChild('Resource').node.defaultChild as CfnResource;
  write({ stage: api.deploymentStage.node.defaultChild as CfnResource, driver, api });
  return () => Template.fromStack(stack);
}

describe('is refused at synth', () => {
  test.each<[string, (written: Written) => void]>([
    ['by other dependencies', ({ stage, api }) => {
      stage.addOverride('DependsOn', [Stack.of(stage).resolve((api.latestDeployment!.node.defaultChild as CfnResource).logicalId)]);
    }],
    ['by none', ({ stage }) => stage.addOverride('DependsOn', [])],
    ['by a deletion', ({ stage }) => stage.addDeletionOverride('DependsOn')],
  ])('a stage that does not wait for its driver, %s', (_, write) => {
    expect(released(write)).toThrow(/The stage prod does not wait for its driver.*\[DriverNotAwaited at Stack\/Release\]/);
  });

  test.each<[string, (written: Written) => void]>([
    ['leaves the template', ({ driver }) => driver.addOverride('DeletionPolicy', 'Retain')],
    ['leaves the template, unless it was just created', ({ driver }) => driver.addOverride('DeletionPolicy', 'RetainExceptOnCreate')],
    ['is for another stage', ({ driver }) => driver.addOverride('UpdateReplacePolicy', 'Retain')],
  ])('a driver that stays when it %s', (_, write) => {
    expect(released(write)).toThrow(/The driver of the stage prod would be kept.*\[DriverKept at Stack\/Release\]/);
  });
});

test('is accepted: a stage that waits for more than its driver', () => {
  expect(released(({ stage, api }) => stage.node.addDependency(api.latestDeployment!))).not.toThrow();
});

import { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { canaryRestApi, newStack, theResource } from './apps';
import { parseDriverProperties } from '../lib/stage-driver/contract/driver-properties';
import { parsePhysicalId } from '../lib/stage-driver/contract/physical-id';

/** What a user may rely on (CONTRIBUTING.md): a value here is changed by a major version only. */
describe('an upgrade of this library', () => {
  const released = (): Stack => {
    const stack = newStack();
    canaryRestApi(stack, { canarySettings: { percentTraffic: 10 } });
    return stack;
  };

  test('keeps the logical ids: another one would take the canary off a live stage', () => {
    const ids = (type: string) => Object.keys(Template.fromStack(released()).findResources(type));
    expect(ids('Custom::CanaryStage')).toEqual(['ApiReleaseDriverD514913C']);
    // Followed by a hash of API and stage.
    expect(ids('AWS::IAM::Policy')).toEqual(['ApiReleaseDriverPolicyC674C4351c755f0b']);
    expect(ids('AWS::Lambda::Function')).toContain('CanaryStageDriver5E21CF21');
    expect(ids('AWS::IAM::Role')).toContain('CanaryStageDriverRoleC976363D');
    expect(ids('AWS::Logs::LogGroup')).toEqual(['CanaryStageDriverLogsEAEC03AF']);
  });

  test('keeps the logical ids of what CanaryRestApi creates itself', () => {
    const stack = newStack();
    canaryRestApi(stack, {
      handlerProps: {
        code: lambda.Code.fromInline('exports.handler = async () => ({});'), handler: 'index.handler', runtime: lambda.Runtime.NODEJS_22_X,
      },
    });
    expect(Object.keys(Template.fromStack(stack).findResources('AWS::Lambda::Function'))).toContain('ApiHandler8AD6A8DF');
    expect(theResource(stack, 'AWS::ApiGateway::RestApi').logicalId).toBe('ApiF70053CD');
  });

  test('delivers, when it is rolled back, properties and a physical id that the driver still reads', () => {
    const firstVersion = {
      ServiceToken: 'arn',
      RestApiId: 'api',
      StageName: 'prod',
      Action: 'HOLD' as const,
      DeploymentId: 'd2',
      Variables: { theme: 'light' },
      PercentTraffic: '10',
      UseStageCache: 'false',
      StageVariableOverrides: { theme: 'dark' },
      StageTemplate: {},
    };
    expect(parseDriverProperties(firstVersion)).toMatchObject({
      restApiId: 'api',
      stageName: 'prod',
      action: 'HOLD',
      deploymentId: 'd2',
      variables: { theme: 'light' },
      canary: { percentTraffic: 10, useStageCache: false, stageVariableOverrides: { theme: 'dark' } },
    });
    expect(parsePhysicalId('api/prod/d1')).toEqual({ restApiId: 'api', stageName: 'prod', deploymentId: 'd1' });
    expect(parsePhysicalId('api/prod/d1/d2@10/theme,region')).toEqual({
      restApiId: 'api', stageName: 'prod', deploymentId: 'd1', canary: { deploymentId: 'd2', percentTraffic: 10 }, keptVariables: ['theme', 'region'],
    });
  });

  test('keeps the names of the properties of Custom::CanaryStage', () => {
    expect(Object.keys(theResource(released(), 'Custom::CanaryStage').Properties).sort()).toEqual([
      'Action', 'CalledFunctions', 'Calls', 'DeploymentId', 'Digest', 'FunctionRoles', 'Functions', 'HandlerVersion', 'PercentTraffic', 'RestApiId',
      'RetainedRoles', 'Roles', 'Routes', 'ServiceTimeout', 'ServiceToken', 'StageName', 'StageTemplate', 'StageVariableOverrides', 'UseStageCache',
      'Variables',
    ]);
  });
});

import { App, Duration, Fn, RemovalPolicy, Stack, Token } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as logs from 'aws-cdk-lib/aws-logs';
import { CanaryRelease, ReleaseKind } from '../../lib';
import { canaryRestApi, newStack } from '../apps';
import { ReleasedApi } from './released-api';

const MARKED = /^\{"cdkCanary":"[0-9a-f]{8}=\$context\.isCanaryRequest\/\$context\.status",/;
const CANARY = { release: ReleaseKind.CANARY };

/** A stage whose log is declared on the L1, with any ARN and format. */
const loggingTo = (destinationArn: string, format?: string) => {
  const released = new ReleasedApi();
  released.stage.accessLogSetting = { destinationArn, format };
  return released;
};

describe('the access log of a stage without one', () => {
  test('is not there, and nothing else, until a metric is asked for', () => {
    const { template } = new ReleasedApi();
    template.resourceCountIs('AWS::Logs::MetricFilter', 0);
    template.resourcePropertiesCountIs('AWS::ApiGateway::Stage', { AccessLogSetting: {} }, 0);
    expect(JSON.stringify(template.toJSON())).not.toContain('AccessLog');
  });

  test('is a log group that is kept for a month and goes with the stack, in the format of the release', () => {
    const released = new ReleasedApi();
    released.release.metricCount(CANARY);
    expect(released.format).toMatch(MARKED);
    const groups = released.template.findResources('AWS::Logs::LogGroup', { Properties: { RetentionInDays: 30 }, DeletionPolicy: 'Delete' });
    expect(Object.keys(groups)).toContainEqual(expect.stringMatching(/^ReleaseAccessLog/));
  });

  test('is there from the first deploy with accessLog, before a metric is asked for', () => {
    const released = new ReleasedApi(undefined, { accessLog: {} });
    expect(released.format).toMatch(MARKED);
    expect(released.filters).toEqual([]);
  });

  test('is as accessLog says', () => {
    const released = new ReleasedApi();
    const encryptionKey = new kms.Key(released.stack, 'Key');
    const api = new apigateway.RestApi(released.stack, 'Other');
    api.root.addMethod('GET', new apigateway.MockIntegration());
    new CanaryRelease(released.stack, 'OtherRelease', {
      api, accessLog: { retention: logs.RetentionDays.ONE_DAY, encryptionKey, removalPolicy: RemovalPolicy.RETAIN },
    });
    released.template.hasResource('AWS::Logs::LogGroup', { DeletionPolicy: 'Retain', Properties: { RetentionInDays: 1, KmsKeyId: {} } });
  });

  test('is the log group that is passed', () => {
    const released = new ReleasedApi(undefined, {});
    const logGroup = logs.LogGroup.fromLogGroupName(released.stack, 'Mine', 'mine');
    const api = new apigateway.RestApi(released.stack, 'Other');
    api.root.addMethod('GET', new apigateway.MockIntegration());
    new CanaryRelease(released.stack, 'OtherRelease', { api, accessLog: { logGroup } }).metricCount(CANARY);
    expect(released.filters.map(({ group }) => group)).toEqual(['mine']);
  });

  test('is an option of the CanaryRestApi, too', () => {
    const stack = newStack();
    const api = canaryRestApi(stack, { accessLog: { slowerThan: Duration.seconds(1) } });
    api.release.metricSlow(CANARY);
    Template.fromStack(stack).resourceCountIs('AWS::Logs::MetricFilter', 1);
  });
});

describe('an access log that a stage has', () => {
  const toGroup = (accessLogFormat?: apigateway.AccessLogFormat) => new ReleasedApi((stack) => ({
    accessLogDestination: new apigateway.LogGroupLogDestination(new logs.LogGroup(stack, 'Log')), accessLogFormat,
  }));

  test.each([
    ['JSON', apigateway.AccessLogFormat.jsonWithStandardFields(), MARKED],
    [
      'the common log format',
      apigateway.AccessLogFormat.clf(),
      /requestId [0-9a-f]{8}=\$context\.isCanaryRequest\/\$context\.status \$context\.responseLatency$/,
    ],
    ['the default of CDK', undefined, /requestId [0-9a-f]{8}=\$context\.isCanaryRequest\/\$context\.status \$context\.responseLatency$/],
  ])('keeps its destination and its format, with the mark: %s', (_, format, expected) => {
    const released = toGroup(format);
    released.release.metricCount(CANARY);
    expect(released.format).toMatch(expected);
    expect(released.filters).toEqual([
      { metric: 'CanaryCount', pattern: expect.stringMatching(/^"[0-9a-f]{8}=true\/"$/), group: { Ref: expect.stringMatching(/^Log/) } },
    ]);
    expect(Object.keys(released.template.findResources('AWS::Logs::LogGroup')).filter((id) => id.includes('AccessLog'))).toEqual([]);
  });

  test.each([
    ['all of it', (stage: apigateway.CfnStage) => {
      stage.addPropertyOverride('AccessLogSetting', {
        DestinationArn: 'arn:aws:logs:eu-central-1:123456789012:log-group:log', Format: '{"id":"$context.requestId"}',
      });
    }],
    ['its format', (stage: apigateway.CfnStage) => {
      stage.accessLogSetting = { destinationArn: 'arn:aws:logs:eu-central-1:123456789012:log-group:log', format: '$context.requestId' };
      stage.addPropertyOverride('AccessLogSetting.Format', '{"id":"$context.requestId"}');
    }],
  ])('is marked where it was written as an override: %s', (_, write) => {
    const released = new ReleasedApi();
    write(released.stage);
    released.release.metricCount(CANARY);
    expect(released.format).toMatch(/^\{"cdkCanary":"[0-9a-f]{8}=[^"]*","id":"\$context\.requestId"\}$/);
    expect(released.filters.map(({ group }) => group)).toEqual(['log']);
  });

  test('is found by the name in the ARN of an imported log group', () => {
    const released = new ReleasedApi((stack) => ({
      accessLogDestination: new apigateway.LogGroupLogDestination(logs.LogGroup.fromLogGroupName(stack, 'Log', 'access/shop')),
    }));
    released.release.metricCount(CANARY);
    expect(released.filters.map(({ group }) => group)).toEqual(['access/shop']);
  });

  test('is found in another stack of the app', () => {
    const released = new ReleasedApi((stack) => {
      const other = new Stack(stack.node.root, 'Logs', { env: { account: '123456789012', region: 'eu-central-1' } });
      return { accessLogDestination: new apigateway.LogGroupLogDestination(new logs.LogGroup(other, 'Log')) };
    });
    released.release.metricCount(CANARY);
    expect(released.filters.map(({ group }) => group)).toEqual([{ 'Fn::ImportValue': expect.stringContaining('Log') }]);
  });

  test('is marked with the tokens that are part of its text', () => {
    const released = toGroup(apigateway.AccessLogFormat.custom(`{"region":"${Fn.ref('AWS::Region')}","id":"$context.requestId"}`));
    released.release.metricCount(CANARY);
    expect(JSON.stringify(released.format)).toMatch(/"Fn::Join":\["",\["\{\\"cdkCanary\\":\\"[0-9a-f]{8}=.*\{"Ref":"AWS::Region"\}/);
  });

  test('gets the latency as a number when latencies are asked for, and not before', () => {
    const released = toGroup(apigateway.AccessLogFormat.jsonWithStandardFields());
    released.release.metricCount(CANARY);
    expect(released.format).not.toContain('Latency');
    const other = toGroup(apigateway.AccessLogFormat.jsonWithStandardFields());
    other.release.metricLatency(CANARY);
    expect(other.format).toContain('"cdkCanaryLatency":$context.responseLatency,');
  });

  test.each([
    ['of another region', 'arn:aws:logs:us-east-1:123456789012:log-group:log'],
    ['of another account', 'arn:aws:logs:eu-central-1:210987654321:log-group:log:*'],
    ['that only the deploy knows', Fn.importValue('LogGroupArn')],
  ])('is refused with a log group %s, unless the log group is passed', (_, destinationArn) => {
    expect(() => loggingTo(destinationArn, '{}').release.metricCount(CANARY)).toThrow(/AccessLogGroupUnknown/);
  });

  test('counts in the log group that is passed when its ARN cannot be read', () => {
    const { stack } = new ReleasedApi();
    const api = new apigateway.RestApi(stack, 'Other');
    api.root.addMethod('GET', new apigateway.MockIntegration());
    (api.deploymentStage.node.defaultChild as apigateway.CfnStage).accessLogSetting = { destinationArn: Fn.importValue('LogGroupArn'), format: '{}' };
    const logGroup = logs.LogGroup.fromLogGroupName(stack, 'Mine', 'mine');
    new CanaryRelease(stack, 'OtherRelease', { api, accessLog: { logGroup } }).metricCount(CANARY);
    Template.fromStack(stack).hasResourceProperties('AWS::Logs::MetricFilter', { LogGroupName: 'mine' });
  });

  test('is refused with a format that is a token, with the text to put into it', () => {
    const released = loggingTo('arn:aws:logs:eu-central-1:123456789012:log-group:log', Token.asString({ Ref: 'Format' }));
    expect(() => released.release.metricCount(CANARY))
      .toThrow(/"cdkCanary":"[0-9a-f]{8}=\$context\.isCanaryRequest\/\$context\.status".*\[AccessLogFormatIsToken at/);
  });

  test('stays with a format that is a token and was marked by hand', () => {
    const { stack } = new ReleasedApi();
    const api = new apigateway.RestApi(stack, 'Other', { deploy: true });
    api.root.addMethod('GET', new apigateway.MockIntegration());
    (api.deploymentStage.node.defaultChild as apigateway.CfnStage).accessLogSetting = {
      destinationArn: 'arn:aws:logs:eu-central-1:123456789012:log-group:log', format: Token.asString({ Ref: 'AWS::StackName' }),
    };
    new CanaryRelease(stack, 'OtherRelease', { api, accessLog: { alreadyMarked: true } }).metricCount(CANARY);
    const template = Template.fromStack(stack);
    template.hasResourceProperties('AWS::ApiGateway::Stage', { AccessLogSetting: { Format: { Ref: 'AWS::StackName' } } });
    template.resourceCountIs('AWS::Logs::MetricFilter', 1);
  });

  test('is left alone when it goes to Firehose, with a warning that nothing is counted', () => {
    const released = loggingTo('arn:aws:firehose:eu-central-1:123456789012:deliverystream/amazon-apigateway-log', '{"id":"$context.requestId"}');
    released.release.metricCount(CANARY);
    expect(released.format).toBe('{"id":"$context.requestId"}');
    expect(released.filters).toEqual([]);
    expect(released.told).toContain('Log to a log group, or count where the lines arrive.');
  });

  test('refuses what is for a new log group', () => {
    const { stack } = new ReleasedApi();
    const logGroup = new logs.LogGroup(stack, 'Log');
    const api = new apigateway.RestApi(stack, 'Other');
    expect(() => new CanaryRelease(stack, 'OtherRelease', { api, accessLog: { logGroup, retention: logs.RetentionDays.ONE_DAY } }))
      .toThrow(/accessLog has retention.*\[AccessLogExists at/);
  });

  test.each([
    ['set on the stage', ({ stage }: ReleasedApi) => {
      stage.accessLogSetting = { destinationArn: 'arn:aws:logs:eu-central-1:123456789012:log-group:log', format: '{}' };
    }],
    ['overridden', (released: ReleasedApi) => { released.stage.addPropertyOverride('AccessLogSetting.Format', '{}'); }],
    ['taken away', (released: ReleasedApi) => { released.stage.addPropertyDeletionOverride('AccessLogSetting'); }],
    ['led to another log group', ({ stage }: ReleasedApi) => {
      stage.addPropertyOverride('AccessLogSetting.DestinationArn', 'arn:aws:logs:eu-central-1:123456789012:log-group:central');
    }],
  ])('is an error when it is %s afterwards, because nothing would be counted', (_, change) => {
    const released = new ReleasedApi();
    released.release.metricCount(CANARY);
    change(released);
    expect(() => released.template).toThrow(/AccessLogOverwritten/);
  });
});

test('a log that was marked by hand and is taken away afterwards is an error, too', () => {
  const { stack } = new ReleasedApi();
  const api = new apigateway.RestApi(stack, 'Other');
  api.root.addMethod('GET', new apigateway.MockIntegration());
  const stage = api.deploymentStage.node.defaultChild as apigateway.CfnStage;
  const format = Token.asString({ Ref: 'AWS::StackName' });
  stage.accessLogSetting = { destinationArn: 'arn:aws:logs:eu-central-1:123456789012:log-group:log', format };
  new CanaryRelease(stack, 'OtherRelease', { api, accessLog: { alreadyMarked: true } }).metricCount(CANARY);
  stage.accessLogSetting = undefined;
  expect(() => Template.fromStack(stack)).toThrow(/AccessLogOverwritten/);
});

describe('the role of the account', () => {
  const told = (cloudWatchRole: boolean) => {
    const stack = new Stack(new App(), 'Stack');
    const api = new apigateway.RestApi(stack, 'Api', { cloudWatchRole });
    api.root.addMethod('GET', new apigateway.MockIntegration());
    new CanaryRelease(stack, 'Release', { api, accessLog: {} });
    return (stack.node.root as App).synth().stacks[0].messages.map(({ entry }) => String(entry.data)).join('\n');
  };

  test('is named when the app does not set it', () => {
    expect(told(false)).toContain('CloudWatch Logs role ARN must be set in account settings');
    expect(told(true)).not.toContain('CloudWatch Logs role ARN');
  });
});

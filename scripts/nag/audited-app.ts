import { App, Stack } from 'aws-cdk-lib';
import * as cloudwatchActions from 'aws-cdk-lib/aws-cloudwatch-actions';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as sns from 'aws-cdk-lib/aws-sns';
import { everyOption } from './every-option';
import { CanaryDashboard, CanaryFunctions, CanaryRestApi, CanaryRollout, Retain } from '../../lib';

/** An app with everything that this library makes, synthesized: as it is by default, or with every option that an auditor may ask for. */
export function auditedApp(options: 'defaults' | 'every option'): App {
  const app = new App({ analyticsReporting: false });
  const stack = new Stack(app, 'Stack');
  const given = options === 'every option' ? everyOption(stack) : {};
  CanaryFunctions.of(app).configure(given);
  const api = new CanaryRestApi(stack, 'Api', {
    handler: new lambda.Function(stack, 'Handler', {
      code: lambda.Code.fromInline('exports.handler = async () => ({ statusCode: 200 });'),
      handler: 'index.handler',
      runtime: lambda.Runtime.NODEJS_22_X,
    }),
    resourcePath: 'hello',
    rollout: CanaryRollout.ramp(),
    retain: Retain.last(5),
    accessLog: { encryptionKey: given.logEncryptionKey },
  });
  const alarms = api.release.addAlarms();
  if (options === 'every option') { alarms.addAlarmAction(new cloudwatchActions.SnsAction(new sns.Topic(stack, 'Topic'))); }
  new CanaryDashboard(stack, 'Dashboard', { releases: [api.release] });
  app.synth();
  return app;
}

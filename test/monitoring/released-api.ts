import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import { CanaryRelease, CanaryReleaseOptions } from '../../lib';

const ENVIRONMENT = { account: '123456789012', region: 'eu-central-1' };

/** A stack with a released API, and what its templates say of the access log. */
export class ReleasedApi {
  readonly stack = new Stack(new App(), 'Stack', { env: ENVIRONMENT });
  readonly api: apigateway.RestApi;
  readonly release: CanaryRelease;

  constructor(deployOptions: (stack: Stack) => apigateway.StageOptions = () => ({}), options: CanaryReleaseOptions = {}) {
    this.api = new apigateway.RestApi(this.stack, 'Api', { deployOptions: deployOptions(this.stack), cloudWatchRole: true });
    this.api.root.addMethod('GET', new apigateway.MockIntegration());
    this.release = new CanaryRelease(this.stack, 'Release', { api: this.api, ...options });
  }

  get stage(): apigateway.CfnStage {
    return this.api.deploymentStage.node.defaultChild as apigateway.CfnStage;
  }

  get template(): Template {
    return Template.fromStack(this.stack);
  }

  /** The text of the stage's format. */
  get format(): any {
    return Object.values(this.template.findResources('AWS::ApiGateway::Stage'))[0].Properties.AccessLogSetting?.Format;
  }

  /** Every metric filter: what it counts, what it finds, in which log group. */
  get filters(): Array<{ metric: string; pattern: string; group: unknown }> {
    const filters = Object.values(this.template.findResources('AWS::Logs::MetricFilter'));
    return filters.map(({ Properties: { MetricTransformations: [{ MetricName }], FilterPattern, LogGroupName } }) => ({
      metric: MetricName, pattern: FilterPattern, group: LogGroupName,
    }));
  }

  /** What synth says, by the ids at the ends of the texts or in them. */
  get told(): string {
    return (this.stack.node.root as App).synth().stacks.flatMap(({ messages }) => messages.map(({ entry }) => String(entry.data))).join('\n');
  }
}


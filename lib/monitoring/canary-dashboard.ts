import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { MeasuredRelease } from './measured-release';
import { invalidInput } from '../messages/invalid-input';

/**
 * Properties of a CanaryDashboard.
 */
export interface CanaryDashboardProps {
  /**
   * The releases to show, one below the other. Call their `addAlarms()` first, so that their alarms are shown.
   */
  readonly releases: MeasuredRelease[];

  /**
   * Name of the dashboard.
   *
   * @default - CloudFormation makes one
   */
  readonly dashboardName?: string;

  /**
   * How far back it shows when it is opened.
   *
   * @default Duration.hours(3)
   */
  readonly defaultInterval?: Duration;
}

/**
 * A CloudWatch dashboard of releases: base and canary side by side, in the same graphs.
 *
 * Its metrics are those of the releases, so it adds an access log to a
 * stage that has none.
 *
 * @example
 * const api = new apigateway.RestApi(this, 'Api');
 * api.root.addResource('hello').addMethod('GET', new apigateway.LambdaIntegration(handler.currentVersion));
 * const release = new CanaryRelease(this, 'Release', { api, canarySettings: { percentTraffic: 10 } });
 * release.addAlarms();
 *
 * new CanaryDashboard(this, 'Dashboard', { releases: [release] });
 */
export class CanaryDashboard extends Construct {
  /** The dashboard. More widgets may be added. */
  readonly dashboard: cloudwatch.Dashboard;

  /**
   * @throws if there are no releases
   */
  constructor(scope: Construct, id: string, props: CanaryDashboardProps) {
    super(scope, id);
    // In JavaScript there may be nothing.
    const releases = props?.releases ?? [];
    const isRelease = (one: Partial<MeasuredRelease> | null): boolean => typeof one?.widgets === 'function';
    if (!Array.isArray(releases) || !releases.every(isRelease)) {
      const got = Array.isArray(releases) ? 'a list with something else' : releases;
      throw invalidInput(this, 'InvalidOption', 'releases', got, 'a list of CanaryRelease');
    }
    if (releases.length === 0) { throw invalidInput(this, 'DashboardWithoutReleases'); }
    this.dashboard = new cloudwatch.Dashboard(this, 'Resource', {
      dashboardName: props.dashboardName,
      defaultInterval: props.defaultInterval ?? Duration.hours(3),
    });
    for (const row of releases.flatMap((release) => release.widgets())) { this.dashboard.addWidgets(...row); }
  }
}

import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { MeasuredRelease } from './measured-release';
import { invalidInput } from '../messages/invalid-input';
import { checkNames } from '../release/checked-names';

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
    const { releases = [], dashboardName, defaultInterval } = checkedProps(this, props ?? {});
    const isRelease = (one: Partial<MeasuredRelease> | null): boolean => typeof one?.widgets === 'function';
    if (!Array.isArray(releases) || !releases.every(isRelease)) {
      const got = Array.isArray(releases) ? 'a list with something else' : releases;
      throw invalidInput(this, 'InvalidOption', 'releases', got, 'a list of CanaryRelease');
    }
    if (releases.length === 0) { throw invalidInput(this, 'DashboardWithoutReleases'); }
    this.dashboard = new cloudwatch.Dashboard(this, 'Resource', {
      dashboardName,
      defaultInterval: defaultInterval ?? Duration.hours(3),
    });
    for (const row of releases.flatMap((release) => release.widgets())) { this.dashboard.addWidgets(...row); }
  }
}

/** The type asks for every property, so that a new one cannot be taken for a typo. */
const PROPS: { readonly [name in keyof Required<CanaryDashboardProps>]: true } = { releases: true, dashboardName: true, defaultInterval: true };

function checkedProps(scope: Construct, props: CanaryDashboardProps): Partial<CanaryDashboardProps> {
  if (typeof props !== 'object' || Construct.isConstruct(props) || Array.isArray(props)) {
    const got = Construct.isConstruct(props) ? props.node.path : props;
    throw invalidInput(scope, 'InvalidOption', 'The argument with the properties of the dashboard', got, 'an object such as { releases: [release] }');
  }
  checkNames(scope, props, Object.keys(PROPS));
  // Other languages pass null for what is not there.
  const given: Partial<CanaryDashboardProps> = Object.fromEntries(Object.entries(props).filter(([, value]) => value !== null));
  const { dashboardName: name, defaultInterval: interval } = given;
  if (name !== undefined && typeof name !== 'string') { throw invalidInput(scope, 'InvalidOption', 'dashboardName', name, 'text, or nothing'); }
  if (interval !== undefined && typeof (interval as Partial<Duration>).toIsoString !== 'function') {
    throw invalidInput(scope, 'InvalidOption', 'defaultInterval', interval, 'a Duration, such as Duration.hours(3)');
  }
  return given;
}

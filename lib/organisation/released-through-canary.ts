import { CfnResource, Mixin, Stack } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import { Construct, IConstruct } from 'constructs';
import { CanaryRelease } from '../canary-release';
import { isA } from '../construct-tree/resource-type';
import { CanaryReleaseOptions } from '../release/canary-release-options';
import { checkObject } from '../release/checked-names';
import { checkReleaseNames } from '../release/checked-options';
import { OPTION_NAMES } from '../release/parted-options';
import { isReleased } from '../release/released-stage';

const RELEASE_ID = 'CanaryRelease';

/**
 * Releases REST APIs through canaries that their teams built without one: one API, or all of an app.
 *
 * It supports a REST API that is built in the app and has a deployment stage without a release. The release stands below the API, with the id
 * `CanaryRelease`, so the context key `cdk-canary-rest-api:action` names it by the path of the API. An API with a release of its own, with
 * `deploy: false`, or imported is left alone.
 *
 * A mixin acts on what is there. What is built after it has no release, and nothing says so: apply it in the last line of the app, before stages are
 * added to a pipeline, and put a `CanaryPolicy` beside it, which sees the end. As an aspect (`Shims.asAspect`) on the App it does not reach a
 * `cdk.Stage`.
 *
 * @example
 * const app = new App();
 * // ... all stacks and Stages ...
 * Mixins.of(app).apply(new ReleasedThroughCanary({ unqualifiedFunctions: UnqualifiedFunctions.PIN }));
 * Validations.of(app).addPlugins(new CanaryPolicy());
 *
 * @see https://docs.aws.amazon.com/cdk/v2/guide/mixins.html
 */
export class ReleasedThroughCanary extends Mixin {
  private readonly made: CanaryRelease[] = [];
  private readonly options: CanaryReleaseOptions;

  /**
   * @param options of every release that it makes. An injected default stands behind them
   */
  constructor(options: CanaryReleaseOptions = {}) {
    super();
    const given = options ?? {};
    if (typeof given === 'object') { checkReleaseNames(undefined, given, OPTION_NAMES); }
    checkObject(undefined, 'The argument of ReleasedThroughCanary', given, OPTION_NAMES, '{ canarySettings: { percentTraffic: 10 } }');
    this.options = given;
  }

  /** The releases that it has made so far, for instance to give each its alarms. */
  get releases(): CanaryRelease[] {
    return [...this.made];
  }

  /**
   * Whether a construct is a REST API that is built in the app and has a deployment stage without a release.
   *
   * @param construct any construct
   */
  supports(construct: IConstruct): boolean {
    return releasableStage(construct) !== undefined;
  }

  /**
   * Attaches a release to the deployment stage of an API. A construct that it does not support is left alone.
   *
   * @param construct the API
   * @throws as a `CanaryRelease`, for instance if the name of the stage is a token
   */
  applyTo(construct: IConstruct): void {
    const stage = releasableStage(construct);
    if (stage === undefined) { return; }
    // A release stands in the stack of the stage.
    const scope = Stack.of(stage) === Stack.of(construct) ? construct : stage;
    this.made.push(new CanaryRelease(scope as Construct, RELEASE_ID, { api: construct as apigateway.IRestApi, ...this.options }));
  }
}

function releasableStage(construct: IConstruct): apigateway.IStage | undefined {
  if (CfnResource.isCfnResource(construct) || !isA(construct.node.defaultChild, apigateway.CfnRestApi)) { return undefined; }
  // Absent on an API with `deploy: false`.
  const stage: apigateway.IStage | undefined = (construct as Partial<apigateway.IRestApi>).deploymentStage;
  const resource = stage?.node.defaultChild;
  return isA(resource, apigateway.CfnStage) && !isReleased(resource) ? stage : undefined;
}

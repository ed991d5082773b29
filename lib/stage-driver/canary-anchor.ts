import { CfnDeletionPolicy, CfnResource, CustomResource, Stack } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { ANCHOR_TYPE, AnchorProperties } from './contract/anchor';
import { SERVICE_TIMEOUT, StageDriver } from './stage-driver';
import { addressInAssembly } from '../construct-tree/address-in-assembly';
import { followValue } from '../construct-tree/followed-value';

export interface CanaryAnchorProps {
  /** Runs the anchor, too, and waits for it. */
  readonly driver: StageDriver;
  /** The deployment among them is that of the template. */
  readonly properties: AnchorProperties;
}

/**
 * `Custom::CanaryAnchor`: guards what an operation created, also when the driver is skipped.
 *
 * It comes with every new deployment. Its Delete comes only when its creation is taken back, before anything that it depends on goes. A superseded
 * one is kept by CloudFormation and never called.
 */
export class CanaryAnchor extends Construct {
  /**
   * In the stack and not in the release: its logical id follows from all that the deployment calls, so nothing of that may wait for it, and functions
   * may well wait for a release.
   *
   * Its id comes from the stage, below the `cdk.Stage` that it is in. A release that gets another path creates no deployment, and neither does the
   * second of two Stages for one stack, of which one holds and the other promotes. Nothing new needs a guard then, so they create no anchor. The
   * handler does not rely on that: an anchor acts only if this operation has created its deployment.
   */
  static of(stage: Construct, props: CanaryAnchorProps): CanaryAnchor {
    return new CanaryAnchor(Stack.of(stage), `CanaryAnchor${addressInAssembly(stage).slice(-8)}`, props);
  }

  readonly resource: CfnResource;

  private constructor(scope: Construct, id: string, { driver, properties }: CanaryAnchorProps) {
    super(scope, id);
    const customResource = new CustomResource(this, 'Resource', {
      resourceType: ANCHOR_TYPE, serviceToken: driver.handler.functionArn, serviceTimeout: SERVICE_TIMEOUT, properties: { ...properties },
    });
    this.resource = customResource.node.defaultChild as CfnResource;
    // By override: a removal policy that the app sets on everything (`RemovalPolicies.of(app).destroy()`) may come later, and would win.
    this.resource.addOverride('DeletionPolicy', CfnDeletionPolicy.RETAIN_EXCEPT_ON_CREATE);
    this.resource.addOverride('UpdateReplacePolicy', CfnDeletionPolicy.RETAIN);
    // Another deployment is another anchor.
    followValue(this.resource, properties.DeploymentId);
    this.resource.node.addDependency(...driver.prerequisites);
    driver.resource.node.addDependency(this.resource);
  }
}

import { Disturbance } from './driver-environments';
import { disturbedAws, InProcessAws } from './in-process-aws';
import { Oracle } from './oracle';
import { artifactOf, ReleasedApp, templateOf } from './released-app';
import { FaultInjector } from '../../rehearsal/cloudformation/resource-operation';
import { OperationResult } from '../../rehearsal/cloudformation/stack-requests';
import { Hypotheses, LIKELY_HYPOTHESES } from '../../rehearsal/hypotheses';

const STACK = 'App';

export interface DeployOptions {
  /** The update of this resource fails. */
  readonly failing?: string;
  /** `cdk deploy --no-rollback`. */
  readonly disableRollback?: boolean;
  /** `cdk deploy --express`. */
  readonly express?: boolean;
  /** What somebody does to the template behind CDK's back. */
  readonly altered?: (template: any) => object;
  /** What disturbs the driver until the end of the operation. */
  readonly disturbance?: Disturbance;
}

/** One stack with a release: deployed by hand, and asked at every instant by the oracle. */
export class WatchedStack {
  readonly tally = { instants: 0, requests: 0 };
  readonly inProcess: InProcessAws;
  private readonly oracle: Oracle;
  private app?: ReleasedApp;
  /** What befalls resource operations, besides the one that a deploy says to fail. @default - nothing */
  faults?: FaultInjector;

  constructor(hypotheses: Partial<Hypotheses> = {}, seed = 1) {
    this.inProcess = disturbedAws(seed, { ...LIKELY_HYPOTHESES, ...hypotheses });
    this.oracle = new Oracle(this.aws, this.tally);
    this.cloudFormation.onResourceOperation(async (event) => {
      // Plain CDK code falls into the traps that the release is for.
      if (this.app!.kind === 'plain') { return this.oracle.rememberDeployments(this.app!); }
      await this.oracle.atInstant(event, this.app!);
    });
  }

  get aws() { return this.inProcess.aws; }

  get cloudFormation() { return this.aws.cloudFormation; }

  get stack() { return this.cloudFormation.find(STACK)!; }

  /** The stage as API Gateway has it, but for its times. Undefined when there is none. */
  get stage(): object | undefined {
    const [api] = this.aws.apiGateway.listRestApis();
    const [stage] = api ? this.aws.apiGateway.listStages(api.id) : [];
    const { lastUpdatedDate, createdDate, ...state } = stage ?? {} as any;
    return stage && state;
  }

  /** @throws BrokenInvariant as soon as a request fails */
  async deploy(app: ReleasedApp, { failing, disableRollback, express, altered, disturbance = {} }: DeployOptions = {}): Promise<OperationResult> {
    this.app = app;
    this.cloudFormation.inject((operation) =>
      operation.logicalId === failing && operation.phase === 'update' ? { kind: 'fail', when: 'before' } : this.faults?.(operation));
    this.inProcess.driver.disturbance = disturbance;
    const result = await (app.shape === 'in a nested stack' ? this.aws.deploy(artifactOf(app), { disableRollback })
      : this.deployTemplate(app, { disableRollback, express, altered }));
    this.cloudFormation.inject(undefined);
    this.inProcess.driver.disturbance = {};
    await this.look('the deploy');
    return result;
  }

  private async deployTemplate(app: ReleasedApp, { disableRollback, express, altered }: DeployOptions): Promise<OperationResult> {
    const deploymentMode = express === true ? 'EXPRESS' as const : undefined;
    const template = altered ? altered(structuredClone(templateOf(app))) : templateOf(app);
    const request = { stackName: STACK, template: template as never, disableRollback, deploymentMode };
    return this.cloudFormation.find(STACK) ? this.cloudFormation.updateStack(request) : this.cloudFormation.createStack(request);
  }

  async continueRollback(skip: readonly string[] = []): Promise<OperationResult> {
    return this.cloudFormation.continueUpdateRollback(STACK, skip);
  }

  async rollBack(): Promise<OperationResult> {
    return this.cloudFormation.rollbackStack(STACK);
  }

  /** Lambda delivers an event again, or at last, whoever waits for it. The oracle looks afterwards. */
  async deliver(event: any): Promise<void> {
    await this.aws.clock.passUntil(this.inProcess.driver.run(event).catch(() => undefined));
    await this.look('a late event');
  }

  /** @throws BrokenInvariant when a request fails */
  async look(after: string): Promise<void> {
    await this.oracle.atInstant({ action: 'status', stack: this.stack.identity, status: this.stack.status, reason: after }, this.app!);
  }

  /** Lets time pass, and with it whatever was pending. */
  async pass(seconds: number): Promise<void> {
    await this.aws.clock.passUntil(this.aws.clock.sleep(seconds * 1000));
  }

  /** The logical id of the first resource of a type, behind the name of the nested stack that it is in. */
  logicalIdOf(type: string): string {
    for (const { resources, parentId, identity: { stackName } } of this.cloudFormation.stacks) {
      const found = [...resources.values()].find(({ definition }) => definition.type === type)?.definition.logicalId;
      if (found !== undefined) { return parentId === undefined ? found : `${stackName}.${found}`; }
    }
    throw new Error(`No stack has a ${type}`);
  }

  /** @throws BrokenInvariant when the live stage is not what the template in force declares */
  assertAsDeclared(): void {
    this.oracle.assertAsDeclared(this.stack);
  }

  /** @throws BrokenInvariant when something is left */
  async destroy(): Promise<void> {
    await this.aws.destroy(STACK);
    this.oracle.assertClean();
    await this.aws.close();
  }
}

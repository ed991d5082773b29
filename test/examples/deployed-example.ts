import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { Stage } from '../../rehearsal/apigateway/model';
import { LocalAws, LocalAwsOptions } from '../../rehearsal/local-aws';

/** An example on the local engine, with its functions in Node.js processes. */
export class DeployedExample {
  readonly aws: LocalAws;
  private readonly folder = mkdtempSync(join(tmpdir(), 'example-'));

  /** @param options where it is deployed */
  constructor(options: Pick<LocalAwsOptions, 'account' | 'region'> = {}) {
    this.aws = new LocalAws(options);
  }

  /** @throws if the deploy does not succeed */
  async deploy(build: (app: App) => void, context: Record<string, string> = {}): Promise<void> {
    const app = new App({ outdir: mkdtempSync(join(this.folder, 'assembly-')), context, analyticsReporting: false });
    build(app);
    const { status, succeeded, reason } = await this.aws.deploy(app.synth().directory);
    if (!succeeded) { throw new Error(`The deploy ended in ${status}: ${reason}`); }
  }

  get stage(): Stage {
    return this.aws.apiGateway.listStages(this.restApiId)[0];
  }

  /** What one release answers. 0 % of the traffic need not wait for chance. */
  async ask(release: 'base' | 'canary', path: string, method = 'GET'): Promise<{ status: number; [key: string]: unknown }> {
    const { status, body } = await this.aws.dataPlane.invokeStage({
      restApiId: this.restApiId, stageName: this.stage.stageName, release, method, path,
    });
    return { status, ...JSON.parse(String(body)) };
  }

  /** Name of the function whose construct id this is. */
  functionName(id: string): string {
    const resources = [...this.aws.cloudFormation.stacks[0].resources.values()];
    const isIt = ({ type, logicalId }: { type: string; logicalId: string }): boolean => type === 'AWS::Lambda::Function' && logicalId.startsWith(id);
    return resources.find(({ definition }) => isIt(definition))!.physicalId!;
  }

  async close(): Promise<void> {
    await this.aws.close();
    rmSync(this.folder, { recursive: true, force: true });
  }

  get restApiId(): string {
    return this.aws.apiGateway.listRestApis()[0].id;
  }
}

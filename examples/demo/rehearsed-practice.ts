import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { StageReport } from './phase-result';
import { Phase } from './phases';
import { serveStage, StageServer } from '../../rehearsal/apigateway/serve-stage';
import { LocalAws } from '../../rehearsal/local-aws';
import { PracticeStack } from '../practice/practice-stack';

const STAGE = 'prod';

/** The practice's stack on the local engine: deploys its states and serves its stage over HTTP. */
export class RehearsedPractice {
  private readonly aws: LocalAws;
  private readonly folder = mkdtempSync(join(tmpdir(), 'canary-demo-'));
  private server?: StageServer;

  constructor(seed: number) {
    this.aws = new LocalAws({ seed });
  }

  /** Called with each resource operation as it happens, until the returned function is called. */
  onOperation(listener: (description: string) => void): () => void {
    return this.aws.cloudFormation.onResourceOperation((event) => {
      if (event.action !== 'status') { listener(`${event.action} ${event.type} ${event.logicalId}`); }
    });
  }

  /** Synthesizes the app of a phase. Returns the folder of its cloud assembly. */
  synthesize(phase: Phase): string {
    return this.synthesizeApp(phase.name, phase.context, (app) => { new PracticeStack(app, 'Practice', phase.app); });
  }

  /** Synthesizes any app. Returns the folder of its cloud assembly. */
  synthesizeApp(name: string, context: Readonly<Record<string, string>>, build: (app: App) => void): string {
    const outdir = join(this.folder, name);
    const app = new App({ outdir, context, analyticsReporting: false });
    build(app);
    app.synth();
    return outdir;
  }

  /** From now on the split follows from the seed again, however many requests a deploy has met. */
  restartTraffic(seed: number): void {
    this.aws.restartTraffic(seed);
  }

  /** @throws if the deploy does not succeed */
  async deploy(assembly: string): Promise<void> {
    const result = await this.aws.deploy(assembly);
    if (!result.succeeded) { throw new Error(`The deploy ended in ${result.status}: ${result.reason}`); }
  }

  /** Where clients find the route. Known after the first deploy. */
  async url(): Promise<string> {
    this.server ??= await serveStage({ service: this.aws.apiGateway, dataPlane: this.aws.dataPlane, restApiId: this.restApiId });
    return `${this.server.url}/${STAGE}/hello`;
  }

  stage(): StageReport {
    const { deploymentId, canarySettings, variables } = this.aws.apiGateway.getStage(this.restApiId, STAGE);
    return {
      deploymentId,
      canarySettings: canarySettings ? { stageVariableOverrides: {}, ...canarySettings } : null,
      variables: variables ?? {},
    };
  }

  async close(): Promise<void> {
    await this.server?.close();
    await this.aws.close();
    rmSync(this.folder, { recursive: true, force: true });
  }

  private get restApiId(): string {
    return this.aws.apiGateway.listRestApis()[0].id;
  }
}

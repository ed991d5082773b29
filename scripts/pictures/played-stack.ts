import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { readAssembly } from '../../rehearsal/assembly';
import { LIKELY_HYPOTHESES } from '../../rehearsal/hypotheses';
import { LocalAws } from '../../rehearsal/local-aws';
import { Rehearsal, RehearsedOperation } from '../../rehearsal/observation/rehearsal';
import { inProcessAws } from '../../test/harness/in-process-aws';

/** One stack on the local engine, observed at every instant. */
export class PlayedStack {
  readonly aws: LocalAws = inProcessAws(1, LIKELY_HYPOTHESES);
  private readonly rehearsal = new Rehearsal(this.aws);
  private readonly scratch = mkdtempSync(join(tmpdir(), 'pictures-'));

  /** @throws when the deploy does not succeed: a picture of that was not meant */
  async deploy(build: (app: App) => void): Promise<RehearsedOperation> {
    const app = new App({ analyticsReporting: false, treeMetadata: false, outdir: mkdtempSync(join(this.scratch, 'assembly-')) });
    build(app);
    const [artifact] = readAssembly(app.synth().directory, this.aws).stacks;
    const operation = await this.rehearsal.deploy(artifact);
    if (!operation.succeeded) { throw new Error(`The deploy ended in ${operation.status}: ${operation.reason}`); }
    return operation;
  }

  async close(): Promise<void> {
    await this.aws.close();
    rmSync(this.scratch, { recursive: true, force: true });
  }
}

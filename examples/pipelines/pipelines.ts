import { Stack, StackProps } from 'aws-cdk-lib';
import { CodePipeline, CodePipelineSource, ManualApprovalStep, ShellStep } from 'aws-cdk-lib/pipelines';
import { Construct } from 'constructs';
import { Does, ShopStage } from './shop-stage';

export interface PipelineProps extends StackProps {
  /** Stands for a change of the code. */
  readonly code: string;
  /** Where the shop is deployed, one after the other or together. */
  readonly regions: string[];
  readonly account: string;
}

/** What the three pipelines have in common: where they get the code, and how they make Stages. */
abstract class ShopPipeline extends Stack {
  protected readonly source: CodePipelineSource;
  protected readonly pipeline: CodePipeline;

  constructor(private readonly app: Construct, id: string, private readonly shop: PipelineProps) {
    super(app, id, shop);
    this.source = CodePipelineSource.connection('shop/shop', 'main', {
      connectionArn: `arn:aws:codestar-connections:${shop.regions[0]}:${shop.account}:connection/replace-me`,
    });
    this.pipeline = new CodePipeline(this, 'Pipeline', {
      crossAccountKeys: true, synth: new ShellStep('Synth', { input: this.source, commands: ['npm ci', 'npx cdk synth'] }),
    });
  }

  /** In the App and not in the pipeline's stack, so that the context names it by its id alone. */
  protected stage(id: string, does: Does, region: string): ShopStage {
    const { code, account } = this.shop;
    return new ShopStage(this.app, id, { code, does, env: { account, region } });
  }
}

/** One deploy for each region, which tries the new code on some of the requests and judges by itself. A region that fails stops those after. */
export class RolloutPipeline extends ShopPipeline {
  constructor(scope: Construct, id: string, props: PipelineProps) {
    super(scope, id, props);
    for (const region of props.regions) {
      this.pipeline.addWave(`Wave-${region}`).addStage(this.stage(`Shop-${region}`, 'rollout', region));
    }
  }
}

/**
 * Two Stages of one stack in one synthesis: the first holds, a check and a person look at it, the second promotes.
 *
 * All regions hold together, and are promoted one after the other. The Stage that aborts is in no pipeline:
 * `cdk deploy -a cdk.out/assembly-Abort-...`.
 */
export class TwoStagesPipeline extends ShopPipeline {
  constructor(scope: Construct, id: string, props: PipelineProps) {
    super(scope, id, props);
    const hold = this.pipeline.addWave('Hold', { post: [new ManualApprovalStep('MayBePromoted')] });
    for (const region of props.regions) {
      const stage = this.stage(`Hold-${region}`, 'hold', region);
      hold.addStage(stage, {
        post: [new ShellStep(`Check-${region}`, {
          input: this.source, envFromCfnOutputs: { URL: stage.url }, commands: ['node check.mjs "$URL" --minutes 10'],
        })],
      });
    }
    for (const region of props.regions) {
      this.pipeline.addStage(this.stage(`Promote-${region}`, 'promote', region));
      this.stage(`Abort-${region}`, 'abort', region);
    }
  }
}

export interface TwoCommitsPipelineProps extends PipelineProps {
  /** What this commit says: the first one holds new code, the next one promotes it or aborts. */
  readonly does: Does;
}

/** One Stage: what becomes of the canary is said by a commit of its own. */
export class TwoCommitsPipeline extends ShopPipeline {
  constructor(scope: Construct, id: string, props: TwoCommitsPipelineProps) {
    super(scope, id, props);
    const wave = this.pipeline.addWave('Shop');
    props.regions.forEach((region) => wave.addStage(this.stage(`Shop-${region}`, props.does, region)));
  }
}

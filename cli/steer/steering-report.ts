import type { SteeringPlan, Steering } from './steering';
import type { LiveStage } from '../../lib/stage/live-stage';
import type { Health } from '../status/health-of';
import type { ForetoldDeploy } from '../status/next-deploys';
import type { StatusReport } from '../status/status-report';

/** What a command did to a stage, or would do. What `--json` prints. Fields are only ever added. */
export interface SteeringReport {
  readonly format: 1;
  readonly command: Steering['command'];
  readonly dryRun: boolean;
  /** `planned` with `--dry-run`. `nothing`: it was so already. */
  readonly outcome: 'planned' | 'done' | 'nothing';
  /** Stands in the user agent of each call, so that CloudTrail has it. */
  readonly operationId: string;
  /** ARN of who calls. */
  readonly actor: string;
  readonly reason?: string;
  readonly region: string;
  readonly account: string;
  readonly release: StatusReport['release'];
  readonly before: LiveStage;
  readonly expected: LiveStage;
  readonly operations: SteeringPlan['operations'];
  /** As it was read after the write. */
  readonly after?: LiveStage;
  /** Of the canary, for a promotion. @default - it gets nothing, or another command runs */
  readonly health?: Health;
  /** What a deploy makes of the stage as it is, or would be. */
  readonly nextDeploy: readonly ForetoldDeploy[];
}

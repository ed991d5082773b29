import { LocalAws } from '../local-aws';
import { Random } from './random';
import { AskedRequest, askedRequests } from '../observation/asked-requests';
import { StageState } from '../observation/instant';
import { stageStates } from '../observation/observe-stages';

/** The parts of the engine that clients need. */
export type SendingAws = Pick<LocalAws, 'apiGateway' | 'dataPlane' | 'cloudFormation'>;

const SECOND = 1_000;
const MINUTE = 60_000;
/** Requests under way at once. Above that clients wait: code that hangs must not pile them up. */
const MOST_UNDER_WAY = 100;

/**
 * Clients that really send their requests to every stage: what they meet is what the code behind the routes answers, and log and metrics are those
 * of each request.
 *
 * They ask the routes that production has, one after the other, without credentials, query and body. Nobody uses a stage before the operation that
 * created it has ended.
 */
export class SendingClients {
  /** How many requests were sent. */
  sent = 0;
  private readonly random: Random;
  private readonly inUse = new Set<string>();
  private readonly underWay = new Set<Promise<void>>();
  private nextRoute = 0;
  private timer?: NodeJS.Timeout;

  /** @param requestsPerMinute to each stage */
  constructor(private readonly aws: SendingAws, private readonly requestsPerMinute: number, seed: number) {
    this.random = new Random(seed);
  }

  /** Sends what comes in so much time, and waits for the answers. */
  async send(milliseconds: number): Promise<void> {
    for (const stage of this.stages()) {
      const { requests } = askedRequests(this.aws.apiGateway.getDeployment(stage.restApiId, stage.base.deploymentId).snapshot);
      const due = requests.length === 0 ? 0 : this.random.poisson(this.requestsPerMinute * milliseconds / MINUTE);
      for (let i = 0; i < due; i++) {
        if (this.underWay.size >= MOST_UNDER_WAY) { await Promise.race(this.underWay); }
        this.ask(stage, requests[this.nextRoute++ % requests.length]);
      }
    }
    await Promise.all(this.underWay);
  }

  /** From now on they come, second by second, until `stop`. */
  start(): void {
    let isSending = false;
    this.timer = setInterval(() => {
      // The clients of a second that is late wait for it.
      if (isSending) { return; }
      isSending = true;
      // A stage may go while its clients wait. The next second looks anew.
      void this.send(SECOND).catch(() => undefined).finally(() => { isSending = false; });
    }, SECOND).unref();
  }

  /** No more requests begin. Returns when those under way have ended. */
  async stop(): Promise<void> {
    clearInterval(this.timer);
    await Promise.all(this.underWay);
  }

  private ask({ restApiId, stageName }: StageState, { method, path }: AskedRequest): void {
    this.sent++;
    // Whoever gets no answer, because the stage has gone meanwhile, is a client all the same.
    const answered: Promise<void> = this.aws.dataPlane.invokeStage({ restApiId, stageName, method, path }).then(() => undefined, () => undefined)
      .finally(() => this.underWay.delete(answered));
    this.underWay.add(answered);
  }

  private stages(): StageState[] {
    const stages = stageStates(this.aws);
    const isCalm = this.aws.cloudFormation.stacks.every(({ status }) => !status.endsWith('_IN_PROGRESS') || status === 'REVIEW_IN_PROGRESS');
    if (isCalm) { stages.forEach((stage) => this.inUse.add(keyOf(stage))); }
    return stages.filter((stage) => this.inUse.has(keyOf(stage)));
  }
}

function keyOf({ restApiId, stageName }: StageState): string {
  return `${restApiId}/${stageName}`;
}

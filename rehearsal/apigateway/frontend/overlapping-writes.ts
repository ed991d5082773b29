import { ServiceRequest } from '../../aws-endpoint/service-frontend';
import { Clock } from '../../cloudformation/clock';
import { Hypotheses } from '../../hypotheses';

/** How long a write takes in the real time of this machine: so long another one overlaps it. */
const WRITE_MILLISECONDS = 50;

/** What API Gateway says to the one that came second. */
export const CONFLICT = 'Unable to complete operation due to concurrent modification. Please try again later.';

/**
 * Which writes of an API overlap, where that is refused (hypothesis `parallelUpdateStage`): a write then takes a moment, and one that comes meanwhile
 * is told so.
 */
export class OverlappingWrites {
  private readonly writing = new Set<string>();

  constructor(private readonly answer: Hypotheses['parallelUpdateStage'], private readonly clock: Pick<Clock, 'hold'>) {}

  /** Performs a request when no other write of its API runs. @param perform not called for a write that overlaps another one */
  async perform<T>({ method, path }: Pick<ServiceRequest, 'method' | 'path'>, perform: () => T, refuse: () => T): Promise<T> {
    const restApiId = method === 'PATCH' ? /^\/restapis\/([^/]+)\/stages\//.exec(path)?.[1] : undefined;
    if (this.answer === 'accepted' || restApiId === undefined) { return perform(); }
    if (this.writing.has(restApiId)) { return refuse(); }
    this.writing.add(restApiId);
    const release = this.clock.hold();
    try {
      await new Promise((resolve) => { setTimeout(resolve, WRITE_MILLISECONDS); });
      return perform();
    } finally {
      this.writing.delete(restApiId);
      release();
    }
  }
}

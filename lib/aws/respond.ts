import * as http from 'http';
import * as https from 'https';
import type { CloudFormationCustomResourceEvent } from 'aws-lambda';
import type { EventHandler } from '../stage-driver/handler/event-handler';

/** CloudFormation accepts at most 4096 bytes. */
const REASON_LIMIT = 2_000;
/** Left for sending the answer when the driver did not finish in time. */
const RESERVE_MILLISECONDS = 15_000;
const SEND_ATTEMPTS = 4;

export interface Invocation {
  readonly remainingMilliseconds: number;
  readonly logStream: string;
  readonly log: (entry: Record<string, unknown>) => void;
}

/** PUTs a body to a URL. */
export type Put = (url: string, body: string) => Promise<void>;

interface Answer {
  readonly Status: 'SUCCESS' | 'FAILED';
  readonly PhysicalResourceId: string;
  readonly Reason?: string;
  readonly Data?: Record<string, unknown>;
}

/**
 * Runs the driver and answers CloudFormation, whatever happens.
 *
 * An error is FAILED on the way back, too. SUCCESS would let CloudFormation delete what the stage still calls, and everybody would get 500; a rollback
 * that failed deletes nothing, and continuing it finishes as soon as the cause is gone.
 */
export async function answer(
  event: CloudFormationCustomResourceEvent, events: EventHandler, invocation: Invocation, put: Put = putOverHttp,
): Promise<void> {
  const outcome = await inTime(events.handle(event), invocation).then(
    ({ physicalId, data }): Answer => ({ Status: 'SUCCESS', PhysicalResourceId: physicalId, Data: data }),
    (error: Error): Answer => failed(event, error, invocation),
  );
  await send(put, invocation, event.ResponseURL, JSON.stringify({
    StackId: event.StackId, RequestId: event.RequestId, LogicalResourceId: event.LogicalResourceId, ...outcome,
  }));
}

function failed(event: CloudFormationCustomResourceEvent, error: Error, invocation: Invocation): Answer {
  invocation.log({ level: 'ERROR', message: error.message, stack: error.stack });
  return {
    Status: 'FAILED',
    Reason: `${error.message.slice(0, REASON_LIMIT)} (log stream ${invocation.logStream})`,
    // After a failed create there is no id yet; CloudFormation wants one, and the delete that follows knows it as not ours.
    PhysicalResourceId: event.RequestType === 'Create' ? `not-created-${event.RequestId}` : event.PhysicalResourceId,
  };
}

async function inTime<T>(work: Promise<T>, invocation: Invocation): Promise<T> {
  const milliseconds = Math.max(0, invocation.remainingMilliseconds - RESERVE_MILLISECONDS);
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(
      `The stage driver did not finish within ${Math.round(milliseconds / 1000)} s, probably because API Gateway throttled it. ` +
      'The base release serves production unless the log says otherwise. Deploy again.')), milliseconds);
  });
  return Promise.race([work, deadline]).finally(() => clearTimeout(timer));
}

async function send(put: Put, { log }: Invocation, url: string, body: string): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await put(url, body);
    } catch (error) {
      if (attempt === SEND_ATTEMPTS) { throw error; }
      log({ level: 'WARN', message: `The answer was not accepted, attempt ${attempt}: ${(error as Error).message}` });
    }
  }
}

function putOverHttp(url: string, body: string): Promise<void> {
  const { request } = url.startsWith('http:') ? http : https;
  return new Promise((resolve, reject) => {
    const outgoing = request(url, {
      method: 'PUT',
      // The URL is signed for an empty content type.
      headers: { 'content-type': '', 'content-length': Buffer.byteLength(body) },
    }, (response) => {
      response.resume();
      response.on('end', () => response.statusCode! < 400 ? resolve() : reject(new Error(`HTTP ${response.statusCode}`)));
    });
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}

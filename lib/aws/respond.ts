import * as http from 'node:http';
import * as https from 'node:https';
import type { CloudFormationCustomResourceEvent } from 'aws-lambda';
import { boundedAttempt } from './attempt';
import type { Log } from './event-log';
import { Patience, pause } from './retry';
import { StaleEvent } from './stale-event';
import type { Time } from './time';
import { conditionError } from '../messages/condition-error';
import { IdentifiedError } from '../messages/identified-error';

/** Bytes that CloudFormation accepts as an answer. */
const ANSWER_LIMIT = 4_096;
/** Of these for a reason, as JSON. The ids of the event take the rest. */
const REASON_LIMIT = 2_500;
/** Bytes kept for a physical id. */
const PHYSICAL_ID = 'x'.repeat(500);
/** Left for sending the answer when the handler did not finish in time. */
const RESERVE_MILLISECONDS = 30_000;
/** One attempt to send the answer. */
const SEND_MILLISECONDS = 10_000;
/** Left for Lambda to end the invocation. */
const LAST_MILLISECONDS = 2_000;

/** What an event is handled with. */
export interface Invocation {
  readonly remainingMilliseconds: number;
  readonly logStream: string;
  readonly time: Time;
  /** From 0 (inclusive) to 1 (exclusive). */
  readonly random: () => number;
  readonly log: Log;
}

/** What a handler answers when it succeeds. */
export interface Result {
  readonly physicalId: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** PUTs a body to a URL. */
export type Put = (url: string, body: string) => Promise<void>;

interface Answer {
  readonly Status: 'SUCCESS' | 'FAILED';
  readonly PhysicalResourceId: string;
  readonly Reason?: string;
  readonly Data?: Readonly<Record<string, unknown>>;
}

/**
 * Runs a handler and answers CloudFormation, whatever happens.
 *
 * An error is FAILED on the way back, too. SUCCESS would let CloudFormation delete what the stage still calls, and everybody would get 500. A
 * rollback that failed deletes nothing, and continuing it finishes as soon as the cause is gone.
 */
export async function answer(
  event: CloudFormationCustomResourceEvent, handle: () => Promise<Result>, invocation: Invocation, put: Put = putOverHttp,
): Promise<void> {
  const deadline = new Date(invocation.time.now().getTime() + invocation.remainingMilliseconds - LAST_MILLISECONDS);
  const outcome = await inTime(handle(), invocation).catch((error: Error) => error);
  await deliver(event, outcome, { ...invocation, deadline }, put);
}

/** What an answer is sent with. */
export type Delivery = Omit<Invocation, 'remainingMilliseconds'> & Patience;

/** Answers CloudFormation with what a handler has found: attributes, or what failed. @throws when nobody took the answer */
export async function deliver(
  event: CloudFormationCustomResourceEvent, found: Result | Error, delivery: Delivery, put: Put = putOverHttp,
): Promise<void> {
  const outcome: Answer | undefined = found instanceof Error
    ? failed(event, found, delivery)
    : { Status: 'SUCCESS', PhysicalResourceId: found.physicalId, Data: found.data };
  if (outcome === undefined) { return; }
  const body = bodyOf(event, outcome);
  await send(() => put(event.ResponseURL, body), delivery);
  delivery.log({
    message: `Answered ${outcome.Status}`, physicalId: outcome.PhysicalResourceId, data: withoutVariables(outcome.Data), reason: outcome.Reason,
  });
}

/** How many bytes CloudFormation accepts as the attributes of an answer to an event. */
export function attributeBytes(event: CloudFormationCustomResourceEvent): number {
  return ANSWER_LIMIT - Buffer.byteLength(bodyOf(event, { Status: 'SUCCESS', PhysicalResourceId: PHYSICAL_ID, Data: {} }));
}

function bodyOf({ StackId, RequestId, LogicalResourceId }: CloudFormationCustomResourceEvent, outcome: Answer): string {
  return JSON.stringify({ StackId, RequestId, LogicalResourceId, ...outcome });
}

/** Of stage variables the names alone, because some people keep keys in them. */
function withoutVariables(data: Answer['Data']): Answer['Data'] {
  return data && Object.fromEntries(Object.entries(data).map(([name, value]) => [name, name.startsWith('Variable.') ? '(not logged)' : value]));
}

function failed(
  event: CloudFormationCustomResourceEvent, error: Error, { log, logStream }: Pick<Invocation, 'log' | 'logStream'>,
): Answer | undefined {
  if (error instanceof StaleEvent) {
    log({ level: 'WARN', message: error.message });
    return undefined;
  }
  log({ level: 'ERROR', message: error.message, stack: error.stack });
  return {
    Status: 'FAILED',
    Reason: reasonOf(error, logStream),
    // After a failed create there is no id yet; CloudFormation wants one, and the delete that follows knows it as not ours.
    PhysicalResourceId: event.RequestType === 'Create' ? `not-created-${event.RequestId}` : event.PhysicalResourceId,
  };
}

/** The stable id stands last, where people look for it. */
function reasonOf(error: Error, logStream: string): string {
  const [text, id] = error instanceof IdentifiedError ? [error.text, ` [${error.id}]`] : [error.message, ''];
  return `${cut(text, REASON_LIMIT)} (log stream ${logStream})${id}`;
}

/** The begin of a text that takes so many bytes as JSON: Japanese takes three for a character, and a quote takes two. */
function cut(text: string, bytes: number): string {
  let [kept, left] = ['', bytes];
  for (const character of text) {
    left -= Buffer.byteLength(JSON.stringify(character)) - 2;
    if (left < 0) { break; }
    kept += character;
  }
  return kept;
}

async function inTime<T>(work: Promise<T>, { remainingMilliseconds, time }: Invocation): Promise<T> {
  const milliseconds = Math.max(0, remainingMilliseconds - RESERVE_MILLISECONDS);
  let stop = () => {};
  const deadline = new Promise<never>((_, reject) => {
    stop = time.startTimer(milliseconds, () => reject(conditionError('DriverTimedOut', Math.round(milliseconds / 1000))));
  });
  return Promise.race([work, deadline]).finally(() => stop());
}

/** Without an answer the stack waits for ServiceTimeout, so it is sent until the time is over, whatever the error. */
async function send(put: () => Promise<void>, patience: Patience): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await boundedAttempt(put, SEND_MILLISECONDS, patience.time);
    } catch (error) {
      patience.log({ level: 'WARN', message: `The answer was not accepted, attempt ${attempt}: ${(error as Error).message}` });
      if (!await pause(attempt, patience)) { throw error; }
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

import * as cloudFormation from '@aws-sdk/client-cloudformation';
import { Answer } from '../answer';
import { PlayedAccount } from '../played-account';

type Input = Readonly<Record<string, any>>;

const COMMANDS = cloudFormation as unknown as Readonly<Record<string, new (input: any) => any>>;

type Sent = Readonly<Record<string, any>> & { readonly $metadata: { readonly httpStatusCode?: number } };

/** Sends a call to CloudFormation over the wire. An answer that starts an operation comes when that has ended. */
export async function callCloudFormation({ cloudFormation: client }: PlayedAccount, name: string, input: Input): Promise<Answer> {
  const { TemplateBody, ...rest } = input;
  const template = TemplateBody === undefined ? {} : { TemplateBody: typeof TemplateBody === 'string' ? TemplateBody : JSON.stringify(TemplateBody) };
  const { $metadata, ...output } = await client.send(new COMMANDS[`${name}Command`]({ ...rest, ...template })) as unknown as Sent;
  return { status: $metadata.httpStatusCode, output: output.StackEvents === undefined ? output : { ...output, events: output.StackEvents } };
}

/** Reads a parameter that a stack made. */
export async function getParameter({ aws }: PlayedAccount, { Name }: Input): Promise<Answer> {
  const { response } = await aws.requestHandler.handle({
    method: 'POST',
    path: '/',
    headers: {
      'authorization': `AWS4-HMAC-SHA256 Credential=local/20300101/${aws.region}/ssm/aws4_request`,
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': 'AmazonSSM.GetParameter',
    },
    body: JSON.stringify({ Name }),
  });
  const chunks: Buffer[] = [];
  for await (const chunk of response.body) { chunks.push(chunk as Buffer); }
  const body = JSON.parse(Buffer.concat(chunks).toString()) as Record<string, any>;
  return response.statusCode < 300
    ? { status: response.statusCode, output: body.Parameter }
    : { status: response.statusCode, error: { code: body.__type, message: body.message } };
}

/** One event of a stack. */
interface StackEvent {
  readonly LogicalResourceId: string;
  readonly ResourceStatus: string;
  readonly StackName: string;
}

/**
 * Events in the form of the recording: statuses by logical id, or pairs in their order.
 *
 * Repeats are left out, and so are the clean-up, which only some recordings kept, and a deletion that came after the recorded part.
 */
export function eventsInForm(recorded: unknown, newestFirst: readonly StackEvent[]): unknown {
  const { StackName: stackName } = newestFirst[0];
  const oldestFirst = [...newestFirst].reverse();
  const deletion = oldestFirst.findIndex(({ LogicalResourceId, ResourceStatus }) => LogicalResourceId === stackName
    && ResourceStatus === 'DELETE_IN_PROGRESS');
  const told = (deletion < 0 || deletesStack(recorded) ? oldestFirst : oldestFirst.slice(0, deletion)).filter(isTold);
  const pairs = withoutRepeats(told.map(({ LogicalResourceId, ResourceStatus }) => [LogicalResourceId, ResourceStatus] as const));
  if (!Array.isArray(recorded)) {
    const named = [...new Set(pairs.map(([id]) => id))];
    return Object.fromEntries(
      named.map((id) => [id === stackName ? 'Stack' : id, pairs.filter(([other]) => other === id).map(([, status]) => status)]),
    );
  }
  if (Array.isArray(recorded[0])) { return pairs; }
  const ids = new Set((recorded as StackEvent[]).map(({ LogicalResourceId }) => LogicalResourceId));
  return pairs.filter(([id]) => ids.has(id)).map(([LogicalResourceId, ResourceStatus]) => ({ LogicalResourceId, ResourceStatus }));
}

/** The recorded events without the clean-up, to compare with. */
export function withoutCleanUp(recorded: unknown): unknown {
  return JSON.parse(JSON.stringify(recorded).replace(/"UPDATE_COMPLETE_CLEANUP_IN_PROGRESS",/g, ''));
}

/** A status that an event says again, with other words beside it, counts once. */
function withoutRepeats(pairs: ReadonlyArray<readonly [string, string]>): Array<readonly [string, string]> {
  const last = new Map<string, string>();
  return pairs.filter(([id, status]) => {
    const repeated = last.get(id) === status;
    last.set(id, status);
    return !repeated;
  });
}

function isTold({ ResourceStatus }: StackEvent): boolean {
  return ResourceStatus !== 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS';
}

/** Whether the deletion of the stack belongs to the recorded events. */
function deletesStack(recorded: unknown): boolean {
  return Array.isArray(recorded) || ((recorded as Record<string, string[]>).Stack ?? []).includes('DELETE_COMPLETE');
}

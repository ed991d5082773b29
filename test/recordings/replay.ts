import { Answer, refusal } from './answer';
import { apiGatewayCall } from './calls/api-gateway';
import { sendRequest } from './calls/client-request';
import { callCloudFormation, eventsInForm, getParameter, withoutCleanUp } from './calls/cloudformation';
import { lambdaCall } from './calls/lambda';
import { Bindings, differences, fill } from './placeholders';
import { PlayedAccount } from './played-account';
import { Aside, isStatement, Scenario, Step } from './recording';

/** How the engine's answer to one step compares with AWS's. */
export interface Comparison {
  readonly step: Step;
  readonly index: number;
  /** None: they agree. */
  readonly differences: readonly string[];
  /** The same for the headers that the gateway adds. */
  readonly asideDifferences: readonly string[];
}

/** Plays a scenario on an empty account, and compares every answer that it states. */
export async function replay(scenario: Scenario): Promise<Comparison[]> {
  const account = new PlayedAccount();
  try {
    const bindings = await givenBindings(account, scenario);
    const compared: Comparison[] = [];
    for (const [index, step] of scenario.steps.entries()) {
      if (step.notClaimed) {
        // What AWS accepted is the ground of what follows, as far as the engine has it.
        if (step.error === undefined) { await perform(account, step, bindings).catch(() => undefined); }
        continue;
      }
      const answer = await perform(account, step, bindings);
      if (isStatement(step)) {
        compared.push({ step, index, differences: compareAnswer(step, answer, bindings), asideDifferences: compareAside(step.aside, answer) });
      } else {
        if (answer.error !== undefined) { throw new Error(`Step ${index}, ${step.call}, is accepted by AWS; here: ${JSON.stringify(answer.error)}`); }
        differences(step.output ?? {}, answer.output, 'any-order', bindings);
      }
    }
    return compared;
  } finally {
    await account.close();
  }
}

async function givenBindings(account: PlayedAccount, scenario: Scenario): Promise<Bindings> {
  const needsBackend = JSON.stringify(scenario).includes('<backend>');
  return new Map([
    ['region', account.aws.region],
    ['account', account.aws.account],
    ['partition', 'aws'],
    ['role', `arn:aws:iam::${account.aws.account}:role/gateway`],
    ...needsBackend ? [['backend', await account.backendUrl()] as [string, string]] : [],
  ]);
}

async function perform(account: PlayedAccount, { call, input }: Step, bindings: Bindings): Promise<Answer> {
  bindWhatStacksMade(account, bindings);
  const filled = fill(input, bindings);
  try {
    if (call === 'Request') { return await sendRequest(account, filled); }
    if (call === 'GetParameter') { return await getParameter(account, filled); }
    const made = apiGatewayCall(call) ?? lambdaCall(call);
    return made === undefined ? await callCloudFormation(account, call, filled) : await made(account, filled);
  } catch (error) {
    return refusal(error);
  }
}

function bindWhatStacksMade({ aws }: PlayedAccount, bindings: Bindings): void {
  const [api] = aws.apiGateway.listRestApis();
  if (api !== undefined && !bindings.has('api-1')) { bindings.set('api-1', api.id); }
  for (const { outputs } of aws.cloudFormation.stacks) {
    outputs.forEach(({ key, value }) => bindings.set(`output ${key}`, value));
  }
}

function compareAnswer({ call, status, error, output, path = [] }: Step, answer: Answer, bindings: Bindings): string[] {
  if (error !== undefined) {
    return answer.error === undefined
      ? [`AWS refuses with ${JSON.stringify(error)}, here it is accepted`]
      : differences({ ...status === undefined ? {} : { status }, error }, answer, 'in-order', bindings);
  }
  if (answer.error !== undefined) { return [`AWS accepts, here it is refused: ${JSON.stringify(answer.error)}`]; }
  const part = path.reduce<any>((value, key) => value?.[key], inForm(output, answer.output));
  const unordered = call.startsWith('Get') || call.startsWith('Describe') || call.startsWith('List');
  const ordered = !unordered || Array.isArray((output as Record<string, unknown> | undefined)?.events);
  return [
    ...status === undefined || status === answer.status ? [] : [`status: AWS ${status}, here ${answer.status}`],
    ...differences(stated(output), part ?? {}, ordered ? 'in-order' : 'any-order', bindings),
  ];
}

/** What the recording states, in the form in which the engine's answer is compared. */
function stated(output: unknown = {}): unknown {
  if (typeof output !== 'object') { return output; }
  const { events, headers, ...rest } = output as Record<string, any>;
  const lowerCase = headers && Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
  return { ...rest, ...headers && { headers: lowerCase }, ...events && { events: withoutCleanUp(events) } };
}

function inForm(recorded: unknown, output: any): unknown {
  const events = (recorded as Record<string, unknown> | undefined)?.events;
  return events === undefined ? output : { ...output, events: eventsInForm(events, output.events) };
}

/** The names are those of the event that came back in the body, else of the answer's own headers. */
function compareAside({ headersAdded = [], headerNamesWritten = [] }: Aside = {}, { output }: Answer): string[] {
  if (headersAdded.length + headerNamesWritten.length === 0) { return []; }
  const { headers, body } = output as { headers: Record<string, string>; body: string };
  const echoed = body.startsWith('{') ? Object.keys((JSON.parse(body) as { headers?: object }).headers ?? {}) : [];
  const lowerCase = new Set([...echoed, ...Object.keys(headers)].map((name) => name.toLowerCase()));
  return [
    ...headersAdded.filter((name) => !lowerCase.has(name.toLowerCase())).map((name) => `AWS adds the header ${name}`),
    ...headerNamesWritten.filter((name) => !echoed.includes(name)).map((name) => `AWS writes the header ${name}`),
  ];
}

import { GetFunctionConfigurationCommand, GetPolicyCommand } from '@aws-sdk/client-lambda';
import { completed } from '../../lib/endpoints/called-code';
import type { CalledFunction } from '../../lib/stage-driver/decision/base-calls';
import type { Account } from '../account/account';
import { CommandError } from '../messages/command-ids';

/** A function as a release calls it. */
export interface FunctionReading {
  readonly name: string;
  /** A version or an alias. @default - what was uploaded last */
  readonly version?: string;
  /** `unknown`: without the right to read it. */
  readonly state: 'ok' | 'missing' | 'not-callable' | 'unqualified' | 'unknown';
  /** Of its policy. @default - it was not read */
  readonly policyBytes?: number;
  /** The right that was missing. */
  readonly unreadable?: string;
}

/** `Orders:2`. */
export function calledName({ name, version }: Pick<FunctionReading, 'name' | 'version'>): string {
  return version === undefined ? name : `${name}:${version}`;
}

/** The rights without which some of them could not be looked at. */
export function missingRights(functions: readonly FunctionReading[]): string[] {
  return [...new Set(functions.flatMap((one) => one.unreadable ?? []))];
}

/** Who calls, and whether a role may be what lets it. */
export interface RouteCaller {
  readonly restApiId: string;
  /** API Gateway assumes a role for some route: then a policy is not needed. */
  readonly hasRoles: boolean;
}

const isMissing = (error: Error): boolean => error.name === 'ResourceNotFoundException';

/** The functions that a release calls. @param calls ARNs, which variables of the stage may complete */
export function calledFunctions(calls: readonly string[], variables: Readonly<Record<string, string>>): CalledFunction[] {
  return [...new Set(calls.map((call) => completed(call, variables)))].flatMap((reference) => {
    const [name, qualifier] = reference.startsWith('arn:') ? reference.split(':').slice(6) : reference.split(':');
    return name ? [{ name, qualifier, reference }] : [];
  });
}

export async function readFunctions(account: Account, functions: readonly CalledFunction[], caller: RouteCaller): Promise<FunctionReading[]> {
  return Promise.all(functions.map((called) => readFunction(account, called, caller)));
}

async function readFunction(account: Account, called: CalledFunction, { restApiId, hasRoles }: RouteCaller): Promise<FunctionReading> {
  const { name, qualifier, reference } = called;
  // One of another account or region is named whole.
  const FunctionName = reference.startsWith('arn:') ? reference.split(':').slice(0, 7).join(':') : name;
  const target = { FunctionName, ...qualifier === undefined ? {} : { Qualifier: qualifier } };
  const version = qualifier;
  try {
    await account.read(
      'lambda:GetFunctionConfiguration', (options) => account.lambda.send(new GetFunctionConfigurationCommand(target), options), isMissing,
    );
  } catch (error) {
    return isMissing(error as Error) ? { name, version, state: 'missing' } : unreadable({ name, version }, error);
  }
  try {
    const { Policy: policy = '' } = await account.read(
      'lambda:GetPolicy', (options) => account.lambda.send(new GetPolicyCommand(target), options), isMissing,
    );
    const policyBytes = Buffer.byteLength(policy);
    return { name, version, policyBytes, state: hasRoles || permits(policy, restApiId) ? stateOf(qualifier) : 'not-callable' };
  } catch (error) {
    if (isMissing(error as Error)) { return { name, version, state: hasRoles ? stateOf(qualifier) : 'not-callable' }; }
    return unreadable({ name, version }, error);
  }
}

function stateOf(qualifier: string | undefined): FunctionReading['state'] {
  return qualifier === undefined ? 'unqualified' : 'ok';
}

/** Without the right to look, a line says so. Any other trouble is one of the whole command. */
function unreadable(reading: { readonly name: string; readonly version?: string }, error: unknown): FunctionReading {
  if (error instanceof CommandError && error.id === 'AccessDenied') {
    return { ...reading, state: 'unknown', unreadable: /lambda:\w+/.exec(error.text)?.[0] };
  }
  throw error;
}

/** Whether some statement lets API Gateway call for this API. Single routes are not told apart. */
export function permits(policy: string, restApiId: string): boolean {
  const statements: any[] = [JSON.parse(policy).Statement ?? []].flat();
  return statements.some(({ Effect, Principal, Condition }) => {
    const source: unknown = Condition?.ArnLike?.['AWS:SourceArn'] ?? Condition?.ArnLike?.['aws:SourceArn'];
    const isGateway = Principal === '*' || [Principal?.Service].flat().includes('apigateway.amazonaws.com');
    return Effect === 'Allow' && isGateway && (source === undefined || [source].flat().some((arn) => coversApi(String(arn), restApiId)));
  });
}

function coversApi(sourceArn: string, restApiId: string): boolean {
  const api = sourceArn.split(':').slice(5).join(':').split('/')[0];
  return api === restApiId || api === '*';
}

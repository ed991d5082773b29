import { isDeepStrictEqual } from 'node:util';
import { isObject } from '../templates/is-object';

type Properties = Readonly<Record<string, any>>;

/** What this library wrote, in the notation of the template. */
export interface WrittenFunction {
  readonly stackId: unknown;
  readonly role: unknown;
  /** Whether `Code` is what this library wrote. */
  readonly hasOwnCode: boolean;
}

/** A property that somebody wrote past this library. */
export interface OverwrittenProperty {
  readonly property: string;
  readonly got: unknown;
  readonly needed: string;
  /** What follows from it. */
  readonly consequence: string;
  /** Whether the function cannot do its work, or a guarantee is lost. Otherwise that depends on what is not in the template. */
  readonly isBroken: boolean;
}

const HANDLER = 'index.handler';
/** Lambda's own. */
const USUAL = { memory: 128, ageSeconds: 6 * 3600, retries: 2 };
/** Less was never tried. */
export const LEAST_MEMORY = 256;

/** What an aspect or an override took from a function of ours, which answers CloudFormation and keeps the base alive. */
export function overwrittenProperties(rendered: Properties, { stackId, role, hasOwnCode }: WrittenFunction): OverwrittenProperty[] {
  const {
    Code: code, Environment: environment, Handler: handler, Layers: layers, MemorySize: memory = USUAL.memory, Role: gotRole, Runtime: runtime,
  } = rendered;
  const ownStackId = variable(environment, 'STACK_ID');
  const isWrapped = typeof handler === 'string' && handler.startsWith('/opt/') && layers !== undefined;
  const found: Array<OverwrittenProperty | false> = [
    !isOpen(ownStackId) && !isDeepStrictEqual(ownStackId, stackId) && {
      property: 'STACK_ID in the environment',
      got: ownStackId,
      needed: JSON.stringify(stackId),
      consequence: 'or the function carries out what another stack asks of it (ForeignStack), and deletes nothing that retain wants to be deleted',
      isBroken: true,
    },
    handler !== HANDLER && !isObject(handler) && {
      property: 'Handler',
      got: handler,
      needed: HANDLER,
      consequence: isWrapped
        ? `and only if that layer calls ${HANDLER} with the whole event, the function works`
        : 'or Lambda finds nothing to run, and every deploy waits for an answer until it times out',
      isBroken: !isWrapped,
    },
    !isObject(runtime) && !/^nodejs\d+\.x$/.test(String(runtime)) && {
      property: 'Runtime',
      got: runtime,
      needed: 'one of Node.js, such as nodejs22.x',
      consequence: 'or Lambda cannot run the code, and every deploy waits for an answer until it times out',
      isBroken: true,
    },
    !hasOwnCode && {
      property: 'Code',
      got: code,
      needed: 'the asset of this library',
      consequence: 'and other code does not answer CloudFormation, nor keep the base release alive. A copy of the asset elsewhere does',
      isBroken: !isObject(code) || code.S3Key === undefined,
    },
    !isDeepStrictEqual(gotRole, role) && {
      property: 'Role',
      got: gotRole,
      needed: JSON.stringify(role),
      consequence: 'and what the function needs is granted to that role alone; say CanaryFunctions.of(scope).configure({ role }) for one of yours',
      isBroken: gotRole === undefined,
    },
    typeof memory === 'number' && memory < LEAST_MEMORY && {
      property: 'MemorySize',
      got: memory,
      needed: `${LEAST_MEMORY} or more`,
      consequence: 'because less was never tried, and a function that runs out of memory cannot answer CloudFormation',
      isBroken: false,
    },
  ];
  return found.filter((one): one is OverwrittenProperty => one !== false);
}

/** What Lambda does with events that it could not deliver at once. @param config undefined if it is not there, or not of this function */
export function overwrittenDelivery(
  config: Properties | undefined, { ageSeconds, retries }: { readonly ageSeconds: number; readonly retries: number },
): OverwrittenProperty[] {
  const { MaximumEventAgeInSeconds: age = USUAL.ageSeconds, MaximumRetryAttempts: attempts = USUAL.retries } = config ?? {};
  const checked = [
    {
      property: 'MaximumEventAgeInSeconds of the EventInvokeConfig',
      got: age,
      usual: ageSeconds,
      more: 'or Lambda delivers an event after CloudFormation has given it up, and a stage is moved that nobody waits for',
      less: 'because an event that is throttled for longer is lost, and its deploy fails when it times out',
    },
    {
      property: 'MaximumRetryAttempts of the EventInvokeConfig',
      got: attempts,
      usual: retries,
      more: 'or Lambda runs an event once more when CloudFormation has given it up',
      less: 'because an event whose run breaks off is lost, and its deploy fails when it times out',
    },
  ];
  return checked.filter(({ got, usual }) => typeof got === 'number' && got !== usual).map(({ property, got, usual, more, less }) => (
    { property, got, needed: String(usual), consequence: got > usual ? more : less, isBroken: got > usual }
  ));
}

function variable(environment: unknown, name: string): unknown {
  if (isOpen(environment)) { return environment; }
  const variables: unknown = isObject(environment) ? environment.Variables : undefined;
  return isOpen(variables) ? variables : isObject(variables) ? variables[name] : undefined;
}

/** A value that CloudFormation computes by `Fn::If` and the like, which synth does not follow. */
function isOpen(value: unknown): boolean {
  return isObject(value) && Object.keys(value).some((key) => key.startsWith('Fn::'));
}

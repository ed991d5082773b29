import { AwsServiceError } from '../aws-service-error';
import { Definition, DefinitionNotPlayed, Json } from './definition';
import { Execution } from './execution';
import { TaskCall, TaskFunctions, TaskOutcome, taskOutcome, UNREACHABLE } from './lambda-task';
import { readDefinition } from './read-definition';
import { TaskFaultInjector } from './task-fault';
import { Clock } from '../cloudformation/clock';
import { SeededGenerator } from '../cloudformation/seeded-generator';

export interface StepFunctionsOptions {
  readonly clock: Clock;
  readonly random: SeededGenerator;
  readonly functions: TaskFunctions;
  readonly region: string;
  readonly account: string;
}

export interface StateMachineInput {
  readonly definition: string;
  readonly roleArn: string;
  /** Only standard machines are played. */
  readonly isStandard: boolean;
}

interface StateMachine {
  readonly arn: string;
  readonly name: string;
  readonly roleArn: string;
  readonly definition: Definition | DefinitionNotPlayed;
}

/** AWS takes names of so many characters, and none of these. */
const NAME = /^[^\s<>{}[\]?*"#%\\^|~`$&,;:/\u0000-\u001f\u007f-\u009f]{1,80}$/;
const LONGEST_INPUT = 262_144;

/** How long the name of an execution stays taken after its end. */
const NAME_KEPT_MILLISECONDS = 90 * 24 * 3600 * 1000;

/** What an execution may be named again as: the same request while it runs. */
interface StartRequest {
  readonly stateMachineArn: string;
  /** @default - a new one */
  readonly name?: string;
  /** @default {} */
  readonly input?: string;
}

/**
 * Step Functions: standard state machines and their executions, on the engine's time.
 *
 * Executions go on by timers of the engine's clock. They stand still while nobody lets time pass, as everything in the engine does.
 */
export class StepFunctionsService {
  private readonly machines = new Map<string, StateMachine>();
  private readonly byArn = new Map<string, Execution>();
  private injector?: TaskFaultInjector;
  private attempts = 0;

  constructor(private readonly options: StepFunctionsOptions) {}

  /** Every execution, the oldest first. */
  get executions(): Execution[] {
    return [...this.byArn.values()];
  }

  /** Decides about faults of tasks from now on. @param injector none: no faults */
  inject(injector?: TaskFaultInjector): void {
    this.injector = injector;
  }

  /** Creates a machine or changes it. Returns its ARN. Running executions keep their definition. @throws InvalidDefinition */
  putStateMachine(name: string, { definition, roleArn, isStandard }: StateMachineInput): string {
    const arn = `arn:aws:states:${this.options.region}:${this.options.account}:stateMachine:${name}`;
    this.machines.set(arn, {
      arn, name, roleArn, definition: isStandard ? readOrKeep(definition) : new DefinitionNotPlayed('it is an express one.'),
    });
    return arn;
  }

  hasStateMachine(arn: string): boolean {
    return this.machines.has(arn);
  }

  /** Nothing happens when it is already gone. Its executions end with their next transition. */
  deleteStateMachine(arn: string): void {
    this.machines.delete(arn);
  }

  /** @throws AwsServiceError when the name is taken, by an execution that runs with another input, or ended less than 90 days ago */
  startExecution({ stateMachineArn, name = this.options.random.uuid(), input = '{}' }: StartRequest): Execution {
    const machine = this.machines.get(stateMachineArn);
    if (machine === undefined) { throw noMachine(stateMachineArn); }
    if (!NAME.test(name)) { throw refusal('InvalidName', `Invalid Name: '${name}'`); }
    if (!isJson(input) || Buffer.byteLength(input) > LONGEST_INPUT) {
      throw refusal('InvalidExecutionInput', 'Invalid State Machine Execution Input');
    }
    const executionArn = `${stateMachineArn.replace(':stateMachine:', ':execution:')}:${name}`;
    const existing = this.byArn.get(executionArn);
    if (existing !== undefined && this.isTaken(existing)) {
      if (existing.isRunning && existing.identity.input === input) { return existing; }
      throw refusal('ExecutionAlreadyExists', `Execution Already Exists: '${executionArn}'`);
    }
    if (machine.definition instanceof DefinitionNotPlayed) { throw refusal('NotPlayed', machine.definition.message); }
    return this.start(machine, machine.definition, { executionArn, name, input });
  }

  /** The newest first. @throws AwsServiceError when there is no such machine */
  executionsOf(stateMachineArn: string): Execution[] {
    if (!this.machines.has(stateMachineArn)) { throw noMachine(stateMachineArn); }
    return this.executions.filter(({ identity }) => identity.stateMachineArn === stateMachineArn).reverse();
  }

  /** An execution that has ended stays as it is. @throws AwsServiceError when there is none */
  stopExecution(executionArn: string, error?: string, cause?: string): Execution {
    const execution = this.execution(executionArn);
    execution.stop(error, cause);
    return execution;
  }

  /** @throws AwsServiceError when there is none */
  execution(executionArn: string): Execution {
    const execution = this.byArn.get(executionArn);
    if (execution === undefined) { throw refusal('ExecutionDoesNotExist', `Execution Does Not Exist: '${executionArn}'`); }
    return execution;
  }

  private start(machine: StateMachine, definition: Definition, identity: { executionArn: string; name: string; input: string }): Execution {
    const { clock, random } = this.options;
    const execution = new Execution({ ...identity, stateMachineArn: machine.arn, roleArn: machine.roleArn }, definition, {
      time: clock,
      random: () => random.next(),
      attempt: ({ state, retry, call }) => this.attempt(identity.name, state, retry, call),
      isDeleted: () => !this.machines.has(machine.arn),
    });
    this.byArn.set(identity.executionArn, execution);
    return execution;
  }

  private async attempt(executionName: string, state: string, retry: number, call: TaskCall): Promise<TaskOutcome> {
    const fault = this.injector?.({ index: this.attempts++, executionName, state, retry, input: call.payload });
    if (fault?.kind === 'refused') { return UNREACHABLE; }
    if (fault?.kind === 'late') { await this.options.clock.sleep(fault.seconds * 1000); }
    if (fault?.kind === 'twice') { this.options.clock.startTimer(fault.afterSeconds * 1000, () => { void this.invoke(call); }); }
    const result = await this.invoke(call);
    return fault?.kind === 'lost-result' ? UNREACHABLE : result;
  }

  private async invoke(call: TaskCall): Promise<TaskOutcome> {
    const { clock, functions } = this.options;
    const release = functions.keepsVirtualTime ? undefined : clock.hold();
    try {
      return taskOutcome(await functions.invoke(call.functionArn, call.payload), call);
    } finally {
      release?.();
    }
  }

  private isTaken({ isRunning, outcome: { stopDate } }: Execution): boolean {
    return isRunning || this.options.clock.now().getTime() - stopDate!.getTime() < NAME_KEPT_MILLISECONDS;
  }
}

function readOrKeep(text: string): Definition | DefinitionNotPlayed {
  try {
    return readDefinition(text);
  } catch (error) {
    if (error instanceof DefinitionNotPlayed) { return error; }
    throw error;
  }
}

function isJson(text: string): boolean {
  try {
    return (JSON.parse(text) as Json) !== undefined;
  } catch {
    return false;
  }
}

function noMachine(arn: string): AwsServiceError {
  return refusal('StateMachineDoesNotExist', `State Machine Does Not Exist: '${arn}'`);
}

function refusal(code: string, message: string): AwsServiceError {
  return new AwsServiceError(code, message, 400);
}

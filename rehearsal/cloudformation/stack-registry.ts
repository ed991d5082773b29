import { Clock } from './clock';
import { exportedValue, settleOutputs } from './exports';
import { MadeUpValues } from './made-up-values';
import { StackIdentity } from './resource-type';
import { SeededGenerator } from './seeded-generator';
import { StackRecord } from './stack-record';
import { disablesRollback, StackRequest } from './stack-requests';
import { PreparedTemplate } from './template/prepared-template';
import { Template } from './template/template';
import { TemplateError } from './template/template-error';

/** The stacks of one account and region. */
export class StackRegistry {
  /** Every stack, deleted ones included, in the order of creation. */
  readonly stacks: StackRecord[] = [];

  /** @param ssmParameters values of SSM parameters that templates take as parameters @param madeUp what the engine made up */
  constructor(
    readonly region: string, readonly account: string, private readonly random: SeededGenerator, private readonly clock: Clock,
    readonly ssmParameters: Map<string, string> = new Map(), private readonly madeUp: MadeUpValues = new MadeUpValues(),
    private readonly includes?: (location: string) => unknown,
  ) {}

  /** The stack with this name or id. A deleted one is found by its id only. */
  find(stackNameOrId: string): StackRecord | undefined {
    return this.stacks.find(({ identity, status }) =>
      identity.stackId === stackNameOrId || (identity.stackName === stackNameOrId && status !== 'DELETE_COMPLETE'));
  }

  /** @throws TemplateError when there is no such stack */
  existing(stackNameOrId: string): StackRecord {
    const stack = this.find(stackNameOrId);
    if (stack === undefined) { throw new TemplateError(`Stack with id ${stackNameOrId} does not exist`); }
    return stack;
  }

  /** A stack without resources that is not registered yet. @throws TemplateError when its name is taken */
  newStack(request: StackRequest, parent?: StackRecord): StackRecord {
    if (this.find(request.stackName) !== undefined) { throw new AlreadyExistsError(`Stack [${request.stackName}] already exists`); }
    return {
      identity: this.newIdentity(request.stackName),
      parentId: parent?.identity.stackId,
      rootId: parent === undefined ? undefined : parent.rootId ?? parent.identity.stackId,
      status: 'REVIEW_IN_PROGRESS',
      creationTime: this.clock.tick(),
      resources: new Map(),
      retained: new Map(),
      outputs: [],
      events: [],
      operations: 0,
      disableRollback: disablesRollback(request),
      deploymentMode: request.deploymentMode,
      tags: request.tags ?? {},
      capabilities: request.capabilities ?? [],
    };
  }

  /** @throws TemplateError when the template can't be used for this stack */
  prepare(stack: StackRecord, template: Template, parameters: Readonly<Record<string, string>> = {}): PreparedTemplate {
    return new PreparedTemplate(template, {
      stack: stack.identity,
      parameters,
      ssmParameter: (name) => this.ssmParameters.get(name) ?? this.madeUp.note(`dummy-value-for-${name}`),
      madeUp: this.madeUp,
      included: this.includes,
      importedValue: (name) => exportedValue(this.stacks, name),
    });
  }

  /** Gives the stack the outputs of its template. @throws TemplateError for an export that conflicts or is in use */
  settleOutputs(stack: StackRecord, target: PreparedTemplate): void {
    settleOutputs(this.stacks, stack, target);
  }

  private newIdentity(stackName: string): StackIdentity {
    const { region, account } = this;
    const partition = region.startsWith('cn-') ? 'aws-cn' : region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws';
    const stackId = `arn:${partition}:cloudformation:${region}:${account}:stack/${stackName}/${this.random.uuid()}`;
    return { stackId, stackName, region, account, partition };
  }
}

/** A stack of this name exists already. */
export class AlreadyExistsError extends TemplateError {
  override readonly code = 'AlreadyExistsException';
}

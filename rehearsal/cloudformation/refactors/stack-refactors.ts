import { planRefactor, PlannedStack, ResourceMapping } from './plan-refactor';
import { CloudFormationService } from '../cloudformation-service';
import { SeededGenerator } from '../seeded-generator';
import { StackRecord } from '../stack-record';
import { UPDATABLE } from '../stack-status';
import { Template } from '../template/template';
import { TemplateError } from '../template/template-error';
import { assertState } from '../update-validation';

/** What CreateStackRefactor takes. */
export interface StackRefactorRequest {
  readonly description?: string;
  readonly definitions: ReadonlyArray<{ readonly stackName: string; readonly template: Template }>;
  readonly mappings: ReadonlyArray<ResourceMapping>;
}

/** A proposal to move resources among stacks. */
export interface StackRefactor {
  readonly id: string;
  readonly description?: string;
  readonly stackIds: ReadonlyArray<string>;
  readonly status: 'CREATE_COMPLETE' | 'CREATE_FAILED';
  /** Why its creation failed. */
  readonly statusReason?: string;
  readonly executionStatus: 'UNAVAILABLE' | 'AVAILABLE' | 'OBSOLETE' | 'EXECUTE_COMPLETE';
  /** Why it can't be executed any more. */
  readonly executionStatusReason?: string;
}

interface StoredRefactor extends Omit<StackRefactor, 'executionStatus' | 'executionStatusReason'> {
  readonly planned: ReadonlyArray<PlannedStack>;
  /** How many operations each of the stacks had seen. */
  readonly operations: ReadonlyMap<StackRecord, number>;
  executed: boolean;
}

/** The stack refactors of the account. */
export class StackRefactors {
  private readonly refactors = new Map<string, StoredRefactor>();

  constructor(private readonly service: CloudFormationService, private readonly random: SeededGenerator) {}

  /** Plans the moves. What can't be done makes a refactor that failed. @throws TemplateError for a stack that isn't there, or not at rest */
  create({ description, definitions, mappings }: StackRefactorRequest): StackRefactor {
    const stacks = definitions.map(({ stackName, template }) => {
      const stack = this.service.registry.existing(stackName);
      assertState(stack, UPDATABLE.has(stack.status) && stack.pending === undefined, 'refactored');
      return { stack, target: this.service.registry.prepare(stack, template, stack.template?.surroundings.parameters) };
    });
    const plan = planRefactor(stacks, mappings);
    const refactor: StoredRefactor = {
      id: this.random.uuid(),
      description,
      stackIds: stacks.map(({ stack }) => stack.identity.stackId),
      planned: plan.outcome === 'planned' ? plan.stacks : [],
      status: plan.outcome === 'planned' ? 'CREATE_COMPLETE' : 'CREATE_FAILED',
      statusReason: plan.outcome === 'planned' ? undefined : plan.reason,
      operations: new Map(stacks.map(({ stack }) => [stack, stack.operations])),
      executed: false,
    };
    this.refactors.set(refactor.id, refactor);
    return described(refactor);
  }

  /** @throws TemplateError when there is none */
  existing(id: string): StackRefactor {
    return described(this.stored(id));
  }

  /** Moves the resources. No resource is touched. @throws TemplateError when the refactor can't be executed */
  async execute(id: string): Promise<void> {
    const refactor = this.stored(id);
    const { executionStatus } = described(refactor);
    if (executionStatus !== 'AVAILABLE') {
      throw new TemplateError(`Stack refactor [${id}] cannot be executed in its current execution status of [${executionStatus}]`);
    }
    refactor.executed = true;
    await this.service.refactor(refactor.planned);
  }

  private stored(id: string): StoredRefactor {
    const found = this.refactors.get(id);
    if (found === undefined) { throw new StackRefactorNotFoundError(`Stack refactor [${id}] does not exist`); }
    return found;
  }
}

function described({ planned, operations, executed, ...refactor }: StoredRefactor): StackRefactor {
  if (refactor.status === 'CREATE_FAILED') { return { ...refactor, executionStatus: 'UNAVAILABLE' }; }
  if (executed) { return { ...refactor, executionStatus: 'EXECUTE_COMPLETE' }; }
  const [updated] = [...operations].find(([stack, seen]) => stack.operations !== seen) ?? [];
  return updated === undefined
    ? { ...refactor, executionStatus: 'AVAILABLE' }
    : { ...refactor, executionStatus: 'OBSOLETE', executionStatusReason: `${updated.identity.stackId}: Stack was updated.` };
}

/** There is no stack refactor with this id. */
export class StackRefactorNotFoundError extends TemplateError {
  override readonly code = 'StackRefactorNotFoundException';
  override readonly status = 404;
}

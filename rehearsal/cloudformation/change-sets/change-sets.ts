import { ChangeSet } from './change-set';
import { ChangeSetNotFoundError, InvalidChangeSetStatusError } from './change-set-error';
import { PlannedChange } from './planned-changes';
import { Clock } from '../clock';
import { CloudFormationService } from '../cloudformation-service';
import { SeededGenerator } from '../seeded-generator';
import { StackRecord } from '../stack-record';
import { AlreadyExistsError } from '../stack-registry';
import { StackRequest, StartedOperation } from '../stack-requests';
import { TemplateError } from '../template/template-error';
import { NothingToUpdateError } from '../update-validation';

/** What CreateChangeSet takes. */
export interface ChangeSetRequest extends StackRequest {
  readonly changeSetName: string;
  readonly type: ChangeSet['type'];
  readonly description?: string;
}

const NO_CHANGES = "The submitted information didn't contain changes. Submit different information to create a change set.";

/** The change sets of every stack. */
export class ChangeSets {
  private readonly changeSets: ChangeSet[] = [];

  constructor(private readonly service: CloudFormationService, private readonly clock: Clock, private readonly random: SeededGenerator) {}

  /** Plans an operation. For a new stack that also registers it, without resources. @throws TemplateError when the request is refused */
  async create(request: ChangeSetRequest): Promise<ChangeSet> {
    const { changeSetName: name, type, description } = request;
    const stack = await this.stackFor(request);
    const { stackId, stackName, region, account, partition } = stack.identity;
    if (this.ofStack(stackId).some((existing) => existing.name === name)) {
      throw new AlreadyExistsError(`ChangeSet ${name} already exists`);
    }
    const planned = this.plan(stack, request);
    const changeSet: ChangeSet = {
      id: `arn:${partition}:cloudformation:${region}:${account}:changeSet/${name}/${this.random.uuid()}`,
      name,
      stackId,
      stackName,
      type,
      description,
      creationTime: this.clock.tick(),
      request,
      ...planned,
      executionStatus: planned.status === 'FAILED' ? 'UNAVAILABLE' : 'AVAILABLE',
    };
    this.changeSets.push(changeSet);
    return changeSet;
  }

  /** @param stackNameOrId may be left out when the change set is named by its ARN. @throws TemplateError when there is none */
  existing(changeSetNameOrId: string, stackNameOrId?: string): ChangeSet {
    const stackId = stackNameOrId === undefined ? undefined : this.stackNamed(stackNameOrId, changeSetNameOrId).identity.stackId;
    if (stackId === undefined && !changeSetNameOrId.startsWith('arn:')) {
      throw new TemplateError('StackName must be specified if ChangeSetName is not specified as an ARN.');
    }
    const found = this.changeSets.find((changeSet) =>
      changeSet.id === changeSetNameOrId || (isPending(changeSet) && changeSet.name === changeSetNameOrId && changeSet.stackId === stackId));
    if (found === undefined) { throw new ChangeSetNotFoundError(`ChangeSet [${changeSetNameOrId}] does not exist`); }
    return found;
  }

  /** Those that were not executed, in the order of creation. */
  ofStack(stackId: string): ChangeSet[] {
    return this.changeSets.filter((changeSet) => changeSet.stackId === stackId && isPending(changeSet));
  }

  /** The stack became something else than what its change sets were made for (recorded on AWS). */
  outdate(stackId: string): void {
    this.ofStack(stackId).filter(({ executionStatus }) => executionStatus === 'AVAILABLE')
      .forEach((changeSet) => { changeSet.executionStatus = 'OBSOLETE'; });
  }

  /**
   * Starts the planned operation. It is executed then, and every other change set of the stack is gone.
   *
   * @throws TemplateError when the request is refused
   */
  execute(changeSet: ChangeSet, disableRollback: boolean | undefined): StartedOperation {
    if (changeSet.status !== 'CREATE_COMPLETE' || changeSet.executionStatus !== 'AVAILABLE') {
      const current = changeSet.status === 'CREATE_COMPLETE'
        ? `execution status of [${changeSet.executionStatus}]`
        : `status of [${changeSet.status}]`;
      throw new InvalidChangeSetStatusError(`ChangeSet [${changeSet.id}] cannot be executed in its current ${current}`);
    }
    const request = { ...changeSet.request, stackName: changeSet.stackId, disableRollback: disableRollback ?? changeSet.request.disableRollback };
    const started = changeSet.type === 'CREATE' ? this.service.startCreate(request) : this.service.startUpdate(request);
    changeSet.executionStatus = 'EXECUTE_COMPLETE';
    this.ofStack(changeSet.stackId).forEach((each) => this.remove(each));
    return started;
  }

  /** Removes a change set. Nothing happens when it is gone already. */
  remove(changeSet: ChangeSet): void {
    const index = this.changeSets.indexOf(changeSet);
    if (index >= 0) { this.changeSets.splice(index, 1); }
  }

  private stackNamed(stackNameOrId: string, changeSetNameOrId: string): StackRecord {
    const stack = this.service.find(stackNameOrId);
    if (stack === undefined) { throw new TemplateError(`Stack [${stackNameOrId}] does not exist`); }
    // A deleted stack is found by its id; its change sets are gone.
    if (stack.status === 'DELETE_COMPLETE') { throw new ChangeSetNotFoundError(`ChangeSet [${changeSetNameOrId}] does not exist`); }
    return stack;
  }

  private async stackFor(request: ChangeSetRequest): Promise<StackRecord> {
    const { stackName, type } = request;
    const existing = this.service.find(stackName);
    if (type === 'UPDATE') {
      if (existing === undefined) { throw new TemplateError(`Stack [${stackName}] does not exist`); }
      return existing;
    }
    if (existing === undefined) { return this.service.startReview(request); }
    if (existing.status === 'REVIEW_IN_PROGRESS') { return existing; }
    throw new TemplateError(`Stack [${stackName}] already exists and cannot be created again with the changeSet [${request.changeSetName}].`);
  }

  private plan(stack: StackRecord, request: StackRequest): { status: ChangeSet['status']; statusReason?: string; changes: PlannedChange[] } {
    try {
      return { status: 'CREATE_COMPLETE', changes: this.service.planUpdate(stack, request) };
    } catch (error) {
      if (!(error instanceof NothingToUpdateError)) { throw error; }
      return { status: 'FAILED', statusReason: NO_CHANGES, changes: [] };
    }
  }
}

function isPending({ executionStatus }: ChangeSet): boolean {
  return executionStatus !== 'EXECUTE_COMPLETE';
}

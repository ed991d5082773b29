import {
  CancelUpdateStackCommand, CloudFormationClient, ContinueUpdateRollbackCommand, CreateChangeSetCommand, CreateStackCommand, DeleteStackCommand,
  DescribeChangeSetCommand, DescribeStackEventsCommand, DescribeStackEventsOutput, DescribeStackResourcesCommand, DescribeStackResourcesOutput,
  DescribeStacksCommand, ExecuteChangeSetCommand, ListStackResourcesCommand, ListStackResourcesOutput, Stack, StackEvent, StackResourceSummary,
  UpdateStackCommand,
} from '@aws-sdk/client-cloudformation';
import { ExchangeLog, SdkCommand } from './exchange-log';

/** Every stack that the command makes carries this tag, with the id of the run as its value. */
export const RUN_TAG = 'cdk-canary-rest-api:ask-aws';

/** How late events may be. */
const MOST_LATE_MILLISECONDS = 60_000;

export interface OwnedStacksOptions {
  readonly client: CloudFormationClient;
  readonly log: ExchangeLog;
  /** Names this run: in names of stacks, and in their tag. */
  readonly run: string;
  readonly sleep: (milliseconds: number) => Promise<void>;
  readonly pollMilliseconds: number;
  /** A stack that has not ended by then counts as stuck. */
  readonly patienceMilliseconds: number;
  readonly now: () => Date;
  /** Whether the person wants to stop. Nothing new is begun then. */
  readonly stopped: () => boolean;
}

export interface DeployOptions {
  readonly disableRollback?: boolean;
  readonly express?: boolean;
  /** Returns when the operation has begun. @default false */
  readonly doNotWait?: boolean;
}

/** What could not be removed, and why. */
export interface LeftOver {
  readonly stackName: string;
  readonly reason: string;
}

/** The person stopped the run. */
export class Stopped extends Error {}

/**
 * The stacks of one run.
 *
 * A stack belongs to the run when it carries the run's tag, which only CreateStack can give it here. Nothing else is ever updated or deleted: not a
 * stack of the same name, not one of another run. Its id, and not its name, is what is sent.
 */
export class OwnedStacks {
  /** Names that were asked for, also when the answer to CreateStack got lost. */
  private readonly attempted: string[] = [];
  /** When the last operation began. */
  private begun = 0;

  constructor(private readonly options: OwnedStacksOptions) {}

  /** The name of an experiment's stack. */
  nameOf(experiment: string): string {
    return `cdk-canary-ask-${this.options.run}-${experiment}`;
  }

  async create(experiment: string, template: object, { disableRollback, express, doNotWait = false }: DeployOptions = {}): Promise<Stack> {
    this.goOn();
    const stackName = this.nameOf(experiment);
    this.attempted.push(stackName);
    await this.begin(new CreateStackCommand({
      StackName: stackName,
      TemplateBody: JSON.stringify(template),
      Capabilities: ['CAPABILITY_IAM', 'CAPABILITY_NAMED_IAM'],
      Tags: [{ Key: RUN_TAG, Value: this.options.run }],
      ...disableRollback === undefined ? {} : { DisableRollback: disableRollback },
      ...express === true ? { DeploymentConfig: { Mode: 'EXPRESS' } } : {},
    } as ConstructorParameters<typeof CreateStackCommand>[0]));
    return doNotWait ? this.describe(stackName) : this.settled(stackName);
  }

  async update(experiment: string, template: object, { disableRollback, doNotWait = false }: DeployOptions = {}): Promise<Stack> {
    const { StackId } = await this.owned(experiment);
    this.goOn();
    await this.begin(new UpdateStackCommand({
      StackName: StackId,
      TemplateBody: JSON.stringify(template),
      Capabilities: ['CAPABILITY_IAM', 'CAPABILITY_NAMED_IAM'],
      ...disableRollback === undefined ? {} : { DisableRollback: disableRollback },
    }));
    return doNotWait ? this.describe(StackId!) : this.settled(StackId!);
  }

  /** Updates a stack as the CDK CLI does. */
  async updateByChangeSet(experiment: string, template: object, { disableRollback }: Pick<DeployOptions, 'disableRollback'> = {}): Promise<Stack> {
    const { StackId } = await this.owned(experiment);
    this.goOn();
    const named = { StackName: StackId, ChangeSetName: 'ask-aws' };
    await this.send(new CreateChangeSetCommand({ ...named, TemplateBody: JSON.stringify(template), Capabilities: ['CAPABILITY_IAM'] }));
    for (const deadline = this.options.now().getTime() + this.options.patienceMilliseconds; ;) {
      const { Status, StatusReason } = await this.send<{ Status?: string; StatusReason?: string }>(new DescribeChangeSetCommand(named));
      if (Status === 'CREATE_COMPLETE') { break; }
      if (Status === 'FAILED' || this.options.now().getTime() > deadline) { throw new Error(`The change set is ${Status}: ${StatusReason}`); }
      await this.options.sleep(this.options.pollMilliseconds);
      this.goOn();
    }
    await this.begin(new ExecuteChangeSetCommand({ ...named, ...disableRollback === undefined ? {} : { DisableRollback: disableRollback } }));
    return this.settled(StackId!);
  }

  async continueRollback(experiment: string): Promise<Stack> {
    const { StackId } = await this.owned(experiment);
    this.goOn();
    await this.begin(new ContinueUpdateRollbackCommand({ StackName: StackId }));
    return this.settled(StackId!);
  }

  async cancelUpdate(experiment: string): Promise<Stack> {
    const { StackId } = await this.owned(experiment);
    await this.send(new CancelUpdateStackCommand({ StackName: StackId }));
    return this.settled(StackId!);
  }

  /** @throws if the operation is over before it could be disturbed */
  async assertInProgress(experiment: string): Promise<void> {
    const { StackStatus } = await this.owned(experiment);
    if (!/_IN_PROGRESS$/.test(StackStatus!)) { throw new Error(`The stack is ${StackStatus} already.`); }
    this.goOn();
  }

  /** The resources of an experiment's stack, as ListStackResources has them. */
  async resources(experiment: string): Promise<StackResourceSummary[]> {
    const { StackId } = await this.owned(experiment);
    const page = await this.send<ListStackResourcesOutput>(new ListStackResourcesCommand({ StackName: StackId }));
    return page.StackResourceSummaries ?? [];
  }

  /** The events of an experiment's stack, oldest first. */
  async events(experiment: string): Promise<StackEvent[]> {
    return this.allEvents(await this.owned(experiment));
  }

  /** The events of a stack by its id, oldest first. */
  async eventsOf(stackId: string): Promise<StackEvent[]> {
    return this.allEvents(await this.describe(stackId));
  }

  /** Sends what begins an operation. */
  private async begin(command: SdkCommand): Promise<void> {
    this.begun = this.options.now().getTime();
    await this.send(command);
  }

  /** Events may come later than the end that they tell. Of a stack that is at rest the last one is waited for, up to a minute. */
  private async allEvents({ StackId: stackId, StackStatus: status }: Stack): Promise<StackEvent[]> {
    const { now, sleep, pollMilliseconds } = this.options;
    for (const deadline = now().getTime() + MOST_LATE_MILLISECONDS; ;) {
      const events = await this.eventsByNow(stackId!);
      const newest = events.filter(({ PhysicalResourceId }) => PhysicalResourceId === stackId).at(-1);
      // The operation of before may have ended in the same way. Where the clocks differ more than it took, this waits in vain.
      const isLast = newest?.ResourceStatus === status && newest!.Timestamp!.getTime() >= this.begun;
      if (isLast || status!.endsWith('_IN_PROGRESS') || now().getTime() > deadline) { return events; }
      await sleep(pollMilliseconds);
      this.goOn();
    }
  }

  private async eventsByNow(stackId: string): Promise<StackEvent[]> {
    const events: StackEvent[] = [];
    for (let token: string | undefined, first = true; first || token !== undefined; first = false) {
      const page = await this.send<DescribeStackEventsOutput>(new DescribeStackEventsCommand({ StackName: stackId, NextToken: token }));
      events.push(...page.StackEvents ?? []);
      token = page.NextToken;
    }
    return events.reverse();
  }

  /** Deletes every stack of this run, and tells what it could not. Never throws. */
  async removeAll(): Promise<LeftOver[]> {
    const left: LeftOver[] = [];
    for (const stackName of [...new Set(this.attempted)].reverse()) {
      const reason = await this.remove(stackName).catch((error: Error) => error.message);
      if (reason !== undefined) { left.push({ stackName, reason }); }
    }
    return left;
  }

  private async remove(stackName: string): Promise<string | undefined> {
    for (let attempt = 1; ; attempt++) {
      try {
        const found = await this.find(stackName);
        if (found === undefined || !this.isOurs(found)) { return undefined; }
        await this.ended(found.StackId!);
        const failed = found.StackStatus === 'DELETE_FAILED' ? await this.undeleted(found.StackId!) : [];
        await this.send(new DeleteStackCommand({ StackName: found.StackId, ...failed.length > 0 ? { RetainResources: failed } : {} }));
        const { StackStatus, StackStatusReason } = await this.ended(found.StackId!);
        if (StackStatus === 'DELETE_COMPLETE') { return undefined; }
        if (attempt >= 4) { return `${StackStatus}: ${StackStatusReason ?? 'no reason given'}`; }
      } catch (error) {
        if (attempt >= 4) { return (error as Error).message; }
        await this.options.sleep(this.options.pollMilliseconds);
      }
    }
  }

  /** Custom resources whose Delete fails by design: they stand for nothing. */
  private async undeleted(stackId: string): Promise<string[]> {
    const { StackResources = [] } = await this.send<DescribeStackResourcesOutput>(new DescribeStackResourcesCommand({ StackName: stackId }));
    return StackResources.filter(({ ResourceType, ResourceStatus }) => ResourceType?.startsWith('Custom::') && ResourceStatus === 'DELETE_FAILED')
      .map(({ LogicalResourceId }) => LogicalResourceId!);
  }

  private async owned(experiment: string): Promise<Stack> {
    const stack = await this.describe(this.nameOf(experiment));
    if (!this.isOurs(stack)) { throw new Error(`${stack.StackName} does not carry the tag of this run. It is not touched.`); }
    return stack;
  }

  private isOurs({ Tags = [] }: Stack): boolean {
    return Tags.some(({ Key, Value }) => Key === RUN_TAG && Value === this.options.run);
  }

  private async find(stackName: string): Promise<Stack | undefined> {
    try {
      return await this.describe(stackName);
    } catch (error) {
      if (/does not exist/.test((error as Error).message)) { return undefined; }
      throw error;
    }
  }

  async describe(stackNameOrId: string): Promise<Stack> {
    const { Stacks = [] } = await this.send<{ Stacks?: Stack[] }>(new DescribeStacksCommand({ StackName: stackNameOrId }));
    return Stacks[0];
  }

  private async settled(stackNameOrId: string): Promise<Stack> {
    const stack = await this.ended(stackNameOrId, () => this.goOn());
    if (!this.isOurs(stack)) { throw new Error(`${stack.StackName} does not carry the tag of this run. It is not touched.`); }
    return stack;
  }

  private async ended(stackNameOrId: string, meanwhile: () => void = () => undefined): Promise<Stack> {
    const { now, patienceMilliseconds, sleep, pollMilliseconds } = this.options;
    const deadline = now().getTime() + patienceMilliseconds;
    for (;;) {
      const stack = await this.describe(stackNameOrId);
      if (!/_IN_PROGRESS$/.test(stack.StackStatus!)) { return stack; }
      meanwhile();
      if (now().getTime() > deadline) { throw new Error(`${stack.StackName} is still ${stack.StackStatus}`); }
      await sleep(pollMilliseconds);
    }
  }

  private goOn(): void {
    if (this.options.stopped()) { throw new Stopped('The run was stopped.'); }
  }

  private send<T>(command: SdkCommand): Promise<T> {
    return this.options.log.send<T>('cloudformation', this.options.client, command);
  }
}

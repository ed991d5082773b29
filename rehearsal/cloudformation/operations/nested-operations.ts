import { StackIdentity } from '../resource-type';
import { StackRecord } from '../stack-record';
import { StackRegistry } from '../stack-registry';
import { OperationContext } from './apply-template';
import { Engine, RunningOperation } from './engine';
import { createResources, deleteStackResources, finishUpdate, rollBack, updateResources } from './stack-operations';
import { Template } from '../template/template';
import { NestedStacks } from '../types/nested-stack-type';

/** Runs the operations of nested stacks as part of their root's operation: one count of resource operations, one cancel. */
export class NestedOperations implements NestedStacks {
  constructor(
    private readonly registry: StackRegistry, private readonly engine: () => Engine, private readonly running: Map<string, RunningOperation>,
  ) {}

  async create(parent: StackIdentity, stackName: string, template: Template, parameters: Readonly<Record<string, string>>): Promise<StackRecord> {
    const stack = this.registry.newStack({ stackName, template }, this.registry.existing(parent.stackId));
    const target = this.registry.prepare(stack, template, parameters);
    this.registry.stacks.push(stack);
    return this.run(stack, parent, (context) => createResources(context, target, (prepared) => this.registry.settleOutputs(stack, prepared)));
  }

  async update(stackId: string, parent: StackIdentity, template: Template, parameters: Readonly<Record<string, string>>): Promise<StackRecord> {
    const stack = this.registry.existing(stackId);
    const target = this.registry.prepare(stack, template, parameters);
    return this.run(stack, parent, (context) => updateResources(context, target, (prepared) => this.registry.settleOutputs(stack, prepared)));
  }

  /** Does nothing for a stack that the root's operation never reached. */
  async rollBack(stackId: string, parent: StackIdentity): Promise<StackRecord> {
    const stack = this.registry.existing(stackId);
    if (stack.pending === undefined || stack.pending.awaiting === 'rollback-cleanup') { return stack; }
    return this.run(stack, parent, (context) => rollBack(context, 'Rollback of the parent stack'));
  }

  async complete(stackId: string, parent: StackIdentity): Promise<void> {
    const stack = this.registry.find(stackId);
    if (stack?.pending?.awaiting !== undefined) { await this.run(stack, parent, finishUpdate); }
  }

  async delete(stackId: string, parent: StackIdentity): Promise<StackRecord | undefined> {
    const stack = this.registry.find(stackId);
    if (stack === undefined || stack.status === 'DELETE_COMPLETE') { return undefined; }
    return this.run(stack, parent, (context) => deleteStackResources(context, []));
  }

  suffix(): string {
    return this.engine().random.suffix();
  }

  private async run(stack: StackRecord, parent: StackIdentity, operate: (context: OperationContext) => Promise<void>): Promise<StackRecord> {
    const running = this.running.get(parent.stackId)!;
    this.running.set(stack.identity.stackId, running);
    try {
      await operate({ engine: this.engine(), running, stack });
    } finally {
      this.running.delete(stack.identity.stackId);
    }
    return stack;
  }
}

import { Engine } from './engine';
import { setResource, setStackStatus } from './stack-log';
import { PlannedStack } from '../refactors/plan-refactor';
import { StackRegistry } from '../stack-registry';

/** Gives resources their new places. The physical resources stay as they are: no type's implementation is called. */
export async function refactorStacks(engine: Engine, registry: StackRegistry, planned: ReadonlyArray<PlannedStack>): Promise<void> {
  for (const { stack } of planned) {
    stack.lastUpdatedTime = engine.clock.tick();
    await setStackStatus(engine, stack, 'UPDATE_IN_PROGRESS', 'User Initiated');
  }
  for (const { stack } of planned) { stack.resources.clear(); }
  for (const { stack, target, resources } of planned) {
    for (const [logicalId, { resource, moved }] of resources) {
      const placed = { ...resource, definition: target.resources.get(logicalId)! };
      if (moved) { setResource(engine, stack, { ...placed, status: 'IMPORT_COMPLETE' }); } else { stack.resources.set(logicalId, placed); }
    }
    stack.template = target;
    stack.drift = undefined;
    registry.settleOutputs(stack, target);
  }
  for (const { stack } of planned) { await setStackStatus(engine, stack, 'UPDATE_COMPLETE'); }
}

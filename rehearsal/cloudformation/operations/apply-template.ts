import { isCustomResource } from '../custom-resource/is-custom-resource';
import { EngineEvent } from '../resource-operation';
import { Properties, ResourceFailure } from '../resource-type';
import { sameValue } from '../same-value';
import { PendingUpdate, ResourceChange, StackRecord } from '../stack-record';
import { PhysicalResource, StackResource } from '../stack-resource';
import { DeliveryRequest } from '../staged-resource-type';
import { Attempt, attempt } from './attempt';
import { cancelledReason } from './cancelled-reason';
import { Engine, RunningOperation } from './engine';
import { changeOf, physicalResource, rememberPhysical } from './resource-changes';
import { setResource, writeResourceEvent } from './stack-log';
import { VisitOutcome, walk } from './walk';
import { ResourceDefinition } from '../template/resource-definition';
import { TemplateError } from '../template/template-error';

const REPLACEMENT_REFUSED = 'Replacement type updates not supported on stack with disable-rollback.';

/** How far an application of a template came. */
export interface ApplicationResult {
  /** Failed (or cancelled) resources and what failed. */
  readonly failures: ReadonlyMap<string, 'create' | 'update'>;
  readonly cancelled: boolean;
}

/** Everything a stack operation needs at hand. */
export interface OperationContext {
  readonly engine: Engine;
  readonly running: RunningOperation;
  readonly stack: StackRecord;
}

/**
 * Creates and updates the resources of the target template, in dependency order, without deleting any.
 *
 * A resource is touched only when its resolved properties differ from those it was last given, so a dependency's changed attribute
 * changes its dependents. Stops at the first failure. With `keepGoing` everything that does not depend on it is still done.
 */
export class TemplateApplication {
  private readonly failures = new Map<string, 'create' | 'update'>();
  private stopping = false;

  constructor(
    private readonly context: OperationContext, private readonly pending: PendingUpdate,
    private readonly phase: 'create' | 'update', private readonly keepGoing: boolean,
  ) {}

  async run(): Promise<ApplicationResult> {
    const { engine, running } = this.context;
    const begun = await walk(this.pending.target.graph, 'dependencies-first', engine.random, (id) => this.visit(id));
    await this.endSiblings(begun);
    return { failures: this.failures, cancelled: this.phase === 'update' && running.cancelRequested };
  }

  private async visit(logicalId: string): Promise<VisitOutcome> {
    if (this.phase === 'update' && this.context.running.cancelRequested) { return 'stop'; }
    const succeeded = await this.apply(this.pending.target.resources.get(logicalId)!);
    return succeeded ? 'continue' : this.keepGoing ? 'block' : 'stop';
  }

  /** Resources that ran in parallel with the one that failed: each may have begun. It then acts, but counts as cancelled. */
  private async endSiblings(begun: string[]): Promise<void> {
    const { engine } = this.context;
    if (engine.siblingsAtFailure === 'none') { return; }
    this.stopping = true;
    for (const logicalId of begun) {
      if (engine.random.next() < 0.5) { await this.apply(this.pending.target.resources.get(logicalId)!); }
    }
  }

  private async apply(definition: ResourceDefinition): Promise<boolean> {
    const { stack, engine } = this.context;
    const existing = stack.resources.get(definition.logicalId);
    let properties: Properties;
    try {
      properties = this.pending.target.properties(definition, stack.resources);
    } catch (error) {
      if (!(error instanceof TemplateError)) { throw error; }
      return this.unresolvable(definition, existing, error);
    }
    if (existing === undefined || existing.status === 'CREATE_FAILED') { return this.create(definition, properties); }
    if (existing.status !== 'UPDATE_FAILED' && sameValue(existing.properties, properties)) {
      stack.resources.set(definition.logicalId, { ...existing, definition });
      return true;
    }
    const replace = engine.typeNamed(definition.type).requiresReplacement(existing.properties, properties);
    return replace ? this.replace(definition, properties, existing) : this.update(definition, properties, existing);
  }

  private async create(definition: ResourceDefinition, properties: Properties): Promise<boolean> {
    const { engine, stack } = this.context;
    const { logicalId } = definition;
    const change = changeOf(this.pending, logicalId, undefined);
    setResource(engine, stack, { ...physicalResource(definition, properties, undefined), status: 'CREATE_IN_PROGRESS' });
    const { result, created } = await this.provision(definition, properties, change, 'CREATE_IN_PROGRESS');
    const status = result.succeeded ? 'CREATE_COMPLETE' : 'CREATE_FAILED';
    setResource(engine, stack, { ...created, status, statusReason: result.reason });
    return this.report(result, 'create', status);
  }

  private async replace(definition: ResourceDefinition, properties: Properties, existing: StackResource): Promise<boolean> {
    const { engine, stack, running } = this.context;
    if (running.rollbackDisabled && engine.hypotheses.replacementWithoutRollback === 'refused') {
      return this.refuseReplacement(definition, existing);
    }
    const change = changeOf(this.pending, definition.logicalId, existing);
    change.replaced = true;
    const statusReason = 'Requested update requires the creation of a new physical resource; hence creating one.';
    setResource(engine, stack, { ...existing, status: 'UPDATE_IN_PROGRESS', statusReason }, properties);
    const { result, created } = await this.provision(definition, properties, change, 'UPDATE_IN_PROGRESS');
    const status = result.succeeded ? 'UPDATE_COMPLETE' : 'UPDATE_FAILED';
    setResource(engine, stack, { ...(result.succeeded ? created : existing), status, statusReason: result.reason });
    return this.report(result, 'update', status);
  }

  private async refuseReplacement(definition: ResourceDefinition, existing: StackResource): Promise<boolean> {
    const { engine, stack, running } = this.context;
    const { logicalId, type } = definition;
    const target = { phase: this.phase, logicalId, type, action: 'update', physicalId: existing.physicalId } as const;
    const result = await attempt(engine, running, target, stack, () => Promise.reject(new ResourceFailure(REPLACEMENT_REFUSED)));
    setResource(engine, stack, { ...existing, status: 'UPDATE_FAILED', statusReason: result.reason });
    return this.report(result, 'update', 'UPDATE_FAILED');
  }

  private async update(definition: ResourceDefinition, properties: Properties, existing: StackResource): Promise<boolean> {
    const { engine, stack } = this.context;
    const { logicalId, type } = definition;
    const change = changeOf(this.pending, logicalId, existing);
    setResource(engine, stack, { ...existing, status: 'UPDATE_IN_PROGRESS', statusReason: undefined }, properties);
    const physicalId = existing.physicalId!;
    const result = this.endIfStopping(await attempt(engine, this.context.running, {
      phase: this.phase, logicalId, type, action: 'update', physicalId,
    }, stack,
    async (fault) => {
      const request = {
        stack: stack.identity,
        logicalId,
        type,
        properties,
        physicalId,
        previousProperties: existing.properties,
        fault,
        ...this.cancellable(),
        ...this.answeredLater(definition, properties),
      };
      return engine.typeNamed(type).update(request);
    }));
    // A failed update counts as having the properties it was sent, and the physical id it answered; its attributes are not taken over.
    const failed = { ...existing, definition, properties, physicalId: result.provisioned?.physicalId ?? existing.physicalId };
    const updated = result.succeeded ? physicalResource(definition, properties, result.provisioned) : failed;
    rememberPhysical(change, updated);
    const status = result.succeeded ? 'UPDATE_COMPLETE' : 'UPDATE_FAILED';
    setResource(engine, stack, { ...updated, status, statusReason: result.reason });
    return this.report(result, 'update', status);
  }

  /** Makes what is new, remembers it at once, and says in the events that it was begun. */
  private async provision(
    definition: ResourceDefinition, properties: Properties, change: ResourceChange, status: 'CREATE_IN_PROGRESS' | 'UPDATE_IN_PROGRESS',
  ): Promise<{ result: Attempt; created: PhysicalResource }> {
    const { engine, stack } = this.context;
    const result = await this.attemptCreate(definition, properties);
    const created = physicalResource(definition, properties, result.provisioned);
    rememberPhysical(change, created);
    if (result.provisioned) { writeResourceEvent(engine, stack, created, created.physicalId, status, 'Resource creation Initiated'); }
    return { result, created };
  }

  /** Only an update can be cancelled. */
  private cancellable(): DeliveryRequest {
    return this.phase === 'update' ? { cancelListeners: this.context.running.cancelListeners } : {};
  }

  /** Express mode may not wait for what nobody asks the id or the attributes of. What it answers then is taken over when it comes. */
  private answeredLater({ logicalId, type }: ResourceDefinition, properties: Properties): Pick<DeliveryRequest, 'answeredLater'> {
    const { engine, stack } = this.context;
    const isExpress = stack.deploymentMode === 'EXPRESS' && engine.hypotheses.expressWaitsForCustomResources === 'for attributes only';
    if (!isExpress || !isCustomResource(type) || this.pending.target.isReferredTo(logicalId)) { return {}; }
    return {
      answeredLater: ({ physicalId, attributes }) => {
        const resource = stack.resources.get(logicalId);
        // A later operation may have sent something else meanwhile.
        if (resource?.properties !== properties) { return; }
        stack.resources.set(logicalId, { ...resource, physicalId, ref: physicalId, attributes });
      },
    };
  }

  private async attemptCreate(definition: ResourceDefinition, properties: Properties): Promise<Attempt> {
    const { engine, running, stack } = this.context;
    const { logicalId, type } = definition;
    return this.endIfStopping(await attempt(engine, running, { phase: this.phase, logicalId, type, action: 'create' }, stack, async (fault) => {
      const request: DeliveryRequest & { logicalId: string } = {
        logicalId, fault, ...this.cancellable(), ...this.answeredLater(definition, properties),
      };
      return engine.typeNamed(type).create({ stack: stack.identity, type, properties, ...request });
    }));
  }

  private async unresolvable(definition: ResourceDefinition, existing: StackResource | undefined, error: TemplateError): Promise<boolean> {
    const { engine, running, stack } = this.context;
    const { logicalId, type } = definition;
    const action = existing === undefined ? 'create' : 'update';
    changeOf(this.pending, logicalId, existing);
    const result = await attempt(engine, running, { phase: this.phase, logicalId, type, action, physicalId: existing?.physicalId }, stack,
      () => Promise.reject(error));
    const status = existing === undefined ? 'CREATE_FAILED' : 'UPDATE_FAILED';
    setResource(engine, stack, { ...(existing ?? physicalResource(definition, {}, undefined)), status, statusReason: result.reason });
    return this.report(result, action, status);
  }

  private endIfStopping(result: Attempt): Attempt {
    return this.stopping && result.succeeded ? { ...result, succeeded: false, reason: cancelledReason(result.operation.action) } : result;
  }

  private async report(result: Attempt, action: 'create' | 'update', status: StackResource['status']): Promise<boolean> {
    if (!result.succeeded) { this.failures.set(result.operation.logicalId, action); }
    const event: EngineEvent = { ...result.operation, outcome: result.succeeded ? 'succeeded' : 'failed', reason: result.reason, status };
    await this.context.engine.notify(event);
    return result.succeeded;
  }
}

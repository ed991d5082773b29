import { Hypotheses, LIKELY_HYPOTHESES } from '../hypotheses';
import { PlannedChange, plannedChanges } from './change-sets/planned-changes';
import { Clock } from './clock';
import { CustomResourceType, FunctionInvoker } from './custom-resource/custom-resource-type';
import { RequestIds } from './custom-resource/request-ids';
import { ResponseChannel } from './custom-resource/response-channel';
import { CustomResourceChoice, NamedCustomResource, SelectiveCustomResource } from './custom-resource/selective-custom-resource';
import { StackDrift, stackDrift } from './drift/stack-drift';
import { EventClock } from './event-clock';
import { assertUnusedExports } from './exports';
import { MadeUpValues } from './made-up-values';
import { OperationContext } from './operations/apply-template';
import { Engine, RunningOperation } from './operations/engine';
import { NestedOperations } from './operations/nested-operations';
import { refactorStacks } from './operations/refactor-stacks';
import { skipInRollback } from './operations/roll-back-update';
import { setStackStatus } from './operations/stack-log';
import { createResources, deleteStackResources, rollBack, updateResources } from './operations/stack-operations';
import { PlannedStack } from './refactors/plan-refactor';
import { FaultInjector, OperationListener } from './resource-operation';
import { ResourceFailure, ResourceType } from './resource-type';
import { SeededGenerator } from './seeded-generator';
import { StackRecord } from './stack-record';
import { StackRegistry } from './stack-registry';
import { disablesRollback, OperationResult, operationResult, StackRequest, StartedOperation } from './stack-requests';
import { StackStatus } from './stack-status';
import { TemplateError } from './template/template-error';
import { TypeRegistry } from './type-registry';
import { InertNames, inertType } from './types/inert';
import { knownTypes } from './types/known-types';
import { NestedStackType, ReadTemplate } from './types/nested-stack-type';
import { assertDriftDetectable, assertState, assertUpdatable } from './update-validation';

export interface CloudFormationOptions {
  /** @default 'us-east-1' */
  readonly region?: string;
  /** @default '123456789012' */
  readonly account?: string;
  /** Seed of generated ids and of the order among resources that are ready at the same time. @default 1 */
  readonly seed?: number;
  /** @default LIKELY_HYPOTHESES */
  readonly hypotheses?: Hypotheses;
  /** @default - one second from event to event */
  readonly clock?: Clock;
  /** Implementations by type name. They win over the built-in ones. @default - none: every service's types are inert */
  readonly types?: ReadonlyMap<string, ResourceType>;
  /** Runs the functions of custom resources. @default - every invocation fails */
  readonly functions?: FunctionInvoker;
  /** Which custom resources are delivered to their function. The others are carried along. @default - all */
  readonly runsCustomResource?: CustomResourceChoice;
  /** Reads the templates of nested stacks. @default - none is found */
  readonly templates?: ReadTemplate;
  /** Reads what the transform `AWS::Include` puts in its place. `undefined` leaves the transform where it is. @default - it stays */
  readonly includes?: (location: string) => unknown;
  /** Values of SSM parameters, by name. Whoever holds the map may change them. @default - an empty map */
  readonly ssmParameters?: Map<string, string>;
  /** Remembers the values that were made up. Whoever provisions inert resources adds his own. @default - a new one */
  readonly madeUp?: MadeUpValues;
  /** What becomes of resources that were ready when another one failed. @default 'none' */
  readonly siblingsAtFailure?: 'none' | 'some';
}

/**
 * CloudFormation: stacks, and the operations on them as AWS carries them out.
 *
 * A request that CloudFormation refuses throws a TemplateError and changes nothing. An operation that was accepted never throws: how it
 * ended is in its result. Each behaviour with its source: `BEHAVIOUR.md`.
 */
export class CloudFormationService {
  /** The account's stacks. */
  readonly registry: StackRegistry;
  /** Where responses of custom resources arrive. */
  readonly responses: ResponseChannel;
  private readonly types: TypeRegistry;
  private readonly customResource: SelectiveCustomResource;
  private readonly engine: Engine;
  private readonly running = new Map<string, RunningOperation>();
  private readonly listeners: OperationListener[] = [];
  private injector?: FaultInjector;

  constructor(options: CloudFormationOptions = {}) {
    const random = new SeededGenerator(options.seed ?? 1);
    const clock = options.clock ?? new EventClock();
    const madeUp = options.madeUp ?? new MadeUpValues();
    this.registry = new StackRegistry(options.region ?? 'us-east-1', options.account ?? '123456789012', random, clock, options.ssmParameters, madeUp,
      options.includes);
    this.responses = new ResponseChannel(random);
    this.engine = {
      typeNamed: (type) => this.types.typeNamed(type),
      clock,
      random,
      hypotheses: options.hypotheses ?? LIKELY_HYPOTHESES,
      siblingsAtFailure: options.siblingsAtFailure ?? 'none',
      notify: async (event) => {
        for (const listener of this.listeners) { await listener(event); }
      },
      inject: (operation) => this.injector?.(operation),
    };
    this.customResource = this.customResourceType(options, { random, madeUp });
    this.types = this.typeRegistry(options, { random, madeUp });
  }

  /** Every stack, deleted ones included, in the order of creation. */
  get stacks(): ReadonlyArray<StackRecord> {
    return this.registry.stacks;
  }

  /** The answers to open questions about AWS that this engine plays. */
  get hypotheses(): Hypotheses {
    return this.engine.hypotheses;
  }

  /** The engine's time. */
  readonly now = (): Date => this.engine.clock.now();

  /** Resource types met so far that the engine only carries along. */
  get inertTypes(): ReadonlySet<string> {
    return this.types.inertTypes;
  }

  /** Custom resources met so far whose function was not run. */
  get customResourcesNotRun(): NamedCustomResource[] {
    return this.customResource.notRun;
  }

  /** The stack with this name or id. A deleted one is found by its id only. */
  find(stackNameOrId: string): StackRecord | undefined {
    return this.registry.find(stackNameOrId);
  }

  /** Calls back, and waits, after every single resource operation and change of a stack's status. Returns how to stop that. */
  onResourceOperation(listener: OperationListener): () => void {
    this.listeners.push(listener);
    return () => { this.listeners.splice(this.listeners.indexOf(listener), 1); };
  }

  /** Decides about faults from now on. @param injector none: no faults */
  inject(injector?: FaultInjector): void {
    this.injector = injector;
  }

  /** What an update of the stack to this template would do. @throws TemplateError when it would be refused, also because it changes nothing */
  planUpdate(stack: StackRecord, request: StackRequest): PlannedChange[] {
    const target = this.registry.prepare(stack, request.template, request.parameters);
    if (stack.status !== 'REVIEW_IN_PROGRESS') { assertUpdatable(stack, target); }
    return plannedChanges(stack, target, (type) => this.types.typeNamed(type));
  }

  /**
   * Compares the stack's resources with what is live, and keeps the result in the stack's record.
   *
   * @param logicalIds the resources to compare. @default - all
   * @throws TemplateError while an operation runs, or when there is nothing that could be compared
   */
  async detectDrift(stackNameOrId: string, logicalIds?: ReadonlyArray<string>): Promise<StackDrift> {
    const stack = this.registry.existing(stackNameOrId);
    assertDriftDetectable(stack);
    stack.drift = await stackDrift(stack, this.engine.typeNamed, this.engine.clock.tick(), logicalIds);
    return stack.drift;
  }

  /** Registers a stack without resources, to be created once its change set was reviewed. @throws TemplateError when the request is refused */
  async startReview(request: StackRequest): Promise<StackRecord> {
    const stack = this.registry.newStack(request);
    this.registry.prepare(stack, request.template, request.parameters);
    this.registry.stacks.push(stack);
    await setStackStatus(this.engine, stack, 'REVIEW_IN_PROGRESS', 'User Initiated');
    return stack;
  }

  /** Creates a stack, or the resources of one that is under review. @throws TemplateError when the request is refused */
  startCreate(request: StackRequest): StartedOperation {
    const named = this.registry.find(request.stackName);
    const reviewed = named?.status === 'REVIEW_IN_PROGRESS' ? named : undefined;
    const stack = reviewed ?? this.registry.newStack(request);
    const target = this.registry.prepare(stack, request.template, request.parameters);
    if (reviewed === undefined) {
      this.registry.stacks.push(stack);
    } else {
      stack.disableRollback = disablesRollback(request);
      stack.deploymentMode = request.deploymentMode;
      stack.tags = request.tags ?? {};
      stack.capabilities = request.capabilities ?? [];
    }
    return this.start(stack, 'CREATE_COMPLETE', (context) =>
      createResources(context, target, (template) => this.registry.settleOutputs(stack, template)));
  }

  /** @throws TemplateError when the request is refused, also because there is nothing to update */
  startUpdate(request: StackRequest): StartedOperation {
    const stack = this.registry.existing(request.stackName);
    const target = this.registry.prepare(stack, request.template, request.parameters);
    assertUpdatable(stack, target);
    stack.disableRollback = disablesRollback(request);
    stack.deploymentMode = request.deploymentMode;
    stack.tags = request.tags ?? stack.tags;
    return this.start(stack, 'UPDATE_COMPLETE', (context) =>
      updateResources(context, target, (template) => this.registry.settleOutputs(stack, template)));
  }

  /**
   * Deletes a stack. One that doesn't exist is deleted already.
   *
   * @param retain resources to leave alone when an earlier delete failed
   * @throws TemplateError while another operation runs, or when another stack uses an export
   */
  startDelete(stackNameOrId: string, retain: ReadonlyArray<string> = []): StartedOperation | undefined {
    const stack = this.registry.find(stackNameOrId);
    if (stack === undefined || stack.status === 'DELETE_COMPLETE') { return undefined; }
    assertState(stack, !this.running.has(stack.identity.stackId), 'deleted');
    if (stack.terminationProtection === true) {
      throw new TemplateError(`Stack [${stack.identity.stackName}] cannot be deleted while TerminationProtection is enabled`);
    }
    assertUnusedExports(this.stacks.filter((other) => other !== stack), stack.outputs, 'deleted');
    return this.start(stack, 'DELETE_COMPLETE', (context) => deleteStackResources(context, retain));
  }

  /**
   * Continues a rollback that failed.
   *
   * @param skip resources to take as rolled back, those of a nested stack behind its name: `Shop-Nested-1ABC.Driver`
   * @throws TemplateError in another state, and for a resource whose rollback has not failed
   */
  startContinueRollback(stackNameOrId: string, skip: ReadonlyArray<string> = []): StartedOperation {
    const stack = this.registry.existing(stackNameOrId);
    assertState(stack, stack.status === 'UPDATE_ROLLBACK_FAILED', 'rolled back further');
    for (const resource of skip) { this.skip(resource, stack); }
    return this.start(stack, 'UPDATE_ROLLBACK_COMPLETE', (context) => rollBack(context, 'User Initiated'));
  }

  private skip(resource: string, root: StackRecord): void {
    const [logicalId, stackName] = resource.split('.').reverse();
    const stack = stackName === undefined ? root : this.registry.find(stackName);
    const isWithin = stack === root || (stack !== undefined && stack.rootId === root.identity.stackId);
    if (!isWithin || stack?.pending?.failedInRollback.has(logicalId) !== true) {
      throw new TemplateError(`Resource ${resource} cannot be skipped: its rollback in stack ${root.identity.stackName} has not failed`);
    }
    skipInRollback(stack, stack.pending, logicalId);
  }

  /** Rolls back an operation that failed with rollback disabled. @throws TemplateError in another state */
  startRollback(stackNameOrId: string): StartedOperation {
    const stack = this.registry.existing(stackNameOrId);
    assertState(stack, stack.status === 'CREATE_FAILED' || stack.status === 'UPDATE_FAILED', 'rolled back');
    const wanted = stack.pending?.previousTemplate === undefined ? 'ROLLBACK_COMPLETE' : 'UPDATE_ROLLBACK_COMPLETE';
    return this.start(stack, wanted, (context) => rollBack(context, 'User Initiated'));
  }

  /** Cancels the running update before its next resource operation. @throws TemplateError when none is running */
  cancelUpdate(stackNameOrId: string): void {
    const stack = this.registry.existing(stackNameOrId);
    assertState(stack, stack.status === 'UPDATE_IN_PROGRESS', 'cancelled');
    const running = this.running.get(stack.identity.stackId)!;
    running.cancelRequested = true;
    for (const giveUp of running.cancelListeners) { giveUp(); }
  }

  /** Carries out a planned refactor: logical ids and stacks of resources change, and nothing else. */
  async refactor(planned: ReadonlyArray<PlannedStack>): Promise<void> {
    await refactorStacks(this.engine, this.registry, planned);
  }

  async createStack(request: StackRequest): Promise<OperationResult> { return this.startCreate(request).result; }

  async updateStack(request: StackRequest): Promise<OperationResult> { return this.startUpdate(request).result; }

  async deleteStack(stackNameOrId: string, retain: ReadonlyArray<string> = []): Promise<OperationResult | undefined> {
    return this.startDelete(stackNameOrId, retain)?.result;
  }

  async continueUpdateRollback(stackNameOrId: string, skip: ReadonlyArray<string> = []): Promise<OperationResult> {
    return this.startContinueRollback(stackNameOrId, skip).result;
  }

  async rollbackStack(stackNameOrId: string): Promise<OperationResult> { return this.startRollback(stackNameOrId).result; }

  private start(stack: StackRecord, wanted: StackStatus, operate: (context: OperationContext) => Promise<void>): StartedOperation {
    const { stackId } = stack.identity;
    const running: RunningOperation = {
      nextIndex: 0, cancelRequested: false, cancelListeners: new Set(), rollbackDisabled: stack.disableRollback,
    };
    const firstEvent = stack.events.length;
    this.running.set(stackId, running);
    const result = operate({ engine: this.engine, running, stack })
      .finally(() => this.running.delete(stackId))
      .then(() => operationResult(stack, firstEvent, wanted));
    return { stackId, result };
  }

  private typeRegistry(options: CloudFormationOptions, names: InertNames): TypeRegistry {
    const templates = options.templates ?? ((url) => Promise.reject(new ResourceFailure(`S3 error: no template at ${url}.`)));
    const nested = new NestedStackType(new NestedOperations(this.registry, () => this.engine, this.running), templates);
    const types = new Map<string, ResourceType>([
      ...knownTypes(names),
      ['AWS::CloudFormation::CustomResource', this.customResource],
      ['AWS::CloudFormation::Stack', nested],
      ...options.types ?? [],
    ]);
    return new TypeRegistry(types, this.customResource, (type) => inertType(names, type));
  }

  private customResourceType({ functions, runsCustomResource }: CloudFormationOptions, names: InertNames): SelectiveCustomResource {
    const invoker = functions ?? { invoke: () => Promise.resolve({ outcome: 'not-found' }) };
    const { clock, hypotheses, random } = this.engine;
    const delivered = new CustomResourceType(invoker, this.responses, random, clock, new RequestIds(random, hypotheses.repeatedRequestId));
    return new SelectiveCustomResource(delivered, inertType(names, 'AWS::CloudFormation::CustomResource'), runsCustomResource ?? (() => true));
  }
}

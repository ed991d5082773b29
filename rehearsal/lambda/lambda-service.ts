import { DEFAULT_EVENT_SETTINGS, EventSettings } from './event-queue';
import { parseFunctionReference } from './function-reference';
import { FunctionCode, FunctionRuntime, InvocationOrigin, InvocationResult } from './function-runtime';
import { LambdaError } from './lambda-error';
import { codeIdentity, FunctionConfiguration, LATEST, LambdaFunction, PublishedVersion, sameConfiguration } from './lambda-function';
import { LayerVersions } from './layer-versions';
import { Preparing, stateAt, VersionState } from './preparation';
import { checkAliasName, checkPolicyQualifier, checkPrincipal, checkStatementId, isAliasName } from './refused-names';
import { permitsInvoke, policyDocument, POLICY_LIMIT, policySize, PolicyStatement, ServiceCaller } from './resource-policy';

/** Where the functions live and what runs them. */
export interface LambdaServiceOptions {
  readonly runtime: FunctionRuntime;
  /** @default 'us-east-1' */
  readonly region?: string;
  /** @default '123456789012' */
  readonly account?: string;
  /** @default 'aws' */
  readonly partition?: string;
  /** @default - the time of this machine */
  readonly now?: () => Date;
  /** What new versions need before requests reach them. @default - nothing */
  readonly preparing?: Preparing;
  /** Is told of each invocation that reached a function. @default - nobody is */
  readonly onInvoked?: (invocation: PastInvocation) => void;
}

/** An invocation that is over. */
export interface PastInvocation {
  readonly functionName: string;
  /** What it was invoked by: a version, an alias. @default - by nothing but its name */
  readonly qualifier?: string;
  /** `$LATEST` or a number. */
  readonly version: string;
  readonly failed: boolean;
}

/** Why an invocation never reached the code. */
export type NotInvoked =
  | { readonly outcome: 'not-found'; readonly message: string }
  | { readonly outcome: 'not-permitted'; readonly message: string }
  | { readonly outcome: 'not-active'; readonly message: string };

/** What API Gateway says of it. */
export const OBSTACLES: Readonly<Record<NotInvoked['outcome'], string>> = {
  'not-found': 'Lambda function does not exist',
  'not-permitted': 'Invalid permissions on Lambda function',
  'not-active': 'Lambda function is not active',
};

export function isNotInvoked(outcome: InvokeOutcome): outcome is NotInvoked {
  return outcome.outcome in OBSTACLES;
}

/** What came of an invocation. */
export type InvokeOutcome = InvocationResult | NotInvoked;

/** A function as one of its names leads to it. */
export interface DescribedFunction {
  readonly functionName: string;
  /** With the qualifier that was asked for. */
  readonly functionArn: string;
  /** `$LATEST` or a version number. */
  readonly version: string;
  readonly configuration: FunctionConfiguration;
  readonly state: VersionState;
}

/** The engine's own copy of a function: the parts that change are mutable. */
interface StoredFunction extends LambdaFunction {
  latest: FunctionConfiguration;
  lastPublished?: PublishedVersion;
  nextVersion: number;
  readonly versions: Map<string, PublishedVersion>;
  readonly aliases: Map<string, string>;
  readonly policies: Map<string, PolicyStatement[]>;
  /** What becomes of asynchronous events, by qualifier. */
  readonly eventSettings: Map<string, EventSettings>;
}

/**
 * AWS Lambda as far as a release of an API needs it: functions, immutable versions, aliases, resource policies, invocation.
 *
 * Policies belong to one qualifier each: what is granted to version 1 allows neither version 2 nor the unqualified function.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/using-aliases.html
 */
export class LambdaService {
  /** What versions need that are published from now on. */
  preparing: Preparing;
  private readonly functions = new Map<string, StoredFunction>();
  private readonly layers = new LayerVersions();
  private readonly region: string;
  private readonly arnPrefix: string;

  constructor(private readonly options: LambdaServiceOptions) {
    this.preparing = options.preparing ?? (() => undefined);
    this.region = options.region ?? 'us-east-1';
    this.arnPrefix = `arn:${options.partition ?? 'aws'}:lambda:${this.region}:${options.account ?? '123456789012'}:function:`;
  }

  /** @throws LambdaError when the name is taken */
  createFunction(functionName: string, configuration: FunctionConfiguration): LambdaFunction {
    if (this.functions.has(functionName)) {
      throw new LambdaError('ResourceConflictException', `Function already exist: ${functionName}`);
    }
    const created: StoredFunction = {
      functionName,
      functionArn: this.arnPrefix + functionName,
      latest: configuration,
      nextVersion: 1,
      versions: new Map(),
      aliases: new Map(),
      policies: new Map(),
      eventSettings: new Map(),
    };
    this.functions.set(functionName, created);
    return created;
  }

  /** Changes what `$LATEST` is. Published versions stay as they are. @throws LambdaError when there is no such function */
  updateFunction(functionName: string, configuration: FunctionConfiguration): LambdaFunction {
    const existing = this.existing(functionName);
    existing.latest = configuration;
    return existing;
  }

  /** Deletes the function with its versions, aliases and policies. Nothing happens when it is already gone. */
  deleteFunction(functionName: string): void {
    if (this.functions.delete(functionName)) { this.options.runtime.release?.(functionName); }
  }

  /** The function by name or ARN, `undefined` when there is none. */
  findFunction(nameOrArn: string): LambdaFunction | undefined {
    return this.functions.get(parseFunctionReference(nameOrArn).functionName);
  }

  /** What a qualified or unqualified reference leads to. @throws LambdaError when the function has no such version or alias */
  describe(functionReference: string): DescribedFunction {
    const { functionName, qualifier } = parseFunctionReference(functionReference);
    const existing = this.existing(functionName, qualifier);
    this.requireQualifier(existing, qualifier ?? LATEST);
    const version = existing.aliases.get(qualifier ?? LATEST) ?? qualifier ?? LATEST;
    const configuration = version === LATEST ? existing.latest : existing.versions.get(version)!.configuration;
    const functionArn = qualifier === undefined ? existing.functionArn : `${existing.functionArn}:${qualifier}`;
    return { functionName, version, functionArn, configuration, state: this.stateOf(existing, version) };
  }

  /** @throws LambdaError when there is no such function */
  existingFunction(nameOrArn: string): LambdaFunction {
    return this.existing(parseFunctionReference(nameOrArn).functionName);
  }

  listFunctions(): LambdaFunction[] {
    return [...this.functions.values()];
  }

  /**
   * Freezes what `$LATEST` is now under the next number. Returns the version published last when nothing changed since then.
   *
   * @throws LambdaError when there is no such function
   */
  publishVersion(functionName: string): PublishedVersion {
    const existing = this.existing(functionName);
    return this.unchangedSincePublished(functionName) ?? this.publish(existing);
  }

  /** The version that publishing would return instead of a new one, if there is one. */
  unchangedSincePublished(functionName: string): PublishedVersion | undefined {
    const { lastPublished, latest, versions } = this.existing(functionName);
    const stillThere = lastPublished && versions.has(lastPublished.version);
    return stillThere && sameConfiguration(lastPublished.configuration, latest) ? lastPublished : undefined;
  }

  /** Deletes a version and its policy. Nothing happens when it is already gone. @throws LambdaError while an alias points at it */
  deleteVersion(functionName: string, version: string): void {
    const existing = this.functions.get(functionName);
    const alias = existing && [...existing.aliases].find(([, target]) => target === version);
    if (alias) {
      throw new LambdaError('ResourceConflictException', `You can't delete a function version that's referenced by an alias: ${alias[0]}`);
    }
    existing?.policies.delete(version);
    if (existing?.versions.delete(version)) { this.options.runtime.release?.(functionName, version); }
  }

  /** Creates an alias, and returns its ARN. @throws LambdaError when function or version is missing, or the name is taken or only a number */
  createAlias(functionName: string, alias: string, version: string): string {
    const existing = this.existing(functionName);
    checkAliasName(alias);
    if (existing.aliases.has(alias)) { throw new LambdaError('ResourceConflictException', `Alias already exists: ${existing.functionArn}:${alias}`); }
    return this.putAlias(functionName, alias, version);
  }

  /** Creates the alias or points it at another version. Returns its ARN. @throws LambdaError when function or version is missing */
  putAlias(functionName: string, alias: string, version: string): string {
    const existing = this.existing(functionName);
    this.requireQualifier(existing, version);
    existing.aliases.set(alias, version);
    return `${existing.functionArn}:${alias}`;
  }

  /** Deletes an alias and its policy. Nothing happens when it is already gone. */
  deleteAlias(functionName: string, alias: string): void {
    const existing = this.functions.get(functionName);
    existing?.aliases.delete(alias);
    existing?.policies.delete(alias);
  }

  /** Publishes the next version of a layer. Returns its ARN. @param directory its content, if it is on this machine */
  publishLayer(layerName: string, directory: string | undefined): string {
    return this.layers.publish(this.arnPrefix.replace(/function:$/, `layer:${layerName}`), directory);
  }

  /** Functions that use it already keep its content. */
  deleteLayer(layerVersionArn: string): void {
    this.layers.delete(layerVersionArn);
  }

  /** The folder with the content of a layer version. `undefined` when it is not on this machine. */
  layerFolder(layerVersionArn: string): string | undefined {
    return this.layers.folderOf(layerVersionArn);
  }

  /**
   * Adds a statement to the policy of exactly this qualifier. @throws LambdaError when it does not exist, the id is taken, AWS takes no such name, or
   * the policy gets too large
   */
  addPermission(functionReference: string, statement: PolicyStatement): void {
    checkStatementId(statement.statementId);
    checkPrincipal(statement.principal);
    const { existing, qualifier } = this.policyOwner(functionReference);
    const statements = existing.policies.get(qualifier) ?? [];
    if (statements.some(({ statementId }) => statementId === statement.statementId)) {
      throw new LambdaError('ResourceConflictException',
        `The statement id (${statement.statementId}) provided already exists. Please provide a new statement id, or remove the existing statement.`);
    }
    const qualified = qualifier === LATEST ? existing.functionArn : `${existing.functionArn}:${qualifier}`;
    const size = policySize(qualified, [...statements, statement]);
    if (size > POLICY_LIMIT) {
      throw new LambdaError('PolicyLengthExceededException', `The final policy size (${size}) is bigger than the limit (${POLICY_LIMIT}).`);
    }
    existing.policies.set(qualifier, [...statements, statement]);
  }

  /** Removes a statement. Nothing happens when it, its version or its function is already gone. */
  removePermission(functionReference: string, statementId: string): void {
    const { functionName, qualifier = LATEST } = parseFunctionReference(functionReference);
    const policies = this.functions.get(functionName)?.policies;
    policies?.set(qualifier, (policies.get(qualifier) ?? []).filter((statement) => statement.statementId !== statementId));
  }

  /** The policy of exactly this qualifier, as JSON. @throws LambdaError when the qualifier does not exist, or has no policy */
  getPolicy(functionReference: string): string {
    const { existing, qualifier } = this.policyOwner(functionReference);
    const statements = existing.policies.get(qualifier) ?? [];
    if (statements.length === 0) { throw new LambdaError('ResourceNotFoundException', 'The resource you requested does not exist.'); }
    return policyDocument(qualifier === LATEST ? existing.functionArn : `${existing.functionArn}:${qualifier}`, statements);
  }

  /** Sets what becomes of the asynchronous events of a qualifier, or takes the setting away. @throws LambdaError when it does not exist */
  setEventSettings(functionReference: string, settings: EventSettings | undefined): void {
    const { existing, qualifier } = this.policyOwner(functionReference);
    if (settings === undefined) { existing.eventSettings.delete(qualifier); } else { existing.eventSettings.set(qualifier, settings); }
  }

  /** What becomes of a function's asynchronous events. */
  eventSettings(functionReference: string): EventSettings {
    const { functionName, qualifier = LATEST } = parseFunctionReference(functionReference);
    return this.functions.get(functionName)?.eventSettings.get(qualifier) ?? DEFAULT_EVENT_SETTINGS;
  }

  /** Whether functions that wait do so on the engine's clock. */
  get keepsVirtualTime(): boolean {
    return this.options.runtime.keepsVirtualTime ?? false;
  }

  /**
   * Runs a function. With a caller its permission is checked, as for a service. Without one the call is the account's own.
   * Function, version, alias and permission are looked up now, whenever the release that calls was deployed.
   */
  async invoke(functionArn: string, event: unknown, caller?: ServiceCaller, origin: InvocationOrigin = 'request'): Promise<InvokeOutcome> {
    const target = this.target(functionArn, caller);
    if ('outcome' in target) { return target; }
    if (target.notRun !== undefined) { return notRun(target); }
    const result = await this.options.runtime.invoke(target, event, origin);
    const { functionName, version } = target;
    this.options.onInvoked?.({
      functionName, version, qualifier: parseFunctionReference(functionArn).qualifier, failed: result.outcome === 'failed',
    });
    return result;
  }

  /** Which code a reference leads to now, and why this machine can't run it, if it can't. Nothing when it leads nowhere. */
  describeCode(functionArn: string): { readonly code?: string; readonly notRun?: string } {
    const { functionName, qualifier = LATEST } = parseFunctionReference(functionArn);
    const existing = this.functions.get(functionName);
    const configuration = existing && configurationAt(existing, qualifier);
    return configuration === undefined ? {} : { code: codeIdentity(configuration), notRun: configuration.notRun };
  }

  /** Why an invocation would not reach the code, without running it. `undefined` when it would. */
  findObstacle(functionArn: string, caller?: ServiceCaller): NotInvoked | undefined {
    const target = this.target(functionArn, caller);
    return 'outcome' in target ? target : undefined;
  }

  private target(functionArn: string, caller: ServiceCaller | undefined): FunctionCode | NotInvoked {
    const { functionName, qualifier } = parseFunctionReference(functionArn);
    const existing = this.functions.get(functionName);
    const code = existing && this.codeOf(existing, qualifier ?? LATEST, functionArn);
    if (!existing || !code) { return { outcome: 'not-found', message: `Function not found: ${functionArn}` }; }
    if (caller && !permitsInvoke(existing.policies.get(qualifier ?? LATEST) ?? [], caller)) {
      return { outcome: 'not-permitted', message: `${caller.servicePrincipal} may not invoke ${functionArn} for ${caller.sourceArn}` };
    }
    const { State: state } = this.stateOf(existing, code.version);
    return state === 'Active' ? code : { outcome: 'not-active', message: `${functionArn} is ${state}` };
  }

  private stateOf({ versions }: StoredFunction, version: string): VersionState {
    const published = versions.get(version);
    return stateAt(this.now(), published?.published ?? this.now(), published?.preparation);
  }

  private now(): Date {
    return this.options.now?.() ?? new Date();
  }

  private codeOf(existing: StoredFunction, qualifier: string, invokedFunctionArn: string): FunctionCode | undefined {
    const version = existing.aliases.get(qualifier) ?? qualifier;
    const configuration = configurationAt(existing, version);
    return configuration && {
      functionName: existing.functionName,
      version,
      directory: configuration.directory,
      handler: configuration.handler,
      environment: configuration.environment ?? {},
      layerFolders: configuration.layerFolders,
      notRun: configuration.notRun,
      timeoutSeconds: configuration.timeoutSeconds ?? 3,
      invokedFunctionArn,
      region: this.region,
    };
  }

  private publish(existing: StoredFunction): PublishedVersion {
    const version = String(existing.nextVersion++);
    const published: PublishedVersion = {
      version,
      functionVersionArn: `${existing.functionArn}:${version}`,
      configuration: existing.latest,
      published: this.now(),
      preparation: this.preparing(existing.functionName, version),
    };
    existing.versions.set(version, published);
    existing.lastPublished = published;
    return published;
  }

  private policyOwner(functionReference: string): { existing: StoredFunction; qualifier: string } {
    const { functionName, qualifier } = parseFunctionReference(functionReference);
    const existing = this.existing(functionName);
    if (qualifier === undefined) { return { existing, qualifier: LATEST }; }
    checkPolicyQualifier(qualifier);
    if (isAliasName(qualifier) && !existing.aliases.has(qualifier)) {
      throw new LambdaError('ResourceNotFoundException', `Cannot find alias arn: ${existing.functionArn}:${qualifier}`);
    }
    this.requireQualifier(existing, qualifier);
    return { existing, qualifier };
  }

  private existing(functionName: string, qualifier?: string): StoredFunction {
    const existing = this.functions.get(functionName);
    const asked = qualifier === undefined ? functionName : `${functionName}:${qualifier}`;
    if (!existing) { throw new LambdaError('ResourceNotFoundException', `Function not found: ${this.arnPrefix}${asked}`); }
    return existing;
  }

  private requireQualifier(existing: StoredFunction, qualifier: string): void {
    if (qualifier !== LATEST && !existing.versions.has(qualifier) && !existing.aliases.has(qualifier)) {
      throw new LambdaError('ResourceNotFoundException', `Function not found: ${existing.functionArn}:${qualifier}`);
    }
  }
}

/** What a version, an alias or `$LATEST` is now. `undefined` when there is none by that name. */
function configurationAt({ latest, versions, aliases }: LambdaFunction, qualifier: string): FunctionConfiguration | undefined {
  const version = aliases.get(qualifier) ?? qualifier;
  return version === LATEST ? latest : versions.get(version)?.configuration;
}

function notRun({ functionName, notRun: reason }: FunctionCode): InvocationResult {
  return { outcome: 'failed', errorType: 'Rehearsal.NotRun', errorMessage: `${functionName} does not run on this machine: ${reason}` };
}

import { aliasRouting } from './alias-routing';
import { DEFAULT_EVENT_SETTINGS, EventSettings } from './event-queue';
import { EventSources } from './event-sources';
import { parseFunctionReference } from './function-reference';
import { Hypotheses, LIKELY_HYPOTHESES } from '../hypotheses';
import { FunctionCode, FunctionRuntime, InvocationOrigin, InvocationResult } from './function-runtime';
import { LambdaError } from './lambda-error';
import {
  AliasRouting, codeIdentity, codeSha256, FunctionConfiguration, LATEST, LambdaFunction, PublishedVersion, sameConfiguration,
} from './lambda-function';
import { LayerVersions } from './layer-versions';
import { Preparing, stateAt, VersionState } from './preparation';
import { ProvisionedConcurrency } from './provisioned-concurrency';
import { checkAliasName, checkPolicyQualifier, checkPrincipal, checkStatementId, isAliasName } from './refused-names';
import { permitsInvoke, policyDocument, POLICY_LIMIT, policyRevision, policySize, PolicyStatement, ServiceCaller } from './resource-policy';

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
  /** Draws which version answers a call of an alias with weights. @default - its own version does */
  readonly random?: () => number;
  /** @default - the likely ones */
  readonly hypotheses?: Pick<Hypotheses, 'versionLastModified' | 'deleteProvisionedVersion'>;
}

/** What may be said of a version when it is published. */
export interface PublishOptions {
  /** @default - that of the function */
  readonly description?: string;
  /** What the code is expected to be. @default - whatever it is */
  readonly codeSha256?: string;
}

/** An alias as it is to be. */
export interface AliasOptions {
  /** Parts of its calls that go to another version, from 0 to 1. @default - none */
  readonly weights?: Readonly<Record<string, number>>;
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
  readonly description: string;
  readonly state: VersionState;
  readonly lastModified: Date;
}

/** The engine's own copy of a function: the parts that change are mutable. */
interface StoredFunction extends LambdaFunction {
  latest: FunctionConfiguration;
  lastModified: Date;
  lastPublished?: PublishedVersion;
  nextVersion: number;
  readonly versions: Map<string, PublishedVersion>;
  readonly aliases: Map<string, string>;
  readonly routing: Map<string, AliasRouting>;
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
  readonly eventSources = new EventSources();
  readonly provisioned = new ProvisionedConcurrency();
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
      lastModified: this.now(),
      nextVersion: 1,
      versions: new Map(),
      aliases: new Map(),
      routing: new Map(),
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
    existing.lastModified = this.now();
    return existing;
  }

  /** Deletes the function with its versions, aliases and policies. Nothing happens when it is already gone. */
  deleteFunction(functionName: string): void {
    this.provisioned.drop(functionName);
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
    const published = existing.versions.get(version);
    const configuration = published?.configuration ?? existing.latest;
    const description = published?.description ?? configuration.description ?? '';
    const functionArn = qualifier === undefined ? existing.functionArn : `${existing.functionArn}:${qualifier}`;
    const { lastModified } = published ?? existing;
    return { functionName, version, functionArn, configuration, description, state: this.stateOf(existing, version), lastModified };
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
   * @throws LambdaError when there is no such function, or its code cannot be the expected one
   */
  publishVersion(functionName: string, options: PublishOptions = {}): PublishedVersion {
    const existing = this.existing(functionName);
    const { codeSha256: expected } = options;
    // Packages are not kept, so any SHA-256 may be the right one.
    if (expected !== undefined && !/^[A-Za-z0-9+/]{43}=$/.test(expected)) {
      throw new LambdaError('InvalidParameterValueException', `CodeSHA256 (${expected}) is different from current CodeSHA256 in $LATEST `
        + `(${codeSha256(existing.latest)}). Please try again with the CodeSHA256 in $LATEST.`);
    }
    return this.unchangedSincePublished(functionName) ?? this.publish(existing, options);
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
    const alias = existing && [...existing.aliases].find(([name, target]) => target === version || existing.routing.get(name)?.version === version);
    if (alias) {
      throw new LambdaError('ResourceConflictException', `You can't delete a function version that's referenced by an alias: ${alias[0]}`);
    }
    if (this.hypotheses.deleteProvisionedVersion === 'refused' && this.provisioned.has(functionName, version)) {
      throw new LambdaError('ResourceConflictException', `Version ${version} of ${functionName} has provisioned concurrency.`);
    }
    existing?.policies.delete(version);
    this.provisioned.set(functionName, version, undefined);
    if (existing?.versions.delete(version)) { this.options.runtime.release?.(functionName, version); }
  }

  /** Creates an alias, and returns its ARN. @throws LambdaError when function or version is missing, or the name is taken or only a number */
  createAlias(functionName: string, alias: string, version: string, options: AliasOptions = {}): string {
    checkAliasName(alias);
    const routing = aliasRouting(version, options.weights ?? {});
    const existing = this.existing(functionName, version);
    this.requireQualifier(existing, version);
    if (existing.aliases.has(alias)) { throw new LambdaError('ResourceConflictException', `Alias already exists: ${existing.functionArn}:${alias}`); }
    return this.pointAlias(existing, alias, version, routing);
  }

  /** Points an alias at another version. @param version @default - it stays. @throws LambdaError when the alias or the version is missing */
  updateAlias(functionName: string, alias: string, version?: string, options: AliasOptions = {}): string {
    const existing = this.existing(functionName);
    const own = existing.aliases.get(alias);
    if (own === undefined) { throw new LambdaError('ResourceNotFoundException', `Alias not found: ${existing.functionArn}:${alias}`); }
    const { weights } = options;
    const routing = weights === undefined ? existing.routing.get(alias) : aliasRouting(version ?? own, weights);
    return this.pointAlias(existing, alias, version ?? own, routing);
  }

  /** The version that an alias points at. @throws LambdaError when there is no such alias */
  getAlias(functionName: string, alias: string): { readonly aliasArn: string; readonly version: string; readonly routing?: AliasRouting } {
    const { functionArn, aliases, routing } = this.existing(functionName);
    const version = aliases.get(alias);
    if (version === undefined) { throw noAlias(functionArn, alias); }
    return { aliasArn: `${functionArn}:${alias}`, version, routing: routing.get(alias) };
  }

  /** Deletes an alias and its policy. Nothing happens when it is already gone. */
  deleteAlias(functionName: string, alias: string): void {
    const existing = this.functions.get(functionName);
    existing?.aliases.delete(alias);
    existing?.routing.delete(alias);
    existing?.policies.delete(alias);
    this.provisioned.set(functionName, alias, undefined);
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
   * Adds a statement to the policy of exactly this qualifier.
   *
   * @param revisionId what the policy is expected to be. @default - whatever it is
   * @throws LambdaError when it does not exist, is another revision, the id is taken, AWS takes no such name, or the policy gets too large
   */
  addPermission(functionReference: string, statement: PolicyStatement, revisionId?: string): void {
    checkStatementId(statement.statementId);
    checkPrincipal(statement.principal);
    const { existing, qualifier } = this.policyOwner(functionReference);
    const statements = existing.policies.get(qualifier) ?? [];
    if (revisionId !== undefined && revisionId !== this.policyRevision(functionReference)) {
      throw new LambdaError('PreconditionFailedException', 'The Revision Id provided does not match the latest Revision Id. Call the GetPolicy API '
        + 'to retrieve the latest Revision Id');
    }
    if (statements.some(({ statementId }) => statementId === statement.statementId)) {
      throw new LambdaError('ResourceConflictException',
        `The statement id (${statement.statementId}) provided already exists. Please provide a new statement id, or remove the existing statement.`);
    }
    const size = policySize(qualifiedArn(existing, qualifier), [...statements, statement]);
    if (size > POLICY_LIMIT) {
      throw new LambdaError('PolicyLengthExceededException', `The final policy size (${size}) is bigger than the limit (${POLICY_LIMIT}).`);
    }
    existing.policies.set(qualifier, [...statements, statement]);
  }

  /** Removes a statement. @throws LambdaError when it, its policy, its alias or its function does not exist */
  removePermission(functionReference: string, statementId: string): void {
    const { functionName, qualifier = LATEST } = parseFunctionReference(functionReference);
    const existing = this.functions.get(functionName);
    if (existing === undefined) { throw missing(`No policy found for: ${this.arnPrefix}${functionName}`); }
    if (isAliasName(qualifier) && !existing.aliases.has(qualifier)) { throw noAlias(existing.functionArn, qualifier); }
    const statements = existing.policies.get(qualifier) ?? [];
    if (statements.length === 0) { throw missing('No policy is associated with the given resource.'); }
    const left = statements.filter((statement) => statement.statementId !== statementId);
    if (left.length === statements.length) { throw missing(`Statement ${statementId} is not found in resource policy.`); }
    existing.policies.set(qualifier, left);
  }

  /** The policy of exactly this qualifier, as JSON. @throws LambdaError when the qualifier does not exist, or has no policy */
  getPolicy(functionReference: string): string {
    const { functionName, qualifier = LATEST } = parseFunctionReference(functionReference);
    const existing = this.functions.get(functionName);
    const statements = existing?.policies.get(qualifier) ?? [];
    // The same text whatever is missing (recorded).
    if (existing === undefined || statements.length === 0) { throw missing('The resource you requested does not exist.'); }
    return policyDocument(qualifiedArn(existing, qualifier), statements);
  }

  /** Names what the policy of a qualifier is now. @throws LambdaError when the qualifier does not exist */
  policyRevision(functionReference: string): string {
    const { existing, qualifier } = this.policyOwner(functionReference);
    return policyRevision(qualifiedArn(existing, qualifier), existing.policies.get(qualifier) ?? []);
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

  private get hypotheses(): NonNullable<LambdaServiceOptions['hypotheses']> {
    return this.options.hypotheses ?? LIKELY_HYPOTHESES;
  }

  private now(): Date {
    return this.options.now?.() ?? new Date();
  }

  /** An alias with weights is drawn anew for each call. */
  private versionFor({ aliases, routing }: StoredFunction, qualifier: string): string {
    const second = routing.get(qualifier);
    const random = this.options.random ?? (() => 1);
    return second !== undefined && random() < second.weight ? second.version : aliases.get(qualifier) ?? qualifier;
  }

  private pointAlias(existing: StoredFunction, alias: string, version: string, routing: AliasRouting | undefined): string {
    for (const each of [version, ...routing === undefined ? [] : [routing.version]]) { this.requireQualifier(existing, each); }
    existing.aliases.set(alias, version);
    if (routing === undefined) { existing.routing.delete(alias); } else { existing.routing.set(alias, routing); }
    return `${existing.functionArn}:${alias}`;
  }

  private codeOf(existing: StoredFunction, qualifier: string, invokedFunctionArn: string): FunctionCode | undefined {
    const version = this.versionFor(existing, qualifier);
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
      logGroup: configuration.logGroup,
      invokedFunctionArn,
      region: this.region,
    };
  }

  private publish(existing: StoredFunction, { description }: PublishOptions): PublishedVersion {
    const version = String(existing.nextVersion++);
    const published: PublishedVersion = {
      version,
      functionVersionArn: `${existing.functionArn}:${version}`,
      configuration: existing.latest,
      description,
      published: this.now(),
      lastModified: this.hypotheses.versionLastModified === 'uploaded' ? existing.lastModified : this.now(),
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
      throw noAlias(existing.functionArn, qualifier);
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

function qualifiedArn({ functionArn }: LambdaFunction, qualifier: string): string {
  return qualifier === LATEST ? functionArn : `${functionArn}:${qualifier}`;
}

function missing(message: string): LambdaError {
  return new LambdaError('ResourceNotFoundException', message);
}

function noAlias(functionArn: string, alias: string): LambdaError {
  return missing(`Cannot find alias arn: ${functionArn}:${alias}`);
}

function notRun({ functionName, notRun: reason }: FunctionCode): InvocationResult {
  return { outcome: 'failed', errorType: 'Rehearsal.NotRun', errorMessage: `${functionName} does not run on this machine: ${reason}` };
}

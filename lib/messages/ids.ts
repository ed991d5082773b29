/**
 * Everything that this library says about what a user wrote or deploys, by the id of the condition.
 *
 * One condition has one id and one text, whoever says it. A docstring here is the documentation: its first paragraph says what is wrong, its second
 * what to do, and both become a row of docs/troubleshooting.md (`npx projen troubleshooting`). An id that begins with a capital letter may be an
 * error. Another one is only ever a warning or a note. Ids are stable. Texts may change.
 */

/** Stands before the id of an annotation, where ids of other packages stand beside it. */
export const PACKAGE = 'cdk-canary-rest-api';

/** The id of an annotation, as users acknowledge it. */
export function annotationId(id: ConditionId): string {
  return `${PACKAGE}:${id}`;
}

/** What requests get that no route of the deployment matches that they land on. */
export const UNSERVED_ANSWER = '403 (Missing Authentication Token)';

/** Kinds of backends in a sentence. */
const BACKENDS = {
  sqs: 'queue',
  sns: 'topic',
  states: 'state machine',
  dynamodb: 'table',
  kinesis: 'stream',
  firehose: 'delivery stream',
  events: 'event bus',
  s3: 'bucket',
  vpclink: 'VPC link',
  loadbalancer: 'load balancer',
  userpool: 'user pool',
};

interface BackendInText {
  readonly kind: keyof typeof BACKENDS;
  readonly name: string;
}

/** What keeps something alive that production needs. */
function keepInApp(what: string): string {
  return `Keep ${what} in the app, under its construct id, until production has left it: promote or deploy without a canary, then remove it.`;
}

/** What becomes of functions while nobody knows whether the base release calls them. */
const AT_STAKE = {
  deleted: 'would be deleted',
  changed: 'get new code in this deploy',
  released: 'are no longer referred to',
  adopted: 'may go by another version or alias from this deploy on',
  undeclared: 'would leave it',
};

/** What else can be done about a function whose callers could not be read. */
const OTHER_WAY = {
  deleted: `: ${keepInApp('it')}`,
  changed: ' deploy the change without a canary.',
  released: `: ${keepInApp('it')}`,
  adopted: ' deploy again, if API Gateway was only slow.',
  undeclared: ': declare it until production has left its deployment: promote or deploy without a canary, then take it away.',
};

function whereIs(name: string, how: keyof typeof AT_STAKE): string {
  if (how === 'released') { return 'another stack'; }
  return how === 'undeclared' ? `stage ${name}` : `stack ${name}`;
}

/** Who uses stage variables. */
export interface UserOfVariables {
  /** The deployment of the template, if it is that one. @default - the base release, on another one */
  readonly deployment?: string;
  /** Names of the variables that only the canary will have. */
  readonly overrides: readonly string[];
}

function severalOf(variables: Readonly<Record<string, string>>): boolean {
  return Object.keys(variables).length > 1;
}

function variablesInText(variables: Readonly<Record<string, string>>): string {
  const named = Object.entries(variables).map(([name, value]) => `${name} ('${value}')`);
  return `the stage variable${severalOf(variables) ? 's' : ''} ${named.join(', ')}`;
}

function declarationsOf(variables: Readonly<Record<string, string>>): string {
  return Object.entries(variables).map(([name, value]) => `${name}: '${value}'`).join(', ');
}

const OR_SKIP = ', or say that everybody may get it at once: cdk deploy -c cdk-canary-rest-api:action=skip.';

/** Endpoints that only one release serves. */
export interface UnservedEndpoints {
  /** For instance `GET /orders`, or `GET /a and GET /b`. */
  readonly endpoints: string;
  readonly several: boolean;
  /** Which requests: `90 % of its requests that land on the base release`. */
  readonly share: string;
  /** Said by who moves the stage. */
  readonly notMoved?: boolean;
}

/** A stage variable that a promotion would change to what no request has met. */
export interface UnseenOverride {
  readonly name: string;
  readonly promoted: string | undefined;
  readonly met: string | undefined;
  readonly isCanaryLive: boolean;
}

/** A stage as the AWS CLI names it. */
export interface NamedStage {
  readonly restApiId: string;
  readonly stageName: string;
}

/** A rollout that was not promoted. */
export interface StoppedRollout {
  /** `at 20 % after 12 min` */
  readonly at: string;
  /** A sentence. */
  readonly why: string;
  /** Where production is now, a sentence. */
  readonly stage: string;
  /** Where all figures are, a sentence. */
  readonly figures: string;
}

const RELEASE_ANYWAY = 'To release anyway: -c cdk-canary-rest-api:action=skip.';

/** What fails `cdk synth`, or the constructor. */
export const ERRORS = {
  /**
   * `percentTraffic` is not a number from 0 to 100.
   *
   * It is a percentage: write 15 for 15 %. What comes from the context or the environment is text: `Number(...)` makes it a number.
   */
  InvalidPercentTraffic: (got: unknown) => `percentTraffic must be a number from 0 to 100, got ${shown(got)}. ${rightPercent(got)}`,

  /**
   * `stageVariableOverrides` has a name that API Gateway would not take.
   *
   * 1 to 64 letters, digits and underscores.
   */
  InvalidOverrideName: (name: string) =>
    `stageVariableOverrides has the name '${name}'; API Gateway allows 1 to 64 letters, digits and underscores. Rename the stage variable.`,

  /**
   * `stageVariableOverrides` has a value that API Gateway would not take.
   *
   * Text of 1 to 512 characters out of `A-Za-z0-9-._~:/?#&=,`.
   */
  InvalidOverrideValue: (name: string, value: unknown) =>
    `stageVariableOverrides has '${name}' with the value ${shown(value)}; API Gateway allows text of 1 to 512 characters out of `
    + `letters, digits and -._~:/?#&=, (no spaces, no $). ${rightVariable(name, value)}`,

  /**
   * Both or neither of `api` and `stage` are given.
   *
   * `stage` when the API has several, otherwise `api`.
   */
  ApiOrStage: (got: 'both' | 'neither') =>
    `Exactly one of api and stage is needed, got ${got}. Pass stage when the API has several stages, api otherwise.`,

  /**
   * An option has a value that it does not take.
   *
   * The message says what it takes.
   */
  InvalidOption: (option: string, got: unknown, allowed: string) => `${option} is ${shown(got)}; allowed is ${allowed}. Correct the value.`,

  /**
   * A property has a name that nobody knows and that is near to a known one, or belongs into `canarySettings`, beside `deployOptions`, or in a call
   * (`promote: true`). In objects that serve nothing but this library, such as `canarySettings` or a rollout: any.
   *
   * The message names the one that was probably meant, or those that there are.
   */
  UnknownOption: (got: string, meant: string | undefined, known: readonly string[]) => meant !== undefined
    ? `'${got}' is no property and would be dropped. Write ${meant}.`
    : `'${got}' is no property and would be dropped; allowed are ${known.join(', ')}. Write one of these, or leave it out.`,

  /**
   * `api` or `stage` is not what a release can be attached to: a text, an L1 (also of a `CfnInclude`), another construct, something of an HTTP API.
   *
   * A `RestApi`, `LambdaRestApi` or `SpecRestApi` as `api`, or an `apigateway.Stage` as `stage`. HTTP APIs have no canary releases.
   */
  NotARestApi: (property: string, got: string, wanted: string) => `${property} ${got} and cannot be released through a canary. Pass ${wanted}.`,

  /**
   * The name of the stage is none that API Gateway takes.
   *
   * 1 to 128 letters, digits, hyphens and underscores.
   */
  InvalidStageName: (got: string) =>
    `The name of the stage is '${got}'; API Gateway allows 1 to 128 letters, digits, hyphens and underscores. Rename the stage.`,

  /**
   * A variable of the stage has a name or a value that API Gateway would not take.
   *
   * Names: 1 to 64 letters, digits and underscores. Values: 1 to 512 characters out of `A-Za-z0-9-._~:/?#&=,`.
   */
  InvalidStageVariable: (name: string, value: unknown) =>
    `The stage has the variable '${name}' with the value ${shown(value)}; API Gateway allows names of 1 to 64 letters, digits and underscores, and `
    + `text of 1 to 512 characters out of letters, digits and -._~:/?#&=, (no spaces, no $). ${rightVariable(name, value)}`,

  /**
   * `handler` is no function whose versions can be published, for instance a version or an alias.
   *
   * The `lambda.Function` itself.
   */
  InvalidHandler: (got: string) =>
    `handler is ${got}, which publishes no versions. Pass the lambda.Function itself; its current version is what gets released.`,

  /**
   * `resourcePath` is missing, or known only at deploy.
   *
   * Write the path as a string.
   */
  ResourcePathUnknown: (got: unknown) =>
    `resourcePath is ${typeof got === 'string' ? 'a token' : shown(got)}; the path of a route can't be known at deploy only. Write it as a string, `
      + 'for instance \'pets/{petId}\'.',

  /**
   * A greedy parameter such as `{proxy+}` stands before the end of `resourcePath`.
   *
   * It takes all that follows, so it must be the last part.
   */
  GreedyParameterNotLast: (path: string, part: string) =>
    `resourcePath '${path}' has ${part} before its end; a greedy parameter takes all that follows and must be the last part. Move it to the end, or `
      + 'take the + away.',

  /**
   * The stack of the release takes no assets (`BootstraplessSynthesizer`), and the stage driver brings its code as one.
   *
   * Another synthesizer for that stack.
   */
  DriverNeedsAssets: (reason: string) =>
    `The stage driver of a canary release brings its code as an asset, and this stack takes none (${reason}). Give the stack another synthesizer, `
    + 'such as the DefaultStackSynthesizer.',

  /**
   * The API has `deploy: false` and no stage.
   *
   * Leave `deploy` out, or pass `stage` to a `CanaryRelease`, or set `api.deploymentStage`.
   */
  NoDeploymentStage: () =>
    'The API has no deployment stage (deploy is false), and a canary release needs one. '
    + 'Leave deploy out, or pass the stage as stage to a CanaryRelease, or set api.deploymentStage.',

  /**
   * The API comes from `from...Attributes`.
   *
   * Put the release into the app that builds the API.
   */
  ImportedApi: () =>
    'The API is imported; a canary release needs the deployment and stage that this app builds. Add the release in the app that builds the API.',

  /**
   * The stage comes from `from...Attributes`.
   *
   * Put the release into the app that builds the stage.
   */
  ImportedStage: () =>
    'The stage is imported; a canary release needs a stage that this app builds. Add the release in the app that builds the stage.',

  /**
   * The release is in another stack than the stage.
   *
   * Create it in the stage's stack.
   */
  OtherStack: (stack: string) => `The stage belongs to stack ${stack}. Create the release in that stack.`,

  /**
   * The name of the stage is known at deploy only.
   *
   * Write it as a string.
   */
  StageNameIsToken: () =>
    'The name of the stage must be a literal: permissions and the driver need it before the stage exists. Write the name as a string.',

  /**
   * The stage variables as a whole are known at deploy only.
   *
   * Write their names. Values may be tokens.
   */
  VariablesAreToken: () =>
    'The stage variables must be an object of names and values; values may be tokens. Write the names literally.',

  /**
   * The stage already has a release.
   *
   * One stage has one release: use that one.
   */
  SecondRelease: (stageName: string, holder: string) =>
    `The stage ${stageName} already has the release ${holder}. One stage has one release: use that one.`,

  /**
   * The stage has a `canarySetting` of its own.
   *
   * Describe the canary in `canarySettings`.
   */
  ForeignCanarySetting: (stageName: string) =>
    `The stage ${stageName} has a canarySetting of its own. Remove it and describe the canary in canarySettings.`,

  /**
   * Both or neither of `handler` and `handlerProps` are given.
   *
   * One of the two.
   */
  HandlerOrHandlerProps: (got: 'both' | 'neither') =>
    `Exactly one of handler and handlerProps is needed, got ${got}. Pass a lambda.Function as handler, or the properties of a new one as `
      + 'handlerProps.',

  /**
   * `resourcePath` is no path of API Gateway.
   *
   * The message says which part.
   */
  InvalidResourcePath: (path: string, part: string) =>
    `resourcePath '${path}' has the part '${part}'; a part is letters, digits and ._:$- or a parameter such as {petId} or {proxy+}. `
    + (path === '' ? "Write '/' for the root." : 'Correct the path.'),

  /**
   * `httpMethod` is no method of API Gateway.
   *
   * The message lists them.
   */
  InvalidHttpMethod: (got: string, methods: readonly string[]) =>
    `httpMethod must be one of ${methods.join(', ')}, got '${got}'. Correct the method.`,

  /**
   * `promote` without `canarySettings`.
   *
   * Keep `canarySettings` until the promotion is deployed.
   */
  NothingToPromote: (hasRollout = false) => hasRollout
    ? 'promote needs the canarySettings of the canary release that it promotes; this release has a rollout, which promotes by itself when its gates '
      + 'pass. Take promote away; to release at once, say cdk deploy -c cdk-canary-rest-api:action=skip.'
    : 'promote needs the canarySettings of the canary release that it promotes; this release has none. '
      + 'Keep canarySettings until the promotion is deployed, then remove both.',

  /**
   * The context says `hold` for a release without `canarySettings` and without `rollout`, or in an app without any.
   *
   * Give the release the `canarySettings` of the canary that it should hold.
   */
  NothingToHold: (releases: string) =>
    `hold needs the canarySettings of the canary release that it holds; ${releases} has none. Give it canarySettings, or take the word away.`,

  /**
   * The context says `skip` for a release without `rollout`, or in an app without any.
   *
   * Take the word away: such a release has no steps that could be skipped.
   */
  NothingToSkip: (releases: string) =>
    `skip needs a rollout whose steps it skips; ${releases} has none. Take the word away.`,

  /**
   * A release has `canarySettings` and `rollout`.
   *
   * Take one away: with `canarySettings` a person decides when production moves, with `rollout` the gates do.
   */
  RolloutWithCanarySettings: () =>
    'This release has canarySettings and a rollout: with canarySettings a person decides when production moves, with a rollout its gates do. '
    + 'Take one of the two away.',

  /**
   * A release has `retain`, and another one on the same API keeps everything. What an API has belongs to all its stages, so nothing of it would go.
   *
   * Give all releases of the API the same `retain`, or none.
   */
  RetainOnSomeReleases: (others: readonly string[]) =>
    `retain has no effect: ${others.join(' and ')} ${others.length > 1 ? 'are releases' : 'is a release'} of the same API without it, so everything `
    + 'of the API is kept. Give all releases of the API the same retain, or none.',

  /**
   * A rollout has no steps, or too many.
   *
   * 1 to 100 steps. `CanaryRollout.allAtOnce()` has none.
   */
  InvalidRolloutSteps: (got: unknown, most: number) =>
    `The rollout has ${typeof got === 'number' ? got : `${shown(got)} as its`} steps; allowed are 1 to ${most}. `
    + 'Write some, or CanaryRollout.allAtOnce() for none.',

  /**
   * The percent of a step is not a number from 0.01 to 99.99.
   *
   * It is a percentage: write 15 for 15 %. All traffic comes with the promotion after the last step. A token is not possible: the steps are in the
   * template.
   */
  InvalidStepPercent: (step: string, got: unknown) =>
    `percentTraffic of ${step} must be a number from 0.01 to 99.99, got ${got === 'a token' ? got : shown(got)}. `
    + `${got === undefined || got === null ? 'Write percentTraffic: 15 for 15 %.' : rightPercent(got)} `
    + 'All traffic comes with the promotion after the last step.',

  /**
   * A step has less traffic than the one before.
   *
   * Order the steps by their percent.
   */
  FallingPercent: (step: number, percent: number, before: number) =>
    `Step ${step} of the rollout is at ${percent} %, the one before at ${before} %; percents must not fall. Order the steps by their percent.`,

  /**
   * A step pauses, and the next one has the same percent, so that nobody could end the pause.
   *
   * The percent of the next step means "go on". Give the pause to the last step of that percent.
   */
  PauseBeforeEqualStep: (step: number, percent: number) =>
    `Step ${step} of the rollout pauses, and step ${step + 1} has the same ${percent} %; a person ends a pause by the percent of the next step, `
    + `which is live already. Give the pause to the last step of ${percent} %.`,

  /**
   * The first step is over before a minute after the warm-up can be judged: every rollout would end inconclusive.
   *
   * Make the bake of the first step longer, or `warmUp` shorter.
   */
  WarmUpTooLong: (warmUpMinutes: number, budgetMinutes: number, neededMinutes: number) =>
    `warmUp is ${rounded(warmUpMinutes)} min, so the first minute of the canary is judged after up to ${rounded(neededMinutes)} min; the first step `
    + `is extended to ${rounded(budgetMinutes)} min at most, and every rollout would end inconclusive. Make the bake of the first step longer, or `
    + 'warmUp shorter.',

  /**
   * A step lasts longer than CloudFormation waits for one resource.
   *
   * Split it into two steps of the same percent.
   */
  RolloutStepTooLong: (step: string, minutes: number, most: number) =>
    `${step[0].toUpperCase()}${step.slice(1)} of the rollout lasts ${rounded(minutes)} min with metricDelay and pause; allowed are ${most}, because `
    + 'CloudFormation gives one resource an hour. Split it into two steps of the same percent.',

  /**
   * All steps together last longer than CloudFormation gives an operation.
   *
   * Shorter steps, or fewer.
   */
  RolloutTooLong: (hours: number, most: number) =>
    `The rollout lasts ${rounded(hours)} h with metricDelay and pauses; allowed are ${most}, because CloudFormation ends an operation after 36. `
    + 'Make steps shorter, or fewer.',

  /**
   * A rollout without a gate, a pause or a step hook: nothing would judge it.
   *
   * Name a gate, or pause for a person, or write `CanaryRollout.allAtOnce()`.
   */
  RolloutWithoutGates: () =>
    'The rollout has no gates, no pause and no step hook, so nothing would stop a bad canary. Name a gate such as RolloutGate.errorShare(), pause '
    + 'for a person, or write CanaryRollout.allAtOnce().',

  /**
   * A gate asks for nothing, for two things, or for what it cannot have.
   *
   * The message says what it lacks.
   */
  InvalidRolloutGate: (gate: string, problem: string, fix: string) => `Gate ${gate} of the rollout ${problem}. ${fix}.`,

  /**
   * An alarm or metric of a gate is of another region or account. The rollout reads CloudWatch where the stage is.
   *
   * Take one of the stack's own, or bridge it by `RolloutGate.function()`.
   */
  RolloutGateElsewhere: (gate: string, what: string, where: string, own: string) =>
    `Gate ${gate} of the rollout has the ${what} of ${where}, but the rollout reads CloudWatch in ${own} only. Take one of there, or ask for it in a `
    + 'function, by RolloutGate.function().',

  /**
   * A function or a topic of a rollout is of another region: Lambda and SNS answer for their own one only.
   *
   * Take one of the region of the stage, which may pass it on.
   */
  RolloutCallsElsewhere: (what: string, where: string, own: string) =>
    `${what} of the rollout is of region ${where}, but the rollout runs in ${own} and reaches that region only. Take one of there, which may `
      + 'pass it on.',

  /**
   * Slow requests are to be counted from two latencies on. There is one metric of them for each release.
   *
   * Give every gate, and `accessLog.slowerThan`, the same.
   */
  SlowerThanTwice: (one: number, other: number) =>
    `Slow requests would be counted from ${one} ms on and from ${other} ms on, but there is one metric of them. Give slowShare and `
      + 'accessLog.slowerThan the same.',

  /**
   * A gate compares requests in the access log, which goes where CloudWatch cannot count, such as Firehose.
   *
   * Let the stage log to a log group, or judge by alarms, metrics or a function.
   */
  RolloutLogUnreadable: (stageName: string) =>
    `The gates of the rollout count requests in the access log of stage ${stageName}, which goes to Firehose: nothing can be counted there. Let the `
    + 'stage log to a log group, or judge by RolloutGate.alarms(), metric() or function().',

  /**
   * A metric is asked for that only a rollout in steps has.
   *
   * Give the release such a `rollout`, or take the metric away.
   */
  NoRollout: () => 'This release has no rollout in steps, so none can break. Give it one, or take metricBrokenRollouts away.',

  /**
   * Something the rollout waits for waits for the Stage itself, for instance a hook with `api.url` among its environment variables. CloudFormation
   * would refuse the template.
   *
   * A function gets API and stage in its payload. An alarm is given as a construct of the same stack, which is no reference.
   */
  RolloutInCycle: (step: string) =>
    `${step} of the rollout waits for something that waits for the stage, which waits for the rollout. A hook or gate function that has api.url `
    + 'among its environment variables is such a thing: take restApiId and stage out of its payload instead. A metric gate names the stage as text.',

  /**
   * The order driver, steps, promotion, Stage is not in the template, so the stage could move before the gates have judged.
   *
   * Take the override of `DependsOn` away, or the aspect that sets it.
   */
  RolloutOutOfOrder: (resource: string, awaited: string) =>
    `${resource} does not wait for ${awaited}: the stage could move before the gates have judged. Take the override of DependsOn away, or the aspect `
      + 'that sets it.',

  /**
   * A step would stay when it leaves the template, so that nobody stops it.
   *
   * Take the override of its `DeletionPolicy` away. A removal policy that the app sets on everything leaves the steps alone.
   */
  RolloutStepKept: (steps: string) =>
    `${steps} would be kept when they leave the template, so nobody would stop a step that runs. Take the override of their DeletionPolicy away.`,

  /**
   * The stage driver would stay when it leaves the template, so that nobody takes the canary of a release off that has left the app.
   *
   * Take the override of its `DeletionPolicy` or `UpdateReplacePolicy` away. A removal policy that the app sets on everything leaves the driver
   * alone.
   */
  DriverKept: (stageName: string) =>
    `The driver of the stage ${stageName} would be kept when it leaves the template, so nobody would take the canary off the stage. `
    + 'Take the override of its DeletionPolicy or UpdateReplacePolicy away.',

  /**
   * The stage does not wait for its driver: CloudFormation would move it before the driver has looked at the endpoints, functions and variables of
   * the base release.
   *
   * Take the override of the `DependsOn` of the stage away: `stage.node.addDependency` adds one and leaves the others.
   */
  DriverNotAwaited: (stageName: string) =>
    `The stage ${stageName} does not wait for its driver: CloudFormation would move it before the driver has looked whether that is safe. Take the `
    + 'override of its DependsOn away; a dependency between the constructs adds to what it waits for.',

  /**
   * Code and context, or two calls, ask for different things.
   *
   * Take one away.
   */
  ContradictingActions: (one: string, other: string) =>
    `${one}, but ${other}. Take one of the two away.`,

  /**
   * The context key says something else than an action.
   *
   * The message lists what is allowed.
   */
  UnknownAction: (key: string, got: unknown, path: string) =>
    `The context ${key} is ${shown(got)}; allowed are promote, abort, hold, skip, or an object such as {"${path}": "promote"}. Correct the context.`,

  /**
   * The context has a key of this library that it does not know: what it says would be dropped, and an abort with a typo would deploy.
   *
   * The message lists the keys.
   */
  UnknownContextKey: (got: string, known: readonly string[]) =>
    `The context has the key '${got}', which says nothing to cdk-canary-rest-api; known are ${known.join(' and ')}. Correct the key.`,

  /**
   * The context key `cdk-canary-rest-api:errors` names a warning that this library does not have.
   *
   * `true` for all warnings, or a list of their ids, such as `["sharedAlias"]`. The ids are in this table.
   */
  UnknownFinding: (key: string, got: unknown, meant: string | undefined) =>
    `The context ${key} has ${shown(got)}, which is no warning of cdk-canary-rest-api; allowed is true, or a list of ids such as ["sharedAlias"]. `
      + `${meant === undefined ? 'Correct the id: docs/troubleshooting.md has all of them' : `Write ${meant}`}.`,

  /**
   * The context key names a path that is no release of this app, and no construct around one.
   *
   * The message lists the releases. A path around them, such as that of a `cdk.Stage`, is for all in it.
   */
  UnknownRelease: (key: string, unknown: readonly string[], releases: readonly string[]) =>
    `The context ${key} names ${unknown.join(', ')}, which is no canary release of this app and nothing around one. `
      + `Releases: ${releases.join(', ')}.`,

  /**
   * The context says `promote` or `skip` without a path, and releases that can do it stand in several environments: several Stages, accounts or
   * regions.
   *
   * Name the environment: `{"Prod": "promote"}`. A path may be that of a `cdk.Stage`, a stack, an API, or a release, and the nearest counts.
   */
  WhichEnvironment: (key: string, word: string, environments: readonly string[]) =>
    `The context ${key} says ${word}, and releases that can do it stand in ${environments.join(', ')}: production would move in all of them. `
      + `Say where: {"${environments[0]}": "${word}"}.`,

  /**
   * `CanaryFunctions` is told an option that it does not have, and that would be dropped.
   *
   * The message lists those that it has. A name, a timeout, environment variables and layers are the library's own.
   */
  NoFunctionOption: (got: string, known: readonly string[]) =>
    `'${got}' is no option of CanaryFunctions and would be dropped; known are ${known.join(', ')}. Take it away.`,

  /**
   * `CanaryFunctions` is configured when a stack at or below its scope has a release, whose functions are made already.
   *
   * Configure right after the scope is made, before its first release.
   */
  ConfiguredTooLate: (stack: string) =>
    `The functions of stack ${stack} are made already, with its first release, so what configure says would come too late. Configure before the `
      + 'first release of the scope, right after the scope is made.',

  /**
   * `CanaryFunctions.of()` gets no construct.
   *
   * An App, a Stage, a Stack, or a construct around stacks.
   */
  NoScopeOfFunctions: (got: string) =>
    `CanaryFunctions.of() takes a construct, got ${got}. Pass the App, the Stage or the Stack whose functions are meant.`,

  /**
   * `CanaryFunctions.of()` gets something inside a stack, such as an API or a release.
   *
   * One function serves all releases of a stack, so they cannot differ: pass the stack, or what stands around it.
   */
  FunctionsInsideStack: (stack: string) =>
    `CanaryFunctions.of() takes a scope of whole stacks, got a construct inside the stack ${stack}. One function serves all releases of a stack: `
      + 'pass the stack, or what stands around it.',

  /**
   * `vpcSubnets` or `securityGroups` without a `vpc`, at this scope or above.
   *
   * Give the `vpc`, or take the option away.
   */
  NeedsVpc: (option: string) =>
    `${option} is given without a vpc, so it would be dropped. Give CanaryFunctions the vpc, too, or take ${option} away.`,

  /**
   * `logGroup` together with options for a new log group.
   *
   * Set them on the log group itself, or take `logGroup` away.
   */
  LogGroupAndOptions: (options: readonly string[]) =>
    `logGroup is given, and ${options.join(', ')} for a new log group, which would be dropped. Set ${options.length > 1 ? 'them' : 'it'} on the log `
      + 'group itself, or take logGroup away.',

  /**
   * With `managedPolicies`, a role would have more of them than IAM takes.
   *
   * Release fewer stages in this stack, or take `managedPolicies` away for it.
   */
  TooManyManagedPolicies: (role: string, most: number) =>
    `The role ${role} would have more than ${most} managed policies: one for what it always needs, and one for each release; IAM takes ${most}. `
    + 'Release fewer stages in one stack, or take managedPolicies away for this stack.',

  /**
   * `reservedConcurrentExecutions` is lower than the number of releases that the function serves.
   *
   * Reserve at least as many, or none: an event that is throttled for five minutes is lost, and its deploy fails.
   */
  ConcurrencyBelowReleases: (reserved: number, releases: number) =>
    `The function has ${reserved} reserved concurrent executions for ${releases} releases; allowed are ${releases} or more, because an event that is `
      + 'throttled for five minutes is lost. Set reservedConcurrentExecutions to that, or take it away.',

  /**
   * The timeout of a function of ours was lowered past this library, by an aspect on every function for instance. Its handler would be cut off before
   * it has taken the stage back.
   *
   * Leave these functions out of the aspect, or take the override away.
   */
  TimeoutTooShort: (seconds: number, needed: number) =>
    `The function has a timeout of ${seconds} s; its handler needs ${needed} s, or it is cut off before a stage is taken back. Leave the function `
      + 'out of the aspect that sets the timeout of every function, or take the override away.',

  /**
   * A property of a function of ours was overwritten or taken away past this library, by an aspect on every function for instance: its environment
   * (`STACK_ID`), `Handler`, `Code`, a `Runtime` that is not Node.js, or how long Lambda keeps its events and how often it repeats them.
   *
   * Leave these functions out of the aspect, or take the override away. An aspect adds variables by `addEnvironment`, or beside those that there are.
   */
  FunctionOverwritten: (property: string, got: unknown, needed: string, consequence: string) =>
    `${property} of the function is ${shown(got)}; needed is ${needed}, ${consequence}. Leave the function out of the aspect that sets it, or `
      + 'take the override away.',

  /**
   * Two Stages of the app are for one stack. One holds a canary and the other promotes, and their deployments differ: what is promoted would be
   * another deployment than the one that was tried.
   *
   * Give Lambda authorizers an `authorizerName`: without one CDK names them after the path of their Stage. Otherwise find what of the API differs
   * between the two Stages. More in [pipelines.md](pipelines.md#hold-check-promote).
   */
  TwinsDiffer: (stackName: string, held: string, promoted: string) =>
    `${held} holds a canary of stack ${stackName}, and ${promoted} promotes it, but their deployments differ: the driver would refuse every `
      + 'promotion (PromoteUnseenDeployment). Something of the API depends on its path. Usually it is a Lambda authorizer without authorizerName: '
      + 'give it one, and build both Stages by the same code.',

  /**
   * An entry of `exceptEndpoints` is no endpoint.
   *
   * A method and a path, like `GET /pets/{petId}`.
   */
  InvalidExceptEndpoint: (where: string, problem: string) => `${where} ${problem}`,

  /**
   * A `Deployment` with `stageName` would move the stage past the release.
   *
   * Take `stageName` away from it.
   */
  deploymentNamesStage: (stageName: string) =>
    `The deployment names the stage ${stageName}, which has a canary release: it would move production past the release, `
    + 'or be refused while there is a canary. Take stageName and deploymentCanarySettings away from the deployment.',

  /**
   * A property of the stage that the release writes or relies on is overridden, or was set after the release.
   *
   * Set it before the release is attached, on the stage itself. The deployment by the stage's `deployment`. Variables may be set and overridden
   * at any time, but not as a part of all `Properties` by a token.
   */
  ForeignStageProperty: (property: string, stageName: string) =>
    `${property} of the stage ${stageName} is overridden, or was set after its release, which moves the stage by what it knew before. `
    + `Set ${property} on the stage before the release is attached, without an override.`,

  /**
   * A stage variable that chooses the version of a function holds the version of today's code, and a canary is held: the base sees it, too.
   *
   * Write the number of the base's version, and let the canary override it, or integrate `fn.currentVersion` without a variable.
   */
  VersionInStageVariable: (name: string, stageName: string) =>
    `The variable '${name}' of the stage ${stageName} holds the version of today's code, and it chooses what a route calls: everybody would get the `
    + 'new code at once, since the base release sees the variable, too. Integrate fn.currentVersion, or write the number of the version that '
    + 'production runs and let stageVariableOverrides name the new one.',

  /**
   * With `unqualifiedFunctions: REJECT`, or a `CanaryPolicy`: an integration or authorizer calls a function without a version.
   *
   * `fn.currentVersion`, or `unqualifiedFunctions: PIN`.
   */
  UnqualifiedFunction: (caller: string, by: 'unqualifiedFunctions REJECT' | 'CanaryPolicy' = 'unqualifiedFunctions REJECT') =>
    `${caller} calls a function without a version, which ${by} does not allow. Use the version of the function: `
    + 'fn.currentVersion, or set unqualifiedFunctions to UnqualifiedFunctions.PIN.',

  /**
   * With a `CanaryPolicy`: a stage of a REST API is not released through a canary.
   *
   * Attach a `CanaryRelease`, or apply `ReleasedThroughCanary` when the app is complete. More in [organisation.md](organisation.md#the-guard).
   */
  NotReleased: (resource: string, stageName: string) =>
    `${resource} is a stage (${stageName}) that is not released through a canary: new code reaches everybody at once. Attach a CanaryRelease to it, `
    + 'apply ReleasedThroughCanary when the app is complete, or name it in except of CanaryPolicy.',

  /**
   * The stage driver waits for itself: something that the API calls depends on the release.
   *
   * Take that dependency away. If there is none, it is a fault of this library: report it with the template.
   */
  DriverInCycle: () =>
    'The stage driver waits for itself, so CloudFormation would refuse the template ("Circular dependency"). If something that the API calls depends '
    + 'on the release, take that dependency away. If nothing does, this is a fault of cdk-canary-rest-api: report it with the template.',

  /**
   * The file of a baseline cannot be read.
   *
   * The message names the file and the reason.
   */
  BaselineUnreadable: (where: string, problem: string) => `${where} ${problem}`,

  /**
   * The file of a baseline is larger than 10 MB.
   *
   * Check that it is the file you meant.
   */
  BaselineTooLarge: (where: string, problem: string) => `${where} ${problem}`,

  /**
   * The file of a baseline is empty.
   *
   * Write it again.
   */
  BaselineEmpty: (where: string, problem: string) => `${where} ${problem}`,

  /**
   * The file of a baseline is neither JSON nor YAML.
   *
   * The message names line and column.
   */
  BaselineSyntax: (where: string, problem: string) => `${where} ${problem}`,

  /**
   * The baseline is not what this method reads.
   *
   * The message says what was expected, and which method reads what was found.
   */
  BaselineWrongKind: (where: string, problem: string) => `${where} ${problem}`,

  /**
   * The template has several APIs.
   *
   * Name one by `restApiLogicalId`.
   */
  BaselineAmbiguous: (where: string, problem: string) => `${where} ${problem}`,

  /**
   * An entry of the baseline is no endpoint.
   *
   * A method and a path, like `GET /pets/{petId}`. The message names the place.
   */
  BaselineInvalidRoute: (where: string, problem: string) => `${where} ${problem}`,

  /**
   * The baseline refers to something that is not there.
   *
   * The message names the reference and what to use instead.
   */
  BaselineReference: (where: string, problem: string) => `${where} ${problem}`,

  /**
   * The format of the stage's access log is a token, so the mark that releases are counted by cannot be put into it.
   *
   * Put the text of the message into the format, and set `accessLog: { alreadyMarked: true }`.
   */
  AccessLogFormatIsToken: (mark: string) =>
    'The format of the access log is a token, and its text is not known at synth. Put the mark into it by hand: '
    + `"cdkCanary":"${mark}=$context.isCanaryRequest/$context.status" as the first member of a JSON format, or at the end of another one `
    + `"${mark}=$context.isCanaryRequest/$context.status $context.responseLatency", and set accessLog: { alreadyMarked: true }.`,

  /**
   * `retention`, `encryptionKey` or `removalPolicy` of `accessLog` are for a new log group, and none is created.
   *
   * Set them where the log group is created.
   */
  AccessLogExists: (names: string) =>
    `accessLog has ${names}, which is for a new log group, but the access log has one already. Take it away, or set it where the log group is `
      + 'created.',

  /**
   * The log group of the stage's access log cannot be read from its ARN, or belongs to another account or region, where filters of this stack cannot
   * be.
   *
   * Pass the log group as `accessLog: { logGroup }`, or log to one of this account and region.
   */
  AccessLogGroupUnknown: (stageName: string) =>
    `The access log of stage ${stageName} goes to a log group that cannot be read from its ARN, or to one of another account or region. `
    + 'Pass it as accessLog: { logGroup }, or log to a log group of this account and region.',

  /**
   * Something set the access log of the stage, or where it goes, after the release had put its mark into the format.
   *
   * Set the access log before the first metric of the release is asked for.
   */
  AccessLogOverwritten: (stageName: string) =>
    `The access log of stage ${stageName}, or where it goes, was set after the release had put its mark into the format, so no request would be `
    + 'counted. '
    + 'Set the access log where the stage is created, before the first metric of the release is asked for.',

  /**
   * A log group would have more metric filters than releases may add: CloudWatch Logs takes 100.
   *
   * A log group for each API.
   */
  TooManyLogFilters: (got: number, most: number) =>
    `The log group of the access log has ${got} metric filters; up to ${most} are added, of the 100 that CloudWatch Logs takes. Give each API a log `
      + 'group of its own.',

  /**
   * A metric of a release was asked for without saying of which one.
   *
   * `ReleaseKind.BASE` or `ReleaseKind.CANARY`.
   */
  ReleaseKindNeeded: (got: unknown) =>
    `release must be ReleaseKind.BASE or ReleaseKind.CANARY, got ${shown(got)}. Say of which release the metric is.`,

  /**
   * `metric()` was called with a name that no metric has.
   *
   * One of the names in the message.
   */
  UnknownReleaseMetric: (got: unknown, names: readonly string[]) =>
    `A release has no metric ${shown(got)}; it has ${names.join(', ')}. Use one of these names.`,

  /**
   * Slow requests were asked for, and nothing says from when on a request is slow.
   *
   * `accessLog: { slowerThan: Duration.seconds(1) }`, a Duration that is no token.
   */
  SlowerThanNeeded: () => 'Slow requests are counted only with a threshold, a Duration that is no token. Set accessLog: { slowerThan: '
    + 'Duration.seconds(1) } on the release.',

  /**
   * `addAlarms()` was called twice for one release.
   *
   * Once is enough: keep what it returned.
   */
  AlarmsAddedTwice: () => 'addAlarms() was called before for this release. Call it once, and keep what it returns.',

  /**
   * A `CanaryDashboard` has no releases to show.
   *
   * Pass at least one.
   */
  DashboardWithoutReleases: () =>
    'releases is empty or missing; a dashboard needs at least one. Pass the CanaryRelease, or the release of a CanaryRestApi.',
};

/** What `cdk synth` or the deploy finds about endpoints: errors under `REJECT`, warnings under `WARN`. */
export const ENDPOINT_FINDINGS = {
  /**
   * The canary has endpoints that the base does not serve: a share of their requests would get 403. The deploy says the same of endpoints that could
   * not be read.
   *
   * Deploy them in a deploy without a canary first, or `exceptEndpoints`, or `newEndpoints: ALLOW`. More in [endpoints.md](endpoints.md).
   */
  UnservedEndpoint: (found: UnservedEndpoints) =>
    unserved(found, 'served only by the canary release', `Deploy ${found.several ? 'them' : 'it'} without a canary first`, 'newEndpoints'),

  /**
   * The canary no longer has endpoints of the base: a share of their requests would get 403.
   *
   * Keep them until production has moved, or `exceptEndpoints`, or `removedEndpoints: ALLOW`. More in [endpoints.md](endpoints.md).
   */
  RemovedEndpoint: (found: UnservedEndpoints) =>
    unserved(found, 'not in the canary release', `Keep ${found.several ? 'them' : 'it'} until production has moved`, 'removedEndpoints'),
};

/** Why a call was not pinned, and what to do. */
const NOT_PINNED = {
  methodElsewhere: 'it stands in another stack than the release, whose deployment is made before that stack changes. Put the routes into the stack '
    + 'of the release, or into one nested in it.',
  versionedElsewhere: 'something else of the app publishes versions of this function, and Lambda publishes the same code once. Integrate that '
    + 'version, or use the function in one stack only.',
  callersCredentials: 'it passes on the credentials of the callers, whose policies name the function without a version. Integrate fn.currentVersion '
    + 'and let the callers invoke it.',
  foreignRole: 'it calls with a role that is imported, or stands in another stack than the function. Let that role invoke the versions of the '
    + 'function (its ARN followed by :*), and integrate fn.currentVersion.',
  namedAsText: 'it names the function by a text, such as an ARN that is put together out of a name. Refer to the function instead: '
    + 'fn.currentVersion, or fn.functionArn.',
} as const;

const BY_AN_ASPECT =
  'If an aspect attaches the release, set the feature flag @aws-cdk/core:aspectStabilization to true in cdk.json, or attach it in code.';

/** What the base release needs and does not have: errors in the stack of the release and those nested in it, warnings in other stacks. */
export const RETENTION_FINDINGS = {
  /**
   * With `unqualifiedFunctions: PIN`: a call stays on a function without a version. An error once there is a canary, a warning before.
   *
   * The message says why, and what to do.
   */
  NotPinned: (caller: string, reason: keyof typeof NOT_PINNED) =>
    `${caller} calls a function without a version, and PIN left it alone: ${NOT_PINNED[reason]}`,

  /**
   * A deployment, version, alias or permission that the base release needs would be deleted by a later deploy: something undoes the retention that
   * the release sets.
   *
   * Take the override or aspect away that undoes it. An aspect that attaches releases needs the feature flag `@aws-cdk/core:aspectStabilization`.
   */
  NotKept: (resources: string) =>
    `${resources} would be deleted when a later deploy replaces it, while the base release still needs it: its requests would get 500. `
    + 'The release sets DeletionPolicy RetainExceptOnCreate and UpdateReplacePolicy Retain; take away the override or aspect that undoes it. '
    + `${BY_AN_ASPECT}`,

  /**
   * Traffic would move before something exists that it needs: something undoes the `DependsOn` of the stage driver.
   *
   * Take the override away that undoes it. An aspect that attaches releases needs the feature flag `@aws-cdk/core:aspectStabilization`.
   */
  NotAwaited: (resources: string) =>
    `${resources} is not awaited by the stage driver: traffic would move before it exists, and requests would get 500. `
    + `Take away the override of DependsOn that undoes it. ${BY_AN_ASPECT}`,

  /**
   * A role that the API calls a function with may invoke one version of it, and loses the one of the base release with the next version.
   *
   * Grant the function, which covers every version: `fn.grantInvoke(role)`. Write its ARN with `:*` behind it into a permissions boundary that names
   * the version.
   */
  NotGranted: (roles: string) =>
    `${roles} may invoke one version of a function only, and after the next deploy no longer the one of the base release: requests would get 500. `
    + 'Grant the function instead of a version: fn.grantInvoke(role) covers every version. A permissions boundary that names the version has to name '
    + `the function's ARN with :* behind it, too. ${BY_AN_ASPECT}`,
};

/** Why the stage driver fails the operation. Where nothing else is said, before anything moved. */
export const REFUSALS = {
  /**
   * An endpoint of AWS cannot be reached from the function: it is in a VPC without a way there.
   *
   * Give the VPC an endpoint for the service that the message names ([docs/organisation.md](organisation.md#endpoints) lists all), or a NAT gateway,
   * and let its security group in and the function's out on port 443.
   */
  Unreachable: (host: string, cause: string) =>
    `${host} cannot be reached from this function (${cause}). If it is in a VPC, give that an endpoint for the service, or a NAT gateway, and let `
      + 'the security groups pass port 443.',

  /**
   * The endpoints of one of the two deployments could not be read, so nobody knows which requests would get 403.
   *
   * Let the driver call `apigateway:GET` on deployments, or `newEndpoints: ALLOW` and `removedEndpoints: WARN`, which compare nothing.
   */
  EndpointsUnreadable: (deployment: string) =>
    `The endpoints of the ${deployment} deployment could not be read, so nobody knows which requests would get ${UNSERVED_ANSWER}. The stage was not `
    + 'moved. Let the stage driver call apigateway:GET on the deployment, or set '
    + `${inBothNames('newEndpoints')} to ALLOW and ${inBothNames('removedEndpoints')} to WARN.`,

  /**
   * A function that the base release calls leaves the app in this deploy, or gets another construct id, name, package type or tenancy, or its
   * condition becomes false. CloudFormation would delete it in the cleanup.
   *
   * Keep the old function in the app until production has left it: `promote()`, or a deploy without a canary, or retain it (`RemovalPolicy.RETAIN`),
   * with the role that it runs with, in a deploy before this one. If the template has no newer deployment than that of production, change the code or
   * the description of the function in the same deploy: a deployment follows neither its tenancy nor a name by a parameter.
   */
  BaseFunctionRemoved: (functions: readonly string[], stackName: string, staysOn?: string) =>
    (staysOn === undefined ? 'The base release' : `Deployment ${staysOn}`)
    + ` calls ${functions.join(', ')}, which this operation removes from stack ${stackName} or replaces; once CloudFormation has deleted `
    + `${functions.length > 1 ? 'them' : 'it'}, requests on `
    + `${staysOn === undefined ? 'the base release' : 'it'} would get 500. The stage was not moved. `
    + (staysOn === undefined
      ? keepInApp('the function')
      : `Nothing could follow: ${staysOn} is still the deployment of the template. Change the code or the description of the function in the `
        + 'same deploy, so that there is a new deployment, or keep the function under its construct id.'),

  /**
   * A role that the base release needs leaves the app in this deploy, or is replaced: one that API Gateway calls with, or one that a version of a
   * function runs with. A published version keeps its role for good.
   *
   * Keep the old role in the app until production has left it: `promote()`, or a deploy without a canary, or retain it (`RemovalPolicy.RETAIN`) in a
   * deploy before this one.
   */
  BaseRoleRemoved: (roles: readonly string[], stackName: string) =>
    `The base release needs ${roles.length > 1 ? 'the roles' : 'the role'} ${roles.join(', ')}, which this operation removes from stack ${stackName} `
    + 'or replaces; once CloudFormation has deleted it, requests on the base release would get 500. The stage was not moved. Keep the role in the '
    + 'app, under its construct id, until production has left it: promote or deploy without a canary, then remove it.',

  /**
   * Something that integrations or authorizers of the base release name leaves the app in this deploy, or is replaced: a queue, topic, table, state
   * machine, stream, event bus or bucket that an integration calls by itself, a VPC link, or the user pool of an authorizer. A deployment names it
   * for good. What the request names is not known, nor is what is in another stack.
   *
   * As for `BaseRoleRemoved`: keep the old one in the app beside the new one until production has left it, or retain it in a deploy before this one.
   */
  BaseBackendRemoved: (backends: readonly BackendInText[], stackName: string, staysOn?: string) =>
    `The base release needs ${backends.map(({ kind, name }) => `the ${BACKENDS[kind]} ${name}`).join(', ')}, which this operation removes from stack `
    + `${stackName} or replaces; once CloudFormation has deleted ${backends.length > 1 ? 'them' : 'it'}, requests on the base release that need `
    + `${backends.length > 1 ? 'them' : 'it'} would fail. The stage was not moved. `
    + (staysOn === undefined
      ? keepInApp('it')
      : `Nothing could follow: ${staysOn} is still the deployment of the template. Keep it in the app, under its construct id and as it is, or `
        + 'change a method in the same deploy, so that there is a new deployment.'),

  /**
   * A function, a role, or another resource that an API can need leaves the app in this deploy, or a function that a canary calls by version gets
   * new code, and it could not be read whether the base release needs it, or calls it without a version. The same goes for a release that is new to
   * a stack whose functions the API calls, and for a stage variable that the template no longer declares while the base release stays.
   *
   * Let the driver call `apigateway:GET` on the exports of the stage, or as for `BaseFunctionRemoved`.
   */
  BaseFunctionsUnreadable: (functions: readonly string[], stackName: string, how: keyof typeof AT_STAKE = 'deleted') =>
    `${functions.join(', ')} of ${whereIs(stackName, how)} ${AT_STAKE[how]}, and it could not be read what the `
    + 'live base release calls. The stage was not moved. Let the stage driver call apigateway:GET on the exports of the stage. '
    + `Or${OTHER_WAY[how]}`,

  /**
   * A stage variable that the base release uses is no longer declared, or only as an override of the canary, and would be taken off the stage: what
   * it names, such as the alias of a function, would not be found. Or the deployment of the template calls a function by a stage variable that it
   * does not have any more. What functions and templates do with all variables of the stage is not known.
   *
   * Keep the variable under `variables` until production has left its deployment: after `promote()`, or a deploy without a canary. If it is the
   * deployment of the template that uses it, declare it, or take the use out of the API in the same deploy.
   */
  BaseVariableRemoved: (variables: Readonly<Record<string, string>>, { deployment, overrides }: UserOfVariables) =>
    `${deployment ? `Deployment ${deployment}` : 'The base release'} uses ${variablesInText(variables)}, which this template no longer `
    + `declares${overrides.some((name) => name in variables) ? ' but as an override, which only the canary sees' : ''}; `
    + `requests on ${deployment ? 'this deployment' : 'the base release'} that need ${severalOf(variables) ? 'them' : 'it'} would fail. The `
    + `stage was not moved. Declare variables: { ${declarationsOf(variables)} } on the stage`
    + (deployment
      ? `, or take the use out of the API in the same deploy: ${deployment} is the deployment of the template.`
      : ' until production has left its deployment: promote or deploy without a canary, then take it away.'),

  /**
   * The base release calls a function of another stack of the app, and this template no longer refers to it: its stack could delete it at any time.
   *
   * Keep a reference until production has left the function, such as an output with its name in the stack of the release: CloudFormation then refuses
   * to delete it (the export is in use). Or deploy the change without a canary.
   */
  BaseFunctionElsewhere: (functions: readonly string[]) =>
    `The base release calls ${functions.join(', ')} of another stack, and this template no longer refers to ${functions.length > 1 ? 'them' : 'it'}: `
    + 'nothing would keep that stack from deleting it, and requests on the base release would get 500. The stage was not moved. Add an output to '
    + 'this stack until production has left the function: new CfnOutput(this, "Keep", { value: fn.functionName }). Or deploy this change without a '
    + 'canary.',

  /**
   * The base release calls a function without a version, the canary calls it by one, and this deploy changes its code: everybody has the new code
   * from the update of the function to the rollback of this deploy.
   *
   * Two deploys: first the version (`fn.currentVersion`, or `unqualifiedFunctions: PIN`) with the code that is live and without `canarySettings`,
   * then the new code in a canary.
   */
  BaseUnqualified: (functions: readonly string[]) =>
    `The base release calls ${functions.join(', ')} without a version, and this deploy changes its code: everybody would get what is meant for the `
    + 'canary. The stage was not moved. CloudFormation has updated the function already and takes it back with the rollback; until then the base '
    + 'answers with the new code. Deploy the version (fn.currentVersion, or PIN as '
    + `${inBothNames('unqualifiedFunctions')}) with the code that is live and without canary settings first, then the new code in a canary.`,

  /**
   * The template holds a canary with new code, but its deployment is the one that production is on already: it does not follow the code. Base and
   * canary would be the same, and nobody would ever get the new code.
   *
   * Let the deployment follow: `addToLogicalId` for versions in nested stacks and for explicit deployments. The synth warnings `versionNotFollowed`
   * and `deploymentDoesNotFollow` say where.
   */
  CanaryWithoutNewCode: (deployment: string, versions: readonly string[]) =>
    `This template holds a canary on deployment ${deployment}, which production is on already, while its methods call ${shortened(versions)}: the `
    + 'deployment does not follow the code, and nobody would get it. The stage was not moved. Let the logical id of the deployment change with the '
    + 'code: api.latestDeployment.addToLogicalId((fn.currentVersion.node.defaultChild as CfnResource).logicalId).',

  /**
   * The release is new on a stage that is already deployed, and the same deploy has a canary for a changed API. Nothing that the base needs is
   * retained yet.
   *
   * Deploy the release without the change (or without `canarySettings`), then the change. Also after a rename of the release while a canary is held:
   * rename it back, promote or abort, then rename.
   */
  AdoptedWithChange: (stageName: string, liveDeployment: string, deployment: string) =>
    `Stage ${stageName} is on deployment ${liveDeployment}, but this template, which adds the canary release to the stack, is for `
    + `deployment ${deployment}. The stage was not moved. Deploy the release without a change of the API (or without canary settings) first; `
    + 'from then on a canary keeps what the base release needs.',

  /**
   * `promote()` of code that was never the canary: it changed after the canary was deployed, or, from the same commit, synthesis is not reproducible.
   * A build time or a random value in a description, a variable or an id, and assets that differ between two clones, make another deployment each
   * time.
   *
   * Promote from the commit that was deployed as the canary, or deploy the new code as a canary first. `cdk diff` right after a deploy must be empty:
   * what it shows is what changes with each synth. Until that is mended, promote the live canary in the console.
   */
  PromoteUnseenDeployment: (deployment: string, canaryDeployment: string | undefined, liveDeployment: string) =>
    `promote() is asked for deployment ${deployment}, which was never the canary release. `
    + `${canaryDeployment ? `The canary release is deployment ${canaryDeployment}` : 'The stage has no canary release'}; production stays on `
    + `${liveDeployment}. The stage was not moved. Promote from the code that was deployed as the canary, or deploy this code as a canary first `
    + '(without promote), or remove the canary settings and promote() to release it without a canary. If it is the same code, synth is not '
    + 'reproducible: cdk diff right after a deploy shows what changes each time.',

  /**
   * The deployment of this template was aborted: the template before held it and somebody took the canary off, or the template before aborted it.
   *
   * Deploy other code, or leave it aborted: `-c cdk-canary-rest-api:action=abort`. If the same code is to be canaried again, say so once:
   * `-c cdk-canary-rest-api:action=hold`.
   */
  AbortedDeployment: (deployment: string, byDeploy: boolean) =>
    `Deployment ${deployment} was aborted: its canary was taken off ${byDeploy ? 'by the deploy before' : 'outside of this stack'}, and this `
    + 'template would put the same deployment back. The stage was not moved. Deploy other code, or keep the abort (context '
    + 'cdk-canary-rest-api:action=abort). If the same code is to be canaried again, say so once: cdk deploy -c cdk-canary-rest-api:action=hold.',

  /**
   * A rollout was to begin on a stage that has a canary, if only at 0 %. Its steps can tell their own canary from another one only because there is
   * none when they begin.
   *
   * Abort the canary, or promote it, then deploy once without `canarySettings` and `promote()`, then with `rollout`.
   */
  RolloutOverCanary: (deployment: string, percent: number) =>
    `The stage has a canary on deployment ${deployment} at ${percent} %; a rollout begins on a stage without a canary. The stage was not moved. `
    + 'Abort that canary (cdk deploy -c cdk-canary-rest-api:action=abort), or promote it and deploy once without canary settings and promote(). Then '
    + 'roll out.',

  /**
   * The API changes, but the live stage does not log yet what the gates count: the rollout, its access log or its latency threshold is new, and
   * CloudFormation sets the access log of a stage only after the steps.
   *
   * Deploy the rollout once without a change of the API, then the change.
   */
  RolloutWithoutData: (stageName: string, missing: string) =>
    `The gates of the rollout would see nothing on stage ${stageName}: ${missing}, and CloudFormation sets the access log of a stage only after the `
    + 'steps of a rollout. The stage was not moved. Deploy the rollout once without a change of the API (the code that is live), then the change.',

  /**
   * A rollout in an operation that CloudFormation does not roll back, or in which it may not wait for the steps: `cdk deploy --express`,
   * `--no-rollback`.
   *
   * Deploy without these options, or release at once with the context `skip`.
   */
  RolloutNeedsStandardMode: (mode: string) =>
    `This deploy runs with ${mode}; a rollout needs a CloudFormation that waits for its steps and takes a failed release back. The stage was not `
    + 'moved. Deploy without --express and --no-rollback, or say that everybody may get it at once: cdk deploy -c cdk-canary-rest-api:action=skip.',

  /**
   * `promote()` would make a stage variable something that no request on the canary has met: the overrides changed after the canary was deployed.
   *
   * Promote with the overrides of the canary, or deploy the new ones as a canary first.
   */
  PromoteUnseenOverrides: ({ name, promoted, met, isCanaryLive }: UnseenOverride) =>
    `promote() would make stage variable '${name}' ${variableValue(promoted)}; requests on the ${isCanaryLive ? 'canary release' : 'stage'} meet `
    + `${variableValue(met)}. The stage was not moved. Promote with the overrides that the canary has, or deploy the new ones as a canary `
    + 'first (without promote).',

  /**
   * An abort in a deploy that no longer declares a variable which the stage has, or that brings the release and does not declare one of the
   * stage's. An abort moves no variable, so it cannot take one away.
   *
   * Declare the variable with any value: the live one stays. Take it away in a deploy after the abort, or abort without a deploy:
   * `npx cdk-canary abort`.
   */
  AbortDropsVariable: (name: string, stage: NamedStage) =>
    `This template aborts, and does not declare the stage variable '${name}', which the stage has. An abort leaves the stage's variables as they `
    + `are. The stage was not moved. Declare variables: { ${name}: ... } with any value and abort again: the live value stays. Take the variable `
    + `away in a later deploy. ${abortByHand(stage)}`,

  /**
   * An abort keeps the live value of every declared variable, and these are more than CloudFormation takes from a custom resource (4,096 bytes).
   *
   * Abort without a deploy: `npx cdk-canary abort`.
   */
  AbortTooLarge: (stage: NamedStage, bytes: number, limit: number) =>
    `This template aborts, and the declared variables of stage ${stage.stageName} take ${bytes} bytes. An abort keeps their live values, and `
    + `CloudFormation takes ${limit} bytes of them. The stage was not moved. ${abortByHand(stage)}`,

  /**
   * The abort before has kept a variable that somebody had changed on the stage, and this template would change it: its rollback would not know the
   * value to go back to.
   *
   * Declare the live value, deploy, and write the other value in the deploy afterwards.
   */
  AbortKeptVariable: (name: string, live: string, next: string | undefined) =>
    `Stage variable '${name}' is '${live}' on the stage, which the abort before has kept, and this template would `
    + `${next === undefined ? 'take it away' : `set it to '${next}'`}. The stage was not moved. Declare variables: { ${name}: '${live}' } on the `
    + 'stage first, and the other value in the deploy afterwards.',

  /**
   * A promotion copied an override into the stage's variables, and this template would set the variable back.
   *
   * Write the promoted value: `variables: { theme: 'dark' }`. To go back on purpose, deploy that first and the old value afterwards.
   */
  PromotedVariableReverted: (name: string, promoted: string, next: string | undefined) =>
    `Stage variable '${name}' was promoted to '${promoted}', and this template would `
    + `${next === undefined ? 'leave it undeclared' : `set it back to '${next}'`}. The stage was not moved. `
    + `Declare variables: { ${name}: '${promoted}' } on the stage to keep the promoted value; to go back on purpose, deploy that first `
    + 'and the other value afterwards.',

  /**
   * The stage gets another name in a deploy with a canary: a new stage has no base release.
   *
   * Promote or abort, deploy without a canary, then rename.
   */
  RenamedWithCanary: (from: string, to: string, action: string) =>
    `Stage ${from} is renamed to ${to} in one deploy with ${action}; a new stage knows no base release, so everybody would get the canary release. `
    + `The stage was not moved. ${action === 'ROLLOUT' ? `Rename it in a deploy without a change of the API${OR_SKIP}`
      : 'Promote or abort first, deploy without a canary, then rename the stage.'}`,

  /**
   * The API is replaced in a deploy with a canary: a new API has no base release.
   *
   * Promote or abort, then replace the API in a deploy without a canary.
   */
  ReplacedWithCanary: (from: string, to: string, action: string) =>
    `API ${from} is replaced by ${to} in one deploy with ${action}; a new API knows no base release, so everybody who comes to it would get the `
    + 'canary release. The stage was not moved. '
    + `${action === 'ROLLOUT' ? `Keep the API${OR_SKIP}` : 'Promote or abort first, then replace the API in a deploy without a canary.'}`,

  /**
   * The stage was deleted outside of the stack.
   *
   * Take stage and release out of the app, deploy, add them again.
   */
  StageVanished: (stageName: string, restApiId: string) =>
    `Stage ${stageName} of API ${restApiId} no longer exists, so there is no base release to keep. The stage was not moved. `
    + 'It was deleted outside of this stack: remove the stage from the app, deploy, and add it again.',

  /**
   * The driver set the stage, read it back, and found something else: somebody changed it in the same moment. Something may have moved. The rollback
   * sets it right.
   *
   * CloudTrail, event `UpdateStage`, says who. Deploy again.
   */
  StageNotAsSet: (stageName: string, differences: readonly string[]) =>
    `Stage ${stageName} is not as it was set: ${differences.join('; ')}. Something else is changing it at the same time. `
    + 'Find out what (CloudTrail: UpdateStage), then deploy again.',

  /**
   * AWS did not let the driver read or move the stage, also after two minutes of trying. What it had written is taken back. The message says how the
   * stage is.
   *
   * The message has the error of AWS: remove its cause, deploy again.
   */
  StageNotMoved: (cause: string) => `The stage could not be moved: ${cause} Remove the cause and deploy again.`,

  /**
   * A function, version or alias that the new deployment calls is not active: it failed to be prepared, it was idle for so long that Lambda took its
   * resources back (`Inactive`), or it was still `Pending` after seven minutes. Its requests would fail, so no traffic went there.
   *
   * `Failed`: the message has Lambda's reason. Remove it, and publish another version. `Inactive`: invoke it once, deploy again. `Pending`: deploy
   * again when `aws lambda get-function-configuration` says `Active`.
   */
  FunctionNotActive: (functionArn: string, why: string, seconds: number) =>
    `The new deployment calls ${functionArn}, which ${why}${seconds > 0 ? ` after ${seconds} s` : ''}. Only an active function answers requests. `
    + `The stage was not moved. Look at it: aws lambda get-function-configuration --function-name ${functionArn}. Remove the cause `
    + '(invoke it once if it is Inactive), then deploy again.',

  /**
   * The driver could not read whether a function that the new deployment calls is active, so no traffic went there.
   *
   * Let the driver's role call `lambda:GetFunctionConfiguration` on the function and its versions ([SECURITY.md](../SECURITY.md#iam)), deploy again.
   */
  FunctionStateUnreadable: (functionArn: string, cause: string) =>
    `It could not be read whether ${functionArn}, which the new deployment calls, is active: ${cause} The stage was not moved. `
    + 'Let the role of the stage driver call lambda:GetFunctionConfiguration on the function and its versions, then deploy again.',

  /**
   * In a rollback the driver could not bring the stage back, also after nine minutes of trying, so the stack stops in `UPDATE_ROLLBACK_FAILED`.
   * Nothing is deleted yet, and every release still answers.
   *
   * **Do not skip `Custom::CanaryStage`**: no `cdk rollback --orphan` or `--force`, no "resources to skip" in the console, no `replaceOnFailure` in a
   * pipeline. CloudFormation would delete what the stage still calls. Remove the cause that the message names, then `cdk rollback` finishes.
   */
  StageNotRestored: (stageName: string, cause: string) =>
    'Do not skip this resource (no cdk rollback --orphan, no --force, no "resources to skip", no replaceOnFailure): requests would get 500 for good. '
    + `Stage ${stageName} could not be brought back, so nothing is deleted yet, and every release still answers. `
    + `Cause: ${cause} Remove the cause, then continue the rollback: cdk rollback.`,

  /**
   * The driver could not read its own stack, so it could not tell a deploy from a rollback, and moved nothing.
   *
   * Let its role describe the stack ([SECURITY.md](../SECURITY.md#iam) lists what it needs), deploy again. In `UPDATE_ROLLBACK_FAILED`: as for
   * `StageNotRestored`.
   */
  StackUnreadable: (cause: string) =>
    `The stage driver could not read its own stack, so it did not move the stage: ${cause} Let its role describe the stack, then deploy again. `
    + 'In UPDATE_ROLLBACK_FAILED do not skip this resource (no --orphan, no --force); continue the rollback: cdk rollback.',

  /**
   * The release leaves the stack, or the stack is deleted, and the canary could not be taken off the stage.
   *
   * Remove the cause that the message names and repeat the operation, or take the canary off by hand, as the message says.
   */
  CanaryNotRemoved: (stageName: string, cause: string) =>
    `The canary of stage ${stageName} could not be taken off: ${cause} Remove the cause and repeat the operation, or take the canary off by hand: `
    + `npx cdk-canary abort --api (id of its API) --stage ${stageName}.`,

  /**
   * A failed deploy is taken back, and the stage could not be taken off the deployment that it had brought: the Lambda version and permission that
   * this deployment calls are about to be deleted.
   *
   * Take the stage off it by hand at once, as the message says. If its requests get 500 already, a deploy of any code without a canary repairs it.
   */
  ReleaseUnguarded: (restApiId: string, stageName: string, deployment: string, back: string, cause: string) =>
    `Deployment ${deployment} is about to lose what it calls, and stage ${stageName} may still be on it: its requests would get 500. Cause: ${cause} `
    + `Take the stage off it now: aws apigateway update-stage --rest-api-id ${restApiId} --stage-name ${stageName} --patch-operations ${back}.`,

  /**
   * A stack names the stage driver of another stack as the service token of its own custom resource.
   *
   * Add a `CanaryRelease` to the stack that has the API. If nobody of yours did this: find out who may invoke the driver's function.
   */
  ForeignStack: (stackId: string) =>
    `This event is from stack ${stackId}, but the stage driver moves stages of its own stack alone. The stage was not moved. `
    + 'Add a CanaryRelease to the stack that has the API, instead of naming the driver of another stack.',

  /**
   * The template asks for something that the driver learned with this very upgrade of the library. A rollback runs the code of before, which would
   * not know it.
   *
   * Deploy the upgrade first, with what the app asked for before, then the change.
   */
  UpgradeFirst: (action: string) =>
    `${action} is new in this version of cdk-canary-rest-api, and the stack's stage driver is older: if this deploy failed, its rollback would run `
    + 'code that does not know it. The stage was not moved. Deploy the upgrade of the library first, with what the app asked for before, then this '
    + 'change.',

  /**
   * API Gateway throttled the driver, again and again: 10 calls per second are all that an account has. Something may have moved. The rollback sets
   * it right.
   *
   * Deploy again when less is going on in the account.
   */
  DriverTimedOut: (seconds: number) =>
    `The stage driver did not finish within ${seconds} s, probably because API Gateway throttled it. `
    + 'The base release serves production unless the log says otherwise. Deploy again.',
};

/** What `cdk synth` warns of. */
export const WARNINGS = {
  /**
   * A function of this library has a name, for instance by an aspect that names all functions.
   *
   * Except it. A name comes with another function, and CloudFormation cannot change the function behind a custom resource: the deploy that names it,
   * or names it anew, rolls back.
   */
  namedFunction: (name: unknown) =>
    `A function of cdk-canary-rest-api has the name ${typeof name === 'string' ? `'${name}'` : 'of a token'}. Once its stack is deployed, another `
      + 'name is another function, which CloudFormation refuses behind a custom resource ("Modifying service token is not allowed"). Except it from '
      + 'what names functions.',

  /**
   * A function of this library has an older runtime than its code is compiled for, for instance by an aspect or by `CustomResourceConfig`.
   *
   * Except it, or say a newer one.
   */
  olderRuntime: (got: string, oldest: number) =>
    `A function of cdk-canary-rest-api has the runtime ${got}, and its code is compiled for Node.js ${oldest}. Except it from what sets runtimes, or `
      + `say nodejs${oldest}.x or newer.`,

  /**
   * A property of a function of this library was overwritten past it, and whether the function still works is not in the template: its role, a
   * handler out of a layer, code from another bucket, less memory than was ever tried, fewer or shorter attempts to deliver an event.
   *
   * Except the function, say it by `CanaryFunctions`, or acknowledge the warning if you know that it works.
   */
  overwrittenFunction: (property: string, got: unknown, needed: string, consequence: string) =>
    `${property} of a function of cdk-canary-rest-api is ${shown(got)}; it was ${needed}, ${consequence}. Except it from what sets that, or `
      + 'acknowledge this warning if it is right.',

  /**
   * The context aborts what the code promotes: the abort wins.
   *
   * Take `promote()` away from the code, or the next deploy without the context promotes.
   */
  abortOverCode: (key: string) =>
    `The code calls promote(), and the context ${key} says abort: the abort wins, and production stays where it is. Take promote() away from the `
    + 'code; otherwise the next deploy without this context promotes.',

  /**
   * A rollout only watches: a failing gate is reported and stops nothing.
   *
   * Take `dryRun` away when you trust the gates.
   */
  rolloutOnlyWatches: () =>
    'The rollout is a dry run: a gate that fails is reported, and the canary goes on to everybody. Take dryRun away when you trust the gates.',

  /**
   * A permission waits for the stage, directly or through what it refers to, so the stage driver cannot wait for it: it exists only after traffic has
   * moved.
   *
   * Take its dependency on the stage or the API away, or acknowledge it if another permission covers the same calls.
   */
  permissionAfterStage: (permission: string) =>
    `The permission ${permission} waits for the stage, directly or through what it refers to, so it exists only after traffic has moved: requests `
    + 'that need it get 500 until then. Take its dependency on the stage or the API away, or acknowledge this if another permission covers the same '
    + 'calls.',

  /**
   * An integration or authorizer calls a function without a version: base and canary run the same code.
   *
   * `fn.currentVersion`.
   */
  unqualifiedFunction: (caller: string) =>
    `${caller} calls a function without a version. As long as both releases call the same function they run the same code, and new code reaches `
    + 'everybody at once. Call its version, in two deploys: first with the code that is live, without canarySettings; then new code in a canary. '
    + 'fn.currentVersion does that for one integration, and unqualifiedFunctions: UnqualifiedFunctions.PIN on the release for all of them.',

  /**
   * The same through one alias.
   *
   * The version, or a stage variable that the canary overrides.
   */
  sharedAlias: (caller: string) =>
    `${caller} calls a function through one alias. As long as both releases call it they run the same code, and moving the alias reaches everybody `
    + 'at once. Use the version of the function: fn.currentVersion, or choose the alias of a route by a stage variable that the canary overrides.',

  /**
   * The stage's variable names an alias that the app no longer has, beside others of the same function: requests on the base get 500 once it is
   * deleted.
   *
   * Keep the alias in the app, with the version behind it, until production has left it.
   */
  aliasNotInApp: (caller: string, alias: string, fn: string) =>
    `${caller} calls the alias '${alias}' of ${fn} by a stage variable, and the app has other aliases of that function, but not this one. Once `
    + 'CloudFormation has deleted it, requests on the base release get 500. Keep the alias and the version behind it until production has left it.',

  /**
   * A route, or the version that it calls, is deployed apart from the deployment that the release moves: the canary may be the base for ever.
   *
   * Put the routes into the stack of the deployment, or into a stack nested in it.
   */
  routesElsewhere: (caller: string, place: string, home: string) =>
    `${caller} ${place}, and the deployment that the release moves is made in stack ${home}. A deployment is a snapshot of the routes as they are `
    + 'when it is made, and it follows nothing of another stack: the canary may be the same as the base, while every deploy succeeds. Put the routes '
    + 'and versions into the stack of the deployment or into one nested in it.',

  /**
   * A route or an authorizer calls a function that only CloudFormation knows: by a parameter, an import of another app, `Fn::FindInMap`, a macro.
   * What stands behind it is not kept for the base release.
   *
   * Refer to the function's version in this app. If another app builds it, keep its versions and permissions there (`RemovalPolicy.RETAIN`), and
   * acknowledge this.
   */
  callNotFollowed: (caller: string, names: readonly string[]) =>
    `${caller} calls what only CloudFormation knows${names.length > 0 ? ` (${names.join(', ')})` : ''}: the version and the permission behind it are `
    + 'not kept for the base release, and what changes behind it reaches everybody. Refer to a version of this app, or acknowledge this once whoever '
    + 'builds the function keeps its versions and permissions.',

  /**
   * A permission for API Gateway tells neither for which API it is, nor what may be invoked: only CloudFormation knows the function. It is not kept
   * for the base release.
   *
   * Give it the `sourceArn` of the API, for instance `api.arnForExecuteApi()`, or name a function, version or alias of this app.
   */
  permissionNotFollowed: (permission: string, names: readonly string[]) =>
    `${permission} lets API Gateway call what only CloudFormation knows (${names.join(', ')}), and has no sourceArn that would tell for which API: `
    + 'it is not kept for the base release, and the driver does not wait for it. Give it the sourceArn of the API, as api.arnForExecuteApi(), or '
    + 'name a function, version or alias of this app.',

  /**
   * No permission lets API Gateway call a function for the released stage, but one does for another stage of the API: requests get 500.
   *
   * `scopePermissionToMethod: false` on the integration, or a permission for the released stage.
   */
  stageNotGranted: (stageName: string, callers: string) =>
    `No permission lets the stage ${stageName} call the function of ${callers}, only other stages of the API: requests would get 500. CDK grants `
    + 'api.deploymentStage alone. Set scopePermissionToMethod: false on the integration, or add a permission for the stage.',

  /**
   * A version with provisioned concurrency, its own or by an `AWS::ApplicationAutoScaling::ScalableTarget`, is kept for the base release: it is
   * billed, and taken out of the account's pool, until it is deleted.
   *
   * Provision an alias, or scale one by target tracking, instead. `cdk-canary prune` takes it off versions that no stage calls any more, and so does
   * `retain: Retain.last(5)` by itself.
   */
  provisionedOnVersion: (version: string, amount: string) =>
    `${version} has provisioned concurrency, and the release keeps versions for the base: each keeps ${amount} provisioned executions, billed and `
    + 'taken out of the account\'s pool, until it is deleted. Take it off versions that no stage calls any more: npx cdk-canary prune, or '
    + 'retain. Or do without provisioned concurrency on versions.',

  /**
   * The APIs with `retain` call more functions than the policy of one role has room for. Versions of the others stay.
   *
   * Delete those from time to time: `npx cdk-canary prune`.
   */
  prunesSomeFunctions: (most: number, left: readonly string[]) =>
    `retain looks after the versions of ${most} functions, for more of which the policy of one role has no room. Those of ${left.length} more stay: `
    + `${left.slice(0, 3).join(', ')}${left.length > 3 ? ' and others' : ''}. Delete what nobody needs of them: npx cdk-canary prune.`,

  /**
   * With `unqualifiedFunctions: PIN`: a route invokes a function asynchronously whose destinations and retries are configured for no version.
   *
   * The same settings in `currentVersionOptions` of the function.
   */
  pinnedAsyncConfig: (method: string) =>
    `${method} invokes a function asynchronously and calls its version now; onFailure, onSuccess, retryAttempts and maxEventAge of the function are `
    + 'configured for calls without a version only. Set the same in currentVersionOptions of the function.',

  /**
   * A `Deployment` has the name of the released stage, and its API is known only at deploy, or the other way round: if it is for the released stage,
   * it moves the stage past the release.
   *
   * Take `stageName` away from it, or acknowledge it if it belongs to another API or stage.
   */
  deploymentMayNameStage: (stageName: string, unknown: 'api' | 'stage') =>
    (unknown === 'api'
      ? `The deployment names a stage ${stageName}, and its API is known only at deploy. If it is the released API`
      : `The deployment of the released API names a stage that is known only at deploy. If it is ${stageName}`)
    + ', this moves production past the release, or puts a canary of its own on the stage. Take stageName and deploymentCanarySettings away from the '
    + `deployment, or acknowledge this if it is another ${unknown === 'api' ? 'API' : 'stage'}.`,

  /**
   * New code makes no new deployment: an explicit `Deployment` follows nothing of the API.
   *
   * `api.latestDeployment`, or `addToLogicalId`, as the message says.
   */
  deploymentDoesNotFollow: () =>
    'An explicit deployment does not follow the methods and functions of the API, so there may be nothing new for the canary to run. '
    + 'Release api.latestDeployment, or add what changes to the logical id: deployment.addToLogicalId({ ... }).',

  /**
   * New code makes no new deployment: the version that the API calls is in a nested stack.
   *
   * `addToLogicalId`, as the message says.
   */
  versionNotFollowed: (version: string) =>
    `${version} is in a nested stack, and CDK makes no new deployment when its code changes: base and canary release would run the same code. `
    + 'Add the version to the logical id of the deployment: api.latestDeployment.addToLogicalId((fn.currentVersion.node.defaultChild as '
    + 'CfnResource).logicalId).',

  /**
   * With a template as `baseline`: this deploy changes something that both releases share.
   *
   * [compatibility.md](compatibility.md#what-both-releases-share).
   */
  sharedChange: (change: string, baseline: string) => `${change} Baseline: ${baseline}.`,

  /**
   * With a `baseline`: requests for a new endpoint that land on the base are served by another route there.
   *
   * [endpoints.md](endpoints.md#what-is-reported).
   */
  shadowedEndpoint: (endpoint: string, share: string, others: string) =>
    `${endpoint} is new; the ${share} are served by ${others} there, so clients meet two different endpoints. `
    + `Deploy it without a canary first, or add '${endpoint}' to exceptEndpoints.`,

  /**
   * With a `baseline`: requests for a removed endpoint that land on the canary are served by another route there.
   *
   * [endpoints.md](endpoints.md#what-is-reported).
   */
  replacedEndpoint: (endpoint: string, share: string, others: string) =>
    `${endpoint} is not in the canary release; the ${share} are served by ${others} there, so clients meet two different endpoints. `
    + `Keep it until production has moved, and remove it in a deploy without a canary, or add '${endpoint}' to exceptEndpoints.`,

  /**
   * With a `baseline`: an endpoint changes its authorization.
   *
   * [endpoints.md](endpoints.md#what-is-reported).
   */
  endpointAuthorization: (endpoint: string, base: string, canary: string) => settingChanged(endpoint, 'authorization', base, canary),

  /**
   * With a `baseline`: an endpoint asks for an API key, or no longer.
   *
   * [endpoints.md](endpoints.md#what-is-reported).
   */
  endpointApiKey: (endpoint: string, base: string, canary: string) => settingChanged(endpoint, 'the API key', base, canary),

  /**
   * With a `baseline`: an endpoint changes what API Gateway validates of its requests.
   *
   * [endpoints.md](endpoints.md#what-is-reported).
   */
  endpointRequestValidation: (endpoint: string, base: string, canary: string) => settingChanged(endpoint, 'request validation', base, canary),

  /**
   * `percentTraffic` is between 0 and 1: 0.1 means one request in a thousand.
   *
   * Write 10 for 10 %.
   */
  percentLooksLikeAShare: (percent: number) => {
    // 0.1 * 100 is 10.000000000000002 in floating point; nobody should read that.
    const meant = Number((percent * 100).toFixed(6));
    return `percentTraffic is ${percent}, that is ${percent} % of the requests. It is a percentage, not a share: write ${meant} for ${meant} %, `
      + 'or acknowledge this warning if you mean less than one percent.';
  },

  /**
   * `stageVariableOverrides` has a variable that the stage does not have, beside others.
   *
   * Correct the name, or declare the variable on the stage, too.
   */
  overrideWithoutVariable: (names: readonly string[], stageName: string, known: readonly string[]) =>
    `stageVariableOverrides has ${names.join(', ')}, and the stage ${stageName} has ${known.join(', ')} only: the base release sees nothing of it. `
    + 'Correct the name, or declare the variable on the stage, too.',

  /**
   * `promote()` with all three options false moves nothing.
   *
   * Take the call away, or leave one of the three out.
   */
  promotesNothing: () =>
    'promote() has updateDeployment, updateStageVariables and resetTraffic false, so it moves nothing. Leave one of them out, or take the call away.',

  /**
   * `resourcePath` has a part that begins with a colon, which is a literal to API Gateway.
   *
   * `{id}` for a parameter.
   */
  colonInPath: (path: string, part: string) =>
    `resourcePath '${path}' has the part '${part}', which is a literal to API Gateway. Write {${part.slice(1)}} for a parameter.`,

  /**
   * An entry of `exceptEndpoints` is an endpoint that neither release has.
   *
   * Correct it, or take it away.
   */
  exceptWithoutEndpoint: (endpoints: readonly string[]) =>
    `exceptEndpoints has ${endpoints.join(', ')}, which neither release serves. Correct the endpoint, or take it away.`,

  /**
   * `useStageCache` on a stage without a cache cluster.
   *
   * `cacheClusterEnabled`, or leave it out.
   */
  useStageCacheWithoutCache: (stageName: string) =>
    `useStageCache is true, but the stage ${stageName} has no cache cluster, so canary requests are not cached. `
    + 'Set cacheClusterEnabled on the stage, or leave useStageCache out.',

  /**
   * The access log goes to Amazon Data Firehose, where no metric filter can count.
   *
   * Log to a log group, or count where the lines arrive.
   */
  noReleaseMetrics: (stageName: string) =>
    `The access log of stage ${stageName} goes to Amazon Data Firehose, where CloudWatch cannot count: metrics of its releases have no data. `
    + 'Log to a log group, or count where the lines arrive.',
};

/** What `cdk synth` notes for information. */
export const NOTES = {
  /**
   * A log line of the driver: the canary is on the deployment that production is on, with the same variables, so it is told apart by nothing.
   *
   * Nothing, if no new code was to be tried yet: the first canary of the guide is one like that.
   */
  sameDeployment: (deployment: string) =>
    `The canary is on deployment ${deployment}, which production is on, with the same stage variables: every request gets the same release.`,

  /**
   * A log line of the driver: a hold, a promotion, an abort or a rollout in the deploy that creates the stage. There is no release before
   * it to keep: CloudFormation puts everybody on this deploy's deployment.
   *
   * Nothing. The next deploy with new code has a base to keep.
   */
  nothingBefore: (action: string) =>
    `${action} has nothing to move in the deploy that creates the stage: everybody gets its deployment. The next deploy keeps it as the base.`,

  /**
   * A log line of the driver, on the way back: somebody had put a canary on the stage that no template declares. Its overrides are not known any
   * more, so it stays off and production serves everybody.
   *
   * Put it back by hand, if it is still wanted.
   */
  foreignCanaryNotRestored: (deployment: string) =>
    `The operation found a canary on deployment ${deployment} that no template declares. It cannot be put back as it was, so it stays off.`,

  /**
   * The steps of a rollout, and how long all of them last.
   *
   * Nothing.
   */
  rolloutSchedule: (stageName: string, steps: readonly string[], minutes: number) =>
    `A rollout of stage ${stageName} takes ${rounded(minutes)} min, and up to a minute more for each step: ${steps.join(', ')}.`,

  /**
   * Endpoints were not compared at synth.
   *
   * Nothing: the deploy compares them. `baseline` compares them at synth, too.
   */
  noEndpointBaseline: () =>
    'Without a baseline, endpoints that only one release serves are found at deploy, by comparing with the live base release. '
    + 'To find them at synth, set baseline.',

  /**
   * Endpoints of the app could not be read at synth.
   *
   * Nothing: the deploy compares them.
   */
  unreadableEndpoints: (api: string, reason: string) =>
    `Endpoints of ${api} cannot be compared with the baseline at synth: ${reason}. They are compared with the live base release at deploy.`,

  /**
   * What both releases share was not compared, or not all of it.
   *
   * The template in the cdk.out that was deployed, with what lies beside it.
   */
  sharedNotCompared: (baseline: string, reason: string) =>
    `What base and canary release share is not compared with the ${baseline}, or not all of it: ${reason}. `
    + 'To compare it, use the template in the cdk.out that was deployed.',

  /**
   * The app sets no role by which API Gateway may write logs. It is one setting for the whole account and region.
   *
   * Nothing if it is set already. Otherwise `cloudWatchRole: true` on one RestApi of the account.
   */
  accountLogRole: (stageName: string) =>
    `Stage ${stageName} logs its requests, which fails with "CloudWatch Logs role ARN must be set in account settings" in an account and region `
    + 'without that role. This app does not set it: if nothing else does, set cloudWatchRole: true on one RestApi.',
};

/** How a rollout ends that was not promoted: the resource of a step, or the promotion, fails. */
export const ROLLOUT_FAILURES = {
  /**
   * A gate said that the canary is worse than the base, or an alarm fired. The canary was put back before the deploy failed.
   *
   * Read the figures, mend the release, deploy again. If the gate is wrong this once: `-c cdk-canary-rest-api:action=skip` releases without steps.
   */
  GateFailed: ({ at, why, stage, figures }: StoppedRollout) => `The canary was stopped ${at}: ${why} ${stage} ${figures} ${RELEASE_ANYWAY}`,

  /**
   * A step had too little data within its time, so nobody knows whether the canary is worse: too few requests, or an alarm without data.
   *
   * Longer steps, a larger percent, or a lower `minimumRequests`. `onInconclusive: PROMOTE` goes on instead.
   */
  RolloutInconclusive: ({ at, why, stage, figures }: StoppedRollout) =>
    `The canary was stopped ${at}: its data did not suffice within the time of the step. ${why} ${stage} ${figures} `
    + `Make the step longer or its percent larger, lower ${inBothNames('minimumRequests')}, or set `
    + `${inBothNames('onInconclusive')} to PROMOTE. ${RELEASE_ANYWAY}`,

  /**
   * In three looks in a row something could not be read: metrics, alarms, or the function of a gate threw.
   *
   * Remove the cause that the message names (often a permission), deploy again.
   */
  CannotMeasure: ({ at, why, stage, figures }: StoppedRollout) =>
    `The canary was stopped ${at}: in three looks in a row it could not be measured. ${why} ${stage} ${figures} `
    + `Remove the cause, then deploy again. ${RELEASE_ANYWAY}`,

  /**
   * A gate has nothing to compare with before the first percent is set: its metrics have no data of the base in the last three hours, or its alarm
   * is not there.
   *
   * Wait until the stage had requests since it has its access log. Deploy a new alarm or metric in a deploy before the one that changes the API.
   */
  GateWithoutData: ({ at, why, stage }: StoppedRollout) =>
    `The rollout was stopped ${at}: a gate has nothing to compare with. ${why} ${stage} `
    + `Deploy again when the stage has had requests; deploy a new alarm or metric before the change that it judges. ${RELEASE_ANYWAY}`,

  /**
   * A step waited for a person, nobody came in time, and its pause says ABORT then.
   *
   * Deploy again, and end the pause: set the percent of the next step on the stage. Or let the pause continue by itself.
   */
  PauseTimedOut: ({ at, why, stage, figures }: StoppedRollout) =>
    `The canary was stopped ${at}: its pause was over. ${why} ${stage} ${figures} To end a pause, set the percent of the next step on the stage.`,

  /**
   * A hook of the rollout threw, did not answer in time, or said FAIL.
   *
   * The log of the hook's function says more. A hook after the promotion that fails lets CloudFormation take the promotion back.
   */
  HookFailed: ({ at, why, stage, figures }: StoppedRollout) => `The rollout was stopped ${at}: ${why} ${stage} ${figures} ${RELEASE_ANYWAY}`,

  /**
   * The canary left the stage while its rollout ran: somebody took it off, which is how a rollout is aborted by hand.
   *
   * Nothing, if you did. Otherwise CloudTrail, event `UpdateStage`, says who.
   */
  AbortedByHand: ({ at, why, stage }: StoppedRollout) => `The rollout was aborted ${at}. ${why} ${stage}`,

  /**
   * The stage is not as the rollout left it: somebody set another percent, canary or deployment. The rollout's own canary was put back.
   *
   * CloudTrail, event `UpdateStage`, says who. While a rollout runs, the stage is changed to abort it, to promote, or to end a pause, and for
   * nothing else.
   */
  ModifiedOutside: ({ at, why, stage }: StoppedRollout) =>
    `The rollout was stopped ${at}, because somebody else changed the stage. ${why} ${stage} CloudTrail, event UpdateStage, says who. Deploy again.`,

  /**
   * The canary left the stage in the very moment in which a step set its percent. What came of it was taken off: it would have been the base beside
   * itself.
   *
   * As for `AbortedByHand`.
   */
  Superseded: ({ at, why, stage }: StoppedRollout) =>
    `The rollout was stopped ${at}: its canary was gone when the percent was set. ${why} ${stage} Deploy again.`,

  /**
   * The promotion got no verdict of its own rollout that lets it promote. A missing verdict is an abort.
   *
   * Deploy again. If it comes back, report it: the steps before have succeeded without a verdict.
   */
  NoVerdict: ({ at, why, stage }: StoppedRollout) =>
    `The canary was not promoted: it has no verdict of this rollout. It was stopped ${at}. ${why} ${stage} Deploy again.`,

  /**
   * A step or the promotion could not begin: its stack could not be read, or the execution that does its work could not be started. Nothing was
   * moved.
   *
   * Remove the cause that the message names, deploy again.
   */
  RolloutNotStarted: (cause: string) => `The step could not begin, and the stage was not moved: ${cause} Remove the cause, then deploy again.`,

  /**
   * A step crashed, also after six repetitions, and its canary was put back: nobody would have judged it.
   *
   * The message has the error of AWS: remove its cause, deploy again.
   */
  RolloutBroken: ({ at, why, stage, figures }: StoppedRollout) =>
    `The rollout could not be judged and was stopped ${at}: ${why} ${stage} ${figures} Remove the cause, then deploy again.`,
};

export const CONDITIONS = { ...ERRORS, ...ENDPOINT_FINDINGS, ...RETENTION_FINDINGS, ...REFUSALS, ...ROLLOUT_FAILURES, ...WARNINGS, ...NOTES };

export type Conditions = typeof CONDITIONS;
export type ConditionId = keyof Conditions;
export type RetentionId = keyof typeof RETENTION_FINDINGS;
export type ErrorId = keyof typeof ERRORS | keyof typeof ENDPOINT_FINDINGS | RetentionId | RefusalId | keyof typeof ROLLOUT_FAILURES;
export type RefusalId = keyof typeof REFUSALS | keyof typeof ENDPOINT_FINDINGS;
export type WarningId = keyof typeof WARNINGS | keyof typeof ENDPOINT_FINDINGS | RetentionId;
export type NoteId = keyof typeof NOTES;

/** Every warning. Some are errors by themselves under other circumstances. */
export const WARNING_IDS = Object.keys({ ...WARNINGS, ...ENDPOINT_FINDINGS, ...RETENTION_FINDINGS }) as readonly WarningId[];

/** What the text of a condition must be told. */
export type Details<Id extends ConditionId> = Parameters<Conditions[Id]>;

/** The text of a condition, without its id. */
export function conditionText<Id extends ConditionId>(id: Id, ...details: Details<Id>): string {
  return (CONDITIONS[id] as (...all: Details<Id>) => string)(...details);
}

/** A refusal in words. */
export interface RefusalText {
  readonly id: RefusalId;
  /** Without the id. */
  readonly text: string;
}

/** A condition under which the driver refuses, in words. */
export function refusalText<Id extends RefusalId>(id: Id, ...details: Details<Id>): RefusalText {
  return { id, text: conditionText(id, ...details) };
}

function unserved({ endpoints, several, share, notMoved }: UnservedEndpoints, how: string, wayOut: string, option: string): string {
  const named = (property: string) => notMoved ? inBothNames(property) : property;
  return `${endpoints} ${several ? 'are' : 'is'} ${how}; the ${share} would get ${UNSERVED_ANSWER}. ${notMoved ? 'The stage was not moved. ' : ''}`
    + `${wayOut}, add ${several ? 'them' : 'it'} to ${named('exceptEndpoints')}, or set ${named(option)} to ALLOW.`;
}

/** A property where nobody knows the caller's language, such as in an event of the stack: `canarySettings (canary_settings)`. */
function inBothNames(property: string): string {
  return `${property} (${property.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)})`;
}

function settingChanged(endpoint: string, setting: string, base: string, canary: string): string {
  return `${endpoint} changes ${setting} from '${base}' to '${canary}'; while the canary is live, a request that one release lets in may be refused `
    + `by the other. Change it in a deploy without a canary, or add '${endpoint}' to exceptEndpoints.`;
}

function abortByHand({ restApiId, stageName }: NamedStage): string {
  return `To take the canary off without a deploy: npx cdk-canary abort --api ${restApiId} --stage ${stageName}.`;
}

function rounded(value: number): string {
  return String(Number(value.toFixed(1)));
}

/** ARNs of versions as people name them: `Shop-Hello-1:42`. */
function shortened(versions: readonly string[]): string {
  const names = versions.slice(0, 3).map((arn) => arn.split(':').slice(-2).join(':'));
  return [...names, ...versions.length > 3 ? [`${versions.length - 3} more versions`] : []].join(', ');
}

function variableValue(value: string | undefined): string {
  return value === undefined ? 'undeclared' : `'${value}'`;
}

/** How a percentage is written that is wrong. */
function rightPercent(got: unknown): string {
  if (got === undefined || got === null) { return 'Write percentTraffic: 15 for 15 %, or leave canarySettings out where no canary is wanted.'; }
  const [, number] = typeof got === 'string' ? /^\s*(\d+(?:\.\d+)?)\s*%?\s*$/.exec(got) ?? [] : [];
  return number === undefined ? 'It is a percentage: write 15 for 15 %.'
    : `Write ${number} without quotes. What comes from the context or the environment is text: Number(...) makes it a number.`;
}

/** How a stage variable is written that has a wrong name or value. */
function rightVariable(name: string, value: unknown): string {
  if (typeof value === 'number' || typeof value === 'boolean') { return `Write '${value}', in quotes.`; }
  return typeof value === 'string' && value !== '' ? 'Change it.' : `Give it such a text, or leave '${name}' out.`;
}

/** A construct, a `Map` or another instance has no JSON, or one that tells nothing. */
function shown(value: unknown): string {
  if (typeof value === 'number' || typeof value === 'bigint') { return String(value); }
  if (typeof value === 'function') { return `the function or class ${value.name}`; }
  const { name } = (typeof value === 'object' && value !== null && Object.getPrototypeOf(value)?.constructor) || Object;
  return ['Object', 'Array', 'Number', 'String', 'Boolean'].includes(name) ? json(value) ?? String(value) : `a ${name}`;
}

/** A construct has no JSON, as it names what it stands in, which names it. */
function json(value: unknown): string | undefined {
  try {
    return JSON.stringify(value);
  } catch {
    return Array.isArray(value) ? 'a list with constructs' : 'an object with constructs';
  }
}

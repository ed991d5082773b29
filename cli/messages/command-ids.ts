import { EXIT, ExitCode } from '../exit-code';
import { wayOut } from '../target/stack-state';

/**
 * What the command says of AWS, of its target and of a release, by the id of the condition.
 *
 * As in lib/messages/ids.ts, a docstring is the documentation: its first paragraph says what is wrong, its second what to do, and both become a row
 * of docs/troubleshooting.md (`npx projen troubleshooting`). Ids are stable. Texts may change.
 */

/** What ends a command before it has a result. */
export const COMMAND_ERRORS = {
  /**
   * There are no credentials: none in the environment, and no profile.
   *
   * `aws sso login`, `--profile`, or the environment of your CI.
   */
  NoCredentials: () => 'There are no AWS credentials: none in the environment, and no profile. Use aws sso login, --profile, or the '
    + 'environment of your CI.',

  /**
   * The profile is in neither of the AWS configuration files.
   *
   * Correct its name. The message lists those that are there.
   */
  UnknownProfile: (profile: string, known: readonly string[]) => `The profile ${profile} is not in the AWS configuration files; ${
    known.length === 0 ? 'there is none' : `there ${known.length === 1 ? 'is' : 'are'} ${known.join(', ')}`}. Name another one by --profile.`,

  /**
   * The credentials were valid once.
   *
   * `aws sso login`, or new credentials.
   */
  ExpiredCredentials: (profile: string | undefined) =>
    `The credentials${profile === undefined ? '' : ` of profile ${profile}`} are not valid, or no longer. `
    + `Renew them, for instance by aws sso login${profile === undefined ? '' : ` --profile ${profile}`}.`,

  /**
   * The profile wants the code of an MFA device, and nobody has given one: there is no terminal to ask in, or the answer was empty.
   *
   * Run the command in a terminal, or put a session's credentials into the environment, for instance those of `aws configure export-credentials`.
   */
  MfaNeeded: (profile: string | undefined) => `The profile ${profile ?? 'default'} wants the code of an MFA device, and there is none: the `
    + 'command asks for it in a terminal only. Put a session into the environment first: '
    + `eval "$(aws configure export-credentials --profile ${profile ?? 'default'} --format env)".`,

  /**
   * AWS did not take the code of the MFA device.
   *
   * A code is good for one use: wait for the next one.
   */
  WrongMfaCode: (profile: string | undefined, said: string) => `AWS did not take the code of the MFA device of profile ${profile ?? 'default'}: `
    + `${said} A code is good for one use: wait for the next one, and try again.`,

  /**
   * No region is set.
   *
   * `--region`, `AWS_REGION`, or a region in the profile.
   */
  NoRegion: () => 'There is no region. Give --region, set AWS_REGION, or a region in the profile.',

  /**
   * The caller may not do what the command needs.
   *
   * `--iam` prints the policy that the command needs. An explicit deny, of an organization for instance, is not lifted by a policy.
   */
  AccessDenied: (action: string, said: string, command: string) =>
    `AWS denied ${action}: ${said} The policy that the command needs: cdk-canary ${command} --iam.`,

  /**
   * AWS takes no more calls at the moment.
   *
   * Wait: API Gateway takes ten calls a second for a whole account, and something else uses them.
   */
  Throttled: (action: string, attempts: number, seconds: number) =>
    `AWS throttled ${action}, tried ${attempts} times in ${seconds} s. API Gateway takes about ten calls a second for a whole account: `
      + 'something else is busy there. Try again.',

  /**
   * The endpoint of AWS cannot be reached.
   *
   * Look at network, proxy and `--endpoint-url`.
   */
  Unreachable: (where: string, why: string, proxy: string | undefined) =>
    `${where} could not be reached (${why}).${proxy === undefined ? '' : ` HTTPS_PROXY is ${proxy}.`} Look at the network, the region, `
      + 'and --endpoint-url.',

  /**
   * AWS answered with an error that has no entry of its own here.
   *
   * The message is that of AWS.
   */
  AwsError: (action: string, said: string, requestId: string | undefined) =>
    `${action} failed: ${said}${requestId === undefined ? '' : ` (request ${requestId})`}`,

  /**
   * The API has no stage of this name, or there is no such API.
   *
   * The message lists the stages that are there, unless they may not be read.
   */
  UnknownStage: (restApiId: string, stageName: string, region: string, stages: readonly string[] | 'no such API' | undefined) => {
    const there = stages === undefined ? '' : stages === 'no such API' ? ' There is no such API.' : ` Stages: ${stages.join(', ') || 'none'}.`;
    return `Stage ${stageName} of API ${restApiId} does not exist in ${region}.${there} Correct --api, --stage or --region.`;
  },

  /**
   * There is no such stack in this account and region.
   *
   * Correct its name, `--region` or `--profile`.
   */
  UnknownStack: (name: string, region: string, account: string, others: readonly string[]) =>
    `Stack ${name} does not exist in ${region} of account ${account}.${others.length === 0 ? '' : ` Stacks here: ${others.join(', ')}.`} `
    + 'Correct the name, --region or --profile.',

  /**
   * The stack has no release of this library, or its release was never created.
   *
   * Name another stack, or deploy this one. `--api` and `--stage` look at a stage without one.
   */
  NoRelease: (stackName: string, status: string, neverCreated: readonly string[]) => neverCreated.length === 0
    ? `Stack ${stackName} has no Custom::CanaryStage, so no canary release. Did you mean --api with --stage?`
    : `Stack ${stackName} is in ${status}, and its Custom::CanaryStage ${neverCreated.join(', ')} was never created. Deploy the stack, or look at a `
      + 'stage by --api with --stage.',

  /**
   * The credentials are those of another account.
   *
   * `--profile` for the account of the stack.
   */
  WrongAccount: (wanted: string, by: string, got: string, caller: string) =>
    `${by} is of account ${wanted}; the credentials are of account ${got} (${caller}). Give --profile for account ${wanted}.`,

  /**
   * The region that the command looks in disagrees with the one in the ARN of the stack, or in cdk.out.
   *
   * Leave `--region` out, or give the one of the message.
   */
  WrongRegion: (wanted: string, by: string, got: string, said: string = '--region') =>
    `${by} is of region ${wanted}; ${said} is ${got}. ${said === '--region' ? 'Leave --region out' : `Give --region ${wanted}`}, or name another `
      + 'stack.',

  /**
   * There are several releases, or there is none by this name.
   *
   * Name one of those in the message, by `--release` or by its stack.
   */
  WhichRelease: (asked: string, known: readonly string[]) =>
    `${asked}; known ${known.length === 1 ? 'is' : 'are'} ${known.join(', ')}. Name one of them.`,

  /**
   * Nothing says which release is meant, and there is no cloud assembly that could.
   *
   * The name of a stack, or `--api` and `--stage`.
   */
  NoTarget: (folder: string) => `There is no cloud assembly with a canary release in ${folder}. Name a stack, or give --api and --stage.`,

  /**
   * The command would ask, and nobody can answer.
   *
   * `--yes` agrees beforehand.
   */
  NeedsYes: (what: string) => `${what} needs an answer, and this is no terminal where somebody can be asked. Look at what is printed `
    + 'above, and add --yes.',

  /**
   * The stage has no canary.
   *
   * Look at it by `cdk-canary status`. It may have been promoted or aborted already.
   */
  NoCanary: (stageName: string, production: string) =>
    `Stage ${stageName} has no canary; production is on ${production}. Nothing was changed. Look at it: cdk-canary status.`,

  /**
   * The canary is on production's own deployment, so there is nothing to promote.
   *
   * `cdk-canary remove` takes it off the stage.
   */
  CanaryIsProduction: (deploymentId: string) =>
    `The canary is on production's own deployment ${deploymentId}: there is nothing to promote. Nothing was changed. Take it off: cdk-canary remove.`,

  /**
   * What would become production calls a version that is gone, or that API Gateway may not call: everybody would get 500.
   *
   * Of a canary: abort, and deploy again. Of a deployment of before: `--to` names an older one, or deploy the code of then.
   */
  VersionMissing: (kind: 'canary' | 'deployment', deploymentId: string, calls: readonly string[]) =>
    `The ${kind} ${deploymentId} calls ${calls.join(', ')}, which does not exist or may not be called: as production its routes would answer 500 to `
      + `everybody. Nothing was changed. ${kind === 'canary' ? 'Abort it, and deploy again: cdk-canary abort.'
        : 'Name another one by --to, or deploy the code of then.'}`,

  /**
   * The history of the stack names no deployment that production was on before this one.
   *
   * `--to` names a deployment of the API. Events of a stack are kept for about 90 days.
   */
  NothingBefore: (production: string, canary?: string) =>
    `The events of the stack name no deployment that production was on before ${production}. Nothing was changed. Name one by --to; the API lists `
      + `them: aws apigateway get-deployments.${canary === undefined ? '' : ` The canary ${canary} is taken off by cdk-canary abort.`}`,

  /**
   * The API has no such deployment, or has it no more.
   *
   * Name another one by `--to`.
   */
  NoSuchDeployment: (deploymentId: string, wasProduction: boolean) =>
    `${wasProduction ? `Production was on ${deploymentId} before, and the API does not have it any more.`
      : `The API has no deployment ${deploymentId}.`} Nothing was changed. Name another one by --to: aws apigateway get-deployments lists them.`,

  /**
   * Nothing tells whether everything that the deployment of before calls still exists and may be called.
   *
   * Deploy the code of then, which is sure. `--force` goes back all the same: the stage is looked at right after, and is put back when a version is
   * missing.
   */
  CannotVerify: (deploymentId: string, missingRights: readonly string[]) =>
    `What ${deploymentId} calls ${missingRights.length === 0 ? 'is not known' : `cannot be looked at without ${missingRights.join(', ')}`}: nobody `
      + 'can say that it still answers. Nothing was changed. Deploy the code of then, or add --force: what it calls is looked at right after, and '
      + 'production comes back if something is missing.',

  /**
   * Production went back to a deployment that calls a version which is gone, and it is still there: somebody else has changed the stage meanwhile, or
   * AWS did not let the command put production back.
   *
   * The message says what is live, and how production gets back to where it was.
   */
  NotPutBack: (deploymentId: string, calls: readonly string[], why: string, now: string, way: string) =>
    `${deploymentId} calls ${calls.join(', ')}, which does not exist or may not be called: as production its routes answer 500. Production was `
      + `not put back: ${why} It is now: ${now}. Where it was before: ${way}.`,

  /**
   * Production went back to a deployment, and nobody could look at what it calls, neither before nor afterwards.
   *
   * `cdk-canary doctor` looks again. The message says how production gets back to where it was.
   */
  NotLookedAt: (deploymentId: string, said: string, look: string, way: string) =>
    `Production is on ${deploymentId}, and whether what it calls exists is not known: ${said} Look again: ${look}. Where production was `
      + `before: ${way}.`,

  /**
   * What was asked for is done, and the command could not stay with the deploy that is running, so nobody knows whether the deploy leaves it so.
   *
   * Look at the stage by `cdk-canary status` when the deploy has ended. Repeating an abort does no harm.
   */
  WatchLost: (done: string, said: string) =>
    `${done}. Whether the deploy leaves it so is not known: ${said} Look at it when the deploy has ended: cdk-canary status.`,

  /**
   * Production went back to a deployment that calls a version which is gone, and was put back within a second or two.
   *
   * Name another deployment by `--to`, or deploy the code of then.
   */
  PutBackAgain: (deploymentId: string, calls: readonly string[], seconds: string, now: string) =>
    `${deploymentId} calls ${calls.join(', ')}, which does not exist or may not be called. Production was on it for ${seconds} s. Now ${now}. Name `
      + 'another one by --to, or deploy the code of then.',

  /**
   * CloudFormation is changing the stack, and may be moving the stage this moment.
   *
   * `--wait` waits until it has ended. `cdk-canary abort` works at any time.
   */
  StackBusy: (status: string) =>
    `The stack is in ${status}: CloudFormation moves the stage itself. Nothing was changed. Add --wait, and the command waits for it. Only `
      + 'cdk-canary abort works meanwhile.',

  /**
   * A deploy has failed, and is not over (`UPDATE_ROLLBACK_FAILED`, or `UPDATE_FAILED` after `cdk deploy --no-rollback`): what takes it back sets the
   * stage again, and deletes what it brought.
   *
   * Remove the cause, and continue: `npx cdk rollback`. Meanwhile `cdk-canary abort` works, and `cdk-canary rollback` to a deployment that is older
   * than the deploy.
   */
  StackUnsettled: (stackName: string, status: string) =>
    `Stack ${stackName} is in ${status}: a deploy has failed and is not over, so what it still needs, and what of it stays, cannot be told. Nothing `
      + `was changed. Remove the cause, ${wayOut(stackName, status)}.`,

  /**
   * Only a stack tells which deployments and versions are its own.
   *
   * Name the stack instead of an API.
   */
  NeedsStack: () => 'Only a stack tells which deployments and versions are its own. Nothing was changed. Name the stack of the release instead '
    + 'of --api.',

  /**
   * The stack is nested in another one, and only that one knows what its operations need.
   *
   * Name the outer stack.
   */
  UseRootStack: (stackName: string, rootId: string) => `Stack ${stackName} is nested in another one. Nothing was changed. Name that: ${rootId}.`,

  /**
   * A deletion was sent, its answer was lost, and what it was about is still there.
   *
   * Run `cdk-canary prune` again. What is gone already does no harm.
   */
  DeletionUnknown: (said: string) => `A deletion was sent, and what becomes of it is not known: ${said} Run it again: cdk-canary prune.`,

  /**
   * A rollout moves the canary in steps, and takes any other change of its percent for meddling.
   *
   * `cdk-canary abort` and `cdk-canary promote` are understood at any time of a rollout. While a step waits for a person, `cdk-canary set-percent`
   * with the percentage of the next step ends the pause.
   */
  RolloutDrives: (goesOnAt: number | undefined) =>
    'A rollout moves the canary, and would fail by this change ([ModifiedOutside]). Nothing was changed. It understands cdk-canary abort and '
      + `cdk-canary promote at any time. ${goesOnAt === undefined ? 'No step waits for a person now: cdk-canary status says when one does.'
        : `Its step waits for a person: cdk-canary set-percent ${goesOnAt} goes on.`}`,

  /**
   * The canary gets requests, so taking it off is an abort.
   *
   * Say what you mean: `cdk-canary abort`, or `cdk-canary promote`.
   */
  UseAbort: (deploymentId: string, percent: number) =>
    `The canary ${deploymentId} gets ${percent} % of the requests. Nothing was changed. cdk-canary abort takes it off, cdk-canary promote keeps it.`,

  /**
   * The canary on the stage is not the one of `--if-canary`: somebody has moved the stage since you looked.
   *
   * Look again by `cdk-canary status`.
   */
  IfCanary: (wanted: string, found: string | undefined) =>
    `${found === undefined ? 'There is no canary' : `The canary is ${found}`}, and --if-canary says ${wanted}: somebody has moved the stage. `
      + 'Nothing was changed. Look at it: cdk-canary status.',

  /**
   * Production is not on the deployment of `--if-production`: somebody has moved the stage since you looked.
   *
   * Look again by `cdk-canary status`.
   */
  IfProduction: (wanted: string, found: string) =>
    `Production is on ${found}, and --if-production says ${wanted}: somebody has moved the stage. Nothing was changed. Look at it: `
      + 'cdk-canary status.',

  /**
   * The canary is worse than the base, and `--yes` alone does not promote such a canary.
   *
   * Look at the figures by `cdk-canary status`. Add `--although-worse` if you want it all the same.
   */
  CanaryWorse: (deploymentId: string) =>
    `The canary ${deploymentId} is worse than the base, so --yes alone does not promote it. Nothing was changed. Abort it: cdk-canary abort. Or add `
      + '--although-worse.',

  /**
   * Somebody else changed the stage while the command was at work.
   *
   * Look at the stage by `cdk-canary status`, then decide anew.
   */
  ChangedMeanwhile: (what: string, why = 'Somebody else changed the stage meanwhile.') => `${why} ${what} Look at it: cdk-canary status.`,

  /**
   * The call was sent, and neither its answer nor the stage tells whether it had an effect.
   *
   * Look at the stage by `cdk-canary status`. Repeating an abort does no harm.
   */
  OutcomeUnknown: (said: string) => `The change was sent, and what became of it is not known: ${said} Look at the stage: cdk-canary status.`,
} satisfies Record<string, (...details: never[]) => string>;

/** What the doctor finds, and status names. */
export const DOCTOR_FINDINGS = {
  /**
   * The base release calls a version that does not exist: its routes answer 500.
   *
   * Promote, or go back to a deployment whose versions exist.
   */
  BaseVersionMissing: (called: string, deploymentId: string, percent: number, target: string) =>
    `The base ${deploymentId} calls ${called}, which does not exist: its routes answer 500 to ${percent} % of the requests. Promote the `
      + `canary, or go back: npx cdk-canary rollback ${target}.`,

  /**
   * The canary calls a version that does not exist: its routes answer 500.
   *
   * Abort, and deploy again.
   */
  CanaryVersionMissing: (called: string, deploymentId: string, percent: number, target: string) =>
    `The canary ${deploymentId} calls ${called}, which does not exist: its routes answer 500 to ${percent} % of the requests. Abort it: `
      + `npx cdk-canary abort ${target}.`,

  /**
   * API Gateway may not call a function of the base release.
   *
   * Give the permission back, for instance by a deploy of the commit that is in production.
   */
  BaseNotCallable: (called: string, deploymentId: string) =>
    `The base ${deploymentId} calls ${called}, whose policy does not let API Gateway call it for this API. Deploy the commit again that `
      + 'is in production.',

  /**
   * API Gateway may not call a function of the canary.
   *
   * Abort, and deploy again.
   */
  CanaryNotCallable: (called: string, deploymentId: string, target: string) =>
    `The canary ${deploymentId} calls ${called}, whose policy does not let API Gateway call it for this API. Abort it: `
      + `npx cdk-canary abort ${target}.`,

  /**
   * The rollback of the stack failed.
   *
   * Remove the cause, then continue it. Never skip `Custom::CanaryStage`: it takes the stage back.
   */
  RollbackFailed: (stackName: string, resources: string) =>
    `Stack ${stackName} is in UPDATE_ROLLBACK_FAILED (${resources}). Remove the cause, then: npx cdk rollback ${stackName}. Never skip `
      + 'Custom::CanaryStage.',

  /**
   * A deploy has failed and is not over, such as one with `cdk deploy --no-rollback` (`UPDATE_FAILED`).
   *
   * Remove the cause, then `npx cdk rollback`, or deploy again. What the deploy brought may still go: until then only `cdk-canary abort` changes the
   * stage, and `cdk-canary rollback` to a deployment that is older than the deploy.
   */
  StackFailed: (stackName: string, status: string, resources: string) =>
    `Stack ${stackName} is in ${status} (${resources}): a deploy has failed and is not over. Remove the cause, ${wayOut(stackName, status)}.`,

  /**
   * A canary gets requests, and the template in force has none, or another one.
   *
   * Take it off, or promote it.
   */
  CanaryNotInTemplate: (deploymentId: string, percent: number, since: string | undefined, target: string) =>
    `A canary ${deploymentId} gets ${percent} % of the requests${since === undefined ? '' : `, since ${since} at the latest`}, and the template in `
      + `force does not ask for it. Take it off: npx cdk-canary abort ${target}.`,

  /**
   * The canary is older than production.
   *
   * Somebody moved production past it. Abort it, or promote it if it is what you want.
   */
  InverseCanary: (canary: string, base: string, target: string) => `The canary ${canary} is older than production ${base}: promoting it would go `
    + `back. Unless that is what you want: npx cdk-canary abort ${target}.`,

  /**
   * Somebody took the canary of the template in force off the stage.
   *
   * `cdk deploy -c cdk-canary-rest-api:action=abort` makes the template agree.
   */
  AbortedByHand: (deploymentId: string, aborting: string) =>
    `The canary ${deploymentId} of the template in force is not on the stage: somebody took it off. ${aborting} makes the template agree.`,

  /**
   * Somebody has moved production since the last deploy: promoted a canary, or gone back.
   *
   * Look at what the next deploy makes of it, in `status`.
   */
  PromotedByHand: (deploymentId: string, left: string) => `Production is on ${deploymentId}, and the last deploy left it on ${left}: somebody has `
    + 'moved it. Look at what the next deploy makes of it.',

  /**
   * The canary has another percentage than the template in force.
   *
   * The next deploy of the stage sets it back.
   */
  PercentByHand: (live: number, declared: number) => `The canary gets ${live} %, the template in force says ${declared} %. The next `
    + `deploy of the stage sets ${declared} %.`,

  /**
   * The base release calls a function without a version or an alias: it runs what was uploaded last.
   *
   * Integrate `currentVersion`, or set `unqualifiedFunctions: PIN`.
   */
  UnqualifiedFunction: (called: string) => `The base calls ${called} without a version: it runs what was uploaded last, the canary's `
    + 'code. Integrate its currentVersion.',

  /**
   * Routes that only one of the two releases serves.
   *
   * Requests that land on the other one get 403. Release new routes without a canary.
   */
  OneSidedRoutes: (release: 'base' | 'canary', routes: string, percent: number) =>
    `Only the ${release} serves ${routes}: ${percent} % of the requests for it get 403 (Missing Authentication Token).`,

  /**
   * The canary is on production's own deployment: nothing is tested.
   *
   * Deploy new code, or take `canarySettings` away.
   */
  SameDeployment: (deploymentId: string) => `The canary is on production's own deployment ${deploymentId}: nothing is tested. Deploy new `
    + 'code, or take canarySettings away.',

  /**
   * The canary is older than three days.
   *
   * Decide: promote or abort. `release.addAlarms()` reminds you of the next one.
   */
  CanaryHeldLong: (age: string, target: string) => `The canary is ${age} old. Decide: npx cdk-canary promote ${target}, or npx cdk-canary abort `
    + `${target}.`,

  /**
   * Provisioned concurrency on a version that no stage of the API calls.
   *
   * It costs money and takes from the function's reserved concurrency. `cdk-canary prune` deletes it, unless something else may call the version. The
   * costs are those of the instances alone, at the prices of us-east-1 (x86), when they are kept for a whole month.
   */
  ProvisionedIdle: (called: string, instances: number, dollarsAMonth: string | undefined, target: string) =>
    `${called} keeps ${instances} provisioned instance${instances === 1 ? '' : 's'}`
    + `${dollarsAMonth === undefined ? '' : `, about $${dollarsAMonth} a month`}, and no stage of the API calls it. `
    + `See what else nobody needs, and delete it: npx cdk-canary prune ${target}.`,

  /**
   * Many deployments or versions of before are retained.
   *
   * They cost nothing by themselves. Lambda's storage for code has a limit in each region. `cdk-canary prune` says which of them nobody needs.
   */
  SupersededMany: (what: string, target: string) => `${what} are retained. They cost nothing by themselves; the storage for code of a region has a `
    + `limit. See which of them nobody needs: npx cdk-canary prune ${target}.`,

  /**
   * The policy of a function or version is nearly full: AWS takes 20 kB.
   *
   * The next route may not get its permission. Use `scopePermissionToMethod: false`, or a role in `credentials`.
   */
  PolicyNearlyFull: (called: string, kilobytes: string) => `The policy of ${called} has ${kilobytes} of 20 kB. Use `
    + 'scopePermissionToMethod: false before the next route does not fit.',

  /**
   * Filters count this stage, and its access log has no mark of ours.
   *
   * Deploy the stage again. Somebody has changed its access log.
   */
  LogNotMarked: (stageName: string) => `Filters count the requests of stage ${stageName}, and its access log does not have their mark: `
    + 'nothing is counted. Deploy the stage again.',

  /**
   * API Gateway has no role by which it may write access logs in this account and region.
   *
   * `cloudWatchRole: true` on one RestApi.
   */
  NoAccountLogRole: () => 'API Gateway has no role to write logs with, in this account and region. Set cloudWatchRole: true on one RestApi.',

  /**
   * The access log has lines of the last 15 minutes, and no filter has counted any.
   *
   * Look at the filters of the log group.
   */
  NoMetricData: (minutes: number) => `The access log has lines of the last ${minutes} min, and the metrics have none. Look at the filters `
    + 'of the log group.',

  /**
   * A filter on the access log finds other lines than it should.
   *
   * The counts are wrong. Deploy the release again, and tell us.
   */
  FilterDoesNotMatch: (filter: string, line: string, isFound: boolean) =>
    `The filter ${filter} ${isFound ? 'finds' : 'does not find'} the line ${line}, and it should${isFound ? ' not' : ''}: what it counts is wrong.`,

  /**
   * The share of requests that the canary got is not the one that is set.
   *
   * The split may be minutes old, or a part of the requests is not in the log.
   */
  SplitOff: (measured: string, set: number, requests: string) => `The canary got ${measured} of ${requests} requests, and ${set} % are `
    + 'set. Look at the log of the stage: are the lines of both releases in it?',
} satisfies Record<string, (...details: never[]) => string>;

export type FindingId = keyof typeof DOCTOR_FINDINGS;
export type FindingDetails<Id extends FindingId> = Parameters<typeof DOCTOR_FINDINGS[Id]>;

/** What was found, in words. */
export function findingText<Id extends FindingId>(id: Id, ...details: FindingDetails<Id>): string {
  return (DOCTOR_FINDINGS[id] as (...all: FindingDetails<Id>) => string)(...details);
}

export type CommandErrorId = keyof typeof COMMAND_ERRORS;
export type CommandErrorDetails<Id extends CommandErrorId> = Parameters<typeof COMMAND_ERRORS[Id]>;

/** How a command ends that cannot go on. */
const EXITS: { readonly [Id in CommandErrorId]: ExitCode } = {
  NoCredentials: EXIT.AWS,
  UnknownProfile: EXIT.AWS,
  ExpiredCredentials: EXIT.AWS,
  MfaNeeded: EXIT.AWS,
  WrongMfaCode: EXIT.AWS,
  NoRegion: EXIT.AWS,
  AccessDenied: EXIT.AWS,
  Throttled: EXIT.AWS,
  Unreachable: EXIT.AWS,
  AwsError: EXIT.AWS,
  UnknownStage: EXIT.WRONG_INPUT,
  UnknownStack: EXIT.WRONG_INPUT,
  NoRelease: EXIT.WRONG_INPUT,
  WrongAccount: EXIT.WRONG_INPUT,
  WrongRegion: EXIT.WRONG_INPUT,
  WhichRelease: EXIT.WRONG_INPUT,
  NoTarget: EXIT.WRONG_INPUT,
  NeedsYes: EXIT.WRONG_INPUT,
  NoCanary: EXIT.NO,
  CanaryIsProduction: EXIT.NO,
  VersionMissing: EXIT.NO,
  NothingBefore: EXIT.NO,
  NoSuchDeployment: EXIT.WRONG_INPUT,
  CannotVerify: EXIT.NO,
  PutBackAgain: EXIT.NO,
  NotPutBack: EXIT.CHANGED,
  NotLookedAt: EXIT.CHANGED,
  WatchLost: EXIT.CANNOT_TELL,
  StackBusy: EXIT.NO,
  StackUnsettled: EXIT.NO,
  NeedsStack: EXIT.WRONG_INPUT,
  UseRootStack: EXIT.WRONG_INPUT,
  DeletionUnknown: EXIT.CHANGED,
  RolloutDrives: EXIT.NO,
  UseAbort: EXIT.NO,
  IfCanary: EXIT.NO,
  IfProduction: EXIT.NO,
  CanaryWorse: EXIT.NO,
  ChangedMeanwhile: EXIT.CHANGED,
  OutcomeUnknown: EXIT.CHANGED,
};

/** What ends a command, with its exit code. The message ends in the id of the condition. */
export class CommandError extends Error {
  constructor(readonly id: CommandErrorId, readonly text: string, readonly exitCode: ExitCode) {
    super(`${text} [${id}]`);
    this.name = 'CommandError';
  }
}

export function commandError<Id extends CommandErrorId>(id: Id, ...details: CommandErrorDetails<Id>): CommandError {
  return new CommandError(id, (COMMAND_ERRORS[id] as (...all: CommandErrorDetails<Id>) => string)(...details), EXITS[id]);
}

/** What a message suggests, as it has to be typed for this target. Whole command lines stay as they are. */
export function copyable(text: string, target: string): string {
  return text.replace(/(?<!npx )cdk-canary (?:set-percent [\d.]+\b|[a-z]+(?![\w-]))(?! --| \S+ --)/g, (command) => `npx ${command} ${target}`);
}

/** The same error, whose commands are those for this target. */
export function forTarget(error: unknown, target: string): unknown {
  return error instanceof CommandError ? new CommandError(error.id, copyable(error.text, target), error.exitCode) : error;
}

/** How a command may end without having changed anything. */
const UNCHANGED_EXITS: readonly ExitCode[] = [EXIT.NO, EXIT.WRONG_INPUT, EXIT.AWS];

/** The same error, which says that nothing was changed. For commands that change something, as long as they have not. */
export function withoutChange(error: unknown): unknown {
  const isToSay = error instanceof CommandError && UNCHANGED_EXITS.includes(error.exitCode) && !error.text.includes('Nothing was changed.');
  return isToSay ? new CommandError(error.id, `${error.text} Nothing was changed.`, error.exitCode) : error;
}

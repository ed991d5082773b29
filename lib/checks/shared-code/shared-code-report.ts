import { CfnElement, CfnResource, Stack } from 'aws-cdk-lib';
import { AssemblyResources, Target } from '../../construct-tree/assembly-resources';
import { Caller, callersOf } from '../../construct-tree/callers';
import { CalledCode, calledCode, completed } from '../../endpoints/called-code';
import { addError, addLateWarning } from '../../messages/annotations';
import { invalidInput } from '../../messages/invalid-input';
import { UnqualifiedFunctions } from '../../release/unqualified-functions';
import { CheckedRelease } from '../checked-release';
import { isKept } from '../retained/retained-check';

type Variables = Readonly<Record<string, string>>;

/** What a caller calls, as each of the two releases sees it. */
interface Call {
  readonly caller: Caller;
  readonly base: CalledCode;
  /** Whether a stage variable leads the canary to something else. */
  readonly differs: boolean;
  readonly targets: readonly Target[];
  readonly text: string;
}

/**
 * Warns of routes and authorizers whose code cannot be canaried: base and canary release would call the same function, so new code
 * reaches everybody at once. Acknowledgeable, because it may be meant so.
 */
export function reportSharedCode(release: CheckedRelease, resources: AssemblyResources): Error[] {
  const calls = callsOf(release, resources);
  for (const { caller, base, differs } of calls) {
    if (!differs && base.kind === 'function') { reportUnqualified(caller, release); }
    if (!differs && base.kind === 'alias' && release.isCanaried()) { addLateWarning(caller.construct, 'sharedAlias', caller.name); }
  }
  reportLeftAliases(calls, resources);
  return release.isHeld() ? versionsInVariables(release, calls, resources) : [];
}

function reportUnqualified({ construct, resource, name }: Caller, { unqualifiedFunctions, pins, isCanaried }: CheckedRelease): void {
  const reason = pins?.reasonFor(resource, name);
  if (unqualifiedFunctions === UnqualifiedFunctions.REJECT) { return addError(construct, 'UnqualifiedFunction', name); }
  if (reason === undefined) { return addLateWarning(construct, 'unqualifiedFunction', name); }
  if (isCanaried()) { addError(construct, 'NotPinned', name, reason); } else { addLateWarning(construct, 'NotPinned', name, reason); }
}

/** Functions and aliases that both releases call, by logical id: they are shared whatever becomes of them. */
export function sharedLogicalIds(release: CheckedRelease, resources: AssemblyResources): Set<string> {
  return new Set(callsOf(release, resources).flatMap(({ base, differs, targets }) =>
    !differs && (base.kind === 'function' || base.kind === 'alias') && base.target !== undefined ? [logicalIdOf(targets[base.target].element)] : []));
}

function callsOf(release: CheckedRelease, resources: AssemblyResources): Call[] {
  const base = literalVariables(release, resources);
  const canary: Variables = { ...base, ...release.isCanaried() ? release.overrides : {} };
  return callersOf(release.api, resources).flatMap((caller): Call[] => {
    const { text, targets } = resources.textIn(caller.uri, caller.resource);
    const code = calledCode(text, base, (target) => typeOf(targets[target]?.element));
    return code ? [{ caller, base: code, differs: completed(text, base) !== completed(text, canary), targets, text }] : [];
  });
}

/** The stage's variables whose value is known. */
function literalVariables({ stage }: CheckedRelease, resources: AssemblyResources): Variables {
  return Object.fromEntries(Object.entries<unknown>(resources.propertiesOf(stage).Variables ?? {})
    .filter((entry): entry is [string, string] => typeof entry[1] === 'string'));
}

/** An alias that the base names by a stage variable, and that is no longer among the aliases of its function. */
function reportLeftAliases(calls: readonly Call[], resources: AssemblyResources): void {
  for (const { caller, base, targets } of calls) {
    if (base.kind !== 'alias' || base.name === undefined || base.ofFunction === undefined) { continue; }
    const fn = targets[base.ofFunction].element;
    const aliases = resources.ofType('AWS::Lambda::Alias').filter((alias) => resources.targetsIn(resources.propertiesOf(alias).FunctionName, alias)
      .some(({ element }) => element === fn));
    // One that a permission of the API names is kept when it leaves (keep-base-alive.ts), and so are its siblings.
    const isLeft = aliases.length > 0 && !aliases.some((alias) => resources.propertiesOf(alias).Name === base.name || isKept(alias, resources));
    if (isLeft) { addLateWarning(caller.construct, 'aliasNotInApp', caller.name, base.name, fn.node.path); }
  }
}

/** The base sees the stage's variables: one that holds the version of today's code moves everybody. */
function versionsInVariables({ release, stage, stageName }: CheckedRelease, calls: readonly Call[], resources: AssemblyResources): Error[] {
  const variables = Object.entries<unknown>(resources.propertiesOf(stage).Variables ?? {});
  return variables
    .filter(([name, value]) => calls.some(({ text }) => text.includes(`\${stageVariables.${name}}`))
      && resources.targetsIn(value, stage).some(({ element }) => typeOf(element) === 'AWS::Lambda::Version'))
    .map(([name]) => invalidInput(release, 'VersionInStageVariable', name, stageName));
}

function typeOf(element: CfnElement | undefined): string | undefined {
  return element && CfnResource.isCfnResource(element) ? element.cfnResourceType : undefined;
}

function logicalIdOf(element: CfnElement): string {
  return Stack.of(element).resolve(element.logicalId);
}

import { unknownComparisons } from './choice';
import { ChoiceState, Definition, DefinitionNotPlayed, InvalidDefinition, Json, State } from './definition';
import { stepsOf } from './json-path';
import { pathsOf } from './payload-template';

const EVERYWHERE = ['Type', 'Comment'];
const WITH_DATA = [...EVERYWHERE, 'InputPath', 'OutputPath'];
const WITH_NEXT = [...WITH_DATA, 'Next', 'End'];

/** The fields of each kind of state that the engine plays. */
const FIELDS: { readonly [T in State['Type']]: readonly string[] } = {
  Task: [...WITH_NEXT, 'Resource', 'Parameters', 'ResultSelector', 'ResultPath', 'TimeoutSeconds', 'Retry', 'Catch'],
  Wait: [...WITH_NEXT, 'Seconds', 'SecondsPath', 'Timestamp', 'TimestampPath'],
  Choice: [...WITH_DATA, 'Choices', 'Default'],
  Pass: [...WITH_NEXT, 'Result', 'Parameters', 'ResultPath'],
  Succeed: WITH_DATA,
  Fail: [...EVERYWHERE, 'Error', 'ErrorPath', 'Cause', 'CausePath'],
};

/** What AWS has besides. */
const OTHER_TYPES = ['Parallel', 'Map'];
const TOP_FIELDS = ['Comment', 'StartAt', 'States', 'TimeoutSeconds', 'Version'];
const RETRIER_FIELDS = ['ErrorEquals', 'IntervalSeconds', 'MaxAttempts', 'BackoffRate', 'MaxDelaySeconds', 'JitterStrategy', 'Comment'];
const CATCHER_FIELDS = ['ErrorEquals', 'Next', 'ResultPath', 'Comment'];

/** The integration that invokes a Lambda function and waits for its result. */
export const LAMBDA_INVOKE = /^arn:[^:]+:states:::lambda:invoke$/;
export const LAMBDA_FUNCTION = /^arn:[^:]+:lambda:[^:]+:[^:]+:function:/;

/**
 * Reads the definition of a state machine.
 *
 * @throws InvalidDefinition when AWS would refuse it @throws DefinitionNotPlayed when it has something that the engine does not play
 * @see https://states-language.net/spec.html
 */
export function readDefinition(text: string): Definition {
  const value = parse(text) as Partial<Definition>;
  if (typeof value.StartAt !== 'string' || typeof value.States !== 'object' || value.States === null) {
    throw new InvalidDefinition('it must have StartAt and States.');
  }
  const definition = value as Definition;
  const unplayed = playedFields('the state machine', definition, TOP_FIELDS);
  checkTargets(definition);
  if (unplayed !== undefined) { throw unplayed; }
  for (const [name, state] of Object.entries(definition.States)) { checkState(name, state); }
  return definition;
}

function parse(text: string): Json {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) { return value as Json; }
  } catch {
    // Whatever isn't a JSON object is refused alike.
  }
  throw new InvalidDefinition('it must be a JSON object.');
}

/** Every state that is named must exist, and every state must say what follows. */
function checkTargets({ StartAt, States }: Definition): void {
  const exists = (target: string, from: string): void => {
    if (!Object.hasOwn(States, target)) { throw new InvalidDefinition(`MISSING_TRANSITION_TARGET: Missing 'Next' target: ${target} at ${from}.`); }
  };
  exists(StartAt, 'StartAt');
  for (const [name, state] of Object.entries(States)) {
    const { Type: type, Next, End, Default, Choices = [], Catch = [] } = state as Partial<Record<string, any>>;
    if (!Object.hasOwn(FIELDS, String(type)) && !OTHER_TYPES.includes(String(type))) {
      throw new InvalidDefinition(`the state ${name} has no valid Type, got ${String(type)}.`);
    }
    if (type === 'Choice' && Choices.length === 0) { throw new InvalidDefinition(`the state ${name} must have Choices.`); }
    const ends = type === 'Choice' || type === 'Succeed' || type === 'Fail';
    if (!ends && (Next === undefined) === (End !== true)) { throw new InvalidDefinition(`the state ${name} must have either Next or End.`); }
    for (const target of [Next, Default, ...Choices.map((each: any) => each.Next), ...Catch.map((each: any) => each.Next)]) {
      if (target !== undefined) { exists(target, name); }
    }
  }
}

function checkState(name: string, state: State): void {
  if (!Object.hasOwn(FIELDS, state.Type)) {
    throw new DefinitionNotPlayed(`the state ${name} has the type ${state.Type}; it plays ${Object.keys(FIELDS).join(', ')}.`);
  }
  const failure = playedFields(`the state ${name}`, state, FIELDS[state.Type]);
  if (failure !== undefined) { throw failure; }
  checkPaths(state);
  if (state.Type === 'Choice') { checkChoices(name, state); }
  if (state.Type !== 'Task') { return; }
  if (!LAMBDA_INVOKE.test(state.Resource) && !LAMBDA_FUNCTION.test(state.Resource)) {
    throw new DefinitionNotPlayed(`the state ${name} calls ${state.Resource}; it plays Lambda functions and the integration lambda:invoke.`);
  }
  for (const [each, fields] of [
    ...(state.Retry ?? []).map((one) => [one, RETRIER_FIELDS] as const), ...(state.Catch ?? []).map((one) => [one, CATCHER_FIELDS] as const),
  ]) {
    const unplayed = playedFields(`the state ${name}`, each, fields);
    if (unplayed !== undefined) { throw unplayed; }
    // AWS has no wildcards: "Lambda.*" matches an error of this very name only, which is surely not meant.
    if (each.ErrorEquals.some((error) => error.includes('*'))) {
      throw new DefinitionNotPlayed(`ErrorEquals of ${name} has a wildcard, got ${each.ErrorEquals.join(', ')}.`);
    }
  }
}

function checkChoices(name: string, { Choices }: ChoiceState): void {
  const unknown = Choices.flatMap(unknownComparisons);
  if (unknown.length > 0) { throw new DefinitionNotPlayed(`the state ${name} compares by ${unknown.join(', ')}.`); }
}

/** Reads each path once, so that one that is not played is found before an execution meets it. */
function checkPaths(state: State): void {
  const { Parameters, ResultSelector, Choices = [], ...fields } = state as Partial<Record<string, any>>;
  const variables = Choices.flatMap((rule: Json) => variablesOf(rule));
  const own = Object.entries(fields).filter(([name, value]) => name.endsWith('Path') && value !== null).map(([, value]) => String(value));
  for (const path of [...own, ...variables, ...pathsOf(Parameters), ...pathsOf(ResultSelector)]) { stepsOf(path); }
}

function variablesOf(rule: Json): string[] {
  if (typeof rule !== 'object' || rule === null) { return []; }
  return Object.entries(rule).flatMap(([name, value]) => (name === 'Variable' ? [String(value)] : variablesOf(value)));
}

function playedFields(what: string, value: object, fields: readonly string[]): DefinitionNotPlayed | undefined {
  const unknown = Object.keys(
    value,
  ).filter((field) => !fields.includes(field) && !(field === 'QueryLanguage' && (value as Record<string, unknown>)[field] === 'JSONPath'));
  return unknown.length === 0 ? undefined : new DefinitionNotPlayed(`${what} has ${unknown.join(', ')}; it plays ${fields.join(', ')}.`);
}

import { stateMachineDefinition } from '../../../lib/rollout/contract';
import { DefinitionNotPlayed, InvalidDefinition } from '../../../rehearsal/step-functions/definition';
import { readDefinition } from '../../../rehearsal/step-functions/read-definition';

const FUNCTION = 'arn:aws:lambda:us-east-1:123456789012:function:worker';
const read = (States: object, more: object = {}) => readDefinition(JSON.stringify({ StartAt: Object.keys(States)[0], States, ...more }));
const task = (more: object) => ({ Look: { Type: 'Task', Resource: FUNCTION, End: true, ...more } });

test('the definition of a rollout is played', () => {
  expect(Object.keys(readDefinition(JSON.stringify(stateMachineDefinition(FUNCTION))).States)).toContain('PutBack');
});

test.each<[string, object, string]>([
  ['a kind of state', { Look: { Type: 'Map', End: true } }, 'the state Look has the type Map; it plays Task, Wait, Choice, Pass, Succeed, Fail'],
  ['a field', task({ HeartbeatSeconds: 5 }), 'the state Look has HeartbeatSeconds; it plays'],
  ['a service', task({ Resource: 'arn:aws:states:::sqs:sendMessage' }), 'the state Look calls arn:aws:states:::sqs:sendMessage'],
  ['a function in a template', task({ Parameters: { 'a.$': 'States.Format($.b)' } }), 'States.Format($.b) is no path'],
  ['a wildcard in a path', task({ InputPath: '$.a[*]' }), 'the path $.a[*] is more than names and indexes'],
  ['a wildcard for errors', task({ Retry: [{ ErrorEquals: ['Lambda.*'] }] }), 'has a wildcard, got Lambda.*'],
  ['a field of a retrier', task({ Retry: [{ ErrorEquals: ['States.ALL'], Wait: 3 }] }), 'the state Look has Wait'],
  [
    'a comparison',
    { Choice: { Type: 'Choice', Choices: [{ Not: { Variable: '$.a', StringMatches: 'x*' }, Next: 'Done' }] }, Done: { Type: 'Succeed' } },
    'the state Choice compares by StringMatches',
  ],
])('%s that the engine does not play is named', (_, states, message) => {
  expect(() => read(states)).toThrow(DefinitionNotPlayed);
  expect(() => read(states)).toThrow(message);
});

test.each<[string, object, string]>([
  ['a state that does not exist', task({ Next: 'Gone', End: undefined }), 'Missing \'Next\' target: Gone at Look'],
  ['a catcher that leads nowhere', task({ Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Gone' }] }), 'Missing \'Next\' target: Gone at Look'],
  ['a state that leads nowhere', task({ End: undefined }), 'Look must have either Next or End'],
  ['a kind of state that does not exist', { Look: { Type: 'Sleep', End: true } }, 'Look has no valid Type, got Sleep'],
])('%s is refused as AWS does', (_, states, message) => {
  expect(() => read(states)).toThrow(InvalidDefinition);
  expect(() => read(states)).toThrow(message);
});

test.each(['', '[]', '{}', '{"StartAt":"A"}'])('%j is no definition', (text) => {
  expect(() => readDefinition(text)).toThrow(InvalidDefinition);
});

test('a definition in JSONata is not played', () => {
  expect(() => read({ Done: { Type: 'Succeed' } }, { QueryLanguage: 'JSONata' })).toThrow('the state machine has QueryLanguage');
});

import { SAME_ENDPOINTS, hold, live, none, promote } from './situations';
import { refusal } from '../../../lib/stage-driver/decision/refusal';
import { Situation } from '../../../lib/stage-driver/decision/situation';
import { whatToRead } from '../../../lib/stage-driver/decision/what-to-read';

const NEW_ENDPOINT = { base: { '/hello': { GET: {} } }, canary: { '/hello': { GET: {} }, '/pets': { GET: {} } } };
const LEAVING = { desired: hold('d2', { functions: { deleted: [], retained: [] } }), previous: none('d1', { functions: { deleted: ['Hello'], retained: [] } }) };

function situation(more: Partial<Situation>): Situation {
  return { live: live('d1'), desired: hold('d2'), previous: none('d1'), rollback: false, endpoints: SAME_ENDPOINTS, ...more };
}

describe('an endpoint that only the canary serves', () => {
  test('is refused', () => {
    expect(refusal(situation({ endpoints: NEW_ENDPOINT }))).toMatchObject({
      outcome: 'refuse', id: 'UnservedEndpoint', message: expect.stringMatching(/^GET \/pets is served only by the canary release; .*The stage was not moved\./),
    });
  });

  test('is refused, too, when the endpoints were not read: an unknown base is not one that serves everything', () => {
    expect(refusal(situation({ endpoints: undefined }))).toMatchObject({ id: 'EndpointsUnreadable', message: expect.stringContaining('could not be read') });
  });

  test.each<[string, Partial<Situation>]>([
    ['a rollback', { rollback: true }],
    ['a canary without traffic', { desired: hold('d2', { canary: { percentTraffic: 0, useStageCache: false, stageVariableOverrides: {} } }) }],
    ['a canary on the base\'s own deployment', { live: live('d2') }],
    ['a deploy without a canary', { desired: none('d2') }],
    ['a policy that rejects nothing', { desired: hold('d2', { endpoints: { newEndpoints: 'ALLOW', removedEndpoints: 'WARN', exceptEndpoints: [] } }) }],
  ])('does not hinder %s, which does not read them', (_, more) => {
    expect(refusal(situation({ endpoints: NEW_ENDPOINT, ...more }))).toBeUndefined();
    expect(whatToRead(situation(more)).endpoints).toBe(false);
  });
});

describe('a function that leaves while the base stays', () => {
  const functions = { stackName: 'Shop', names: new Map([['Hello', 'Shop-Hello-1']]), called: ['Shop-Hello-1'] };

  test('is refused when the base calls it', () => {
    expect(refusal(situation({ ...LEAVING, functions }))).toMatchObject({ id: 'BaseFunctionRemoved', message: expect.stringMatching(/^The base release calls Shop-Hello-1,/) });
  });

  test('is refused when nothing was read about it', () => {
    expect(refusal(situation(LEAVING))).toMatchObject({ id: 'BaseFunctionsUnreadable', message: expect.stringContaining('could not be read') });
  });

  test('may leave when the base does not call it', () => {
    expect(refusal(situation({ ...LEAVING, functions: { ...functions, called: [] } }))).toBeUndefined();
  });
});

describe('whatToRead', () => {
  test('asks for endpoints when a canary with traffic would stand beside another base', () => {
    expect(whatToRead(situation({}))).toEqual({ endpoints: true, functions: false });
  });

  test('asks for functions when some leave', () => {
    expect(whatToRead(situation(LEAVING))).toEqual({ endpoints: true, functions: true });
  });

  test('asks for nothing when the stage alone decides', () => {
    expect(whatToRead(situation({ desired: promote('d3') }))).toEqual({ endpoints: false, functions: false });
    expect(whatToRead(situation({ ...LEAVING, live: undefined }))).toEqual({ endpoints: false, functions: false });
    expect(whatToRead(situation({ ...LEAVING, rollback: true }))).toEqual({ endpoints: false, functions: false });
  });
});

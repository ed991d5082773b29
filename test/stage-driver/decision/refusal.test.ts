import { SAME_ENDPOINTS, abort, hold, live, none, promote } from './situations';
import { DesiredCanary, DesiredStage } from '../../../lib/stage-driver/contract/driver-properties';
import { Memory, parsePhysicalId, physicalIdOf } from '../../../lib/stage-driver/contract/physical-id';
import { Move, plan } from '../../../lib/stage-driver/decision/plan';
import { refusal } from '../../../lib/stage-driver/decision/refusal';
import { Situation } from '../../../lib/stage-driver/decision/situation';
import { whatToRead } from '../../../lib/stage-driver/decision/what-to-read';

const NEW_ENDPOINT = { base: { '/hello': { GET: {} } }, canary: { '/hello': { GET: {} }, '/pets': { GET: {} } } };
const LEAVING = {
  desired: hold('d2', { functions: { deleted: [], retained: [] } }), previous: none('d1', { functions: { deleted: ['Hello'], retained: [] } }),
};

function situation(more: Partial<Situation>): Situation {
  return { live: live('d1'), desired: hold('d2'), previous: none('d1'), rollback: false, endpoints: SAME_ENDPOINTS, ...more };
}

describe('an endpoint that only the canary serves', () => {
  test('is refused', () => {
    expect(refusal(situation({ endpoints: NEW_ENDPOINT }))).toMatchObject({
      outcome: 'refuse',
      id: 'UnservedEndpoint',
      message: expect.stringMatching(/^GET \/pets is served only by the canary release; .*The stage was not moved\./),
    });
  });

  test('is refused, too, when the endpoints were not read: an unknown base is not one that serves everything', () => {
    expect(refusal(
      situation({ endpoints: undefined }),
    )).toMatchObject({ id: 'EndpointsUnreadable', message: expect.stringContaining('could not be read') });
  });

  test.each<[string, Partial<Situation>]>([
    ['a rollback', { rollback: true }],
    ['a canary without traffic', { desired: hold('d2', { canary: { percentTraffic: 0, useStageCache: false, stageVariableOverrides: {} } }) }],
    ['a canary on the base\'s own deployment', { live: live('d2') }],
    ['a deploy without a canary', { desired: none('d2') }],
    [
      'a policy that rejects nothing',
      { desired: hold('d2', { endpoints: { newEndpoints: 'ALLOW', removedEndpoints: 'WARN', exceptEndpoints: [] } }) },
    ],
  ])('does not hinder %s, which does not read them', (_, more) => {
    expect(refusal(situation({ endpoints: NEW_ENDPOINT, ...more }))).toBeUndefined();
    expect(whatToRead(situation(more)).endpoints).toBe(false);
  });
});

describe('a route that only the snapshot of the base still has', () => {
  const [hello, old] = [{ '/hello': { GET: {} } }, { '/old': { GET: {} } }];
  const code = (routes: string[] | undefined, deploymentId: string) => ({ routes, deploymentId });
  const asked = (before: string[] | undefined, now: string[] | undefined, canary: object, more: Partial<Situation> = {}): Partial<Situation> => ({
    previous: none('d1', code(before, 'd1')),
    desired: hold('d2', { ...code(now, 'd2'), endpoints: { newEndpoints: 'REJECT', removedEndpoints: 'REJECT', exceptEndpoints: [] } }),
    endpoints: { base: { ...hello, ...old }, canary: canary as never },
    ...more,
  });

  test('is not missed on the canary', () => {
    expect(refusal(situation(asked(['GET /hello'], ['GET /hello'], hello)))).toBeUndefined();
  });

  test('is not served by the base when it comes back on the canary', () => {
    expect(refusal(situation(asked(['GET /hello'], ['GET /hello', 'GET /old'], { ...hello, ...old })))).toMatchObject({ id: 'UnservedEndpoint' });
  });

  test.each<[string, Partial<Situation>]>([
    ['no code ever had: somebody has added it by hand', asked(['GET /hello'], ['GET /hello'], { ...hello, ...old })],
    ['both still have', asked(['GET /hello', 'GET /old'], ['GET /hello', 'GET /old'], { ...hello, ...old })],
  ])('is no matter when it is one that %s', (_, more) => {
    expect(refusal(situation(more))).toBeUndefined();
  });

  test.each<[string, Partial<Situation>]>([
    ['the code of the base has it', asked(['GET /hello', 'GET /old'], ['GET /hello'], hello)],
    ['synth could not read the routes of before', asked(undefined, ['GET /hello'], hello)],
    ['synth could not read the routes of now', asked(['GET /hello'], undefined, hello)],
    ['the template before was not the one of the base', asked(['GET /hello'], ['GET /hello'], hello, { live: live('d0') })],
  ])('counts as one of the base when %s', (_, more) => {
    expect(refusal(situation(more))).toMatchObject({ id: 'RemovedEndpoint' });
  });
});

describe('a route that only the snapshot of the base still has, beside later canaries', () => {
  const [hello, old] = [{ '/hello': { GET: {} } }, { '/old': { GET: {} } }] as const;
  const endpoints = { newEndpoints: 'REJECT', removedEndpoints: 'REJECT', exceptEndpoints: [] } as const;
  const held = (deploymentId: string, routes: string[]) => hold(deploymentId, { routes, endpoints });
  const first: Partial<Situation> = {
    live: live('d1'),
    previous: none('d1', { routes: ['GET /hello'] }),
    desired: held('d2', ['GET /hello']),
    endpoints: { base: { ...hello, ...old }, canary: { ...hello, ...old } } as never,
  };
  /** What the physical id of the first hold delivers to the next operation. */
  const delivered = (): Memory => parsePhysicalId(physicalIdOf((plan(situation(first)) as Move).memory))!;
  const later = (routes: string[], canary: object, more: Partial<Situation> = {}): Situation => situation({
    live: live('d1', 'd2'),
    previous: held('d2', ['GET /hello']),
    desired: held('d3', routes),
    endpoints: { base: { ...hello, ...old }, canary: canary as never },
    memory: delivered(),
    ...more,
  });

  test('is known by the memory, which passes it on', () => {
    const decision = plan(later(['GET /hello'], hello));
    expect(decision).toMatchObject({ outcome: 'move', memory: { deploymentId: 'd1', goneRoutes: delivered().goneRoutes } });
    expect(delivered().goneRoutes).toHaveLength(1);
  });

  test('is not served by the base when it comes back on a later canary', () => {
    expect(refusal(later(['GET /hello', 'GET /old'], { ...hello, ...old }))).toMatchObject({ id: 'UnservedEndpoint' });
  });

  test('is unknown again once production is on another deployment', () => {
    expect(refusal(later(['GET /hello'], hello, { live: live('d0', 'd2') }))).toMatchObject({ id: 'RemovedEndpoint' });
  });

  test('is not mixed up with a route that a canary removes and the base serves', () => {
    const base = { ...hello, ...old, '/kept': { GET: {} } } as never;
    expect(refusal(later(['GET /hello'], hello, { endpoints: { base, canary: hello as never } }))).toMatchObject({
      id: 'RemovedEndpoint', message: expect.stringMatching(/GET \/kept/),
    });
  });
});

describe('a canary with traffic, whatever the action is called', () => {
  const keepsAll = { updateDeployment: false, updateStageVariables: false };

  test('is refused when only it serves an endpoint: a promotion that only opens the canary', () => {
    const more = { live: live('d1', 'd2'), previous: hold('d2'), desired: promote('d2', { ...keepsAll, resetTraffic: false }) };
    expect(refusal(situation({ ...more, endpoints: NEW_ENDPOINT }))).toMatchObject({ id: 'UnservedEndpoint' });
    expect(whatToRead(situation(more)).endpoints).toBe(true);
  });

  test.each([
    ['only sets the canary to 0 %', keepsAll],
    ['moves production to the canary, which stays open', { resetTraffic: false }],
    ['moves production to the canary', {}],
  ])('is no matter for a promotion that %s', (_, choices) => {
    expect(whatToRead(situation({ live: live('d1', 'd2'), previous: hold('d2'), desired: promote('d2', choices) })).endpoints).toBe(false);
  });
});

describe('the deployment of a canary that was taken off', () => {
  const takenOff = { live: live('d1'), previous: hold('d2') };

  test.each<[string, Partial<Situation>]>([
    ['outside of this stack', takenOff],
    [
      'outside of this stack, with another percent now',
      { ...takenOff, desired: hold('d2', { canary: { percentTraffic: 20, useStageCache: false, stageVariableOverrides: {} } }) },
    ],
    ['outside of this stack, where another canary stands now', { ...takenOff, live: live('d1', 'dx') }],
    ['outside of this stack, and is to be promoted', { ...takenOff, desired: promote('d2') }],
    ['outside of this stack, after a promotion of its variables alone', { ...takenOff, previous: promote('d2', { updateDeployment: false }) }],
    ['by the deploy before', { live: live('d1'), previous: abort('d2') }],
  ])('is refused: %s', (_, more) => {
    expect(refusal(
      situation(more),
    )).toMatchObject({ id: 'AbortedDeployment', message: expect.stringMatching(/^Deployment d2 was aborted: .*The stage was not moved\./) });
  });

  test.each<[string, Partial<Situation>]>([
    ['the operator wants it again', { ...takenOff, desired: hold('d2', { hold: true }) }],
    ['the code is another', { ...takenOff, desired: hold('d3') }],
    ['it is aborted again', { ...takenOff, desired: abort('d2') }],
    ['everybody is to get it', { ...takenOff, desired: none('d2') }],
    ['it is on the stage all the same', { live: live('d1', 'd2'), previous: abort('d2') }],
    ['production is on it', { live: live('d2'), previous: hold('d2') }],
    ['it was production, and somebody put the base back', { live: live('d1'), previous: none('d2') }],
    ['it was promoted, and somebody put the base back', { live: live('d1'), previous: promote('d2') }],
  ])('is not refused when %s', (_, more) => {
    expect(refusal(situation(more))).toBeUndefined();
  });
});

describe('a promotion of overrides', () => {
  const overriding = (stageVariableOverrides: Record<string, string>, choices = {}, more = {}) =>
    promote('d2', choices, { canary: { percentTraffic: 10, useStageCache: false, stageVariableOverrides }, ...more });
  const held = { live: live('d1', 'd2'), previous: hold('d2') };

  test.each<[string, Record<string, string>, string]>([
    ['other values', { theme: 'blue' }, "stage variable 'theme' 'blue'; requests on the canary release meet 'dark'"],
    ['one more', { theme: 'dark', region: 'eu' }, "stage variable 'region' 'eu'; requests on the canary release meet undeclared"],
    ['one less', {}, "stage variable 'theme' 'light'; requests on the canary release meet 'dark'"],
  ])('that no request has met is refused: %s', (_, overrides, told) => {
    expect(refusal(
      situation({ ...held, desired: overriding(overrides) }),
    )).toMatchObject({ id: 'PromoteUnseenOverrides', message: expect.stringContaining(told) });
  });

  test.each<[string, Partial<Situation>]>([
    ['they are those of the canary', { ...held, desired: overriding({ theme: 'dark' }) }],
    ['they are not promoted', { ...held, desired: overriding({ theme: 'blue' }, { updateStageVariables: false }) }],
    [
      'somebody has promoted them already',
      { live: live('d2', undefined, { variables: { theme: 'dark' } }), previous: hold('d2'), desired: overriding({ theme: 'dark' }) },
    ],
    [
      'the stage has the same value as the canary',
      { ...held, live: live('d2', 'd2', { variables: { theme: 'dark' } }), desired: overriding({}, {}, { variables: { theme: 'dark' } }) },
    ],
    [
      'the canary is held',
      { ...held, desired: hold('d2', { canary: { percentTraffic: 10, useStageCache: false, stageVariableOverrides: { theme: 'blue' } } }) },
    ],
  ])('is not refused when %s', (_, more) => {
    expect(refusal(situation(more))).toBeUndefined();
  });
});

describe('the variables of an abort', () => {
  const dark = live('d1', 'd2', { variables: { theme: 'dark' } });

  test('may not lose their declaration as long as the stage has them', () => {
    const more = { live: dark, previous: hold('d2'), desired: abort('d2', { variables: {} }) };
    expect(refusal(
      situation(more),
    )).toMatchObject({ id: 'AbortDropsVariable', message: expect.stringContaining("does not declare the stage variable 'theme'") });
    expect(refusal(situation({ ...more, live: live('d1', 'd2', { variables: { own: 'x' } }) }))).toBeUndefined();
    expect(refusal(situation({ ...more, previous: hold('d2', { variables: {} }) }))).toBeUndefined();
  });

  test('may not be missing in the deploy that brings the release: CloudFormation may have set them', () => {
    const more = { live: dark, previous: undefined, desired: abort('d1', { variables: {} }) };
    expect(refusal(
      situation(more),
    )).toMatchObject({ id: 'AbortDropsVariable', message: expect.stringContaining("does not declare the stage variable 'theme'") });
    expect(refusal(situation({ ...more, desired: abort('d1', { variables: { theme: 'light' } }) }))).toBeUndefined();
  });

  test('fit into the answer, or the abort is refused', () => {
    const variables = { theme: 'x'.repeat(100) };
    const more = { live: live('d1', 'd2', { variables }), previous: hold('d2'), desired: abort('d2') };
    const bytes = JSON.stringify({ 'BaseDeploymentId': 'd1', 'Variable.theme': variables.theme }).length;
    expect(refusal(situation({ ...more, attributeBytes: bytes }))).toBeUndefined();
    expect(refusal(
      situation({ ...more, attributeBytes: bytes - 1 }),
    )).toMatchObject({ id: 'AbortTooLarge', message: expect.stringContaining(`take ${bytes} bytes`) });
  });

  test('that it has kept are declared before they are changed', () => {
    const more = { live: live('d1', undefined, { variables: { theme: 'dark' } }), previous: abort('d2') };
    for (const variables of [{ theme: 'light' }, { theme: 'blue' }, {}] as Array<Record<string, string>>) {
      expect(refusal(
        situation({ ...more, desired: hold('d3', { variables }) }),
      )).toMatchObject({ id: 'AbortKeptVariable', message: expect.stringContaining("Declare variables: { theme: 'dark' }") });
    }
    expect(refusal(situation({ ...more, desired: hold('d3', { variables: { theme: 'dark' } }) }))).toBeUndefined();
    expect(refusal(situation({ ...more, desired: abort('d3') }))).toBeUndefined();
    expect(refusal(situation({ ...more, live: live('d1'), desired: hold('d3', { variables: { theme: 'blue' } }) }))).toBeUndefined();
  });
});

describe('a canary on the deployment of production', () => {
  const [V1, V2] = [1, 2].map((version) => `arn:aws:lambda:eu-west-1:123456789012:function:Shop-Hello-1:${version}`);
  const plain = { percentTraffic: 10, useStageCache: false, stageVariableOverrides: {} };
  const same = {
    live: live('d1'), previous: none('d1'), base: { calls: { functions: [{ name: 'Shop-Hello-1', qualifier: '1', reference: V1 }], roles: [] } },
  };
  const held = (calls: string[], canary: DesiredCanary = plain) => hold('d1', { canary, calls });

  test('is refused when the template calls a version that the base does not call', () => {
    expect(refusal(situation({ ...same, desired: held([V1, V2]) }))).toMatchObject({
      id: 'CanaryWithoutNewCode', message: expect.stringContaining('while its methods call Shop-Hello-1:2: the deployment does not follow the code'),
    });
    expect(whatToRead(situation({ ...same, desired: held([V2]) })).base).toBe(true);
  });

  test.each<[string, Partial<Situation>]>([
    ['the code has not changed yet', { desired: held([V1]) }],
    ['it differs by its overrides alone', { desired: held([V2], { ...plain, stageVariableOverrides: { theme: 'dark' } }) }],
    ['the template calls no version', { desired: held([]) }],
    ['nobody knows what the base calls: such a canary hurts nobody', { desired: held([V2]), base: {} }],
    ['it is the first deploy', { desired: held([V2]), live: undefined, previous: undefined }],
    ['the canary is on another deployment', { desired: hold('d2', { canary: plain, calls: [V2] }) }],
    ['it is the rest of a promotion', { desired: promote('d1', {}, { canary: plain, calls: [V2] }) }],
  ])('is not refused when %s', (_, more) => {
    expect(refusal(situation({ ...same, ...more }))).toBeUndefined();
  });
});

describe('a function that leaves while the base stays', () => {
  const stack = { stackName: 'Shop', names: new Map([['Hello', 'Shop-Hello-1']]) };
  const base = {
    calls: {
      functions: [{ name: 'Shop-Hello-1', qualifier: '1', reference: 'arn:aws:lambda:eu-west-1:123456789012:function:Shop-Hello-1:1' }], roles: [],
    },
  };

  test('is refused when the base calls it', () => {
    expect(refusal(
      situation({ ...LEAVING, stack, base }),
    )).toMatchObject({ id: 'BaseFunctionRemoved', message: expect.stringMatching(/^The base release calls Shop-Hello-1,/) });
  });

  test('is refused when nothing was read about it', () => {
    expect(refusal(situation(LEAVING))).toMatchObject({ id: 'BaseFunctionsUnreadable', message: expect.stringContaining('could not be read') });
  });

  test('is refused when it left in an attempt that was paused: the event tells only what that attempt declared', () => {
    const again = { ...LEAVING, previous: { ...LEAVING.previous, functions: LEAVING.desired.functions }, base };
    expect(refusal(situation({ ...again, stack, isRetried: true }))).toMatchObject({ id: 'BaseFunctionRemoved' });
    expect(refusal(situation({ ...again, stack: { ...stack, names: new Map() }, isRetried: true }))).toBeUndefined();
    expect(refusal(situation({ ...again, stack }))).toBeUndefined();
  });

  test('is refused when it was replaced in an attempt that was paused, or is in this one: the history tells its name', () => {
    const names = new Map([['Hello', 'Shop-Hello-2']]);
    const again = { ...LEAVING, base, desired: hold('d2', { functions: { deleted: ['Hello'], retained: [] } }), isRetried: true };
    const retried = { ...again, previous: { ...LEAVING.previous, functions: again.desired.functions } };
    const former = { stackName: 'Shop', names, formerNames: new Map([['Shop-Hello-1', 'Hello']]) };
    expect(refusal(situation({ ...retried, stack: former }))).toMatchObject({ id: 'BaseFunctionRemoved' });
    expect(refusal(situation({ ...retried, stack: { stackName: 'Shop', names } }))).toBeUndefined();
    const retained = { ...retried, desired: hold('d2', { functions: { deleted: [], retained: ['Hello'] } }) };
    expect(refusal(situation({ ...retained, stack: former }))).toBeUndefined();
  });

  test('may leave in a retry when the template that had it last retains it', () => {
    const again = { ...LEAVING, previous: { ...LEAVING.previous, functions: LEAVING.desired.functions }, base, isRetried: true };
    expect(refusal(situation({ ...again, stack: { ...stack, retained: new Set(['Hello']) } }))).toBeUndefined();
    const former = { stackName: 'Shop', names: new Map(), formerNames: new Map([['Shop-Hello-1', 'Hello']]) };
    expect(refusal(situation({ ...again, stack: former }))).toMatchObject({ id: 'BaseFunctionRemoved' });
    expect(refusal(situation({ ...again, stack: { ...former, retained: new Set(['Hello']) } }))).toBeUndefined();
  });

  test('is refused beside a release that is new to the stack when nobody knows what the base calls', () => {
    const desired = none('d1', { calls: ['Shop-Hello-1'], functions: { deleted: ['Hello'], retained: [] } });
    const adopted = { live: live('d1'), previous: undefined, desired, stack: { ...stack, names: new Map([['Hello', 'Shop-Hello-1']]) }, base: {} };
    expect(refusal(situation(adopted))).toMatchObject({
      id: 'BaseFunctionsUnreadable', message: expect.stringMatching(/^Hello of stack Shop may go by another version or alias .* deploy again/),
    });
    expect(refusal(situation({ ...adopted, desired: { ...desired, calls: [] } }))).toBeUndefined();
  });

  test('may leave when the base does not call it', () => {
    expect(refusal(situation({ ...LEAVING, stack, base: { calls: { functions: [], roles: [] } } }))).toBeUndefined();
  });
});

describe('a role that leaves while the base stays', () => {
  const stack = {
    stackName: 'Shop',
    names: new Map([['Caller', 'Shop-Caller-1'], ['OldRole', 'Shop-OldRole-1'], ['Hello', 'Shop-Hello-1'], ['Other', 'Shop-Other-1']]),
  };
  const calling = (functions: Array<[string, string?]>, roles: string[] = []) =>
    ({ calls: { functions: functions.map(([name, qualifier]) => ({ name, qualifier, reference: name })), roles } });
  const leaving = (functionRoles: string[], roles = ['Caller', 'OldRole']) =>
    ({ previous: none('d1', { roles: { deleted: roles, retained: [] }, functionRoles }), stack });

  test.each<[string, Partial<Situation>, string]>([
    [
      'API Gateway calls with it',
      { ...leaving([]), base: calling([], ['Shop-Caller-1']) },
      'the role Shop-Caller-1, which this operation removes from stack Shop',
    ],
    [
      'it is replaced',
      { ...leaving([], ['Caller|x']), desired: hold('d2', { roles: { deleted: ['Caller|y'], retained: [] } }), base: calling([], ['x']) },
      'the role x,',
    ],
    ['a version that the base calls runs with it', { ...leaving(['OldRole>Hello']), base: calling([['Shop-Hello-1', '3']]) }, 'the role OldRole,'],
    [
      'no function has it any more, so that a version of before may',
      { ...leaving(['OldRole']), base: calling([['Shop-Hello-1', 'live']]) },
      'the role OldRole,',
    ],
  ])('is refused when %s', (_, more, told) => {
    expect(refusal(situation(more))).toMatchObject({ id: 'BaseRoleRemoved', message: expect.stringContaining(told) });
  });

  test('is refused when nobody knows what the base calls', () => {
    expect(refusal(situation({ ...leaving([]), base: {} }))).toMatchObject({ id: 'BaseFunctionsUnreadable' });
    expect(whatToRead(situation(leaving([])))).toEqual({ endpoints: true, stack: true, history: false, base: true, mode: false });
  });

  test.each<[string, Partial<Situation>]>([
    ['nothing of the base needs it', { ...leaving(['OldRole>Other']), base: calling([['Shop-Hello-1', '3']], ['elsewhere']) }],
    [
      'the base calls the function without a version, which runs with the role of today',
      { ...leaving(['OldRole>Hello']), base: calling([['Shop-Hello-1']]) },
    ],
    ['it stays in the template', { ...leaving(['OldRole>Hello']), desired: hold('d2', { roles: { deleted: ['Caller', 'OldRole'], retained: [] } }) }],
    ['its owner retains it', { previous: none('d1', { roles: { deleted: [], retained: ['OldRole'] }, functionRoles: ['OldRole>Hello'] }), stack }],
    ['production follows the code', { ...leaving(['OldRole>Hello']), desired: none('d2') }],
  ])('may leave when %s', (_, more) => {
    expect(refusal(situation(more))).toBeUndefined();
  });
});

describe('whatToRead', () => {
  test('asks for endpoints when a canary with traffic would stand beside another base', () => {
    expect(whatToRead(situation({}))).toEqual({ endpoints: true, stack: false, history: false, base: false, mode: false });
  });

  test('asks for functions when some leave', () => {
    expect(whatToRead(situation(LEAVING))).toEqual({ endpoints: true, stack: true, history: false, base: true, mode: false });
  });

  test('asks for nothing when the stage alone decides', () => {
    const nothing = { endpoints: false, stack: false, history: false, base: false, mode: false };
    expect(whatToRead(situation({ desired: promote('d3') }))).toEqual(nothing);
    expect(whatToRead(situation({ ...LEAVING, live: undefined }))).toEqual(nothing);
    expect(whatToRead(situation({ ...LEAVING, rollback: true }))).toEqual(nothing);
  });
});

describe('a function of another stack that the template no longer refers to', () => {
  const arn = (name: string, version = '1') => `arn:aws:lambda:eu-central-1:123456789012:function:${name}:${version}`;
  const calling = (...names: string[]) => ({ calls: { functions: names.map((name) => ({ name, reference: arn(name) })), roles: [] } });
  const bare = {
    live: live('d1'),
    previous: none('d1', { calls: [arn('Elsewhere-Old')] }),
    stack: { stackName: 'Shop', names: new Map([['Hello', 'Shop-Hello-1']]) },
    base: calling('Elsewhere-Old'),
    endpoints: SAME_ENDPOINTS,
  };
  const held = (more: Partial<DesiredStage> = {}) => hold('d2', { calls: [arn('Shop-Hello-1')], ...more });

  test('is refused beside the base that calls it, and what decides is asked for', () => {
    const asked = situation({ ...bare, desired: held() });
    expect(refusal(asked)).toMatchObject({ id: 'BaseFunctionElsewhere', message: expect.stringMatching(/calls Elsewhere-Old of another stack/) });
    expect(whatToRead(asked)).toMatchObject({ stack: true, base: true });
  });

  test('is refused also when an output held it until now', () => {
    const previous = hold('d2', { calls: [arn('Shop-Hello-1')], holds: ['Elsewhere-Old'] });
    expect(refusal(situation({ ...bare, previous, desired: held({ deploymentId: 'd3' }) }))).toMatchObject({ id: 'BaseFunctionElsewhere' });
  });

  test('is refused when it could not be read what the base calls', () => {
    expect(refusal(situation({ ...bare, base: {}, desired: held() }))).toMatchObject({
      id: 'BaseFunctionsUnreadable', message: expect.stringMatching(/^Elsewhere-Old of another stack are no longer referred to/),
    });
  });

  test.each<[string, Partial<Situation>]>([
    ['an output names it', { desired: held({ holds: ['Elsewhere-Old'] }) }],
    ['an output has its ARN', { desired: held({ holds: [arn('Elsewhere-Old', '1')] }) }],
    ['another version of it is called', { desired: held({ calls: [arn('Elsewhere-Old', '2')] }) }],
    ['the base calls something else', { desired: held(), base: calling('Shop-Hello-1') }],
    [
      'it is one of the own stack, which has a rule of its own',
      { desired: held(), stack: { stackName: 'Shop', names: new Map([['Old', 'Elsewhere-Old']]) } },
    ],
    ['production leaves it', { desired: none('d2', { calls: [arn('Shop-Hello-1')] }) }],
    ['the template before knew no calls', { previous: none('d1'), desired: held() }],
  ])('is not refused when %s', (_, more) => {
    expect(refusal(situation({ ...bare, ...more }))).toBeUndefined();
  });
});

describe('a base that calls a function without a version', () => {
  const names = new Map([['Hello', 'Shop-Hello-1'], ['Other', 'Shop-Other-1']]);
  const calling = (qualifier?: string) => ({ calls: { functions: [{ name: 'Shop-Hello-1', qualifier, reference: 'Shop-Hello-1' }], roles: [] } });
  const bare = {
    live: live('d1'),
    previous: none('d1', { calledFunctions: ['Hello|1', 'Other|1'] }),
    stack: { stackName: 'Shop', names },
    base: calling(),
    endpoints: SAME_ENDPOINTS,
  };
  const held = (...calledFunctions: string[]) => hold('d2', { calledFunctions });

  test('is refused a canary of its version with new code, and both sides are asked for', () => {
    const asked = situation({ ...bare, desired: held('Hello|2|version') });
    expect(refusal(asked)).toMatchObject({
      id: 'BaseUnqualified',
      message: expect.stringMatching(/calls Shop-Hello-1 without a version.*The stage was not moved\..*takes it back with the rollback/),
    });
    expect(whatToRead(asked)).toMatchObject({ stack: true, base: true, mode: false });
  });

  test('that could not be read is refused it, too: nobody knows whether everybody has the new code', () => {
    for (const unread of [{ base: {} }, { base: undefined }, { stack: undefined }]) {
      expect(refusal(situation({ ...bare, ...unread, desired: held('Hello|2|version') }))).toMatchObject({
        id: 'BaseFunctionsUnreadable',
        message: expect.stringMatching(/^Hello of stack .*get new code in this deploy.*deploy the change without a canary\.$/),
      });
    }
  });

  test('is refused it also when nobody knows the code of before', () => {
    expect(refusal(situation({ ...bare, previous: none('d1'), desired: held('Hello|2|version') }))).toMatchObject({ id: 'BaseUnqualified' });
  });

  test.each<[string, Partial<Situation>]>([
    ['the code is that of before', { desired: held('Hello|1|version') }],
    ['the canary calls it without a version, too, as synth warns', { desired: held('Hello|2') }],
    ['it is another function that changes', { desired: held('Hello|1|version', 'Other|2|version') }],
    ['production follows the code', { desired: none('d2', { calledFunctions: ['Hello|2|version'] }) }],
    ['it is an abort', { desired: abort('d2', { calledFunctions: ['Hello|2|version'] }) }],
    ['the canary is on the deployment of production', { desired: hold('d1', { calledFunctions: ['Hello|2|version'] }) }],
    ['it is a rollback', { desired: held('Hello|2|version'), rollback: true }],
    ['the base calls a version', { desired: held('Hello|2|version'), base: calling('1') }],
  ])('is not refused when %s', (_, more) => {
    expect(refusal(situation({ ...bare, ...more }))).toBeUndefined();
  });
});

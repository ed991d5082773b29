import type { PrunedStatement, PruningState, RetainRules, StatementReading } from '../../lib/pruning/contract/pruning-state';
import { mayCall, hasUnknownCalls } from '../../lib/pruning/decision/calls';
import { changedSince, isSettled } from '../../lib/pruning/decision/fence';
import { isOwnStatement, keptStatement } from '../../lib/pruning/decision/statements';
import { planned, superseded } from '../../lib/pruning/decision/superseded';

const DAY = 24 * 3_600_000;
const NOW = new Date('2026-06-01T00:00:00Z');
const daysAgo = (days: number): Date => new Date(NOW.getTime() - days * DAY);
const SOURCE = 'arn:aws:execute-api:eu-central-1:123456789012:a1b2/prod/GET/orders';
const OWN: StatementReading = { statementId: 'Shop-OrdersPermission1A2B-ABCDEFGHIJKL', isGateway: true, sourceArn: SOURCE };
const RULES: RetainRules = { keep: 1, minimumAgeMilliseconds: 7 * DAY, dropsProvisionedConcurrency: true };

/** Production on d3, d2 to go back to, d1 superseded. Versions 1 to 4, of which 1 is superseded. */
function state(change: Partial<PruningState> = {}): PruningState {
  const deployment = (n: number, days: number) => ({
    id: `d${n}`, createdAt: daysAgo(days), inStack: n === 3, isOurs: true, calls: [`Orders:${n + 1}`],
  });
  const look = { statements: [OWN], hasEventSource: false, invocations: 0 };
  return {
    now: NOW,
    restApiId: 'a1b2',
    stackNames: ['Shop'],
    refused: new Map(),
    stages: [{ stageName: 'prod', deploymentId: 'd3', productions: ['d3', 'd2', 'd1'] }],
    deployments: [deployment(1, 60), deployment(2, 40), deployment(3, 20)],
    functions: [{
      name: 'Orders',
      aliases: [],
      statements: [],
      provisioned: [],
      versions: [1, 2, 3, 4].map((n) => ({ version: String(n), createdAt: daysAgo(101 - 20 * n), inStack: n === 4, look })),
    }],
    ...change,
  };
}

type Fn = PruningState['functions'][number];
const withFunction = (change: Partial<Fn>): PruningState => state({ functions: [{ ...state().functions[0], ...change }] });
const withLook = (look: Partial<NonNullable<Fn['versions'][number]['look']>>): PruningState => {
  const [fn] = state().functions;
  return withFunction({ versions: fn.versions.map((one) => ({ ...one, look: { ...one.look!, ...look } })) });
};
const dropped = (of: PruningState, rules = RULES): string[] => planned(of, rules).drop.map((item) =>
  item.kind === 'deployment' ? item.deploymentId : item.kind === 'statement' ? item.statementId : `${item.functionName}:${item.version}`);
const because = (of: PruningState, what: string): string | undefined => planned(of, RULES).kept.find(({ item }) =>
  (item.kind === 'deployment' ? item.deploymentId : item.kind === 'version' ? `${item.functionName}:${item.version}` : '') === what)?.because;

describe('superseded', () => {
  test('is what production was on before the releases to go back to, and what only that called', () => {
    expect(dropped(state())).toEqual(['d1', 'Orders:1', 'Orders:2']);
  });

  test('a version goes only after the deployment that calls it', () => {
    expect(superseded(state(), RULES).drop.map(({ kind }) => kind)).toEqual(['deployment', 'version']);
    expect(superseded(state(), RULES).kept.find(({ item }) => item.kind === 'version' && item.version === '2')).toMatchObject(
      { because: 'called', detail: 'deployment d1' },
    );
  });

  test('is less with more to go back to', () => {
    expect(dropped(state(), { ...RULES, keep: 2 })).toEqual(['Orders:1']);
    expect(dropped(state(), { ...RULES, keep: 3 })).toEqual(['Orders:1']);
  });

  test('counts only releases that are there as ones to go back to', () => {
    const stages = [{ stageName: 'prod', deploymentId: 'd3', productions: ['d3', 'gone', 'd2', 'd1'] }];
    expect(because(state({ stages }), 'd2')).toBe('last-releases');
  });

  describe('is no deployment', () => {
    test('that an operation moved production to, until a person went back', () => {
      const since = (productions: string[], unconfirmed: string[], rules = RULES) =>
        dropped(state({ stages: [{ ...state().stages[0], productions, unconfirmed: new Set(unconfirmed) }] }), rules).filter((one) => /^d/.test(one));
      // It does not count as the one that is kept: perhaps it never was production.
      expect(since(['d3', 'd2', 'd1'], ['d2'])).toEqual([]);
      expect(since(['d3', 'd2', 'd1'], ['d1'])).toEqual(['d1']);
      expect(since(['d3', 'd2'], [])).toEqual(['d1']);
      expect(since(['d3', 'd2', 'd1'], ['d2'], { ...RULES, keep: 0 })).toEqual(['d1', 'd2']);
    });

    test('that another stage serves, as production or as canary', () => {
      const other = (stage: object) => state({ stages: [...state().stages, { stageName: 'test', deploymentId: 'd3', productions: [], ...stage }] });
      expect(because(other({ deploymentId: 'd1' }), 'd1')).toBe('live');
      expect(because(other({ canaryDeploymentId: 'd1' }), 'd1')).toBe('live');
    });

    test('that the history of the stack does not have', () => {
      const deployments = state().deployments.map((one) => ({ ...one, isOurs: one.id !== 'd1' }));
      expect(because(state({ deployments }), 'd1')).toBe('not-of-this-stack');
    });

    test('that may have been production before the history of the stack begins', () => {
      const deployments = state().deployments.map((one) => ({ ...one, isOurs: one.id === 'd3', calls: one.id === 'd3' ? one.calls : undefined }));
      const since = (days: number, productions = ['d3']) =>
        state({ deployments, stages: [{ ...state().stages[0], productions, knownSince: daysAgo(days) }] });
      expect(because(since(30), 'd1')).toBe('forgotten');
      expect(because(since(30), 'Orders:1')).toBe('calls-unknown');
      // Somebody else made it, or it is none of the last.
      expect(because(since(70), 'd1')).toBe('not-of-this-stack');
      expect(because(since(30, ['d3', 'd2']), 'd1')).toBe('not-of-this-stack');
    });

    test('that is younger than it must be', () => {
      const young = (days: number) => because(state({ deployments: state().deployments.map((one) => ({ ...one, createdAt: daysAgo(days) })) }), 'd1');
      expect(young(6.9)).toBe('too-young');
      expect(young(7)).toBeUndefined();
    });
  });

  describe('is no version', () => {
    test('of which it is not known whether a release that stays calls it', () => {
      const deployments = state().deployments.map((one) => ({ ...one, calls: one.id === 'd2' ? undefined : one.calls }));
      expect(dropped(state({ deployments }))).toEqual(['d1']);
      expect(because(state({ deployments }), 'Orders:1')).toBe('calls-unknown');
    });

    test('that is a resource of the stack, whatever it is there for', () => {
      const versions = state().functions[0].versions.map((one) => ({ ...one, inStack: true }));
      expect(because(withFunction({ versions }), 'Orders:1')).toBe('in-stack');
      expect(planned(withFunction({ versions, provisioned: [{ qualifier: '1', instances: 5 }] }), RULES).drop.map(({ kind }) => kind)).toEqual(
        ['deployment'],
      );
    });

    test('that an alias, an event source or somebody else may call', () => {
      expect(because(withFunction({ aliases: [{ name: 'live', versions: ['3', '1'] }] }), 'Orders:1')).toBe('alias');
      expect(because(withLook({ hasEventSource: true }), 'Orders:1')).toBe('event-source');
      const foreign = { ...OWN, statementId: 'Other-Route1-ABCDEFGHIJKL' };
      expect(because(withLook({ statements: [OWN, foreign] }), 'Orders:1')).toBe('called-by-others');
    });

    test('that no permission of this stack proves to have been released', () => {
      expect(because(withLook({ statements: [] }), 'Orders:1')).toBe('never-released');
    });

    test('that was invoked lately', () => {
      expect(because(withLook({ invocations: 1 }), 'Orders:1')).toBe('invoked');
    });

    test('of which something could not be read', () => {
      expect(because(withLook({ unreadable: 'lambda:GetPolicy' }), 'Orders:1')).toBe('unreadable');
      expect(because(withFunction({ unreadable: 'lambda:ListAliases' }), 'Orders:1')).toBe('unreadable');
      const unseen = state().functions[0].versions.map(({ look, ...rest }) => rest);
      expect(because(withFunction({ versions: unseen }), 'Orders:1')).toBe('unreadable');
    });

    test('that was not published before the oldest release that stays', () => {
      const versions = state().functions[0].versions.map((one) => ({ ...one, createdAt: daysAgo(30) }));
      expect(because(withFunction({ versions }), 'Orders:1')).toBe('not-older');
    });

    test('that an integration names by a stage variable', () => {
      const deployments = state().deployments.map((one) => ({ ...one, calls: [...one.calls!, 'Orders:${stageVariables.version}'] }));
      expect(dropped(state({ deployments }))).toEqual(['d1']);
    });
  });

  describe('provisioned concurrency', () => {
    const warm = (version: string, change: Partial<Fn> = {}) => withFunction({ provisioned: [{ qualifier: version, instances: 5 }], ...change });
    const first = (of: PruningState, rules = RULES) => superseded(of, rules).drop[0]?.kind;

    test('goes before everything else, also of a release that one can go back to', () => {
      expect(first(warm('1'))).toBe('provisioned-concurrency');
      expect(first(warm('3'))).toBe('provisioned-concurrency');
    });

    test('stays where a stage calls the version, the stack has it, or nobody wants it to go', () => {
      expect(first(warm('4'))).toBe('deployment');
      const canary = state({ stages: [{ stageName: 'prod', deploymentId: 'd3', canaryDeploymentId: 'd2', productions: [] }] });
      expect(first({ ...warm('3'), stages: canary.stages })).toBe('deployment');
      expect(first(warm('1'), { ...RULES, dropsProvisionedConcurrency: false })).toBe('deployment');
    });

    test('keeps its version where nobody wants it to go', () => {
      const keeping = { ...RULES, dropsProvisionedConcurrency: false };
      const versions = (of: PruningState): string[] => planned(of, keeping).drop.flatMap((item) => item.kind === 'version' ? [item.version] : []);
      expect(versions(state())).toContain('1');
      expect(versions(warm('1'))).not.toContain('1');
    });

    test('stays on an alias, and on the version behind it', () => {
      const aliases = [{ name: 'live', versions: ['1'] }];
      expect(first(warm('live', { aliases }))).toBe('deployment');
      expect(first(warm('1', { aliases }))).toBe('deployment');
    });

    test('stays where it is not known what a stage calls', () => {
      const deployments = state().deployments.map((one) => ({ ...one, calls: one.id === 'd3' ? undefined : one.calls }));
      expect(first({ ...warm('1'), deployments })).toBe('deployment');
    });
  });
});

describe('a permission of a function that is called without a version', () => {
  const statement = (change: Partial<PrunedStatement> = {}): PrunedStatement => ({ ...OWN, inStack: false, ...change });
  const serving = (...routes: string[]) => [{ ...state().deployments[2], routes }];
  const verdict = (path: string, ...routes: string[]) => keptStatement(
    statement({ sourceArn: `arn:aws:execute-api:eu-central-1:123456789012:a1b2/${path}` }), state(), serving(...routes),
  )?.because;

  test('goes when no release that stays has its route', () => {
    expect(verdict('prod/GET/orders', 'GET /users', 'POST /orders', 'GET /orders/{id}')).toBeUndefined();
    const deployments = state().deployments.map((one) => ({ ...one, routes: [] }));
    expect(dropped({ ...withFunction({ statements: [statement()] }), deployments })).toContain(OWN.statementId);
  });

  test.each([
    ['prod/GET/orders', 'GET /orders'], ['*/GET/orders', 'ANY /orders'], ['prod/*/orders', 'POST /orders'], ['prod/*/*', 'GET /'],
    ['prod/GET/orders/*', 'GET /orders/{id}'], ['prod/GET/orders/*/items', 'GET /orders/{id}/items'], ['prod/GET/*', 'GET /{proxy+}'],
    ['test-invoke-stage/GET/orders', 'GET /orders'],
  ])('stays when one has it: %s and %s', (path, route) => {
    expect(verdict(path, 'GET /other', route)).toBe('route');
  });

  test('stays when it is one of an authorizer, or of a whole API', () => {
    expect(verdict('authorizers/abc')).toBe('route');
    expect(verdict('*')).toBe('route');
  });

  test('stays as long as the routes of a release that stays are not known', () => {
    expect(keptStatement(statement(), state(), state().deployments)?.because).toBe('unreadable');
  });

  test('stays when it is a resource of the stack', () => {
    expect(keptStatement(statement({ inStack: true }), state(), [])?.because).toBe('in-stack');
  });
});

describe('a statement is one of the stack', () => {
  test.each<[string, Partial<StatementReading>, boolean]>([
    ['named by CloudFormation, for this API', {}, true],
    ['with the name of a stack whose name begins alike', { statementId: 'Shop-Prod-Orders1A2B-ABCDEFGHIJKL' }, false],
    ['with another name', { statementId: 'by-hand' }, false],
    ['for another API', { sourceArn: SOURCE.replace('a1b2', 'zzzz') }, false],
    ['for every API', { sourceArn: SOURCE.replace('a1b2', '*') }, false],
    ['from anywhere', { sourceArn: undefined }, false],
    ['for a queue', { sourceArn: 'arn:aws:sqs:eu-central-1:123456789012:orders' }, false],
    ['for another service', { isGateway: false }, false],
  ])('%s: %j is %s', (_, change, isOwn) => {
    expect(isOwnStatement({ ...OWN, ...change }, state())).toBe(isOwn);
  });
});

test('a call by a stage variable may be one of any version, or of any function', () => {
  const calls = (...all: string[]) => ({ ...state().deployments[0], calls: all });
  expect(mayCall(calls('Orders:${stageVariables.version}'), 'Orders', '7')).toBe(true);
  expect(mayCall(calls('Orders:7'), 'Orders', '77')).toBe(false);
  expect(mayCall(calls('Orders:live'), 'Orders', '7')).toBe(false);
  expect(hasUnknownCalls(calls('${stageVariables.fn}:7'))).toBe(true);
  expect(hasUnknownCalls(calls('arn:aws:lambda:eu-central-1:1:function:${stageVariables.fn}'))).toBe(true);
  expect(hasUnknownCalls(calls('arn:aws:lambda:eu-central-1:1:function:Far:1'))).toBe(false);
  expect(hasUnknownCalls(calls('Orders:${stageVariables.version}'))).toBe(false);
});

test.each([
  ['CREATE_COMPLETE', true], ['UPDATE_COMPLETE', true], ['UPDATE_ROLLBACK_COMPLETE', true], ['IMPORT_COMPLETE', true],
  ['UPDATE_IN_PROGRESS', false], ['UPDATE_COMPLETE_CLEANUP_IN_PROGRESS', false], ['UPDATE_ROLLBACK_FAILED', false], ['UPDATE_FAILED', false],
  ['REVIEW_IN_PROGRESS', false], ['DELETE_COMPLETE', false], ['ROLLBACK_COMPLETE', false], ['', false],
])('a stack in %s is settled: %s', (status, settled) => {
  expect(isSettled({ status })).toBe(settled);
});

test('a stage that came or went is a change, and another percent is none', () => {
  const stage = (stageName: string) => ({ stageName, deploymentId: 'd1' });
  const fence = (...names: string[]) => ({ moment: { status: 'UPDATE_COMPLETE' }, stages: names.map(stage) });
  expect(changedSince(fence('prod'), fence('prod'))).toBeUndefined();
  expect(changedSince(fence('prod', 'test'), fence('test', 'prod'))).toBeUndefined();
  expect(changedSince(fence('prod'), fence('prod', 'test'))).toBe('A stage was moved: test on d1.');
  expect(changedSince(fence('prod', 'test'), fence('prod'))).toBe('A stage was moved: no longer test on d1.');
});

test('500 deployments and 900 versions are judged within two seconds', () => {
  const many = 500;
  const numbers = Array.from({ length: many }, (_, n) => n + 1);
  const look = { statements: [OWN], hasEventSource: false, invocations: 0 };
  const large = state({
    stages: [{ stageName: 'prod', deploymentId: `d${many}`, productions: [...numbers].reverse().map((n) => `d${n}`) }],
    deployments: numbers.map((n) => ({
      id: `d${n}`,
      createdAt: daysAgo(2 * (many - n)),
      inStack: n === many,
      isOurs: true,
      calls: ['A', 'B', 'C'].map((name) => `${name}:${Math.min(n, 300)}`),
    })),
    functions: ['A', 'B', 'C'].map((name) => ({
      ...state().functions[0],
      name,
      versions: numbers.slice(0, 300).map((n) => ({ version: String(n), createdAt: daysAgo(2 * (many - n) + 1), inStack: false, look })),
    })),
  });
  const begun = Date.now();
  expect(planned(large, { ...RULES, keep: 5 }).drop).toHaveLength(many - 6 + 3 * 299);
  expect(Date.now() - begun).toBeLessThan(2_000);
});

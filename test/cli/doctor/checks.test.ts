import * as fc from 'fast-check';
import { examination, healthy } from './examinations';
import { CHECKS } from '../../../cli/doctor/checks';
import { doctorReport } from '../../../cli/doctor/doctor-report';
import type { Examination } from '../../../cli/doctor/examination';
import { DOCTOR_FINDINGS } from '../../../cli/messages/command-ids';
import type { FunctionReading } from '../../../cli/readings/read-functions';

const found = (seen: Examination): string[] => doctorReport(seen).findings.map(({ id }) => id);
const messages = (seen: Examination): string => doctorReport(seen).findings.map(({ message }) => message).join(' ');
const orders = (version: string, more: Partial<FunctionReading> = {}): FunctionReading => ({ name: 'Orders', version, state: 'ok', ...more });

test('there are 23 checks, one for each finding that is documented', () => {
  expect(CHECKS).toHaveLength(23);
  expect(CHECKS.map(({ id }) => id).sort()).toEqual(Object.keys(DOCTOR_FINDINGS).sort());
});

test('a healthy release passes them all', () => {
  expect(doctorReport(healthy())).toMatchObject({ findings: [], notDone: [] });
  expect(doctorReport(healthy()).passed).toHaveLength(23);
});

describe('what a release calls', () => {
  test('is an error when it is gone or may not be called, with who meets it', () => {
    expect(found(examination({ functions: { base: [orders('1', { state: 'missing' })], canary: [orders('2')] } }))).toEqual(['BaseVersionMissing']);
    const canary = [orders('2', { state: 'missing' }), orders('3', { state: 'not-callable' })];
    const seen = examination({ functions: { base: [orders('1')], canary } });
    expect(found(seen)).toEqual(['CanaryVersionMissing', 'CanaryNotCallable']);
    expect(messages(seen)).toContain('The canary new calls Orders:2, which does not exist: its routes answer 500 to 10 % of the requests.');
  });

  test('is not passed when it was not read: it says by which right', () => {
    const unread = examination({ functions: { base: [orders('1', { state: 'unknown', unreadable: 'lambda:GetPolicy' })], canary: [orders('2')] } });
    expect(doctorReport(unread).notDone).toContainEqual({ id: 'BaseNotCallable', why: 'not readable (lambda:GetPolicy)' });
    expect(doctorReport(unread).passed).not.toContain('BaseVersionMissing');
    expect(doctorReport(examination({ functions: { denied: 'apigateway:GET on the export' } })).notDone).toContainEqual(
      { id: 'BaseVersionMissing', why: 'not readable (apigateway:GET on the export)' },
    );
  });

  test('may have no version, which is a warning', () => {
    const functions = { base: [{ name: 'Orders', state: 'unqualified' as const }], canary: [orders('2')] };
    expect(found(examination({ functions }))).toEqual(['UnqualifiedFunction']);
  });
});

describe('a command that is advised', () => {
  const gone = { base: [orders('1', { state: 'missing' })], canary: [orders('2', { state: 'missing' }), orders('3', { state: 'not-callable' })] };
  const seen = examination({
    functions: gone,
    canaryCreated: new Date('2026-11-20T12:00:00Z'),
    productionCreated: new Date('2026-11-21T12:00:00Z'),
    further: { provisioned: { value: [{ name: 'Orders', version: '38', instances: 5 }] }, deployments: { value: 54 } },
  });
  const foreign = examination({ action: 'NONE', production: 'new', canary: 'other' });
  const commands = (one: Examination): string[] => messages(one).match(/npx cdk-canary \w+ [^.,]*/g)!;

  test('names the stack', () => {
    expect(commands(seen)).toEqual([
      'npx cdk-canary rollback Shop', 'npx cdk-canary abort Shop', 'npx cdk-canary abort Shop', 'npx cdk-canary abort Shop',
      'npx cdk-canary promote Shop', 'npx cdk-canary abort Shop', 'npx cdk-canary prune Shop', 'npx cdk-canary prune Shop',
    ]);
    expect(commands(foreign)).toContain('npx cdk-canary abort Shop');
    expect(`${messages(seen)}${messages(foreign)}`).not.toMatch(/cdk-canary \w+\./);
  });

  test('names the release, too, where the stack has several', () => {
    const { declared, ...release } = foreign.release;
    const driver = { logicalId: 'OtherDriver', type: 'Custom::CanaryStage', status: 'CREATE_COMPLETE' };
    const root = { ...declared!.root, resources: [driver, declared!.driver] };
    expect(commands({ ...foreign, release: { ...release, declared: { ...declared!, root } } })).toContain(
      'npx cdk-canary abort Shop --release Shop/Release',
    );
  });

  test('names the stage where there is no stack, and asks for one where it is needed', () => {
    const { declared: _, ...release } = seen.release;
    const advised = commands({ ...seen, release });
    expect(advised).toContain('npx cdk-canary rollback --api a1b2c3d4e5 --stage prod');
    expect(advised).toContain('npx cdk-canary prune <stack>');
  });
});

describe('a deploy that has failed and is not over', () => {
  test.each([
    ['UPDATE_FAILED', 'then: npx cdk rollback Shop.'], ['CREATE_FAILED', 'then: npx cdk rollback Shop.'],
    ['ROLLBACK_FAILED', 'and delete the stack.'], ['DELETE_FAILED', 'and delete the stack again.'],
  ])('%s is an error with the way out', (stackStatus, way) => {
    expect(found(examination({ stackStatus }))).toEqual(['StackFailed']);
    expect(messages(examination({ stackStatus }))).toBe(
      `Stack Shop is in ${stackStatus} (Queue (AWS::SQS::Queue)): a deploy has failed and is not over. Remove the cause, ${way}`,
    );
  });

  test.each([
    ['UPDATE_ROLLBACK_FAILED', ['RollbackFailed']], ['UPDATE_ROLLBACK_COMPLETE', []], ['UPDATE_IN_PROGRESS', []],
  ])('%s is %j', (stackStatus, ids) => {
    expect(found(examination({ stackStatus }))).toEqual(ids);
  });
});

describe('what somebody did by hand', () => {
  test.each([
    ['AbortedByHand', examination({ canary: null })],
    ['PercentByHand', examination({ percentTraffic: 30 })],
    ['PromotedByHand', examination({ production: 'new', canary: null })],
  ])('%s comes with what the next deploy makes of it', (id, seen) => {
    expect(found(seen)).toEqual([id]);
    expect(doctorReport(seen).nextDeploy!.map(({ when }) => when)).toContain('new-code');
  });

  test('a canary that the template does not ask for says since when it is there', () => {
    const seen = examination({ action: 'NONE', production: 'new', canary: 'other' });
    expect(found(seen)).toContain('CanaryNotInTemplate');
    expect(messages(seen)).toContain('A canary other gets 10 % of the requests, since 2026-11-28 09:00:00 UTC at the latest, and the template');
  });

  test('is not asked where nothing is wrong', () => {
    expect(doctorReport(healthy())).not.toHaveProperty('nextDeploy');
  });
});

describe('the age of the canary', () => {
  const at = (days: number) => new Date(Date.parse('2026-11-28T12:00:00Z') - days * 86_400_000);

  test.each([[3, []], [3.001, ['CanaryHeldLong']]])('of %d days gives %j', (days, ids) => {
    expect(found(examination({ canaryCreated: at(days), productionCreated: at(40) }))).toEqual(ids);
  });

  test('older than production is an error, as old is not', () => {
    expect(found(examination({ canaryCreated: at(2), productionCreated: at(1) }))).toEqual(['InverseCanary']);
    expect(found(examination({ canaryCreated: at(2), productionCreated: at(2) }))).toEqual([]);
  });
});

describe('routes that one release lacks', () => {
  const routes = (base: string[], canary: string[]) => examination({ routes: { base, canary } });

  test('are told with the share of requests that get 403', () => {
    expect(messages(routes(['GET /orders', 'GET /users'], ['GET /orders']))).toContain('Only the base serves GET /users: 10 % of the requests');
    expect(messages(routes(['GET /orders'], ['GET /orders', 'PUT /a', 'GET /a']))).toContain('Only the canary serves GET /a, PUT /a: 90 % of');
  });

  test('are served by ANY, too', () => {
    expect(found(routes(['GET /orders'], ['ANY /orders']))).toEqual(['OneSidedRoutes']);
    expect(messages(routes(['GET /orders'], ['ANY /orders']))).not.toContain('Only the base');
  });
});

describe('the split', () => {
  test.each([
    [[900, 100], []], [[9000, 1000], []], [[9, 1], []], [[0, 0], []],
    [[8000, 2000], ['SplitOff']], [[10_000, 0], ['SplitOff']], [[5, 5], ['SplitOff']],
  ] as const)('measured %j at 10 %% is %j', ([base, canary], ids) => {
    expect(found(examination({ counted: { base, canary } }))).toEqual(ids);
  });

  test('is never called off when it is what was set, to one in 10,000', () => {
    const splits = fc.tuple(fc.integer({ min: 1, max: 100_000 }), fc.integer({ min: 1, max: 99 }));
    fc.assert(fc.property(splits, ([requests, percent]) => {
      const canary = Math.round(requests * percent / 100);
      expect(found(examination({ percentTraffic: percent, declaredPercent: percent, counted: { base: requests - canary, canary } }))).toEqual([]);
    }), { seed: 1, numRuns: 100 });
  });
});

test('a reading that was denied costs its checks, and no other', () => {
  const seen = examination({
    further: { hasLogRole: { denied: 'apigateway:GET' }, provisioned: { denied: 'lambda:ListProvisionedConcurrencyConfigs' } },
  });
  expect(doctorReport(seen)).toMatchObject({
    findings: [],
    notDone: [
      { id: 'ProvisionedIdle', why: 'not readable (lambda:ListProvisionedConcurrencyConfigs)' },
      { id: 'NoAccountLogRole', why: 'not readable (apigateway:GET)' },
    ],
  });
});

test('whatever is read, each check is passed, found or named as not done, exactly once', () => {
  const seen = fc.record({
    canary: fc.constantFrom('new', 'old', 'other', null),
    production: fc.constantFrom('old', 'new'),
    percentTraffic: fc.constantFrom(0, 0.5, 10, 100),
    action: fc.constantFrom('HOLD', 'NONE', 'PROMOTE', 'ABORT', undefined),
    counted: fc.option(fc.record({ base: fc.nat(2000), canary: fc.nat(2000) }), { nil: undefined }),
    stackStatus: fc.constantFrom('UPDATE_COMPLETE', 'UPDATE_ROLLBACK_FAILED', 'UPDATE_FAILED', 'UPDATE_IN_PROGRESS'),
    further: fc.constantFrom(undefined, null, {}),
  });
  fc.assert(fc.property(seen, (drawn) => {
    const { findings, passed, notDone } = doctorReport(examination(drawn as never));
    const told = [...new Set(findings.map(({ id }) => id)), ...passed, ...notDone.map(({ id }) => id)];
    expect(told.sort()).toEqual(CHECKS.map(({ id }) => id).sort());
  }), { seed: 1, numRuns: 300 });
});

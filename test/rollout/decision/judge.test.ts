import * as fc from 'fast-check';
import { ERROR_SHARE, logged, MINUTE, progress, Row, seriesOf, step, T0, times } from './rollouts';
import type { AlarmsGateProperties, MetricGateProperties, ParsedStep } from '../../../lib/rollout/contract';
import type { AlarmReading } from '../../../lib/rollout/decision/gates/alarms';
import { combined, GateResult } from '../../../lib/rollout/decision/gates/gate-result';
import { figuresOf, judgeGates, LOG, Readings, sharesToRead } from '../../../lib/rollout/decision/judge';

/** So late that every minute of these tests is complete. */
const LATE = T0 + 60 * MINUTE;
const COLD: ParsedStep = step({ warmUpSeconds: 0 });

const judged = (readings: Readings, of = COLD, now = LATE) => judgeGates(of, progress(), now, readings);
const said = (results: readonly GateResult[], gate: string) => results.find((result) => result.gate === gate);

describe('errorShare', () => {
  // The reference vectors whose minutes have no dispersion: evidence by an independent implementation.
  test.each<[string, Row[], number, 'PASS' | 'FAIL']>([
    ['a bad ramp', [...times(5, [594, 1, 6, 0]), ...times(5, [570, 1, 30, 1]), ...times(5, [480, 1, 120, 3])], 53344414.5061, 'FAIL'],
    ['a slightly worse canary', times(10, [300, 3, 300, 6]), 23.0741968667, 'FAIL'],
    ['no errors of the canary', times(30, [540, 5, 60, 0]), 0.00988928284585, 'PASS'],
    ['as many errors as the base', times(30, [540, 5, 60, 1]), 5.51582613192, 'PASS'],
    ['an outage of both', times(5, [540, 108, 60, 12]), 0.0383415631762, 'PASS'],
  ])('has the evidence of the reference: %s', (_, rows, evidence, verdict) => {
    const result = said(judged(logged(rows)), 'errorShare')!;
    expect(result.verdict).toBe(verdict);
    expect(result.figures!.evidence / evidence).toBeCloseTo(1, 9);
  });

  test('says its figures in a sentence', () => {
    const rows = [...times(5, [594, 1, 6, 0] as Row), ...times(5, [570, 1, 30, 1] as Row), ...times(5, [480, 1, 120, 3] as Row)];
    expect(said(judged(logged(rows)), 'errorShare')!.reason).toBe(
      '20 of its 780 requests failed (2.56 %), 15 of the base\'s 8,220 (0.18 %): 14 times as many; evidence 53,344,415, needed 20.');
  });

  test('one minute never decides, however bad', () => {
    fc.assert(fc.property(fc.nat(10_000), fc.nat(1_000), fc.nat(10_000), fc.nat(1_000), (base, baseErrors, canary, canaryErrors) => {
      const row: Row = [base + baseErrors, baseErrors, canary + canaryErrors, canaryErrors];
      expect(said(judged(logged([row])), 'errorShare')!.verdict).toBe('PASS');
    }));
  });

  test('does not judge the warm-up', () => {
    const rows = times(2, [540, 0, 60, 30]);
    expect(said(judged(logged(rows)), 'errorShare')!.verdict).toBe('FAIL');
    expect(said(judged(logged([...rows, ...times(8, [540, 5, 60, 0] as Row)]), step()), 'errorShare')!.verdict).toBe('PASS');
  });

  test('does not judge minutes whose data may not have come', () => {
    // Minutes end at 12:01, 12:02, ...; at 12:05:20 those until 12:03 are complete.
    const rows = [...times(3, [540, 5, 60, 0] as Row), ...times(3, [540, 0, 60, 60] as Row)];
    const early = said(judged(logged(rows), COLD, T0 + 5 * MINUTE + 20_000), 'errorShare');
    expect(early).toMatchObject({ verdict: 'PASS', figures: { canary: { requests: 180, errors: 0 } } });
    expect(said(judged(logged(rows), COLD, T0 + 7 * MINUTE), 'errorShare')!.verdict).toBe('FAIL');
  });

  test('is tempered by how restless the base was before', () => {
    const restless = Array.from({ length: 100 }, (_, minute): Row => [600, minute % 5 === 0 ? 30 : 0, 0, 0]);
    const rows = times(10, [300, 3, 300, 6]);
    const history = logged([...restless, ...rows], T0 - 100 * MINUTE);
    expect(said(judged(logged(rows)), 'errorShare')!.verdict).toBe('FAIL');
    expect(said(judged(history), 'errorShare')!.verdict).toBe('PASS');
    expect(said(judged(history), 'errorShare')!.figures!.dispersion).toBeGreaterThan(5);
  });

  test('takes minutes before the first data for not counted, not for quiet', () => {
    const restless = Array.from({ length: 40 }, (_, minute): Row => [600, minute % 5 === 0 ? 30 : 0, 0, 0]);
    const rows = times(10, [300, 3, 300, 6]);
    const { dispersion } = said(judged(logged([...restless, ...rows], T0 - 40 * MINUTE)), 'errorShare')!.figures!;
    expect(dispersion).toBeGreaterThan(5);
  });

  test('has no verdict before a minute is complete', () => {
    expect(said(judged(logged(times(3, [540, 5, 60, 0])), COLD, T0 + MINUTE), 'errorShare')).toMatchObject({ verdict: 'INCONCLUSIVE' });
  });

  test.each([0, 1, 2, 3])('has no verdict when a series has no data at all: column %i', (column) => {
    const { base, canary } = seriesOf(times(10, [540, 5, 60, 0]));
    const all = [base.requests, base.errors, canary.requests, canary.errors].map((one, index) => index === column ? new Map() : one);
    const silent = { base: { requests: all[0], errors: all[1] }, canary: { requests: all[2], errors: all[3] } };
    const results = judged({ ...logged([]), shares: new Map([[LOG, { value: silent }]]) });
    expect(said(results, 'errorShare')).toMatchObject({ verdict: 'INCONCLUSIVE', reason: expect.stringContaining('no data') });
  });

  test('is not measured when CloudWatch cannot be read', () => {
    const results = judged({ ...logged([]), shares: new Map([[LOG, { error: 'denied' }]]) });
    expect(said(results, 'errorShare')).toMatchObject({ verdict: 'INCONCLUSIVE', isUnmeasured: true });
    expect(combined(results).verdict).toBe('INCONCLUSIVE');
  });
});

describe('hardErrorRate', () => {
  const hard = step({ hardErrorRate: 50, gates: [] });
  const verdict = (rows: Row[]) => said(judged(logged(rows), hard), 'hardErrorRate')!.verdict;

  test('fails after two complete minutes in a row with half of at least 20 requests failed', () => {
    expect(verdict(times(2, [540, 5, 20, 10]))).toBe('FAIL');
  });

  test.each<[string, Row[]]>([
    ['one minute', [[540, 5, 60, 60], [540, 5, 60, 0]]],
    ['two minutes that do not follow each other', [[540, 5, 60, 60], [540, 5, 60, 0], [540, 5, 60, 60]]],
    ['fewer than 20 requests', times(2, [540, 5, 19, 19])],
    ['less than half', times(2, [540, 5, 100, 49])],
    ['a base that fails half as often', times(2, [100, 50, 100, 100])],
    ['a base without requests', times(2, [0, 0, 100, 100])],
  ])('passes: %s', (_, rows) => {
    expect(verdict(rows)).toBe('PASS');
  });

  test('counts the warm-up', () => {
    expect(verdict(times(2, [540, 5, 60, 60]))).toBe('FAIL');
  });
});

describe('split', () => {
  const verdict = (rows: Row[], of: Partial<ParsedStep> = {}) =>
    said(judged(logged(rows), step({ gates: [], percentTraffic: 10, ...of })), 'split')!.verdict;

  test('passes when the canary gets about what was set', () => {
    expect(verdict(times(10, [540, 0, 60, 0]))).toBe('PASS');
  });

  test.each<[number, number]>([
    [1, 1_506], [10, 137],
  ])('excludes a log without canary lines at %d %% after %d requests', (percentTraffic, requests) => {
    expect(verdict([[0, 0, 0, 0], [requests - 1, 0, 0, 0]], { percentTraffic })).toBe('PASS');
    expect(verdict([[0, 0, 0, 0], [requests, 0, 0, 0]], { percentTraffic })).toBe('FAIL');
  });

  test('does not count the first minute of the step: the split comes some time after the write', () => {
    expect(verdict([[5_000, 0, 0, 0], ...times(9, [540, 0, 60, 0] as Row)])).toBe('PASS');
    expect(verdict([[0, 0, 0, 0], [5_000, 0, 0, 0], ...times(9, [540, 0, 60, 0] as Row)])).toBe('FAIL');
  });

  test('has nothing to say without requests', () => {
    expect(verdict([])).toBe('PASS');
  });
});

describe('minimumRequests', () => {
  const verdict = (rows: Row[], of: Partial<ParsedStep> = {}) =>
    said(judged(logged(rows), step({ gates: [], warmUpSeconds: 0, ...of })), 'minimumRequests')!.verdict;

  test('holds the last step until the canary had so many requests in the whole rollout', () => {
    expect(verdict(times(10, [80, 0, 10, 0]), { isLast: true })).toBe('PASS');
    expect(verdict([...times(9, [80, 0, 10, 0] as Row), [80, 0, 9, 0]], { isLast: true })).toBe('INCONCLUSIVE');
  });

  test('holds no earlier step for that', () => {
    expect(verdict([[80, 0, 1, 0]])).toBe('PASS');
  });

  test('holds every step until the stage had a request in a complete minute of it', () => {
    expect(verdict([])).toBe('INCONCLUSIVE');
    expect(verdict(times(10, [0, 0, 0, 0]))).toBe('INCONCLUSIVE');
  });
});

describe('alarms', () => {
  const GATE: AlarmsGateProperties = { Kind: 'ALARMS', Name: 'alarms', Alarms: [{ LogicalId: 'Down' }, { AlarmName: 'elsewhere' }] };
  const of = (changes: Partial<ParsedStep> = {}) => step({ gates: [GATE], namespace: undefined, ...changes });
  const alarm = (name: string, state: string, since = T0 + MINUTE): AlarmReading => ({ name, state, since });
  const verdict = (alarms: AlarmReading[], changes: Partial<ParsedStep> = {}) =>
    judgeGates(of(changes), progress({ alarms: { Down: 'Shop-Down-1' } }), T0, { ...logged([]), alarms: { value: alarms } })[0];

  test('fail while one of them fires, also before any minute is complete', () => {
    const firing = verdict([alarm('Shop-Down-1', 'ALARM'), alarm('elsewhere', 'OK')]);
    expect(firing).toMatchObject({ verdict: 'FAIL', reason: expect.stringContaining('Down') });
  });

  test('pass while none fires', () => {
    expect(verdict([alarm('Shop-Down-1', 'OK'), alarm('elsewhere', 'OK')])).toMatchObject({ verdict: 'PASS' });
  });

  test('decide nothing without data', () => {
    expect(verdict([alarm('Shop-Down-1', 'INSUFFICIENT_DATA'), alarm('elsewhere', 'OK')])).toMatchObject({ verdict: 'INCONCLUSIVE' });
  });

  test('cannot be measured when one is not there', () => {
    expect(verdict([alarm('elsewhere', 'OK')])).toMatchObject({ verdict: 'INCONCLUSIVE', isUnmeasured: true });
  });

  test('that fire since before the rollout are ignored if that is allowed, until they were OK once', () => {
    const before = [alarm('Shop-Down-1', 'ALARM', T0 - MINUTE), alarm('elsewhere', 'OK')];
    expect(verdict(before)).toMatchObject({ verdict: 'FAIL' });
    expect(verdict(before, { allowFailingBaseline: true })).toMatchObject({ verdict: 'PASS' });
    const again = [alarm('Shop-Down-1', 'ALARM', T0 + MINUTE), alarm('elsewhere', 'OK')];
    expect(verdict(again, { allowFailingBaseline: true })).toMatchObject({ verdict: 'FAIL' });
  });
});

describe('a metric of somebody else', () => {
  const metric = (name: string) => ({ Namespace: 'Orders', MetricName: name, Dimensions: { Route: 'pay' } });
  const GATE: MetricGateProperties = {
    Kind: 'METRIC', Name: 'orders', Base: { Requests: metric('b'), Errors: metric('be') }, Canary: { Requests: metric('c'), Errors: metric('ce') },
  };

  test('is judged by the same test', () => {
    const of = step({ gates: [GATE], namespace: undefined, warmUpSeconds: 0 });
    const [{ key }] = sharesToRead(of);
    const [result] = judged({ ...logged([]), shares: new Map([[key, { value: seriesOf(times(10, [300, 3, 300, 6])) }]]) }, of);
    expect(result).toMatchObject({ gate: 'orders', verdict: 'FAIL' });
    expect(result.figures!.evidence).toBeCloseTo(23.0741968667, 8);
  });
});

describe('a function', () => {
  const of = step({ gates: [{ Kind: 'FUNCTION', Name: 'ours', FunctionArn: 'arn:fn' }], namespace: undefined });
  const answers = (value: unknown) => judged({ ...logged([]), functions: new Map([['arn:fn', { value }]]) }, of)[0];

  test('says the verdict', () => {
    expect(answers({ verdict: 'FAIL', reason: 'Orders fell.' })).toMatchObject({ verdict: 'FAIL', reason: 'Orders fell.' });
    expect(answers({ verdict: 'PASS' })).toMatchObject({ verdict: 'PASS' });
  });

  test.each([undefined, null, {}, { verdict: 'pass' }, 'PASS', 7])('that answers %j has not answered', (value) => {
    expect(answers(value)).toMatchObject({ verdict: 'INCONCLUSIVE', isUnmeasured: true });
  });

  test('that throws is a failed question, not a failure', () => {
    const [thrown] = judged({ ...logged([]), functions: new Map([['arn:fn', { error: 'boom' }]]) }, of);
    expect(thrown).toMatchObject({ verdict: 'INCONCLUSIVE', isUnmeasured: true });
  });
});

describe('the order of gates', () => {
  test('is that of the documentation, whatever the order of the code', () => {
    const of = step({
      hardErrorRate: 50,
      gates: [
        { Kind: 'FUNCTION', Name: 'ours', FunctionArn: 'arn:fn' }, { Kind: 'SLOW_SHARE', Name: 'slowShare' }, ERROR_SHARE,
        { Kind: 'ALARMS', Name: 'alarms', Alarms: [{ AlarmName: 'a' }] },
      ],
    });
    expect(judged(logged(times(10, [80, 0, 20, 0])), of).map(({ gate }) => gate))
      .toEqual(['hardErrorRate', 'alarms', 'split', 'errorShare', 'slowShare', 'ours', 'minimumRequests']);
  });

  test('names the first failure, and a failure before what is inconclusive', () => {
    const results: GateResult[] = [
      { gate: 'a', verdict: 'PASS', reason: '' }, { gate: 'b', verdict: 'INCONCLUSIVE', reason: '' }, { gate: 'c', verdict: 'FAIL', reason: '' },
      { gate: 'd', verdict: 'FAIL', reason: '' },
    ];
    expect(combined(results)).toMatchObject({ verdict: 'FAIL', decisive: { gate: 'c' } });
    expect(combined(results.slice(0, 2))).toMatchObject({ verdict: 'INCONCLUSIVE', decisive: { gate: 'b' } });
    expect(combined(results.slice(0, 1))).toEqual({ verdict: 'PASS' });
  });
});

test('slow requests are told beside failed ones', () => {
  const of = step({ gates: [ERROR_SHARE, { Kind: 'SLOW_SHARE', Name: 'slowShare' }], warmUpSeconds: 0 });
  const slow = sharesToRead(of).find(({ key }) => key !== LOG)!;
  expect([slow.base.Errors.MetricName, slow.canary.Errors.MetricName]).toEqual(['BaseSlow', 'CanarySlow']);
  const readings: Readings = {
    ...logged([]),
    shares: new Map([[LOG, { value: seriesOf(times(10, [540, 5, 60, 1])) }], [slow.key, { value: seriesOf(times(10, [540, 50, 60, 9])) }]]),
  };
  expect(figuresOf(judgeGates(of, progress(), LATE, readings))).toMatchObject({
    base: { requests: 5_400, errors: 50, slow: 500 }, canary: { requests: 600, errors: 10, slow: 90 },
  });
});

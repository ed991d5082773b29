import { adviceText, comparedText, healthText, sourceText } from '../../../cli/status/health-text';

test.each([
  ['WORSE', { verdict: 'WORSE', about: 'errors', ratio: 6.3 }, 'the canary fails 6.3 times as often as the base'],
  ['WORSE beside a base that never fails', { verdict: 'WORSE', about: 'errors' }, 'the canary fails more often than the base'],
  ['slow', { verdict: 'WORSE', about: 'slow requests', ratio: 3 }, 'the canary is slow more often than the base'],
  ['HEALTHY', { verdict: 'HEALTHY', excludedRatio: 2.13 }, 'that the canary fails more than 2.1 times as often is excluded'],
  ['HEALTHY with few errors', { verdict: 'HEALTHY' }, 'no sign that the canary fails more often; too few errors to exclude any difference'],
  ['TOO EARLY', { verdict: 'TOO_EARLY', missingRequests: 280, missingMinutes: 28 }, '280 more requests of the canary are needed, about 28 min'],
  ['TOO EARLY with a sign', { verdict: 'TOO_EARLY', missingRequests: 280, missingMinutes: 28, about: 'errors', evidence: 8, ratio: 4 },
    '280 more requests of the canary are needed, about 28 min. So far the canary fails 4 times as often as the base, which may still be chance'],
] as const)('%s is said with its figures', (_, health, said) => {
  expect(healthText(health)).toBe(said);
});

test('advice names the command and the stack, and there is none where nothing is asked for', () => {
  expect(adviceText({ verdict: 'WORSE' }, 'Shop')).toBe('npx cdk-canary abort Shop takes it off, in seconds');
  expect(adviceText({ verdict: 'HEALTHY' }, 'Shop')).toContain('npx cdk-canary promote Shop');
  expect(adviceText({ verdict: 'NO_DATA' }, 'Shop')).toBeUndefined();
});

test('what the source does not see is said', () => {
  expect(sourceText({ verdict: 'HEALTHY', source: 'functions' })).toContain('a 500 that a handler returns is not seen');
  expect(sourceText({ verdict: 'UNKNOWN' })).toBeUndefined();
});

describe('4xx of base and canary', () => {
  const window = (requests: number, clientErrors?: number) => ({ requests, clientErrors });
  test.each([
    [window(12_940, 402), window(1436, 46), 'alike'],
    [window(12_940, 402), window(1436, 146), 'the canary more often'],
    [window(12_940, 1402), window(1436, 46), 'the canary less often'],
    [window(1000, 0), window(100, 0), 'alike'],
    [window(100, 100), window(100, 100), 'alike'],
    [window(0), window(100, 3), ''],
    [window(100, 3), undefined, ''],
  ])('%j beside %j are %j', (base, canary, said) => {
    expect(comparedText(base, canary)).toBe(said);
  });
});

import { readRate, readShares, trafficProfile } from '../../cli/rehearse/traffic-options';

describe('--traffic', () => {
  test.each([['600/min', 600], ['10/s', 600], ['6000/h', 100], ['0.5/min', 0.5], [' 1000000/min ', 1_000_000]])('%s', (text, rate) => {
    expect(readRate(text)).toBeCloseTo(rate);
  });

  test.each(['', '600', '0/min', '-1/min', '1000001/min', '600/day', '600 /min', 'many/min'])('refuses %j', (text) => {
    expect(() => readRate(text)).toThrow(`such as 600/min, 10/s or 5000/h, got '${text}'`);
  });
});

describe('--errors', () => {
  const read = readShares('--errors');

  test.each([
    ['base=0.1%,canary=2%', { base: 0.001, canary: 0.02 }],
    ['canary=100%', { base: 0, canary: 1 }],
    [' base = 0 % ', { base: 0, canary: 0 }],
  ])('%s', (text, shares) => {
    expect(read(text)).toEqual(shares);
  });

  test.each(['', 'base', 'base=1', 'base=100.1%', 'other=1%', 'base=1%,base=2%', 'base=-1%', 'base=1%,'])('refuses %j', (text) => {
    expect(() => read(text)).toThrow(`--errors must give percentages from 0 % to 100 % by release, such as base=0.1%,canary=2%, got '${text}'`);
  });
});

test('clients of whom only a number is said meet no error', () => {
  const fine = { errorShare: 0, slowShare: 0 };
  expect(trafficProfile({ traffic: 600 })).toEqual({ requestsPerMinute: 600, base: fine, canary: fine });
  expect(trafficProfile({})).toBeUndefined();
});

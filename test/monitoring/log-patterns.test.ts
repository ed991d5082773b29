import * as fc from 'fast-check';
import { countPattern, isMarked, latencyFilters, markedFormat, markOf, ownFormat, structureOf } from '../../lib/monitoring/log-patterns';

const MARK = '7582b162';
const TEXT = '7582b162=$context.isCanaryRequest/$context.status';
const CLF = '$context.identity.sourceIp [$context.requestTime] "$context.httpMethod $context.resourcePath" $context.status';
const XML = '<request id="$context.requestId"> <status>$context.status</status> </request>';

test('the mark of a release is the end of its address', () => {
  expect(markOf('c8d2f1b64a6f3a4f9c4f1a4b3b6d4f017582b162')).toBe(MARK);
});

describe('ownFormat', () => {
  test('is JSON with the mark first and the latency as a number, and holds nothing that a client controls', () => {
    const line = JSON.parse(ownFormat(MARK).replace('$context.responseLatency', '12'));
    expect(Object.keys(line)[0]).toBe('cdkCanary');
    expect(line).toMatchObject({ cdkCanary: TEXT, requestId: '$context.requestId', responseLatency: 12 });
    expect(ownFormat(MARK)).not.toMatch(/\$context\.(path|identity|authorizer|error\.message)\b/);
  });
});

describe('markedFormat', () => {
  test.each([
    ['JSON', '{"requestId":"$context.requestId"}', `{"cdkCanary":"${TEXT}","requestId":"$context.requestId"}`],
    ['JSON with a line break around it', ' {"a":"$context.requestId"}\n', `{"cdkCanary":"${TEXT}","a":"$context.requestId"}`],
    ['JSON with values that are not quoted', '{ "status": $context.status }', `{"cdkCanary":"${TEXT}","status": $context.status }`],
    ['empty JSON', '{}', `{"cdkCanary":"${TEXT}"}`],
    ['empty JSON with a space', '{ }', `{"cdkCanary":"${TEXT}"}`],
    ['the common log format', `${CLF}\n`, `${CLF} ${TEXT} $context.responseLatency`],
    ['XML', XML, `${XML} ${TEXT} $context.responseLatency`],
    ['comma separated values', '$context.requestId,$context.status', `$context.requestId,$context.status ${TEXT} $context.responseLatency`],
  ])('keeps all of a format and adds the mark: %s', (_, format, expected) => {
    expect(markedFormat(format, MARK, false)).toBe(expected);
  });

  test.each([
    ['that has none', '{"a":"$context.requestId"}', `{"cdkCanary":"${TEXT}","cdkCanaryLatency":$context.responseLatency,"a":"$context.requestId"}`],
    ['that has it as text', '{"responseLatency":"$context.responseLatency"}',
      `{"cdkCanary":"${TEXT}","cdkCanaryLatency":$context.responseLatency,"responseLatency":"$context.responseLatency"}`],
    [
      'that has it as a number',
      '{"responseLatency": $context.responseLatency}',
      `{"cdkCanary":"${TEXT}","responseLatency": $context.responseLatency}`,
    ],
    ['that is empty', '{}', `{"cdkCanary":"${TEXT}","cdkCanaryLatency":$context.responseLatency}`],
  ])('adds the latency as a number to JSON %s', (_, format, expected) => {
    expect(markedFormat(format, MARK, true)).toBe(expected);
  });

  test('marks a format once for a release, and again for another one', () => {
    fc.assert(fc.property(fc.constantFrom('{}', '{"a":1}', CLF, XML), fc.boolean(), (format, withLatency) => {
      const once = markedFormat(format, MARK, withLatency);
      expect(isMarked(once, MARK)).toBe(true);
      expect(markedFormat(once, MARK, withLatency)).toBe(once);
      const twice = markedFormat(once, '00000000', withLatency);
      expect(isMarked(twice, MARK) && isMarked(twice, '00000000')).toBe(true);
    }), { seed: 1 });
  });

  test('leaves JSON readable, whatever its members are', () => {
    fc.assert(fc.property(fc.dictionary(fc.string(), fc.string()), (members) => {
      expect(JSON.parse(markedFormat(JSON.stringify(members), MARK, false))).toEqual({ cdkCanary: TEXT, ...members });
    }), { seed: 1 });
  });
});

describe('patterns', () => {
  test('count the lines of a release as phrases, whether the log prints no value or "false" for the base', () => {
    expect(countPattern(MARK, 'base')).toBe('?"7582b162=false/" ?"7582b162=-/"');
    expect(countPattern(MARK, 'canary')).toBe('"7582b162=true/"');
    expect(countPattern(MARK, 'base', 5)).toBe('?"7582b162=false/5" ?"7582b162=-/5"');
    expect(countPattern(MARK, 'canary', 4)).toBe('"7582b162=true/4"');
  });

  test('read the latency of a JSON line from where it is a number', () => {
    expect(latencyFilters(MARK, 'canary', ownFormat(MARK))).toEqual([
      { pattern: '{ ($.cdkCanary = "7582b162=true/*") && ($.responseLatency = *) }', value: '$.responseLatency' },
    ]);
    expect(latencyFilters(MARK, 'base', markedFormat('{"a":"b"}', MARK, true), 1000)).toEqual([
      {
        pattern: '{ (($.cdkCanary = "7582b162=false/*") || ($.cdkCanary = "7582b162=-/*")) && ($.cdkCanaryLatency > 1000) }',
        value: '$.cdkCanaryLatency',
      },
    ]);
  });

  test('read the latency of a text line from its end, in filters of which one matches', () => {
    expect(latencyFilters(MARK, 'base', markedFormat(CLF, MARK, true), 250)).toEqual([
      { pattern: '[..., mark = "7582b162=false/*", latency > 250]', value: '$latency' },
      { pattern: '[..., mark = "7582b162=-/*", latency > 250]', value: '$latency' },
    ]);
    expect(latencyFilters(MARK, 'canary', CLF)).toEqual([{ pattern: '[..., mark = "7582b162=true/*", latency]', value: '$latency' }]);
  });

  test.each([['{}', 'json'], [' {"a":\n1} ', 'json'], [CLF, 'text'], [XML, 'text'], ['{"a":1} tail', 'text']])('%s is %s', (format, structure) => {
    expect(structureOf(format)).toBe(structure);
  });
});

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import { CanaryRelease } from '../../lib';
import { inCallersWords } from '../../lib/messages/callers-words';
import { conditionText } from '../../lib/messages/ids';
import { answering } from '../apis/answering';

const PYTHON = 'Python/3.12.1';

describe('a message for a program in Python', () => {
  test.each([
    ['percentTraffic must be a number from 0 to 100, got 150.', 'percent_traffic must be a number from 0 to 100, got 150.'],
    ['Use fn.currentVersion, or unqualifiedFunctions: PIN.', 'Use fn.current_version, or unqualified_functions: PIN.'],
    ['Write CanaryRollout.allAtOnce() for none.', 'Write CanaryRollout.all_at_once() for none.'],
  ])('has the names of Python: %s', (text, inPython) => {
    expect(inCallersWords(text, PYTHON)).toBe(inPython);
  });

  test.each([
    "stageVariableOverrides has the name 'percentTraffic' of somebody", 'acknowledge cdk-canary-rest-api:unqualifiedFunction', 'GET /petId',
  ])('leaves alone what somebody wrote, and ids: %s', (text) => {
    expect(inCallersWords(text, PYTHON)).toBe(text.replace('stageVariableOverrides', 'stage_variable_overrides'));
  });

  describe('whose runtime says so', () => {
    const before = process.env.JSII_AGENT;
    beforeEach(() => { process.env.JSII_AGENT = PYTHON; });
    afterEach(() => { if (before === undefined) { delete process.env.JSII_AGENT; } else { process.env.JSII_AGENT = before; } });

    test('is an error of the constructor, or an annotation', () => {
      const stack = new Stack(new App(), 'Stack');
      const api = new apigateway.RestApi(stack, 'Api');
      api.root.addMethod('GET', new apigateway.LambdaIntegration(answering(stack, '1')));
      expect(() => new CanaryRelease(stack, 'Wrong', { api, canarySettings: { percentTraffic: 150 } })).toThrow(/^percent_traffic must be/);
      new CanaryRelease(stack, 'Release', { api });
      const messages = (stack.node.root as App).synth().stacks[0].messages.map(({ entry }) => String(entry.data));
      expect(messages).toContainEqual(expect.stringContaining('unqualified_functions: UnqualifiedFunctions.PIN'));
    });
  });
});

test.each([undefined, 'Java/17.0.1'])('a message for a program that is run by %s is as it stands', (agent) => {
  expect(inCallersWords('percentTraffic must be a number', agent)).toBe('percentTraffic must be a number');
});

test('where nobody knows the language, as in an event of the stack, a property has both names', () => {
  const found = { endpoints: 'GET /orders', several: false, share: '90 %' };
  expect(conditionText('UnservedEndpoint', { ...found, notMoved: true }))
    .toMatch(/exceptEndpoints \(except_endpoints\), or set newEndpoints \(new_endpoints\) to ALLOW/);
  expect(conditionText('UnservedEndpoint', found)).toMatch(/exceptEndpoints, or set newEndpoints to ALLOW/);
});

/** Of CloudFormation, of API Gateway, of commands, of examples. The same in every language. */
const NO_PROPERTIES = [
  'aspectStabilization', 'canaryDeployment', 'cdkCanary', 'deploymentCanarySettings', 'dryRun', 'isCanaryRequest', 'petId',
  'replaceOnFailure', 'responseLatency', 'restApiId', 'sharedAlias',
];

test('every name that a message uses is translated, or is none of a property', () => {
  const source = readFileSync(join(__dirname, '..', '..', 'lib', 'messages', 'ids.ts'), 'utf8').replace(/\/\*\*[\s\S]*?\*\//g, '');
  const texts = [...source.matchAll(/'((?:[^'\\\n]|\\.)*)'|`((?:[^`\\]|\\.)*)`/g)]
    .map(([, quoted, template]) => (quoted ?? template).replace(/\$\{[^}]*\}/g, ''));
  const names = new Set(texts.flatMap((text) => [...text.matchAll(/(?<![\w$:-])[a-z]+(?:[A-Z][a-z0-9]*)+\b/g)].map(([name]) => name)));
  expect([...names].filter((name) => inCallersWords(name, PYTHON) === name && !NO_PROPERTIES.includes(name))).toEqual([]);
});

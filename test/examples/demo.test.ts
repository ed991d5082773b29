import { PhaseResult, unexpected } from '../../examples/demo/phase-result';
import { practicePhases } from '../../examples/demo/phases';
import { playPlainCdk } from '../../examples/demo/plain-cdk';
import { RehearsedPractice } from '../../examples/demo/rehearsed-practice';
import { Answer, Traffic } from '../../examples/demo/traffic';

describe('the demo', () => {
  test('shows the practice: real code in processes, real HTTP requests, none of them failed while the deploys ran', async () => {
    const practice = new RehearsedPractice(7);
    try {
      for (const [index, phase] of practicePhases(50).entries()) {
        const deployed = practice.deploy(practice.synthesize(phase));
        const answers = { 1: 0, 2: 0 };
        let failures = 0;
        const count = (answer: Answer) => { if (answer) { answers[answer]++; } else { failures++; } };
        if (index > 0) {
          const during = new Traffic(await practice.url());
          await during.sendWhile(deployed, (answer) => { if (!answer) { failures++; } });
          during.close();
        }
        await deployed;
        const traffic = new Traffic(await practice.url());
        await traffic.send(200, count);
        traffic.close();
        const result: PhaseResult = { name: phase.name, requests: 200, answers, failures, stage: practice.stage() };
        expect(unexpected(phase.expected, result)).toEqual([]);
      }
    } finally {
      await practice.close();
    }
  });
});

describe('unexpected', () => {
  const [, canary, promoted] = practicePhases(50);
  const stage = {
    deploymentId: 'd1',
    variables: { theme: 'light' },
    canarySettings: { deploymentId: 'd2', percentTraffic: 50, useStageCache: false, stageVariableOverrides: { theme: 'dark' } },
  };
  const right: PhaseResult = { name: 'canary', requests: 1000, answers: { 1: 487, 2: 513 }, failures: 0, stage };

  test('is nothing when the phase shows what it must', () => {
    expect(unexpected(canary.expected, right)).toEqual([]);
  });

  test('is a share that chance does not explain', () => {
    expect(unexpected(canary.expected, {
      ...right, answers: { 1: 400, 2: 600 },
    })).toEqual([expect.stringContaining('version 2 answered 600 of 1000 requests, expected 500')]);
  });

  test('is a single answer of version 1 after the promotion', () => {
    const result = {
      ...right,
      answers: { 1: 1, 2: 999 },
      stage: { ...stage, variables: { theme: 'dark' }, canarySettings: { ...stage.canarySettings, percentTraffic: 0 } },
    };
    expect(unexpected(promoted.expected, result)).toEqual([expect.stringContaining('version 2 answered 999 of 1000')]);
  });

  test('is a failed request, a canary that is gone, a variable that is otherwise', () => {
    const result = { ...right, failures: 2, stage: { ...stage, canarySettings: null, variables: {} } };
    expect(unexpected(canary.expected, result)).toEqual([
      '2 requests failed, expected none', "the canary's percent traffic is absent, expected 50",
      'the stage variables are {}, expected {"theme":"light"}',
    ]);
  });
});

test('the same canary with plain CDK fails requests for good, and the same seed fails the same number', async () => {
  const options = { percent: 50, requests: 40, seed: 3 };
  const [first, second] = [await playPlainCdk(options), await playPlainCdk(options)];
  expect(first.failures).toBeGreaterThan(5);
  expect(first.failures).toBeLessThan(35);
  expect(second.failures).toBe(first.failures);
});

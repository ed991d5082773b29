import { AnsweredRollout, FakeRollout, FIRST_STEP, LAST_STEP, PROMOTION, refusedByAws } from './fake-rollout';

const SHORT = { BakeSeconds: '60', MetricDelaySeconds: '60', WarmUpSeconds: '0', MinimumRequests: '10', TopicArn: 'arn:topic' };

/** One way in which calls break. */
interface Breakage {
  readonly kind: 'refused' | 'throttled' | 'hang' | 'acts and fails';
  /** The call that breaks, by its number in the whole rollout. */
  readonly number: number;
  /** All calls of its kind from then on. */
  readonly forGood: boolean;
}

/** Two steps and the promotion, as CloudFormation calls them one after the other: the next one only after a success. */
async function rollOut(breakage?: Breakage): Promise<{ readonly aws: FakeRollout; readonly answers: Array<AnsweredRollout | undefined> }> {
  const aws = new FakeRollout();
  aws.minute = (begin) => {
    if (begin < Date.parse('2026-01-01T12:00:00Z')) { return [600, 1, 0, 0]; }
    return aws.stage.canarySettings?.percentTraffic === 50 ? [300, 1, 300, 0] : [540, 1, 60, 0];
  };
  let broken: string | undefined;
  aws.fault = (call) => {
    if (breakage === undefined) { return undefined; }
    const isIt = aws.calls.length === breakage.number + 1;
    if (isIt) { broken = call; }
    return isIt || (breakage.forGood && broken === call) ? faultOf(breakage) : undefined;
  };
  const answers: Array<AnsweredRollout | undefined> = [];
  const call = async (properties: object, ResourceType = 'Custom::CanaryStep'): Promise<AnsweredRollout | undefined> => {
    const before = aws.answers.length;
    await aws.execute(aws.event(properties, { ResourceType }));
    const answer = aws.answers.length > before ? aws.answers[aws.answers.length - 1] : undefined;
    answers.push(answer);
    return answer?.Status === 'SUCCESS' ? answer : undefined;
  };
  const first = await call({ ...FIRST_STEP, ...SHORT });
  if (first === undefined) { return { aws, answers }; }
  const { PercentTraffic: PreviousPercent, RolloutStarted } = first.Data;
  const last = await call({ ...LAST_STEP, ...SHORT, PreviousPercent, RolloutStarted });
  if (last === undefined) { return { aws, answers }; }
  await call({ ...PROMOTION, Verdict: last.Data.Verdict, VerdictRolloutId: last.Data.RolloutId }, 'Custom::CanaryPromotion');
  return { aws, answers };
}

function faultOf({ kind }: Breakage): Error | 'hang' | 'acts and fails' {
  if (kind === 'refused') { return refusedByAws('Broken'); }
  return kind === 'throttled' ? Object.assign(new Error('Rate exceeded'), { name: 'ThrottlingException', $metadata: { httpStatusCode: 429 } }) : kind;
}

test('without a fault the rollout promotes', async () => {
  const { aws, answers } = await rollOut();
  expect(answers.map((answer) => answer?.Status)).toEqual(['SUCCESS', 'SUCCESS', 'SUCCESS']);
  expect(aws.stage).toMatchObject({ deploymentId: 'N' });
  expect(aws.stage.canarySettings).toBeUndefined();
});

describe.each(['refused', 'throttled', 'hang', 'acts and fails'] as const)('a call that breaks: %s', (kind) => {
  test.each([false, true])('at any edge the rollout ends promoted, or put back, or unanswered (for good: %p)', async (forGood) => {
    const { aws: whole } = await rollOut();
    const wrong: unknown[] = [];
    for (let number = 0; number < whole.calls.length; number++) {
      const { aws, answers } = await rollOut({ kind, number, forGood });
      const last = answers[answers.length - 1];
      const { deploymentId, canarySettings } = aws.stage;
      const isPromoted = deploymentId === 'N' && canarySettings === undefined;
      const isBase = deploymentId === 'B' && canarySettings === undefined;
      // Without an answer the rollback comes with ServiceTimeout. After a FAILED promotion it takes production back.
      const isPromotion = isPromoted && answers.length === 3;
      const isRight = last === undefined || isPromotion || (last.Status === 'FAILED' && isBase);
      if (!isRight) { wrong.push({ number, call: whole.calls[number], last, stage: aws.stage }); }
      // A single fault passes.
      if (!forGood && last === undefined) { wrong.push({ number, call: whole.calls[number], unanswered: true }); }
    }
    expect(wrong).toEqual([]);
  });
});

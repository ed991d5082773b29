import { ask, Disturbance, givenEngine, stacksOf } from './asked-engine';
import { Experiment } from '../../integ/ask-aws/experiment';
import { EXPERIMENTS } from '../../integ/ask-aws/experiments';
import { LocalAws } from '../../rehearsal/local-aws';

const SWAP = EXPERIMENTS.filter(({ name }) => name === 'swap');
const ROLLBACKS = EXPERIMENTS.filter(({ name }) => name === 'rollbacks');

const FOREIGN = { Resources: { Api: { Type: 'AWS::ApiGateway::RestApi', Properties: { Name: 'foreign' } } } };

let aws: LocalAws;
beforeEach(async () => { aws = await givenEngine(); });
afterEach(() => aws.close());

/** Refuses the calls that are counted so. */
function refusing(isRefused: (count: number, operation: string) => boolean): { disturb: Disturbance; count: () => number } {
  let count = 0;
  return {
    count: () => count,
    disturb: async (operation, send) => {
      if (isRefused(++count, operation)) {
        throw Object.assign(new Error(`not authorized to perform ${operation}`), { name: 'AccessDenied', $metadata: { httpStatusCode: 403 } });
      }
      return send();
    },
  };
}

test('a stack of the same name that it did not make is neither changed nor deleted', async () => {
  await aws.cloudFormation.createStack({ stackName: 'cdk-canary-ask-test-swap', template: FOREIGN });
  const { stackId } = aws.cloudFormation.find('cdk-canary-ask-test-swap')!.identity;

  const { file, left } = await ask(aws, SWAP);

  expect(file.unanswered).toEqual([{ question: 'swappedDeployments', reason: 'Stack [cdk-canary-ask-test-swap] already exists' }]);
  expect(left).toEqual([]);
  expect(aws.cloudFormation.find('cdk-canary-ask-test-swap')).toMatchObject({ identity: { stackId }, status: 'CREATE_COMPLETE' });
});

test('a stack of another run stays, and so does everything else in the account', async () => {
  await aws.cloudFormation.createStack({ stackName: 'shop', template: FOREIGN });
  await ask(aws, SWAP, { run: 'other', keep: true });

  await ask(aws, SWAP);

  expect(stacksOf(aws)).toEqual(['shop', 'cdk-canary-ask-other-swap']);
});

test('an API that it did not make is not asked anything', async () => {
  const { id } = aws.apiGateway.createRestApi({ name: 'foreign' });
  const nosy: Experiment = {
    ...SWAP[0], ask: async (kit) => ({ swappedDeployments: { answer: String(await kit.stage(id, 'prod')), exchange: [] } }),
  };

  const { file } = await ask(aws, [nosy]);

  expect(file.unanswered[0].reason).toBe(`API ${id} was not made by this run. It is not touched.`);
});

test('when everything is refused from some call on, every stack that is left is told', async () => {
  for (const from of [3, 6, 9]) {
    const { left } = await ask(aws, SWAP, { run: `from${from}` }, refusing((count) => count >= from).disturb);
    expect(left).toEqual([{ stackName: `cdk-canary-ask-from${from}-swap`, reason: 'not authorized to perform DescribeStacks' }]);
  }
  expect(stacksOf(aws)).toEqual(['cdk-canary-ask-from3-swap', 'cdk-canary-ask-from6-swap', 'cdk-canary-ask-from9-swap']);
});

test('a stack is removed also when the answer to its creation got lost', async () => {
  const { left, file } = await ask(aws, SWAP, {}, async (operation, send) => {
    const answer = await send();
    if (operation === 'CreateStack') { throw new Error('socket hang up'); }
    return answer;
  });
  expect(file.unanswered[0].reason).toBe('socket hang up');
  expect({ left, stacks: stacksOf(aws) }).toEqual({ left: [], stacks: [] });
});

test('a deletion that fails is tried again, and custom resources that refuse their Delete are left out', async () => {
  let failing = 2;
  const { left } = await ask(aws, ROLLBACKS, {}, async (operation, send) => {
    if (operation === 'DeleteStack' && failing-- > 0) { throw new Error('Rate exceeded'); }
    return send();
  });
  expect({ left, stacks: stacksOf(aws) }).toEqual({ left: [], stacks: [] });
});

test.each([0, 2, 5])('when the person stops it after %d calls, it begins nothing new and removes what it made', async (after) => {
  const operations: string[] = [];
  const stopped = (): boolean => operations.length > after || after === 0;
  const begunAfterwards: string[] = [];
  const { left, file } = await ask(aws, [...SWAP, ...ROLLBACKS], { stopped }, (operation, send) => {
    if (stopped() && /^(Create|Update|Continue)/.test(operation)) { begunAfterwards.push(operation); }
    operations.push(operation);
    return send();
  });
  expect(begunAfterwards).toEqual([]);
  expect(file.unanswered.every(({ reason }) => reason === 'The run was stopped.')).toBe(true);
  expect({ left, stacks: stacksOf(aws) }).toEqual({ left: [], stacks: [] });
});

test('when the person stops it while it waits, it does not wait to the end', async () => {
  let [slept, afterwards] = [0, 0];
  const stopped = (): boolean => slept >= 100;
  const { left, file } = await ask(aws, EXPERIMENTS.filter(({ name }) => name === 'logs-and-metrics'), {
    stopped,
    sleep: (milliseconds) => {
      if (stopped()) { afterwards++; }
      slept++;
      return aws.clock.passUntil(aws.clock.sleep(milliseconds));
    },
  });
  expect(file.unanswered.every(({ reason }) => reason === 'The run was stopped.')).toBe(true);
  expect({ left, stacks: stacksOf(aws) }).toEqual({ left: [], stacks: [] });
  expect(afterwards).toBeLessThan(10);
});

test('after 50 minutes it begins nothing new and removes what it made', async () => {
  let slowly = 8;
  const { left, file } = await ask(aws, [...SWAP, ...ROLLBACKS], {
    // Each wait for a stack takes 20 minutes.
    pollMilliseconds: 20 * 60_000,
  }, async (operation, send) => {
    const answer = await send() as { Stacks?: Array<{ StackStatus: string }> };
    if (operation === 'DescribeStacks' && slowly-- > 0) { answer.Stacks![0].StackStatus = 'CREATE_IN_PROGRESS'; }
    return answer;
  });
  expect(file.unanswered.map(({ reason }) => reason)).toContain('Nothing is begun after 50 minutes.');
  expect({ left, stacks: stacksOf(aws) }).toEqual({ left: [], stacks: [] });
});

test('a bucket that it did not make gets nothing', async () => {
  const nosy: Experiment = {
    ...SWAP[0],
    ask: async (kit) => {
      await kit.upload('foreign', 'key', 'text');
      return {};
    },
  };
  const { file } = await ask(aws, [nosy]);
  expect(file.unanswered[0].reason).toBe('Bucket foreign was not made by this run. It is not touched.');
});

test('with --keep the stacks stay', async () => {
  await ask(aws, SWAP, { keep: true });
  expect(stacksOf(aws)).toEqual(['cdk-canary-ask-test-swap']);
});

import { FakeAws, HOLD, NONE } from './fake-aws';
import { FakeRollout } from '../../rollout/handler/fake-rollout';

/** What the SDK throws when a security group or a route drops packets. */
const dropped = () => Object.assign(new Error('the request socket did not establish a connection with the server within 3000 ms.'), {
  name: 'TimeoutError',
});
const BACK = { ResourceProperties: NONE, OldResourceProperties: HOLD };

describe('a driver in a VPC without the endpoint', () => {
  test.each([['CloudFormation', 'DescribeStacks'], ['API Gateway', 'GetStage']])(
    'of %s answers within its time that it cannot be reached, and moves nothing', async (_, call) => {
      const aws = new FakeAws();
      aws.fault = (name) => name === call ? dropped() : undefined;
      const { Status, Reason, seconds } = (await aws.handle({}))!;
      expect(Status).toBe('FAILED');
      expect(Reason).toMatch(/^An API of AWS cannot be reached from this function \(no connection in time\)\. .*\[Unreachable\]$/);
      expect(Reason).toContain('The stage was not moved.');
      expect(seconds).toBeLessThan(600);
      expect(aws.calls.filter(({ name }) => name === 'UpdateStage')).toEqual([]);
    });

  test('says so on the way back, too, and that the driver must not be skipped', async () => {
    const aws = new FakeAws();
    aws.rollBack();
    aws.fault = (name) => name === 'DescribeStacks' ? dropped() : undefined;
    expect(await aws.handle(BACK)).toMatchObject({
      Status: 'FAILED', Reason: expect.stringMatching(/cannot be reached .*do not skip this resource \(no --orphan, no --force\).*\[Unreachable\]$/),
    });
  });

  test('reaches what comes back in time', async () => {
    const aws = new FakeAws();
    aws.fault = (name, number) => name === 'DescribeStacks' && number < 4 ? dropped() : undefined;
    expect(await aws.handle({})).toMatchObject({ Status: 'SUCCESS' });
  });
});

test('a step of a rollout says so, too', async () => {
  const aws = new FakeRollout();
  aws.fault = (call) => call === 'StartExecution' ? dropped() : undefined;
  await aws.deliver(aws.event());
  expect(aws.answers).toEqual([expect.objectContaining({
    Status: 'FAILED', Reason: expect.stringMatching(/cannot be reached .*\[Unreachable\]$/),
  })]);
});

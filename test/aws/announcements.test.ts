import { Announcements } from '../../lib/aws/announcements';
import { Calls } from '../../lib/aws/calls';
import { InstantTime } from '../harness/instant-time';

/** What a topic is sent. */
async function published(topicArn: string): Promise<any> {
  const sent: any[] = [];
  const client: any = { send: async ({ input }: { input: object }) => { sent.push(input); return {}; } };
  const time = new InstantTime();
  const calls = new Calls({ time, random: () => 0.5, log: () => undefined, deadline: new Date(time.now().getTime() + 10_000) });
  await new Announcements(client, client, calls).announce('cdk-canary-rest-api', 'Canary Rollout State Change', { rolloutId: 'r-1' }, topicArn);
  return sent.find(({ TopicArn }) => TopicArn === topicArn);
}

test('a topic gets an event as JSON', async () => {
  expect(await published('arn:aws:sns:eu-central-1:123456789012:told')).toEqual({
    TopicArn: 'arn:aws:sns:eu-central-1:123456789012:told', Subject: 'Canary Rollout State Change', Message: '{"rolloutId":"r-1"}',
  });
});

test('a topic that keeps an order gets what it asks for', async () => {
  expect(await published('arn:aws:sns:eu-central-1:123456789012:told.fifo')).toMatchObject({
    MessageGroupId: 'cdk-canary-rest-api', MessageDeduplicationId: expect.stringMatching(/^[0-9a-f]{64}$/), Message: '{"rolloutId":"r-1"}',
  });
});

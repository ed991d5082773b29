import type { CalledBackend } from '../../../../lib/stage-driver/decision/base-backends';
import { refusal } from '../../../../lib/stage-driver/decision/refusal';
import { Situation } from '../../../../lib/stage-driver/decision/situation';
import { whatToRead } from '../../../../lib/stage-driver/decision/what-to-read';
import { hold, live, MARKED_LOG, none, rollout, SAME_ENDPOINTS } from '../situations';

function situation(more: Partial<Situation>): Situation {
  return { live: live('d1'), desired: hold('d2'), previous: none('d1'), rollback: false, endpoints: SAME_ENDPOINTS, ...more };
}

describe('a backend that leaves while the base stays', () => {
  const QUEUE = { logicalId: 'Queue', type: 'AWS::SQS::Queue', physicalId: 'https://sqs.eu-west-1.amazonaws.com/123456789012/Shop-Queue-1' };
  const LINK = { logicalId: 'Link', type: 'AWS::ApiGateway::VpcLink', physicalId: 'l1nk' };
  const stack = { stackName: 'Shop', names: new Map(), backends: [QUEUE, LINK], place: { region: 'eu-west-1', account: '123456789012' } };
  const CALLED = { kind: 'sqs', name: 'Shop-Queue-1', region: 'eu-west-1', account: '123456789012' } as const;
  const needing = (...backends: CalledBackend[]) => ({ base: { calls: { functions: [], roles: [] }, backends } });
  const declaring = (...deleted: string[]) => ({ backends: { deleted, retained: [] } });
  const before = (...deleted: string[]) => ({ previous: none('d1', declaring(...deleted)) });
  const after = (...deleted: string[]) => ({ desired: hold('d2', declaring(...deleted)) });

  test.each<[string, Partial<Situation>, string]>([
    [
      'the base calls it',
      { ...before('Queue||sqs'), stack, ...needing(CALLED) },
      'The base release needs the queue Shop-Queue-1, which this operation removes from stack Shop or replaces;',
    ],
    [
      'it is in a nested stack',
      { ...before('Routes/Queue||sqs'), stack: { ...stack, backends: [{ ...QUEUE, logicalId: 'Routes/Queue' }] }, ...needing(CALLED) },
      'the queue Shop-Queue-1,',
    ],
    ['it is another link', { ...before('Link||vpclink'), stack, ...needing({ kind: 'vpclink', name: 'l1nk' }) }, 'the VPC link l1nk,'],
    [
      'there are several',
      { ...before('Link||vpclink', 'Queue||sqs'), stack, ...needing({ kind: 'vpclink', name: 'l1nk' }, CALLED) },
      'the VPC link l1nk, the queue Shop-Queue-1, which this operation removes from stack Shop or replaces; once CloudFormation has deleted them,',
    ],
    [
      'its given name changes',
      { ...before('Queue|old|sqs'), ...after('Queue|new|sqs'), stack, ...needing({ ...CALLED, name: 'old' }) },
      'the queue old,',
    ],
    [
      'it will be replaced, and CloudFormation has not come to it',
      { ...before('Queue||sqs'), ...after('Queue||sqs|true'), stack: { ...stack, formerBackends: [] }, ...needing(CALLED) },
      'the queue Shop-Queue-1,',
    ],
    [
      'CloudFormation has replaced it already',
      {
        ...before('Link||vpclink|1'),
        ...after('Link||vpclink|2'),
        stack: { ...stack, backends: [{ ...LINK, physicalId: 'new' }], formerBackends: [LINK] },
        ...needing({ kind: 'vpclink', name: 'l1nk' }),
      },
      'the VPC link l1nk,',
    ],
    [
      'CloudFormation has replaced it for something else that it replaced',
      {
        ...before('Link||vpclink', 'Balancer||loadbalancer'),
        ...after('Link||vpclink', 'Balancer||loadbalancer|internal'),
        stack: { ...stack, backends: [{ ...LINK, physicalId: 'new' }], formerBackends: [LINK] },
        ...needing({ kind: 'vpclink', name: 'l1nk' }),
      },
      'the VPC link l1nk,',
    ],
    [
      'it is in a nested stack that leaves, too, and must not be read any more',
      { ...before('Nested/Queue||sqs'), stack: { ...stack, backends: [] }, ...needing(CALLED) },
      'the queue Shop-Queue-1,',
    ],
    [
      'the same, and CloudFormation does not name it after the stack',
      { ...before('Nested/Link||vpclink'), stack: { ...stack, backends: [] }, ...needing({ kind: 'vpclink', name: 'l1nk' }) },
      'the VPC link l1nk,',
    ],
    [
      'an attempt that was paused took it away',
      { ...before(), stack, isRetried: true, ...needing(CALLED) },
      'the queue Shop-Queue-1,',
    ],
    [
      'production stays on the deployment of the template',
      {
        live: live('d2'),
        previous: none('d2', declaring('Queue|old|sqs')),
        desired: none('d2', declaring('Queue|new|sqs')),
        stack,
        ...needing({ ...CALLED, name: 'old' }),
      },
      'Nothing could follow: d2 is still the deployment of the template.',
    ],
  ])('is refused when %s', (_, more, told) => {
    expect(refusal(situation(more))).toMatchObject({ id: 'BaseBackendRemoved', message: expect.stringContaining(told) });
  });

  test('is refused when nobody knows what the base needs', () => {
    expect(refusal(situation({ ...before('Queue||sqs'), base: {} }))).toMatchObject({ id: 'BaseFunctionsUnreadable' });
    expect(whatToRead(situation(before('Queue||sqs')))).toEqual({ endpoints: true, stack: true, history: true, base: true, mode: false });
  });

  test.each<[string, Partial<Situation>]>([
    ['the base needs none of its kind', { ...before('Queue||sqs'), stack, ...needing({ kind: 'vpclink', name: 'l1nk' }) }],
    ['the base calls another one', { ...before('Queue||sqs'), stack, ...needing({ ...CALLED, name: 'Shop-Other-1' }) }],
    ['the base calls one of this name in another account', { ...before('Queue||sqs'), stack, ...needing({ ...CALLED, account: '210987654321' }) }],
    ['the base calls one of this name in another region', { ...before('Queue||sqs'), stack, ...needing({ ...CALLED, region: 'us-east-1' }) }],
    ['something of another kind has its name', { ...before('Queue||sqs'), stack, ...needing({ kind: 'dynamodb', name: 'Shop-Queue-1' }) }],
    ['its owner retains it', { previous: none('d1', { backends: { deleted: [], retained: ['Queue||sqs'] } }), stack, ...needing(CALLED) }],
    [
      'its owner retains what is replaced',
      {
        previous: none('d1', { backends: { deleted: ['Other||sqs'], retained: ['Queue|a|sqs'] } }),
        desired: hold('d2', { backends: { deleted: [], retained: ['Queue|b|sqs'] } }),
        stack: { ...stack, backends: [{ ...QUEUE, logicalId: 'Other', physicalId: 'Shop-Other-1' }], formerBackends: [QUEUE] },
        ...needing(CALLED),
      },
    ],
    [
      'another link of the stack leaves, and the base has one of elsewhere',
      { ...before('Link||vpclink'), stack, ...needing({ kind: 'vpclink', name: 'elsewhere' }) },
    ],
    [
      'another link of the stack is replaced, and the base has one of elsewhere',
      {
        ...before('Link||vpclink|1'),
        ...after('Link||vpclink|2'),
        stack: { ...stack, backends: [{ ...LINK, physicalId: 'new' }], formerBackends: [LINK] },
        ...needing({ kind: 'vpclink', name: 'elsewhere' }),
      },
    ],
    [
      'a paused attempt took it away, and its owner retains it',
      { ...before(), stack: { ...stack, retained: new Set(['Queue']) }, isRetried: true, ...needing(CALLED) },
    ],
    [
      'a paused attempt replaced it, the next one takes it away, and its owner retains it',
      {
        ...before(),
        stack: { ...stack, backends: [{ ...QUEUE, physicalId: 'Shop-Queue-2' }], formerBackends: [QUEUE], retained: new Set(['Queue']) },
        isRetried: true,
        ...needing(CALLED),
      },
    ],
    [
      'a refactoring of the stack has moved it to another id, and it has a name of its own',
      {
        ...before('Old|orders|sqs'),
        ...after('New|orders|sqs'),
        stack: { ...stack, backends: [{ ...QUEUE, logicalId: 'New', physicalId: 'https://sqs.eu-west-1.amazonaws.com/123456789012/orders' }] },
        ...needing({ ...CALLED, name: 'orders' }),
      },
    ],
    ['it stays as it is', { ...before('Queue||sqs'), ...after('Queue||sqs'), stack, ...needing(CALLED) }],
    ['production moves', { ...before('Queue||sqs'), desired: none('d2'), stack, ...needing(CALLED) }],
    [
      'a rollout moves production before anything goes',
      { ...before('Queue||sqs'), desired: rollout('d2'), liveLog: MARKED_LOG, stack, ...needing(CALLED) },
    ],
    ['the template before is one of a library that told nothing of backends', { previous: none('d1'), stack, ...needing(CALLED) }],
  ])('may leave when %s', (_, more) => {
    expect(refusal(situation(more))).toBeUndefined();
  });
});

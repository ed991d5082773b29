import { ReleasedApp } from '../harness/released-app';
import { WatchedStack } from '../harness/watched-stack';

const BASE: ReleasedApp = { kind: 'l3', code: 0, routes: [], mode: { action: 'none' } };
const HELD: ReleasedApp = { ...BASE, code: 1, mode: { action: 'hold', percent: 10 } };

/** Each in turn cannot be deleted, while a canary is held. */
const TYPES = [
  'AWS::ApiGateway::Stage', 'Custom::CanaryStage', 'AWS::Lambda::Function', 'AWS::IAM::Role', 'AWS::ApiGateway::Deployment',
  'AWS::ApiGateway::RestApi',
];

describe('given a held canary, when a destroy fails, then the next one leaves nothing', () => {
  test.each(TYPES)('at %s', async (type) => {
    const watched = new WatchedStack();
    await watched.deploy(BASE);
    await watched.deploy(HELD);
    watched.cloudFormation.inject((operation) => operation.type === type ? { kind: 'fail', when: 'before' } : undefined);
    await watched.aws.destroy('App');
    watched.cloudFormation.inject(undefined);
    await watched.destroy();
  });

  test('at one after the other', async () => {
    const watched = new WatchedStack();
    await watched.deploy(BASE);
    await watched.deploy(HELD);
    for (const type of TYPES) {
      watched.cloudFormation.inject((operation) => operation.type === type ? { kind: 'fail', when: 'before' } : undefined);
      await watched.aws.destroy('App');
    }
    watched.cloudFormation.inject(undefined);
    await watched.destroy();
  });
});

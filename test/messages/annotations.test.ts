import { Annotations, App, Stack } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { addLateWarning } from '../../lib/messages/annotations';
import { annotations } from '../checks/shared-changes/deploys';

function warnLate(acknowledge: (stack: Stack, child: Construct) => void): string[] {
  const stack = new Stack(new App(), 'Stack');
  const child = new Construct(stack, 'Child');
  child.node.addValidation({ validate: () => { addLateWarning(child, 'useStageCacheWithoutCache', 'prod'); return []; } });
  acknowledge(stack, child);
  return annotations(stack);
}

describe('a warning that comes when the app is complete', () => {
  test('stands on its construct, and leaves no other behind', () => {
    let construct: Construct | undefined;
    expect(warnLate((_, child) => { construct = child; }))
      .toEqual([expect.stringMatching(/^warning \/Stack\/Child: useStageCache is true.* \[ack: cdk-canary-rest-api:useStageCacheWithoutCache\]$/)]);
    expect(construct!.node.children).toEqual([]);
  });

  test('is acknowledged on the construct itself', () => {
    expect(warnLate((_, child) => Annotations.of(child).acknowledgeWarning('cdk-canary-rest-api:useStageCacheWithoutCache'))).toEqual([]);
  });

  test('is acknowledged above', () => {
    expect(warnLate((stack) => Annotations.of(stack).acknowledgeWarning('cdk-canary-rest-api:useStageCacheWithoutCache'))).toEqual([]);
  });

  test('is not acknowledged by another id', () => {
    expect(warnLate((stack) => Annotations.of(stack).acknowledgeWarning('cdk-canary-rest-api:other'))).toHaveLength(1);
  });
});

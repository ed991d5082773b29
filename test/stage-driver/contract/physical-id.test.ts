import * as fc from 'fast-check';
import { parsePhysicalId, physicalIdOf } from '../../../lib/stage-driver/contract/physical-id';

const part = fc.stringMatching(/^[A-Za-z0-9_-]{1,20}$/);

test('a physical id gives back what was remembered', () => {
  fc.assert(fc.property(part, part, part, (restApiId, stageName, deploymentId) => {
    const memory = { restApiId, stageName, deploymentId };
    expect(parsePhysicalId(physicalIdOf(memory))).toEqual(memory);
  }));
});

test.each([undefined, '', 'not-created-4f1c', 'a/b', 'a//c', 'a/b/c/d', 'arn:aws:x/y'])('an id of somebody else remembers nothing: %s', (id) => {
  expect(parsePhysicalId(id)).toBeUndefined();
});

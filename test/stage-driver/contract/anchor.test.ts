import * as fc from 'fast-check';
import { anchorIdOf, parseAnchorId } from '../../../lib/stage-driver/contract/anchor';

const part = fc.stringMatching(/^[a-z0-9]{1,10}$/).filter((text) => text !== 'none');

test('an anchor reads what it wrote', () => {
  fc.assert(fc.property(part, part, fc.option(part, { nil: undefined }), part, (restApiId, stageName, production, deploymentId) => {
    const memory = { restApiId, stageName, production, deploymentId };
    expect(parseAnchorId(anchorIdOf(memory))).toEqual(memory);
  }), { numRuns: 100 });
});

test('its id is `<api>/<stage>/<production at its Create>/<its deployment>`, with none where there was no stage', () => {
  expect(anchorIdOf({ restApiId: 'api', stageName: 'prod', production: 'd1', deploymentId: 'd2' })).toBe('api/prod/d1/d2');
  expect(anchorIdOf({ restApiId: 'api', stageName: 'prod', deploymentId: 'd2' })).toBe('api/prod/none/d2');
});

test.each([
  undefined, '', 'not-created-r', 'Shop-Anchor-1ABC', 'api/prod/d1', 'api//d1/d2', 'api/prod/d1/d2/more',
])('%s is no id of an anchor', (id) => {
  expect(parseAnchorId(id)).toBeUndefined();
});

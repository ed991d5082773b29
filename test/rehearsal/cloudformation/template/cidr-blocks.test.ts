import { cidrBlocks } from '../../../../rehearsal/cloudformation/template/cidr-blocks';

test.each<[string, number, number, string[]]>([
  // The example of the documentation.
  ['192.168.0.0/24', 6, 5, ['192.168.0.0/27', '192.168.0.32/27', '192.168.0.64/27', '192.168.0.96/27', '192.168.0.128/27', '192.168.0.160/27']],
  ['10.0.0.0/16', 1, 16, ['10.0.0.0/16']],
  ['10.0.255.0/24', 2, 7, ['10.0.255.0/25', '10.0.255.128/25']],
])('%s has %d blocks of %d bits', (block, count, bits, expected) => {
  expect(cidrBlocks(block, count, bits)).toEqual(expected);
});

test.each<[string, string, number, number]>([
  ['more blocks than fit', '10.0.0.0/24', 3, 7],
  ['no block', 'vpc.CidrBlock', 1, 8],
  ['an octet above 255', '10.0.0.256/24', 1, 8],
  ['a prefix above 32', '10.0.0.0/33', 1, 8],
  ['no blocks at all', '10.0.0.0/24', 0, 8],
  ['a count that is no number', '10.0.0.0/24', NaN, 8],
])('%s: there is none', (_, block, count, bits) => {
  expect(cidrBlocks(block, count, bits)).toBeUndefined();
});

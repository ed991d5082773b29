/**
 * The first `count` blocks with `hostBits` bits for hosts in an IPv4 block, as `Fn::Cidr` gives them. `undefined` where they do not fit, or
 * the block is no IPv4 block.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference-cidr.html
 */
export function cidrBlocks(block: string, count: number, hostBits: number): string[] | undefined {
  const [, ...parts] = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})\/(\d{1,2})$/.exec(block) ?? [];
  const [prefix, ...octets] = [parts[4], ...parts.slice(0, 4)].map(Number);
  const wellFormed = parts.length === 5 && prefix <= 32 && octets.every((octet) => octet <= 255);
  if (!wellFormed || !(hostBits >= 1) || !(count >= 1) || count * 2 ** hostBits > 2 ** (32 - prefix)) { return undefined; }
  const first = octets.reduce((address, octet) => address * 256 + octet, 0);
  return Array.from({ length: count }, (_, index) => `${dotted(first + index * 2 ** hostBits)}/${32 - hostBits}`);
}

function dotted(address: number): string {
  return [24, 16, 8, 0].map((shift) => Math.floor(address / 2 ** shift) % 256).join('.');
}

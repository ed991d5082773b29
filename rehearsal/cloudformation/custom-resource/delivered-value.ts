/**
 * A resolved property as a custom resource receives it: CloudFormation turns every scalar into a string, at any depth.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/crpg-ref-requests.html
 */
export function deliveredValue(value: unknown): unknown {
  if (Array.isArray(value)) { return value.map(deliveredValue); }
  if (typeof value === 'object' && value !== null) {
    const delivered: Record<string, unknown> = {};
    for (const key of Object.keys(value)) { delivered[key] = deliveredValue((value as Record<string, unknown>)[key]); }
    return delivered;
  }
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : value;
}

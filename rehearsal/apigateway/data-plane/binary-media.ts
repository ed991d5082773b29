/**
 * Whether an API takes a media type for binary, by its `binaryMediaTypes`.
 *
 * Of several types in a header the first counts. `image/*` stands for every image, `*` before the slash for nothing, except in the
 * type of two stars, which stands for everything (recorded on AWS: LocalStack `test_aws_proxy_binary_response`. The last documented).
 */
export function isBinary(binaryMediaTypes: readonly string[], header: string | undefined): boolean {
  const [first] = (header ?? '').split(',');
  const mediaType = first.split(';')[0].trim().toLowerCase();
  return binaryMediaTypes.some((text) => {
    const type = text.toLowerCase();
    if (type === '*/*') { return true; }
    const kind = /^([^*]+\/)\*$/.exec(type)?.[1];
    return kind === undefined ? !type.startsWith('*') && type === mediaType : mediaType.startsWith(kind);
  });
}

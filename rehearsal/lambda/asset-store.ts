/** Where code that a template names by bucket and key is found on this machine. */
export interface AssetStore {
  /**
   * Folder that holds the unpacked asset, or `undefined` when it is in a bucket that this machine does not have. Its content never changes:
   * another asset has another key.
   *
   * @throws when it can't be unpacked, or is not in a bucket that this machine has
   */
  directoryOf(bucket: string, key: string): Promise<string | undefined>;
}

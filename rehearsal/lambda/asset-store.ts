/** Where code that a template names by bucket and key is found on this machine. */
export interface AssetStore {
  /**
   * Folder that holds the unpacked asset. Its content never changes: another asset has another key.
   *
   * @throws when no such asset is known
   */
  directoryOf(bucket: string, key: string): Promise<string>;
}

/** A cloud assembly, or an asset of one, that can't be read. The message says which file, and the fix. */
export class AssemblyError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'AssemblyError';
  }
}

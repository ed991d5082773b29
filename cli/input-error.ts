/** What the user gave can't be used: wrong arguments, or input that can't be read. Nothing was done. */
export class InputError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'InputError';
  }
}

/** An error whose message names its condition by a stable id, which stands at the end wherever the error is shown. */
export class IdentifiedError extends Error {
  constructor(readonly id: string, readonly text: string) {
    super(`${text} [${id}]`);
    this.name = id;
  }
}

/** Nobody waits for the event: it is not answered, because CloudFormation may take an answer for that of another event. */
export class StaleEvent extends Error {
  constructor(why: string) {
    super(`Nobody waits for this event any more: ${why}. Nothing is written, and nothing is answered. [StaleEvent]`);
    this.name = 'StaleEvent';
  }
}

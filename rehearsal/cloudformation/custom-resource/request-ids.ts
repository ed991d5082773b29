import { Hypotheses } from '../../hypotheses';
import { CreateRequest } from '../resource-type';
import { SeededGenerator } from '../seeded-generator';

/** Gives every request of a custom resource its id. Whether a repetition of one that failed gets a new one is a hypothesis. */
export class RequestIds {
  private readonly failed = new Map<string, { readonly request: string; readonly id: string }>();

  constructor(private readonly random: SeededGenerator, private readonly answer: Hypotheses['repeatedRequestId']) {}

  next({ stack, logicalId, properties }: CreateRequest, requestType: string): string {
    const request = JSON.stringify([requestType, properties]);
    const before = this.failed.get(keyOf(stack.stackId, logicalId));
    const id = this.answer === 'same' && before?.request === request ? before.id : this.random.uuid();
    this.failed.set(keyOf(stack.stackId, logicalId), { request, id });
    return id;
  }

  /** The request has succeeded. The next one is no repetition of it. */
  succeeded({ stack, logicalId }: CreateRequest): void {
    this.failed.delete(keyOf(stack.stackId, logicalId));
  }
}

function keyOf(stackId: string, logicalId: string): string {
  return `${stackId} ${logicalId}`;
}

/**
 * A request or a template that CloudFormation refuses before it touches anything (`ValidationError`, HTTP 400).
 *
 * The message names the logical id and the construct path where there is one. The answer on the wire is AWS's text.
 */
export class TemplateError extends Error {
  /** The error code on the wire. */
  readonly code: string = 'ValidationError';
  /** The HTTP status of the answer. */
  readonly status: number = 400;

  /** @param answer AWS's own text, which clients get. @default - the message */
  constructor(message: string, readonly answer: string = message) {
    super(message);
    this.name = 'ValidationError';
  }
}

/** Where in the template a value stands, for messages. */
export interface TemplatePlace {
  /** For instance `Resources.ApiF70053CD` or `Outputs.Url`. */
  readonly path: string;
  /** `aws:cdk:path` of the resource, when it has one. */
  readonly constructPath?: string;
}

/** The place as a message shows it: `Resources.ApiF70053CD (construct Shop/Api/Resource)`. */
export function describePlace(place: TemplatePlace): string {
  return place.constructPath === undefined ? place.path : `${place.path} (construct ${place.constructPath})`;
}

/** One operation of an `UpdateStage` call. */
export interface RequestedPatch {
  readonly op?: string;
  readonly path?: string;
  readonly value?: string;
  readonly from?: string;
}

/** A refusal of the whole call. */
export class PatchRefusal extends Error {}

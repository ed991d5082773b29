import { CreateRequest, DeleteRequest, Provisioned, ResourceFailure, ResourceType, UpdateRequest } from '../resource-type';
import { StagedResourceType } from '../staged-resource-type';

/** A custom resource as its template names it. */
export interface NamedCustomResource {
  readonly logicalId: string;
  /** For instance `Custom::S3AutoDeleteObjects`. */
  readonly type: string;
}

/** Whether the provider of a custom resource gets its events. The answer must stay the same for as long as the resource exists. */
export type CustomResourceChoice = (resource: NamedCustomResource) => boolean;

/**
 * Custom resources of which only some are delivered to their provider. The others are carried along like a type that the engine does not
 * know: a provider is code of the user, it may do anything, and most need an AWS account to do it in.
 */
export class SelectiveCustomResource implements StagedResourceType {
  private readonly met = new Map<string, NamedCustomResource>();

  /**
   * @param delivered delivers to the provider
   * @param carried provisions the resources whose provider gets nothing
   */
  constructor(private readonly delivered: StagedResourceType, private readonly carried: ResourceType, private readonly runs: CustomResourceChoice) {}

  /** The resources met so far whose provider got nothing, in the order of their ids. */
  get notRun(): NamedCustomResource[] {
    return [...this.met.values()].sort((a, b) => (a.logicalId < b.logicalId ? -1 : 1));
  }

  /** Never: a custom resource replaces itself by returning another physical id. */
  requiresReplacement(): boolean {
    return false;
  }

  async create(request: CreateRequest): Promise<Provisioned> {
    return this.typeFor(request).create(request);
  }

  async update(request: UpdateRequest): Promise<Provisioned> {
    if (request.properties.ServiceToken !== request.previousProperties.ServiceToken) {
      throw new ResourceFailure('Modifying service token is not allowed.');
    }
    return this.typeFor(request).update(request);
  }

  async rollback(request: UpdateRequest): Promise<Provisioned> {
    const type = this.typeFor(request);
    return type.rollback === undefined ? type.update(request) : type.rollback(request);
  }

  async delete(request: DeleteRequest): Promise<void> {
    return this.typeFor(request).delete(request);
  }

  private typeFor({ logicalId, type }: CreateRequest): StagedResourceType {
    if (this.runs({ logicalId, type })) { return this.delivered; }
    this.met.set(`${logicalId} ${type}`, { logicalId, type });
    return this.carried;
  }
}

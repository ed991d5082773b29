import { DeliveryFault } from './resource-operation';
import { CreateRequest, Provisioned, ResourceType, UpdateRequest } from './resource-type';

/**
 * A resource type that tells an update from its rollback, or that has work left for the cleanup phase.
 *
 * Only CloudFormation's own types do: custom resources and nested stacks. To a service's type a rollback is an update like any other.
 */
export interface StagedResourceType extends ResourceType {
  /** Goes back towards the previous properties. @default - `update` @throws ResourceFailure */
  rollback?(request: UpdateRequest): Promise<Provisioned>;
  /** Ends an update, or its rollback, in the cleanup phase of the stack. */
  complete?(request: CreateRequest & { readonly physicalId: string }): Promise<void>;
}

/** A request as the engine hands it to {@link StagedResourceType}s: with what befalls the event of a custom resource. */
export interface DeliveryRequest {
  readonly fault?: DeliveryFault;
  /** Told when somebody cancels the update that the request belongs to. @default - it cannot be cancelled */
  readonly cancelListeners?: Set<() => void>;
  /** The resource counts as done when its event was sent. Told what it answers later. @default - its answer is waited for */
  readonly answeredLater?: (provisioned: Provisioned) => void;
}

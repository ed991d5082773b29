import { Properties } from './resource-type';
import { ResourceStatus } from './stack-status';
import { ResourceDefinition } from './template/resource-definition';

/** One physical resource: what is needed to refer to it, to go back to it or to delete it. */
export interface PhysicalResource {
  readonly definition: ResourceDefinition;
  /** Absent while no create has named it. */
  readonly physicalId?: string;
  /** What `Ref` returns. */
  readonly ref?: string;
  readonly attributes: Readonly<Record<string, unknown>>;
  /** Resolved properties, as last sent. */
  readonly properties: Properties;
}

/** A resource of a stack, as DescribeStackResource reports it. */
export interface StackResource extends PhysicalResource {
  readonly status: ResourceStatus;
  readonly statusReason?: string;
  readonly lastUpdated: Date;
}

import { QueryParameters, XmlValue } from '../../aws-endpoint/query-protocol';
import { ChangeSets } from '../change-sets/change-sets';
import { CloudFormationService } from '../cloudformation-service';
import { DriftDetections } from '../drift/drift-detections';
import { StackRefactors } from '../refactors/stack-refactors';
import { StartedOperation } from '../stack-requests';
import { ReadTemplate } from '../types/nested-stack-type';

/** What actions work with. */
export interface ActionContext {
  readonly service: CloudFormationService;
  readonly changeSets: ChangeSets;
  readonly driftDetections: DriftDetections;
  readonly stackRefactors: StackRefactors;
  /** Reads the templates that requests name by URL. */
  readonly templates: ReadTemplate;
  /** Waits until the operation has ended, or until the client has waited long enough for its answer. */
  readonly underWay: (started: StartedOperation) => Promise<void>;
}

/** One action of the CloudFormation API: reads its parameters and returns its result, or throws a TemplateError. */
export type Action = (context: ActionContext, parameters: QueryParameters) => XmlValue | Promise<XmlValue>;

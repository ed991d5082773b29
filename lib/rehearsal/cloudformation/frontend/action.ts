import { QueryParameters, XmlValue } from '../../aws-endpoint/query-protocol';
import { CloudFormationService } from '../cloudformation-service';

/** One action of the CloudFormation API: reads its parameters and returns its result, or throws a TemplateError. */
export type Action = (service: CloudFormationService, parameters: QueryParameters) => XmlValue | Promise<XmlValue>;

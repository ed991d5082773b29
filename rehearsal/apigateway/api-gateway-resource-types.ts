import { ApiGatewayService } from './api-gateway-service';
import { ResourceType } from '../cloudformation/resource-type';
import { apiResourceType } from './resource-types/api-resource-type';
import { deploymentType } from './resource-types/deployment-type';
import { gatewayResponseType } from './resource-types/gateway-response-type';
import { keptResourceTypes } from './resource-types/kept-types';
import { meteredType } from './resource-types/metered-type';
import { methodType } from './resource-types/method-type';
import { DocumentSource, restApiType } from './resource-types/rest-api-type';
import { stageType } from './resource-types/stage-type';
import { StageUpdateHypotheses } from './resource-types/stage-update';
import { withServiceFailures } from '../lambda/resource-types/service-failures';

/** The CloudFormation types of API Gateway that the engine plays, by type name. @param documents OpenAPI documents in buckets */
export function apiGatewayResourceTypes(
  service: ApiGatewayService, hypotheses: StageUpdateHypotheses, documents: DocumentSource = () => undefined,
): Record<string, ResourceType> {
  const types: Record<string, ResourceType> = {
    'AWS::ApiGateway::RestApi': restApiType(service, documents),
    'AWS::ApiGateway::Resource': apiResourceType(service),
    'AWS::ApiGateway::Method': methodType(service),
    'AWS::ApiGateway::Deployment': deploymentType(service),
    'AWS::ApiGateway::Stage': stageType(service, hypotheses),
    'AWS::ApiGateway::GatewayResponse': gatewayResponseType(service),
    ...keptResourceTypes(service),
  };
  return Object.fromEntries(Object.entries(types).map(([name, type]) => [name, withServiceFailures(meteredType(service, type))]));
}

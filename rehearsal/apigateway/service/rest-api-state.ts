import { Deployment, GatewayResponse, KeptEntity, Resource, RestApi, Stage } from '../model';
import { FormerStage } from './former-stages';

/** All that the engine holds of one REST API. */
export interface RestApiState {
  api: RestApi;
  readonly resources: Map<string, Resource>;
  readonly gatewayResponses: Map<string, GatewayResponse>;
  readonly entities: Map<string, KeptEntity>;
  readonly deployments: Map<string, Deployment>;
  readonly stages: Map<string, Stage>;
  /** What stages were, oldest first: requests may still meet them for a while. */
  readonly formerStages: FormerStage[];
}

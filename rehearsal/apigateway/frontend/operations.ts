import { ServiceRequest } from '../../aws-endpoint/service-frontend';
import { ApiGatewayService } from '../api-gateway-service';
import { exportedDefinition } from './exported-definition';
import { deploymentOnWire, resourceOnWire, restApiOnWire, stageOnWire } from './wire-format';
import { RequestedPatch } from '../stage-patch/requested-patch';

/** What an operation answers. */
export interface OperationAnswer {
  readonly status: number;
  readonly body?: unknown;
}

type Operation = (service: ApiGatewayService, request: ServiceRequest, ...parameters: string[]) => OperationAnswer;

/** An operation of API Gateway: verb and path, whose groups are the operation's parameters. */
interface OperationEntry {
  readonly method: string;
  readonly path: RegExp;
  readonly run: Operation;
}

const ID = '([^/]+)';

/** The operations that the engine speaks. `*Id` path parts arrive decoded. */
const OPERATIONS: readonly OperationEntry[] = [
  entry('GET', '/account', (service) => ok({
    // The engine writes access logs with and without a role for them.
    cloudwatchRoleArn: service.listEntities().find(({ kind }) => kind === 'AWS::ApiGateway::Account')?.properties.CloudWatchRoleArn,
    throttleSettings: { burstLimit: 5000, rateLimit: 10000 },
    features: ['UsagePlans'],
  })),
  entry('GET', '/restapis', (service) => collection(service.listRestApis().map(restApiOnWire))),
  entry('GET', `/restapis/${ID}`, (service, _, restApiId) => ok(restApiOnWire(service.getRestApi(restApiId)))),
  entry('GET', `/restapis/${ID}/resources`, (service, request, restApiId) =>
    collection(service.listResources(restApiId).map((resource) => resourceOnWire(resource, embeds(request, 'methods'))))),
  entry('GET', `/restapis/${ID}/resources/${ID}`, (service, request, restApiId, resourceId) =>
    ok(resourceOnWire(service.getResource(restApiId, resourceId), embeds(request, 'methods')))),
  entry('GET', `/restapis/${ID}/deployments`, (service, request, restApiId) =>
    collection(service.listDeployments(restApiId).map((deployment) => deploymentOnWire(deployment, embeds(request, 'apisummary'))))),
  entry('GET', `/restapis/${ID}/deployments/${ID}`, (service, request, restApiId, deploymentId) =>
    ok(deploymentOnWire(service.getDeployment(restApiId, deploymentId), embeds(request, 'apisummary')))),
  entry('DELETE', `/restapis/${ID}/deployments/${ID}`, (service, _, restApiId, deploymentId) => {
    service.deleteDeployment(restApiId, deploymentId);
    return { status: 202 };
  }),
  entry('GET', `/restapis/${ID}/stages`, (service, { query }, restApiId) => {
    const deploymentId = query.get('deploymentId');
    return collection(service.listStages(restApiId).filter((stage) => deploymentId === null || stage.deploymentId === deploymentId).map(stageOnWire));
  }),
  entry('GET', `/restapis/${ID}/stages/${ID}`, (service, _, restApiId, stageName) => ok(stageOnWire(service.getStage(restApiId, stageName)))),
  entry('GET', `/restapis/${ID}/stages/${ID}/exports/oas30`, (service, { query }, restApiId, stageName) => {
    const { deploymentId } = service.getStage(restApiId, stageName);
    const extensions = query.getAll('extensions').flatMap((value) => value.split(','));
    return ok(exportedDefinition(service.getRestApi(restApiId), service.getDeployment(restApiId, deploymentId), extensions));
  }),
  entry('PATCH', `/restapis/${ID}/stages/${ID}`, (service, { body }, restApiId, stageName) => {
    const { patchOperations = [] } = JSON.parse(body.toString('utf8') || '{}') as { patchOperations?: RequestedPatch[] };
    return ok(stageOnWire(service.updateStage(restApiId, stageName, patchOperations)));
  }),
];

/** Finds the operation that a request calls, and its parameters. `undefined` when the engine does not speak it. */
export function findOperation(request: ServiceRequest): ((service: ApiGatewayService) => OperationAnswer) | undefined {
  for (const { method, path, run } of OPERATIONS) {
    const match = method === request.method ? path.exec(request.path) : null;
    if (match) { return (service) => run(service, request, ...match.slice(1).map(decodeURIComponent)); }
  }
  return undefined;
}

function entry(method: string, path: string, run: Operation): OperationEntry {
  return { method, path: new RegExp(`^${path}/?$`), run };
}

function embeds({ query }: ServiceRequest, name: string): boolean {
  return query.getAll('embed').some((value) => value.split(',').includes(name));
}

/** On the wire a collection is called `item`. All of it is one page. */
function collection(item: unknown[]): OperationAnswer {
  return ok({ item });
}

function ok(body: unknown): OperationAnswer {
  return { status: 200, body };
}

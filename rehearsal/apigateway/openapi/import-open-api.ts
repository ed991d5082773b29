import { ApiGatewayService } from '../api-gateway-service';
import { Resource } from '../model';
import { authorizersOfDocument } from './authorizers-of-document';
import { methodsOfDocument } from './methods-of-document';
import { OpenApiDocument } from './open-api-document';

const AUTHORIZER = 'AWS::ApiGateway::Authorizer';

/** Makes an API what the document says: what it no longer describes goes. A resource whose path stays, keeps its id. */
export function importOpenApi(service: ApiGatewayService, restApiId: string, document: OpenApiDocument): void {
  const described = methodsOfDocument(document);
  const needed = new Set(Object.keys(document.paths ?? {}).flatMap(withParents));
  for (const { id, path, methods } of service.listResources(restApiId)) {
    Object.keys(methods).forEach((httpMethod) => service.deleteMethod(restApiId, id, httpMethod));
    if (!needed.has(path) && path !== '/') { service.deleteResource(restApiId, id); }
  }
  for (const path of [...needed].sort((a, b) => a.length - b.length)) { ensureResource(service, restApiId, path); }
  const authorizerIds = importAuthorizers(service, restApiId, document);
  for (const { path, method, authorizerName } of described) {
    const authorizerId = authorizerIds.get(authorizerName ?? '');
    const complete = authorizerId === undefined ? method : { ...method, authorizerId };
    service.putMethod(restApiId, ensureResource(service, restApiId, path).id, complete, 'replace');
  }
}

/** Ids by name. An authorizer whose name stays, keeps its id. */
function importAuthorizers(service: ApiGatewayService, restApiId: string, document: OpenApiDocument): Map<string, string> {
  const before = service.listEntities(restApiId).filter(({ kind }) => kind === AUTHORIZER);
  return new Map([...authorizersOfDocument(document)].map(([name, properties]) => {
    const id = before.find((entity) => entity.properties.Name === name)?.id;
    return [name, service.keepEntity({ kind: AUTHORIZER, id, properties }, restApiId).id];
  }));
}

function ensureResource(service: ApiGatewayService, restApiId: string, path: string): Resource {
  const normalised = path === '' ? '/' : path;
  const existing = service.listResources(restApiId).find((resource) => resource.path === normalised);
  if (existing) { return existing; }
  const slash = normalised.lastIndexOf('/');
  const parent = ensureResource(service, restApiId, normalised.slice(0, slash));
  return service.createResource(restApiId, parent.id, normalised.slice(slash + 1));
}

/** `/a/b` and the paths it hangs on: `/a`. */
function withParents(path: string): string[] {
  const parts = path.split('/').filter((part) => part !== '');
  return parts.map((_, index) => `/${parts.slice(0, index + 1).join('/')}`);
}

import { ApiGatewayError } from '../api-gateway-error';
import { Method, Resource } from '../model';
import { RestApiState } from './rest-api-state';

/** @throws ApiGatewayError when the API has no such resource */
export function existingResource(state: RestApiState, resourceId: string): Resource {
  const resource = state.resources.get(resourceId);
  if (!resource) { throw new ApiGatewayError('NotFoundException', 'Invalid Resource identifier specified'); }
  return resource;
}

/**
 * Adds a resource below another.
 *
 * @throws ApiGatewayError when a sibling has the same part or is a path parameter too, greedy or not, and below a greedy resource
 */
export function addResource(state: RestApiState, parentId: string, pathPart: string, id: string): Resource {
  const parent = existingResource(state, parentId);
  if (isGreedy(parent.pathPart)) {
    throw new ApiGatewayError('BadRequestException', `Cannot create a child of a resource with a greedy path variable: ${parent.pathPart}`);
  }
  checkSiblings([...state.resources.values()].filter((resource) => resource.parentId === parentId), pathPart);
  const path = `${parent.path === '/' ? '' : parent.path}/${pathPart}`;
  const resource: Resource = { id, parentId, pathPart, path, methods: {} };
  state.resources.set(id, resource);
  return resource;
}

/** Removes a resource with all below it. Nothing happens when it is already gone. @throws ApiGatewayError for the root */
export function removeResource(state: RestApiState, resourceId: string): void {
  if (resourceId === state.api.rootResourceId) { throw new ApiGatewayError('BadRequestException', 'Cannot delete root resource.'); }
  for (const { id, parentId } of [...state.resources.values()]) {
    if (parentId === resourceId) { removeResource(state, id); }
  }
  state.resources.delete(resourceId);
}

/** Sets a method whole. @param mode `create` refuses to overwrite, as PutMethod does */
export function putMethod(state: RestApiState, resourceId: string, method: Method, mode: 'create' | 'replace'): void {
  const resource = existingResource(state, resourceId);
  if (mode === 'create' && resource.methods[method.httpMethod]) {
    throw new ApiGatewayError('ConflictException', 'Method already exists for this resource');
  }
  // AWS takes `none` for `NONE` (recorded: LocalStack `test_integration_mock_with_path_param`).
  const kept = { ...method, authorizationType: method.authorizationType.toUpperCase() };
  state.resources.set(resourceId, { ...resource, methods: { ...resource.methods, [method.httpMethod]: kept } });
}

/** Removes a method. Nothing happens when it is already gone. */
export function removeMethod(state: RestApiState, resourceId: string, httpMethod: string): void {
  const resource = state.resources.get(resourceId);
  if (!resource) { return; }
  const { [httpMethod]: removed, ...methods } = resource.methods;
  state.resources.set(resourceId, { ...resource, methods });
}

function checkSiblings(siblings: readonly Resource[], pathPart: string): void {
  if (siblings.some((sibling) => sibling.pathPart === pathPart)) {
    throw new ApiGatewayError('ConflictException', `Another resource with the same parent already has this name: ${pathPart}`);
  }
  const variable = siblings.find((sibling) => isVariable(sibling.pathPart));
  if (isVariable(pathPart) && variable) {
    throw new ApiGatewayError('BadRequestException',
      `A sibling (${variable.pathPart}) of this resource already has a variable path part -- only one is allowed`);
  }
}

function isVariable(pathPart = ''): boolean {
  return pathPart.startsWith('{');
}

function isGreedy(pathPart = ''): boolean {
  return pathPart.endsWith('+}');
}

import { givenService, lambdaMethod } from './given-api';
import { StageRequest, StageResponse } from '../../../rehearsal/apigateway/data-plane/messages';
import { Method } from '../../../rehearsal/apigateway/model';

const AUTHORIZER = 'AWS::ApiGateway::Authorizer';

/** A policy as authorizers return it. */
export function policy(effect: 'Allow' | 'Deny', resource: string, rest: object = {}): object {
  return { principalId: 'user', policyDocument: { Statement: [{ Effect: effect, Action: 'execute-api:Invoke', Resource: resource }] }, ...rest };
}

/** `GET /pets/{id}` answered by a function that returns its event. By default nothing is asked of the client. */
export function givenGuardedApi(method: Partial<Method> = {}) {
  const wired = givenService();
  const { service, lambda, handlers, dataPlane } = wired;
  const api = service.createRestApi({ name: 'Shop' });
  const pets = service.createResource(api.id, api.rootResourceId, 'pets');
  const pet = service.createResource(api.id, pets.id, '{id}');
  handlers.backend = (event) => ({ statusCode: 200, body: JSON.stringify(event) });
  const backend = lambda.createFunction('backend', { directory: 'backend', handler: 'index.handler' }).functionArn;
  permit('backend', `${api.id}/*`);

  /** Freezes the API with this method and serves it as `prod`. */
  function deploy(overrides: Partial<Method> = method): void {
    service.putMethod(api.id, pet.id, { ...lambdaMethod('GET', backend), ...overrides }, 'replace');
    const { id } = service.createDeployment(api.id);
    if (service.findStage(api.id, 'prod')) {
      service.updateStage(api.id, 'prod', [{ op: 'replace', path: '/deploymentId', value: id }]);
    } else { service.createStage(api.id, { stageName: 'prod', deploymentId: id, variables: { tenant: 'blue' } }); }
  }

  function permit(functionName: string, source: string): void {
    lambda.addPermission(functionName, {
      statementId: permitId(source),
      principal: 'apigateway.amazonaws.com',
      action: 'lambda:InvokeFunction',
      sourceArn: `arn:aws:execute-api:us-east-1:123456789012:${source}`,
    });
  }

  function ask(request: Partial<StageRequest> = {}): Promise<StageResponse> {
    return dataPlane.invokeStage({ restApiId: api.id, stageName: 'prod', method: 'GET', path: '/pets/7', headers: {}, ...request });
  }

  const eventOf = (response: StageResponse) => JSON.parse(String(response.body));
  return { ...wired, api, pet, deploy, permit, ask, eventOf };
}

/** The same behind an authorizer whose function is `answer`. Events that reached it are in `events`. */
export function givenAuthorizer(
  properties: Record<string, unknown>, answer: (event: any) => unknown = ({ methodArn }) => policy('Allow', methodArn),
) {
  const guarded = givenGuardedApi();
  const { service, lambda, handlers, api, deploy, permit } = guarded;
  const events: any[] = [];
  handlers.authorizer = (event) => {
    events.push(event);
    return answer(event);
  };
  const { functionArn } = lambda.createFunction('authorizer', { directory: 'authorizer', handler: 'index.handler' });
  const uri = `arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/${functionArn}/invocations`;
  const authorizer = service.keepEntity({ kind: AUTHORIZER, properties: { Name: 'Guard', AuthorizerUri: uri, ...properties } }, api.id);
  permit('authorizer', `${api.id}/authorizers/${authorizer.id}`);
  deploy({ authorizationType: properties.Type === 'COGNITO_USER_POOLS' ? 'COGNITO_USER_POOLS' : 'CUSTOM', authorizerId: authorizer.id });
  return { ...guarded, authorizer, events };
}

/** The id of the statement that permits a source. */
export function permitId(source: string): string {
  return `permit-${source.replace(/\W/g, '-')}`;
}

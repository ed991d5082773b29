import { ApiGatewayService } from '../../../rehearsal/apigateway/api-gateway-service';
import { DataPlane } from '../../../rehearsal/apigateway/data-plane';
import { randomIds } from '../../../rehearsal/apigateway/ids';
import { Integration, Method } from '../../../rehearsal/apigateway/model';
import { SeededGenerator } from '../../../rehearsal/cloudformation/seeded-generator';
import { Hypotheses, LIKELY_HYPOTHESES } from '../../../rehearsal/hypotheses';
import { InProcessRuntime } from '../../../rehearsal/lambda/in-process-runtime';
import { LambdaService } from '../../../rehearsal/lambda/lambda-service';

/** A clock that a test sets. */
export class SetClock {
  time = new Date('2030-01-01T00:00:00Z');
  readonly now = (): Date => this.time;
}

/** API Gateway and Lambda wired as the engine wires them, with a seed and a clock. */
export function givenService(hypotheses: Partial<Hypotheses> = {}, seed = 1) {
  const clock = new SetClock();
  const generator = new SeededGenerator(seed);
  const random = () => generator.next();
  const ids = randomIds(random);
  const service = new ApiGatewayService({ ids, clock: clock.now, hypotheses: { ...LIKELY_HYPOTHESES, ...hypotheses } });
  const lambda = new LambdaService({ runtime: new InProcessRuntime((code) => (event) => handlers[code.directory]?.(event, code.version)) });
  const handlers: Record<string, (event: unknown, version: string) => unknown> = {};
  const dataPlane = new DataPlane({ service, lambda, random, ids, clock: clock.now });
  return { service, lambda, handlers, dataPlane, clock, ids };
}

/** A method with a MOCK integration that answers this text. */
export function mockMethod(httpMethod: string, text = 'ok', overrides: Partial<Method> = {}): Method {
  return {
    httpMethod,
    authorizationType: 'NONE',
    apiKeyRequired: false,
    integration: {
      type: 'MOCK',
      requestTemplates: { 'application/json': '{"statusCode": 200}' },
      integrationResponses: [{ statusCode: '200', responseTemplates: { 'application/json': text } }],
    },
    ...overrides,
  };
}

/** A method that calls a function through a proxy integration. */
export function lambdaMethod(httpMethod: string, functionArn: string, integration: Partial<Integration> = {}): Method {
  return {
    httpMethod,
    authorizationType: 'NONE',
    apiKeyRequired: false,
    integration: {
      type: 'AWS_PROXY',
      httpMethod: 'POST',
      uri: `arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/${functionArn}/invocations`,
      integrationResponses: [],
      ...integration,
    },
  };
}

/** An API with `GET /hello` and three deployments of it. */
export function givenApi(hypotheses: Partial<Hypotheses> = {}) {
  const wired = givenService(hypotheses);
  const api = wired.service.createRestApi({ name: 'Shop' });
  const hello = wired.service.createResource(api.id, api.rootResourceId, 'hello');
  wired.service.putMethod(api.id, hello.id, mockMethod('GET'));
  const [first, second, third] = [1, 2, 3].map(() => wired.service.createDeployment(api.id).id);
  return { ...wired, api, restApiId: api.id, hello, first, second, third };
}

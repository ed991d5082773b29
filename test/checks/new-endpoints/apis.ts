import { App, Stack } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import { Construct } from 'constructs';

/** Adds mock methods, each written as `GET /pets/{id}`, to an API or to what was imported of it. */
export function addEndpoints(api: apigateway.IRestApi, endpoints: readonly string[], options: apigateway.MethodOptions = {}): void {
  for (const endpoint of endpoints) {
    const [method, path] = endpoint.split(' ');
    api.root.resourceForPath(path).addMethod(method, new apigateway.MockIntegration(), options);
  }
}

/** A RestApi with mock methods. */
export function apiWith(scope: Construct, endpoints: readonly string[], props: apigateway.RestApiProps = {}): apigateway.RestApi {
  const api = new apigateway.RestApi(scope, 'Api', props);
  addEndpoints(api, endpoints);
  return api;
}

export function newStack(context: Record<string, unknown> = {}): Stack {
  return new Stack(new App({ context }), 'Stack');
}

export function cfn(api: apigateway.IRestApi): apigateway.CfnRestApi {
  return api.node.defaultChild as apigateway.CfnRestApi;
}

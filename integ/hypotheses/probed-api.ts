import { Stack } from 'aws-cdk-lib';
import { CfnDeployment, CfnStage, CfnStageProps, IResource, MockIntegration, RestApi } from 'aws-cdk-lib/aws-apigateway';
import { IDependable } from 'constructs';

/** An API with deployments to point stages at; without this library, because CloudFormation and API Gateway are asked, not it. */
export interface ProbedApi {
  readonly api: RestApi;
  /** What the stages start on. */
  readonly base: CfnDeployment;
  /** What their canaries start on. */
  readonly canary: CfnDeployment;
  /** Leaves the template with the second step. */
  readonly doomed?: CfnDeployment;
}

/** A mock API that answers `true` to requests on a canary and `false` to others. Its first deployment does not have the path /later. */
export function probedApi(stack: Stack, name: string, step: number): ProbedApi {
  const api = new RestApi(stack, 'Api', { deploy: false, restApiName: `cdk-canary-rest-api-${name}` });
  const addMethod = (resource: IResource): IDependable => resource.addMethod('GET', new MockIntegration({
    requestTemplates: { 'application/json': '{"statusCode": 200}' },
    integrationResponses: [{ statusCode: '200', responseTemplates: { 'application/json': '$context.isCanaryRequest' } }],
  }), { methodResponses: [{ statusCode: '200' }] });

  let before = addMethod(api.root);
  const deployment = (id: string) => {
    const added = new CfnDeployment(stack, id, { restApiId: api.restApiId, description: id });
    // One after the other: an account may create one deployment in five seconds.
    added.node.addDependency(before);
    before = added;
    return added;
  };
  const base = deployment('Base');
  const later = api.root.addResource('later');
  later.node.addDependency(before);
  before = addMethod(later);
  return { api, base, canary: deployment('Canary'), doomed: step === 0 ? deployment('Doomed') : undefined };
}

/** A stage of the probed API, on the base deployment unless the properties say otherwise. */
export function addStage({ api, base }: ProbedApi, stageName: string, props: Omit<CfnStageProps, 'restApiId' | 'stageName'>): CfnStage {
  return new CfnStage(Stack.of(api), `Stage-${stageName}`, { restApiId: api.restApiId, stageName, deploymentId: base.attrDeploymentId, ...props });
}

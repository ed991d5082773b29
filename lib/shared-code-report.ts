import { Annotations, CfnResource, IAspect } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import { IConstruct } from 'constructs';
import { referencesIn, withMarkers } from './references';

/** Why base and canary release would run the same code behind a route. */
export type SharedCode = 'unqualifiedFunction' | 'sharedAlias';

/**
 * Warns of routes whose code cannot be canaried: base and canary release would call the same function, so new code
 * reaches everybody at once. Acknowledgeable, because a route may be meant so.
 */
export class SharedCodeReport implements IAspect {
  constructor(private readonly api: apigateway.CfnRestApi, private readonly isCanaried: () => boolean) {}

  public visit(node: IConstruct): void {
    if (!CfnResource.isCfnResource(node) || node.cfnResourceType !== 'AWS::ApiGateway::Method' || !this.isCanaried()) { return; }
    const method = node as apigateway.CfnMethod;
    if (!referencesIn(method.restApiId, method).some((reference) => reference.target === this.api)) { return; }
    const shared = sharedCodeOf(method);
    if (shared) { report(method, shared); }
  }
}

function sharedCodeOf(method: apigateway.CfnMethod): SharedCode | undefined {
  const { value, references } = withMarkers(method.integration, method);
  const uri = /\/functions\/(.+)\/(response-streaming-)?invocations$/.exec(String(value?.uri ?? ''))?.[1];
  if (uri === undefined) { return undefined; }
  const reference = /^⟦(\d+)⟧$/.exec(uri);
  return reference ? sharedCodeBehind(references[Number(reference[1])].target) : sharedCodeAt(uri);
}

function sharedCodeBehind(target: IConstruct): SharedCode | undefined {
  if (!CfnResource.isCfnResource(target)) { return undefined; }
  if (target.cfnResourceType === 'AWS::Lambda::Function') { return 'unqualifiedFunction'; }
  return target.cfnResourceType === 'AWS::Lambda::Alias' ? 'sharedAlias' : undefined;
}

/** `arn:aws:lambda:<region>:<account>:function:<name>[:<qualifier>]`, or a reference with a qualifier behind it. */
function sharedCodeAt(uri: string): SharedCode | undefined {
  const parts = uri.split(':');
  const qualifier = uri.startsWith('⟦') && parts.length <= 2 ? parts[1] : parts[7];
  if (qualifier === undefined) { return parts.length >= 7 ? 'unqualifiedFunction' : undefined; }
  const namesOneVersion = /^\d+$/.test(qualifier) || /stageVariables|⟦/.test(qualifier);
  return namesOneVersion ? undefined : 'sharedAlias';
}

const EXPLANATIONS: Record<SharedCode, string> = {
  unqualifiedFunction: 'calls a function without a version. Base and canary release run the same code, and new code reaches everybody at once. ' +
    'Integrate the version: new LambdaIntegration(fn.currentVersion).',
  sharedAlias: 'calls a function through one alias. Base and canary release run the same code, and moving the alias reaches everybody at once. ' +
    'Integrate the version: new LambdaIntegration(fn.currentVersion), or choose the alias by a stage variable that the canary overrides.',
};

function report(method: apigateway.CfnMethod, shared: SharedCode): void {
  const scope = method.node.scope ?? method;
  const route = scope instanceof apigateway.Method ? `${scope.httpMethod} ${scope.resource.path}` : method.node.path;
  Annotations.of(scope).addWarningV2(`cdk-canary-rest-api:${shared}`, `${route} ${EXPLANATIONS[shared]}`);
}

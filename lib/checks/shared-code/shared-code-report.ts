import { CfnResource, IAspect, Reference, Stack } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import { IConstruct } from 'constructs';
import { ApiMembership } from '../../construct-tree/api-membership';
import { withMarkers } from '../../construct-tree/references';
import { integrationUris } from '../../endpoints/integration-uris';
import { addWarning } from '../../messages/annotations';

/** Why base and canary release would run the same code behind a route or an authorizer. */
export type SharedCode = 'unqualifiedFunction' | 'sharedAlias';

/**
 * Warns of routes and authorizers whose code cannot be canaried: base and canary release would call the same function, so new code
 * reaches everybody at once. Acknowledgeable, because it may be meant so.
 */
export class SharedCodeReport implements IAspect {
  private readonly ofApi: ApiMembership;
  private readonly reported = new Set<string>();

  constructor(private readonly api: apigateway.CfnRestApi, private readonly isCanaried: () => boolean) {
    this.ofApi = new ApiMembership(api);
  }

  /** Whether a function or alias, by logical id, was reported: it is shared whatever becomes of it. */
  public isReported(logicalId: string): boolean {
    return this.reported.has(logicalId);
  }

  public visit(node: IConstruct): void {
    if (!CfnResource.isCfnResource(node)) { return; }
    switch (node.cfnResourceType) {
      case 'AWS::ApiGateway::RestApi': return this.visitApi(node as apigateway.CfnRestApi);
      case 'AWS::ApiGateway::Method': return this.visitMethod(node as apigateway.CfnMethod);
      case 'AWS::ApiGateway::Authorizer': return this.visitAuthorizer(node as apigateway.CfnAuthorizer);
    }
  }

  private visitApi(api: apigateway.CfnRestApi): void {
    if (api !== this.api || api.body === undefined || !this.isCanaried()) { return; }
    const { value, references } = withMarkers(api.body, api);
    for (const { route, uri } of integrationUris(value)) {
      this.report(api.node.scope ?? api, route, sharedCodeOf(uri, references));
    }
  }

  private visitMethod(method: apigateway.CfnMethod): void {
    if (!this.isCanaried() || !this.ofApi.has(method)) { return; }
    const { value, references } = withMarkers(method.integration, method);
    const scope = method.node.scope ?? method;
    const route = scope instanceof apigateway.Method ? `${scope.httpMethod} ${scope.resource.path}` : method.node.path;
    this.report(scope, route, sharedCodeOf(value?.uri, references));
  }

  private visitAuthorizer(authorizer: apigateway.CfnAuthorizer): void {
    if (!this.isCanaried() || !this.ofApi.has(authorizer)) { return; }
    const { value, references } = withMarkers(authorizer.authorizerUri, authorizer);
    const scope = authorizer.node.scope ?? authorizer;
    this.report(scope, `The authorizer ${scope.node.path}`, sharedCodeOf(value, references));
  }

  private report(scope: IConstruct, caller: string, found: FoundCode | undefined): void {
    if (!found) { return; }
    if (found.logicalId !== undefined) { this.reported.add(found.logicalId); }
    addWarning(scope, found.shared, caller);
  }
}

/** Shared code, and the function or alias that stands for it, if it is a resource of the app. */
interface FoundCode {
  readonly shared: SharedCode;
  readonly logicalId?: string;
}

/** @param uri - of an integration or an authorizer, with markers in the place of references */
function sharedCodeOf(uri: unknown, references: Reference[]): FoundCode | undefined {
  const functionPart = /\/functions\/(.+)\/(response-streaming-)?invocations$/.exec(String(uri ?? ''))?.[1];
  if (functionPart === undefined) { return undefined; }
  // In Fn::Sub, the ARN of a resource is written out.
  const writtenOut = /^\$\{(\w+)\.Arn\}$/.exec(functionPart);
  if (writtenOut) { return { shared: 'unqualifiedFunction', logicalId: writtenOut[1] }; }
  const reference = /^⟦(\d+)⟧$/.exec(functionPart);
  if (reference) { return sharedCodeBehind(references[Number(reference[1])].target); }
  const shared = sharedCodeAt(functionPart);
  return shared && { shared };
}

function sharedCodeBehind(target: IConstruct): FoundCode | undefined {
  const shared = CfnResource.isCfnResource(target) ? SHARED_BY_TYPE[target.cfnResourceType] : undefined;
  return shared && { shared, logicalId: Stack.of(target).resolve((target as CfnResource).logicalId) };
}

const SHARED_BY_TYPE: { readonly [type: string]: SharedCode | undefined } = {
  'AWS::Lambda::Function': 'unqualifiedFunction',
  'AWS::Lambda::Alias': 'sharedAlias',
};

/** `arn:aws:lambda:<region>:<account>:function:<name>[:<qualifier>]`, or a reference with a qualifier behind it. */
function sharedCodeAt(uri: string): SharedCode | undefined {
  const parts = uri.split(':');
  const qualifier = uri.startsWith('⟦') && parts.length <= 2 ? parts[1] : parts[7];
  if (qualifier === undefined) { return parts.length >= 7 ? 'unqualifiedFunction' : undefined; }
  const namesOneVersion = /^\d+$/.test(qualifier) || /stageVariables|⟦/.test(qualifier);
  return namesOneVersion ? undefined : 'sharedAlias';
}

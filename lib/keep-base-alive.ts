import { CfnResource, IAspect, RemovalPolicy, Stack, Token } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { IConstruct } from 'constructs';
import { referencesIn, withLiteralInsteadOfRef } from './references';

/** What the aspect must know of a release. */
export interface KeptRelease {
  readonly api: apigateway.CfnRestApi;
  readonly stage: apigateway.CfnStage;
  readonly stageName: string;
  /** Traffic may move only after every permission exists. */
  readonly driver: CfnResource;
}

/**
 * Keeps alive what the base release needs, in the very update that introduces the canary.
 *
 * A deployment only refers to Lambda versions and permissions. Without this, CloudFormation deletes the superseded deployment, version and
 * permission in cleanup (aws/aws-cdk#28412), and creates the new permission after traffic has moved, because its
 * SourceArn contains a `Ref` to the stage. Retention works only if it stands in the template before the update that needs it: so it is
 * on in every mode. `RetainExceptOnCreate`: what a failed update created is still deleted.
 */
export class KeepBaseAlive implements IAspect {
  constructor(private readonly release: KeptRelease) {}

  public visit(node: IConstruct): void {
    if (!CfnResource.isCfnResource(node)) { return; }
    switch (node.cfnResourceType) {
      case 'AWS::ApiGateway::Deployment': return this.visitDeployment(node as apigateway.CfnDeployment);
      case 'AWS::ApiGateway::Method': return this.visitMethod(node as apigateway.CfnMethod);
      case 'AWS::ApiGateway::Authorizer': return this.visitAuthorizer(node as apigateway.CfnAuthorizer);
      case 'AWS::ApiGateway::RestApi': return node === this.release.api ? this.keepVersions((node as apigateway.CfnRestApi).body, node) : undefined;
      case 'AWS::Lambda::Permission': return this.visitPermission(node as lambda.CfnPermission);
    }
  }

  private visitDeployment(deployment: apigateway.CfnDeployment): void {
    if (this.isOfApi(deployment.restApiId, deployment)) { keep(deployment); }
  }

  private visitMethod(method: apigateway.CfnMethod): void {
    if (this.isOfApi(method.restApiId, method)) { this.keepVersions(method.integration, method); }
  }

  private visitAuthorizer(authorizer: apigateway.CfnAuthorizer): void {
    if (this.isOfApi(authorizer.restApiId, authorizer)) { this.keepVersions(authorizer.authorizerUri, authorizer); }
  }

  private visitPermission(permission: lambda.CfnPermission): void {
    const { sourceArn } = permission;
    if (sourceArn === undefined || !this.isOfApi(sourceArn, permission)) { return; }
    keep(permission);
    if (Token.isUnresolved(sourceArn)) {
      permission.sourceArn = withLiteralInsteadOfRef(sourceArn, this.release.stage, this.release.stageName).toString();
    }
    if (Stack.of(permission) === Stack.of(this.release.driver)) {
      this.release.driver.node.addDependency(permission);
    }
  }

  private isOfApi(value: unknown, scope: IConstruct): boolean {
    return referencesIn(value, scope).some((reference) => reference.target === this.release.api);
  }

  /** A version, directly or behind an alias. */
  private keepVersions(value: unknown, scope: IConstruct): void {
    if (value === undefined) { return; }
    for (const { target } of referencesIn(value, scope)) {
      if (!CfnResource.isCfnResource(target)) { continue; }
      if (target.cfnResourceType === 'AWS::Lambda::Version') { keep(target); }
      if (target.cfnResourceType === 'AWS::Lambda::Alias') { this.keepVersions((target as lambda.CfnAlias).functionVersion, target); }
    }
  }
}

function keep(resource: CfnResource): void {
  resource.applyRemovalPolicy(RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE);
}

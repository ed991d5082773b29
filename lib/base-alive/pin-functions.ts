import { CfnDeletionPolicy, CfnElement, CfnResource, IAspect, Lazy, Stack, Token } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { IConstruct } from 'constructs';
import { BeforeTraffic } from './before-traffic';
import { grantEveryVersion } from './every-version';
import { idOf, PinnedVersions } from './pinned-versions';
import { ApiMembership } from '../construct-tree/api-membership';
import { outermostStack } from '../construct-tree/outermost-stack';
import { referencesIn, withExchangedReference } from '../construct-tree/references';
import { isOfType } from '../construct-tree/resource-type';
import { WrittenReferences, writtenFor } from '../construct-tree/written-properties';
import { calledCode } from '../endpoints/called-code';
import { routeNameOf } from '../endpoints/integration-uris';
import { ReleasedStage } from '../release/released-stage';

/** Why a call stays on the function without a version. */
export type NotPinnedReason = 'methodElsewhere' | 'versionedElsewhere' | 'callersCredentials' | 'foreignRole' | 'namedAsText';

/** A written call: the URI, the role that it is made with, and how to write another URI. */
interface WrittenCall {
  readonly uri: unknown;
  readonly credentials: unknown;
  readonly write: (uri: string) => void;
}

/**
 * Lets every method and Lambda authorizer of a released API that calls a function without a version call its current version.
 *
 * References are exchanged and permissions are added. Permissions of the app stay as they are: CloudFormation replaces one whose function changes,
 * and an unreleased stage beside would get 500 from its cleanup on.
 */
export class PinFunctions implements IAspect {
  /** Versions that any release of an API lets it call: a second one finds the calls exchanged, and its deployment has to follow them, too. */
  private static readonly ofApi = new WeakMap<IConstruct, Set<CfnResource>>();

  private readonly references = new WrittenReferences();
  private readonly ofApi: ApiMembership;
  private readonly versions: PinnedVersions;
  private readonly pinned: Set<CfnResource>;
  private follows = false;
  private readonly granted = new Set<CfnResource>();
  private readonly reasons = new Map<string, NotPinnedReason>();

  constructor(private readonly released: ReleasedStage, private readonly beforeTraffic: BeforeTraffic) {
    this.ofApi = new ApiMembership(released.api, this.references);
    this.versions = new PinnedVersions(released.release);
    this.pinned = PinFunctions.ofApi.get(released.api) ?? new Set();
    PinFunctions.ofApi.set(released.api, this.pinned);
  }

  visit(node: IConstruct): void {
    if (!CfnResource.isCfnResource(node)) { return; }
    switch (node.cfnResourceType) {
      case 'AWS::ApiGateway::Method': return this.ofApi.has(node) ? this.pin(node, '', methodCall(node)) : undefined;
      case 'AWS::ApiGateway::Authorizer': return this.ofApi.has(node) ? this.pin(node, '', authorizerCall(node)) : undefined;
      case 'AWS::ApiGateway::RestApi': return node === this.released.api ? this.pinDefinition(node as apigateway.CfnRestApi) : undefined;
    }
  }

  /** Why a caller was left alone. `name` tells the routes of a definition apart. */
  reasonFor(resource: CfnResource, name: string): NotPinnedReason | undefined {
    return this.reasons.get(keyOf(resource, resource === this.released.api ? name : ''));
  }

  private pin(caller: CfnResource, name: string, call: WrittenCall | undefined): void {
    const { text, elements } = this.references.textIn(call?.uri, caller);
    if (elements.some((element) => this.pinned.has(element as CfnResource))) { this.followVersions(); }
    const code = calledCode(text, {}, (target) => typeOf(elements[target]));
    if (!call || code?.kind !== 'function') { return; }
    const fn = code.target === undefined ? undefined : elements[code.target] as CfnResource;
    const reason = fn ? this.pinTo(fn, caller, call) : 'namedAsText';
    if (reason) { this.reasons.set(keyOf(caller, name), reason); }
  }

  private pinTo(fn: CfnResource, caller: CfnResource, call: WrittenCall): NotPinnedReason | undefined {
    if (outermostStack(caller) !== outermostStack(this.released.release)) { return 'methodElsewhere'; }
    const role = this.roleOf(call, caller);
    if (typeof role === 'string') { return role; }
    if (role && Stack.of(role) !== Stack.of(fn)) { return 'foreignRole'; }
    const version = this.versions.of(fn);
    if (!version) { return 'versionedElsewhere'; }
    this.pinned.add(version);
    this.followVersions();
    if (role) { grantEveryVersion({ role: role, by: role }, fn, this.beforeTraffic); } else { this.grant(fn, version); }
    const exchange = { target: fn, attribute: 'Arn', replacement: version.ref, inText: () => `\${${idOf(version)}}` };
    call.write(withExchangedReference(call.uri, exchange).toString());
    return undefined;
  }

  /** Undefined for a call that a permission allows. */
  private roleOf({ credentials }: WrittenCall, caller: CfnResource): CfnResource | NotPinnedReason | undefined {
    if (credentials === undefined) { return undefined; }
    if (/:iam::\*:user\/\*$/.test(this.references.textIn(credentials, caller).text)) { return 'callersCredentials'; }
    const [role] = this.references.elementsIn(credentials, caller).filter(isOfType('AWS::IAM::Role'));
    return role ?? 'foreignRole';
  }

  /** One statement for each function: routes, the console's test and authorizers. It does not name the stage, so nothing waits for it. */
  private grant(fn: CfnResource, version: CfnResource): void {
    if (this.granted.has(fn)) { return; }
    this.granted.add(fn);
    const { api, release } = this.released;
    const permission = new lambda.CfnPermission(release, `Invoke${Stack.of(fn) === Stack.of(release) ? '' : Stack.of(fn).node.id}${idOf(fn)}`, {
      action: 'lambda:InvokeFunction',
      functionName: version.ref,
      principal: 'apigateway.amazonaws.com',
      sourceArn: Stack.of(api).formatArn({ service: 'execute-api', resource: api.ref, resourceName: '*' }),
    });
    for (const kept of [permission, version]) {
      kept.addOverride('DeletionPolicy', CfnDeletionPolicy.RETAIN_EXCEPT_ON_CREATE);
      kept.addOverride('UpdateReplacePolicy', CfnDeletionPolicy.RETAIN);
    }
    this.beforeTraffic.add(permission);
  }

  /** CDK hashes methods as they are written, and nothing at all into an explicit deployment. */
  private followVersions(): void {
    if (this.follows) { return; }
    this.follows = true;
    const { deploymentId, stage } = this.released;
    const owners = referencesIn(deploymentId, stage).map(({ target }) => target.node.scope);
    const deployment = owners.find((owner): owner is apigateway.Deployment => owner !== undefined && 'addToLogicalId' in owner);
    deployment?.addToLogicalId({ pinned: Lazy.any({ produce: () => [...this.pinned].map(idOf).sort() }) });
  }

  private pinDefinition(api: apigateway.CfnRestApi): void {
    if (api.body === undefined || Token.isUnresolved(api.body)) { return; }
    const pinned = exchangedCalls(api.body, (name, call) => this.pin(api, name, call));
    if (pinned !== undefined) { api.body = pinned; }
  }
}

function keyOf(resource: CfnResource, name: string): string {
  return `${resource.node.path} ${name}`;
}

function typeOf(element: CfnElement | undefined): string | undefined {
  return element && CfnResource.isCfnResource(element) ? element.cfnResourceType : undefined;
}

/** In whatever way it is written: an override lies over the property. */
function methodCall(method: CfnResource): WrittenCall | undefined {
  const written = writtenFor(method, 'Integration');
  if (written.some((integration) => Token.isUnresolved(integration))) { return undefined; }
  const integrations = written as Array<Record<string, unknown>>;
  const last = (name: string) => integrations.flatMap((one) => [one[name.toLowerCase()], one[name]]).filter((value) => value !== undefined).pop();
  return {
    uri: last('Uri'),
    credentials: last('Credentials'),
    write: (uri) => {
      const { integration } = method as { integration?: Record<string, unknown> };
      const isInClass = integrations.length === 1 && integrations[0] === integration;
      if (isInClass) { Object.assign(method, { integration: { ...integration, uri } }); } else { method.addPropertyOverride('Integration.Uri', uri); }
    },
  };
}

function authorizerCall(authorizer: CfnResource): WrittenCall {
  const written = writtenFor(authorizer, 'AuthorizerUri');
  const isInClass = written.length === 1 && (authorizer as { authorizerUri?: unknown }).authorizerUri === written[0];
  return {
    uri: written.pop(),
    credentials: writtenFor(authorizer, 'AuthorizerCredentials').pop(),
    write: (uri) => {
      if (isInClass) { Object.assign(authorizer, { authorizerUri: uri }); } else { authorizer.addPropertyOverride('AuthorizerUri', uri); }
    },
  };
}

/** A copy of a definition in which URIs may be written. Undefined if none was. */
function exchangedCalls(definition: any, visit: (name: string, call: WrittenCall) => void): any {
  let isWritten = false;
  const copyOf = (node: any): any => Array.isArray(node) ? node.map(copyOf)
    : typeof node === 'object'
      && node !== null
      && !Token.isUnresolved(node) ? Object.fromEntries(Object.entries(node).map(([key, item]) => [key, copyOf(item)]))
      : node;
  const copy = copyOf(definition);
  const visitCall = (name: string, holder: any, [uri, credentials]: [string, string]) => {
    if (holder?.[uri] === undefined) { return; }
    visit(name, { uri: holder[uri], credentials: holder[credentials], write: (written) => { holder[uri] = written; isWritten = true; } });
  };
  for (const [path, item] of Object.entries<any>(copy.paths ?? {})) {
    for (const [verb, operation] of Object.entries<any>(item ?? {})) {
      visitCall(routeNameOf(verb, path), operation?.['x-amazon-apigateway-integration'], ['uri', 'credentials']);
    }
  }
  for (const [name, scheme] of Object.entries<any>({ ...copy.securityDefinitions, ...copy.components?.securitySchemes })) {
    visitCall(name, scheme?.['x-amazon-apigateway-authorizer'], ['authorizerUri', 'authorizerCredentials']);
  }
  return isWritten ? copy : undefined;
}

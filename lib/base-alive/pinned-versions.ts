import { Annotations, CfnResource, Lazy, Stack } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { functionHash } from '../construct-tree/function-hash';
import { outermostStack } from '../construct-tree/outermost-stack';
import { isOfType } from '../construct-tree/resource-type';
import { WrittenReferences, writtenFor } from '../construct-tree/written-properties';

/** CDK's warning that permissions of a function are not those of its version: the release adds one for the version. */
const ADD_PERMISSIONS_TO_VERSION = '@aws-cdk/aws-lambda:addPermissionsToVersionOrAlias';
const PINNED_BY = Symbol.for('cdk-canary-rest-api.PinnedBy');

/** The versions that a release lets its API call. */
export class PinnedVersions {
  private readonly versions = new Map<CfnResource, CfnResource>();

  constructor(private readonly release: Construct) {}

  /** The version of a function, or undefined when somebody else publishes it: Lambda publishes the same code once, and the second create fails. */
  of(fn: CfnResource): CfnResource | undefined {
    const known = this.versions.get(fn) ?? this.currentVersionOf(fn) ?? this.versionHere(fn);
    if (known) { this.versions.set(fn, known); }
    return known;
  }

  /** Shared with aliases and everything else of the app. */
  private currentVersionOf(fn: CfnResource): CfnResource | undefined {
    const owner = fn.node.scope as Partial<lambda.Function> & Construct | undefined;
    const isOwned = owner?.node.defaultChild === fn && 'currentVersion' in owner && outermostStack(fn) === outermostStack(this.release);
    if (!isOwned) { return undefined; }
    const isNew = owner.node.tryFindChild('CurrentVersion') === undefined;
    const version = (owner as lambda.Function).currentVersion.node.defaultChild as CfnResource;
    if (isNew) { Annotations.of(owner).acknowledgeWarning(ADD_PERMISSIONS_TO_VERSION, 'The release adds the permission for the version.'); }
    return version;
  }

  /** Of a function in another stack, or without a construct: its ARN is exported already, and no export changes with the code. */
  private versionHere(fn: CfnResource): CfnResource | undefined {
    const marked = fn as { [PINNED_BY]?: Stack };
    const stack = outermostStack(this.release);
    if ((marked[PINNED_BY] ?? stack) !== stack || isPublishedElsewhere(fn, this.release)) { return undefined; }
    Object.defineProperty(fn, PINNED_BY, { value: stack });
    // By the logical id: two Stages that deploy one stack name must agree.
    const id = `VersionOf${Stack.of(fn) === Stack.of(this.release) ? '' : Stack.of(fn).node.id}${idOf(fn)}`;
    const version = new lambda.CfnVersion(this.release, id, { functionName: fn.getAtt('Arn').toString() });
    const prefix = Stack.of(version).resolve(version.logicalId).slice(0, 200);
    version.overrideLogicalId(Lazy.uncachedString({ produce: () => `${prefix}${functionHash(fn)}` }));
    return version;
  }
}

/** The logical id of a function, which is stable and no hash. */
export function idOf(fn: CfnResource): string {
  return Stack.of(fn).resolve(fn.logicalId);
}

function isPublishedElsewhere(fn: CfnResource, release: Construct): boolean {
  const references = new WrittenReferences();
  return fn.node.root.node.findAll().filter(isOfType('AWS::Lambda::Version'))
    .some((version) => !version.node.scopes.includes(release) && references.elementsIn(writtenFor(version, 'FunctionName'), version).includes(fn));
}

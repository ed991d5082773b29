import { CfnResource } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { CheckedRetain, mostCautious } from './checked-retain';
import { invalidInput } from '../messages/invalid-input';

/** A release, as the pruner of its API sees it. */
export interface PrunedRelease {
  readonly release: IConstruct;
  /** @default - it keeps everything */
  readonly retain?: CheckedRetain;
  /** What its deployment calls, as far as it is built in this app. Known when the app is prepared for its templates. */
  readonly functions: () => readonly CfnResource[];
}

/** By a mark that all copies of this package know: an app may have two. */
const RELEASES = Symbol.for('cdk-canary-rest-api.PrunedReleases');

interface Marked {
  [RELEASES]?: readonly PrunedRelease[];
}

/** Makes known what a release wants of its API, which has perhaps other ones. */
export function addPrunedRelease(api: CfnResource, release: PrunedRelease): void {
  Object.defineProperty(api, RELEASES, { value: [...releasesOn(api), release], configurable: true });
  if (release.retain === undefined) { return; }
  release.release.node.addValidation({
    validate: () => {
      const others = releasesOn(api).filter(({ retain }) => retain === undefined).map((other) => other.release.node.path);
      return others.length > 0 ? [invalidInput(release.release, 'RetainOnSomeReleases', others).message] : [];
    },
  });
}

/** The releases of an API, of all its stages in this app. */
export function releasesOn(api: CfnResource): readonly PrunedRelease[] {
  return (api as Marked)[RELEASES] ?? [];
}

/** What stays of an API. */
export function retainedOf(api: CfnResource): CheckedRetain {
  return mostCautious(releasesOn(api).flatMap(({ retain }) => retain ?? []));
}

import { IConstruct } from 'constructs';
import type { CodedRelease } from './release-action';

const CODED = Symbol.for('cdk-canary-rest-api.CodedRelease');

/** Makes a release known to all others of its app. */
export function registerRelease(release: IConstruct, coded: () => CodedRelease): void {
  Object.defineProperty(release, CODED, { value: coded });
}

/** All releases of an app. By a mark: an app may have two copies of this package, and `instanceof` knows one. */
export function registeredReleases(root: IConstruct): CodedRelease[] {
  return root.node.findAll().flatMap((construct) => (construct as { [CODED]?: () => CodedRelease })[CODED]?.() ?? []);
}

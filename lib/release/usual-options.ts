import { IConstruct } from 'constructs';
import type { CanaryReleaseOptions } from './canary-release-options';

const USUAL = Symbol.for('cdk-canary-rest-api.UsualOptions');

/** Says how the releases in a scope are made where neither a user nor an organisation says anything. */
export function setUsualOptions(scope: IConstruct, options: CanaryReleaseOptions): void {
  Object.defineProperty(scope, USUAL, { value: options });
}

/** What `setUsualOptions` said. */
export function usualOptions(scope: IConstruct): CanaryReleaseOptions {
  return (scope as { [USUAL]?: CanaryReleaseOptions })[USUAL] ?? {};
}

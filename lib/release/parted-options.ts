import { CanaryReleaseOptions } from './canary-release-options';

/** The type asks for every option, so that a new one cannot get lost between an API and its release. */
const OPTIONS: { readonly [name in keyof Required<CanaryReleaseOptions>]: true } = {
  canarySettings: true,
  rollout: true,
  baseline: true,
  newEndpoints: true,
  removedEndpoints: true,
  exceptEndpoints: true,
  unqualifiedFunctions: true,
  accessLog: true,
  retain: true,
  outputs: true,
};

/** The names of all options. */
export const OPTION_NAMES: readonly string[] = Object.keys(OPTIONS);

/** The properties of a construct that is a release too, parted into the options of the release and the rest. */
export function partedOptions<T extends CanaryReleaseOptions>(props: T) {
  const part = (ofRelease: boolean): object => Object.fromEntries(Object.entries(props).filter(([name]) => name in OPTIONS === ofRelease));
  return { options: part(true) as CanaryReleaseOptions, rest: part(false) as Omit<T, keyof CanaryReleaseOptions> };
}

import { CheckedRelease } from './checked-release';
import { StageWrites } from './stage-writes';
import { invalidInput } from '../messages/invalid-input';

/** Where overrides are kept, which aws-cdk-lib keeps from its users. Every resource has it. */
interface Overridden {
  readonly rawOverrides: { readonly Properties?: Readonly<Record<string, unknown>> };
}

/**
 * What was written on a released stage past its release: by `addPropertyOverride`, or by setting a property after the release.
 *
 * The driver moves the stage by what the release knows, so a canary would go live that nobody asked for, or the driver would look for another stage.
 * A stage variable would be moved by CloudFormation, in an abort as well, and over one that was promoted.
 */
export function refuseStageEscapes({ release, stage, stageName, written }: CheckedRelease): Error[] {
  const { Properties = {} } = (stage as unknown as Overridden).rawOverrides;
  const isChanged = (property: keyof StageWrites) => `${property[0].toUpperCase()}${property.slice(1)}` in Properties
    || stage[property] !== written[property];
  return [
    ...isChanged('canarySetting') ? [invalidInput(release, 'ForeignCanarySetting', stageName)] : [],
    ...(['stageName', 'deploymentId', 'restApiId', 'variables'] as const).filter(isChanged)
      .filter((property) => Properties.StageName !== stageName || property !== 'stageName')
      .map((property) => invalidInput(release, 'ForeignStageProperty', `${property[0].toUpperCase()}${property.slice(1)}`, stageName)),
  ];
}

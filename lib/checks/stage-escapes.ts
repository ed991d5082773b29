import { CheckedRelease } from './checked-release';
import { StageWrites } from './stage-writes';
import { AssemblyResources } from '../construct-tree/assembly-resources';
import { invalidInput } from '../messages/invalid-input';

/** Where overrides are kept, which aws-cdk-lib keeps from its users. Every resource has it. */
interface Overridden {
  readonly rawOverrides: { readonly Properties?: Readonly<Record<string, unknown>> };
}

/**
 * What was written on a released stage past its release: by `addPropertyOverride`, or by setting a property after the release.
 *
 * The driver moves the stage by what the release knows, so a canary would go live that nobody asked for, or the driver would look for another stage.
 */
export function refuseStageEscapes(checked: CheckedRelease, resources: AssemblyResources): Error[] {
  const { release, stage, stageName, written } = checked;
  const { Properties = {} } = (stage as unknown as Overridden).rawOverrides;
  const isChanged = (property: Exclude<keyof StageWrites, 'variables'>) => `${property[0].toUpperCase()}${property.slice(1)}` in Properties
    || stage[property] !== written[property];
  return [
    ...isChanged('canarySetting') ? [invalidInput(release, 'ForeignCanarySetting', stageName)] : [],
    ...(['stageName', 'deploymentId', 'restApiId'] as const).filter(isChanged)
      .filter((property) => Properties.StageName !== stageName || property !== 'stageName')
      .map((property) => invalidInput(release, 'ForeignStageProperty', `${property[0].toUpperCase()}${property.slice(1)}`, stageName)),
    ...foreignVariables(checked, resources).map((name) => invalidInput(release, 'ForeignStageProperty', `Variables.${name}`, stageName)),
  ];
}

/**
 * Declared variables that the template gives another value. CloudFormation would set it on a new stage, and the driver would take it back for
 * everybody as soon as it holds a canary.
 *
 * A variable that was not declared is none of the driver's, and stays as it is.
 */
function foreignVariables({ stage, variables, written }: CheckedRelease, resources: AssemblyResources): string[] {
  const valuesOf = (value: unknown) => (resources.resolve(value, stage) ?? {}) as Readonly<Record<string, unknown>>;
  const known = [valuesOf(variables), valuesOf(written.variables)];
  const { Variables: rendered = {} } = resources.propertiesOf(stage);
  return Object.keys(variables).filter((name) => !known.some((values) => JSON.stringify(values[name]) === JSON.stringify(rendered[name])));
}

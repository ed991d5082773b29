import { CheckedRelease } from './checked-release';
import { StageWrites } from './stage-writes';
import { AssemblyResources } from '../construct-tree/assembly-resources';
import { overriddenProperties } from '../construct-tree/written-properties';
import { invalidInput } from '../messages/invalid-input';

/**
 * What was written on a released stage past its release: by `addPropertyOverride`, or by setting a property after the release.
 *
 * The driver moves the stage by what the release knows, so a canary would go live that nobody asked for, or the driver would look for another stage.
 * Variables are taken into what the release knows, as long as it can know them.
 */
export function refuseStageEscapes(checked: CheckedRelease, resources: AssemblyResources): Error[] {
  const { release, stage, stageName, written } = checked;
  const overridden = overriddenProperties(stage);
  const isChanged = (property: keyof StageWrites) => `${property[0].toUpperCase()}${property.slice(1)}` in overridden
    || stage[property] !== written[property];
  return [
    ...isChanged('canarySetting') ? [invalidInput(release, 'ForeignCanarySetting', stageName)] : [],
    ...(['stageName', 'deploymentId', 'restApiId'] as const).filter(isChanged)
      .filter((property) => overridden.StageName !== stageName || property !== 'stageName')
      .map((property) => invalidInput(release, 'ForeignStageProperty', `${property[0].toUpperCase()}${property.slice(1)}`, stageName)),
    ...refusedVariables(checked, resources),
  ];
}

/** CloudFormation would move a variable that the template has beside the driver, in an abort as well, and over one that was promoted. */
function refusedVariables({ release, stage, stageName, variablesRefusal, renderedVariables }: CheckedRelease, resources: AssemblyResources): Error[] {
  const refusal = variablesRefusal();
  if (refusal) { return [refusal]; }
  const [known, inTemplate] = [resources.resolve(renderedVariables, stage), resources.propertiesOf(stage).Variables];
  return JSON.stringify(known) === JSON.stringify(inTemplate) ? [] : [invalidInput(release, 'ForeignStageProperty', 'Variables', stageName)];
}

interface Resource {
  readonly Type: string;
  readonly Properties?: Readonly<Record<string, any>>;
}

/** As much of a template as is looked at. */
export interface ReleasedTemplate {
  readonly Resources: Readonly<Record<string, Resource>>;
}

/** The share of the requests that the stacks of the new apps give to their canary, in percent. */
export const CANARY_PERCENT = 10;

/** What is missing in the template of a new app for its canary to be released by the stage driver. Nothing, if all is there. */
export function releasedTemplateObjections({ Resources }: ReleasedTemplate): string[] {
  const ofType = (type: string) => Object.entries(Resources).filter(([, { Type }]) => Type === type);
  const [drivers, stages] = [ofType('Custom::CanaryStage'), ofType('AWS::ApiGateway::Stage')];
  if (drivers.length !== 1 || stages.length !== 1) {
    return [`the template must have one Custom::CanaryStage and one stage, got ${drivers.length} and ${stages.length}`];
  }
  const [[driverId, driver], [, stage]] = [drivers[0], stages[0]];
  const handlerId = String(driver.Properties?.ServiceToken?.['Fn::GetAtt']?.[0]);
  const percentTraffic = stage.Properties?.CanarySetting?.PercentTraffic;
  return [
    ...same(stage.Properties?.DeploymentId, { 'Fn::GetAtt': [driverId, 'BaseDeploymentId'] })
      ? []
      : ['the base release of the stage is not the one that the driver found'],
    ...percentTraffic === CANARY_PERCENT ? [] : [`the canary must get ${CANARY_PERCENT} % of the requests, got ${percentTraffic}`],
    ...Resources[handlerId]?.Type === 'AWS::Lambda::Function' ? [] : ['the function of the driver is not in the template'],
  ];
}

function same(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

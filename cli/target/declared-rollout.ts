import type { ListedResource, ReadStack } from '../../lib/aws/stack-in-force';
import { ParsedStep, parseStepProperties, PROMOTION_TYPE, STEP_TYPE, StepProperties } from '../../lib/rollout/contract';
import { KnownNames, valueIn } from '../../lib/templates/value-in-force';

/** A rollout as the template in force has it. */
export interface DeclaredRollout {
  /** In their order. */
  readonly steps: readonly DeclaredStep[];
  /** @default - the stack does not have it yet */
  readonly promotion?: ListedResource;
  /** Of the new code. @default - the stack does not have it yet */
  readonly deploymentId?: string;
  readonly stateMachineArn?: string;
  /** Where the function that judges writes its log. @default - it cannot be told */
  readonly logGroup?: string;
}

export interface DeclaredStep {
  /** What only CloudFormation knows is not in it, such as what the driver answered. */
  readonly properties: ParsedStep;
  /** @default - the stack does not have it yet */
  readonly resource?: ListedResource;
}

type Template = Record<string, any> | undefined;

/** The steps of a stage. undefined when the template has none for it */
export function rolloutIn(
  template: Template, stack: ReadStack, names: KnownNames, { restApiId, stageName }: { readonly restApiId: string; readonly stageName: string },
): DeclaredRollout | undefined {
  const listed = new Map(stack.resources.map((resource) => [resource.logicalId, resource]));
  const ofStage = (type: string) => Object.entries<any>(template?.Resources ?? {}).flatMap(([logicalId, { Type, Properties }]) => {
    const properties = valueIn(Properties, names) as StepProperties | undefined;
    const isOfStage = Type === type && properties?.RestApiId === restApiId && properties.StageName === stageName;
    return isOfStage ? [{ properties, resource: listed.get(logicalId), serviceToken: Properties.ServiceToken }] : [];
  });
  const steps = ofStage(STEP_TYPE).map((step) => ({ ...step, properties: parseStepProperties(step.properties) }));
  if (steps.length === 0) { return undefined; }
  const [{ properties, serviceToken }] = steps;
  return {
    steps: steps.map((step) => ({ properties: step.properties, resource: step.resource })).sort((a, b) => a.properties.index - b.properties.index),
    promotion: ofStage(PROMOTION_TYPE)[0]?.resource,
    deploymentId: properties.deploymentId,
    stateMachineArn: properties.stateMachineArn,
    logGroup: logGroupIn(template, names, serviceToken),
  };
}

/** @param serviceToken the ARN of a function of the stack: `Fn::GetAtt` */
function logGroupIn(template: Template, names: KnownNames, serviceToken: unknown): string | undefined {
  const [logicalId] = (serviceToken as { readonly 'Fn::GetAtt'?: readonly string[] } | undefined)?.['Fn::GetAtt'] ?? [];
  if (logicalId === undefined) { return undefined; }
  const group = valueIn(template?.Resources?.[logicalId]?.Properties?.LoggingConfig?.LogGroup, names);
  const functionName = names.refs.get(logicalId);
  return typeof group === 'string' ? group : functionName && `/aws/lambda/${functionName}`;
}

import { CfnCondition, CfnElement, CfnOutput, CfnParameter, CfnResource } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';

/** Whether a construct is a resource of a type. By its name: an app may have two copies of aws-cdk-lib, and `instanceof` knows one. */
export function isOfType(type: string): (construct: IConstruct | undefined) => construct is CfnResource {
  return (construct): construct is CfnResource => CfnResource.isCfnResource(construct) && construct.cfnResourceType === type;
}

/** A generated class of a resource. */
export interface ResourceClass<T> {
  readonly CFN_RESOURCE_TYPE_NAME: string;
  new (...args: any[]): T;
}

/** The same for a construct whose properties are read. A raw `CfnResource` of the type has none of them. */
export function isA<T extends IConstruct>(construct: IConstruct | undefined, type: ResourceClass<T>): construct is T {
  return isOfType(type.CFN_RESOURCE_TYPE_NAME)(construct);
}

/** Whether a construct is a parameter of a template, by what only a parameter has. */
export function isParameter(construct: IConstruct): construct is CfnParameter {
  return CfnElement.isCfnElement(construct) && 'valueAsList' in construct;
}

/** Whether a construct is an output of a template, by what only an output has. */
export function isOutput(construct: IConstruct): construct is CfnOutput {
  return CfnElement.isCfnElement(construct) && 'exportName' in construct;
}

/** Whether a construct is a condition of a template, by what only a condition has. */
export function isCondition(construct: IConstruct): construct is CfnCondition {
  return CfnElement.isCfnElement(construct) && 'expression' in construct;
}

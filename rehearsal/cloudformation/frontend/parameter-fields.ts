import { MASK } from '../template/masked-properties';
import { PreparedTemplate } from '../template/prepared-template';

/**
 * The parameters of a stack or a change set.
 *
 * One that names an SSM parameter shows the name as its value, and what that stands for as the resolved one. The value of a `NoEcho`
 * parameter is not shown (recorded on AWS).
 */
export function parameterFields(template: PreparedTemplate | undefined) {
  return [...template?.parameters ?? []].map(([key, value]) => {
    const { Type, Default } = template!.template.Parameters![key];
    const resolved = Array.isArray(value) ? value.join(',') : String(value);
    if (template!.isSecret(key)) { return { ParameterKey: key, ParameterValue: MASK }; }
    return Type.startsWith('AWS::SSM::Parameter::Value<')
      ? { ParameterKey: key, ParameterValue: String(template!.surroundings.parameters[key] ?? Default), ResolvedValue: resolved }
      : { ParameterKey: key, ParameterValue: resolved };
  });
}

import * as fc from 'fast-check';
import { ATTACHES_BY } from '../../../lib/checks/shared-changes/resource-roles';
import { SharedChange, TodaysTemplate, sharedChanges } from '../../../lib/checks/shared-changes/shared-changes';
import { templateResources } from '../../../lib/templates/template-resources';

export type Resources = Record<string, object>;

export const RELEASED = { api: 'Api', stage: 'Stage', stageName: 'prod' };

/** A resource with properties, and what stands beside them. */
export function resource(Type: string, Properties: object = {}, beside: object = {}): object {
  return { Type, Properties, ...beside };
}

export const ref = (Ref: string): object => ({ Ref });
export const arn = (logicalId: string): object => ({ 'Fn::GetAtt': [logicalId, 'Arn'] });

/** The URI by which an integration or an authorizer invokes what it is given. */
export function uri(target: object, qualifier = ''): object {
  return {
    'Fn::Join': [
      '', ['arn:', ref('AWS::Partition'), ':apigateway:eu-central-1:lambda:path/2015-03-31/functions/', target, `${qualifier}/invocations`],
    ],
  };
}

export function method(Integration: object): object {
  return resource('AWS::ApiGateway::Method', { RestApiId: ref('Api'), HttpMethod: 'GET', Integration });
}

/** A released API with its stage. */
export const API: Resources = {
  Api: resource('AWS::ApiGateway::RestApi', { Name: 'Api' }),
  Stage: resource('AWS::ApiGateway::Stage', { RestApiId: ref('Api'), StageName: 'prod', DeploymentId: ref('Deployment1') }),
};

/** GET on version 1 of a function with a role. */
export const FUNCTION_BY_VERSION: Resources = {
  Get: method({ Uri: uri(ref('Version1')) }),
  Version1: resource('AWS::Lambda::Version', { FunctionName: ref('Fn') }),
  Fn: resource('AWS::Lambda::Function', { Role: arn('Role'), Code: { S3Key: '1.zip' }, Environment: { Variables: { TABLE: ref('Table') } } }),
  Role: resource('AWS::IAM::Role', { AssumeRolePolicyDocument: {} }),
  Table: resource('AWS::DynamoDB::Table', { BillingMode: 'PROVISIONED', KeySchema: ['id'] }),
};

export function todayOf(Resources: Resources): TodaysTemplate {
  const { resources } = templateResources({ Resources });
  return {
    fragmentOf: (id) => resources.get(id)?.fragment,
    attaching: [...resources.values()].filter(({ fragment }) => fragment.Type in ATTACHES_BY),
  };
}

export function changes(base: Resources, today: Resources): SharedChange[] {
  return sharedChanges(templateResources({ Resources: base }).resources, todayOf(today), RELEASED);
}

/** As `changed Stage: TracingEnabled`. */
export function summary(base: Resources, today: Resources): string[] {
  return changes(base, today).map(({ kind, id, properties }) => `${kind} ${id}${properties.length > 0 ? `: ${properties.join(', ')}` : ''}`);
}

/** A copy in which the properties of every object come in another order. */
export function withShuffledKeys(value: unknown): unknown {
  if (Array.isArray(value)) { return value.map(withShuffledKeys); }
  if (typeof value !== 'object' || value === null) { return value; }
  return Object.fromEntries(Object.entries(value).reverse().map(([name, item]) => [name, withShuffledKeys(item)]));
}

const LOGICAL_IDS = ['Api', 'Stage', 'A', 'B', 'C', 'D', 'E'];
const TYPES = [
  ...Object.keys(ATTACHES_BY), 'AWS::ApiGateway::Method', 'AWS::ApiGateway::VpcLink', 'AWS::IAM::Role', 'AWS::Lambda::Alias', 'AWS::Lambda::Function',
  'AWS::Lambda::Version', 'AWS::StepFunctions::StateMachine', 'AWS::WAFv2::WebACL',
];
const PROPERTIES = [...new Set([...Object.values(ATTACHES_BY).flat(), 'Integration', 'FunctionName', 'Role', 'Tags', 'Any'])];

const anyValue = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    fc.oneof(fc.string(), fc.integer(), fc.boolean()),
    fc.constantFrom(...LOGICAL_IDS).map(ref),
    fc.constantFrom(...LOGICAL_IDS).map(arn),
    fc.constantFrom(...LOGICAL_IDS).map((id) => ({ 'Fn::Sub': `\${${id}}:x` })),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom('P', 'Q', 'R'), tie('value'), { maxKeys: 3 }),
  ),
})).value;

/** A template with a released API, and whatever else refers to whatever. */
export const anyTemplate: fc.Arbitrary<Resources> = fc.dictionary(
  fc.constantFrom(...LOGICAL_IDS.slice(2)),
  fc.record({ Type: fc.constantFrom(...TYPES), Properties: fc.dictionary(fc.constantFrom(...PROPERTIES), anyValue, { maxKeys: 4 }) })
    .map(({ Type, Properties }) => ({ Type, Properties: { RestApiId: ref('Api'), ...Properties } })),
).map((resources) => ({ ...API, ...resources }));

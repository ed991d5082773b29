import { Validations } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';

/** A rule of cdk-nag that a resource of this library breaks by default, and why that is right for every user. */
export interface AcknowledgedRule {
  /** Without the name of the pack. */
  readonly rule: string;
  readonly packs: readonly string[];
  readonly reason: string;
}

/** The packs that ask for the same. */
const NIST_AND_OTHERS = ['HIPAA.Security', 'NIST.800.53.R4', 'NIST.800.53.R5', 'PCI.DSS.321'];
const HIPAA_AND_R5 = ['HIPAA.Security', 'NIST.800.53.R5'];

const WHY_RUNTIME =
  'Every region has this runtime. A later one comes with a version of cdk-canary-rest-api, or by the option runtime, not by itself with one of '
    + 'aws-cdk-lib.';
const WHO_MISSES_AN_EVENT =
  'CloudFormation waits for the answer to each event: one that is lost ends in the service timeout of its custom resource, and a rollback.';
const WHAT_A_LOST_RUN_MISSES = 'What a run that is lost would have deleted, the one of the next day deletes.';
const WHERE_IT_LOGS = 'The function behind every state logs each look as one line of JSON, with all figures.';

export const FUNCTION_RULES: readonly AcknowledgedRule[] = [
  { rule: 'L1', packs: ['AwsSolutions'], reason: WHY_RUNTIME },
  { rule: 'LambdaLatestVersion', packs: ['Serverless'], reason: WHY_RUNTIME },
  {
    rule: 'LambdaInsideVPC',
    packs: NIST_AND_OTHERS,
    reason: 'It reaches the APIs of AWS, over TLS, and nothing in any VPC. Nothing reaches it but the Lambda API.',
  },
  {
    rule: 'LambdaConcurrency',
    packs: HIPAA_AND_R5,
    reason: 'CloudFormation and the state machine of rollouts invoke it, one event at a time for each release. Traffic of the API never does.',
  },
  {
    rule: 'LambdaDLQ',
    packs: [...HIPAA_AND_R5, 'Serverless'],
    reason: WHO_MISSES_AN_EVENT,
  },
  { rule: 'LambdaAsyncFailureDestination', packs: ['Serverless'], reason: WHO_MISSES_AN_EVENT },
];

const REASONS_OF_PRUNER: Readonly<Record<string, string>> = {
  LambdaConcurrency: 'Two rules invoke it: once a day, and when a deploy has succeeded. Traffic of the API never does.',
  LambdaDLQ: WHAT_A_LOST_RUN_MISSES,
  LambdaAsyncFailureDestination: WHAT_A_LOST_RUN_MISSES,
};

/** Of the function that deletes what is superseded: nobody waits for it. */
export const PRUNER_RULES: readonly AcknowledgedRule[] = FUNCTION_RULES.map((one) => ({ ...one, reason: REASONS_OF_PRUNER[one.rule] ?? one.reason }));

export const LOG_GROUP_RULES: readonly AcknowledgedRule[] = [
  {
    rule: 'CloudWatchLogGroupEncrypted',
    packs: NIST_AND_OTHERS,
    reason: 'CloudWatch Logs encrypts it with a key of its own. It has names of stage variables and not their values, and no signed URL.',
  },
];

export const STATE_MACHINE_RULES: readonly AcknowledgedRule[] = [
  { rule: 'SF1', packs: ['AwsSolutions'], reason: WHERE_IT_LOGS },
  { rule: 'SF2', packs: ['AwsSolutions'], reason: WHERE_IT_LOGS },
];

/** Of a rule that invokes the function which deletes what is superseded. */
export const EVENT_RULE_RULES: readonly AcknowledgedRule[] = [{ rule: 'EventBusDLQ', packs: ['Serverless'], reason: WHAT_A_LOST_RUN_MISSES }];

/** Of a stage whose access log has a format of ours. */
export const STAGE_LOG_RULES: readonly AcknowledgedRule[] = [
  {
    rule: 'APIGWStructuredLogging',
    packs: ['Serverless'],
    reason: 'Every line is JSON. The format is none until a latency stands in it: CloudWatch counts it as a number, so it has no quotes.',
  },
];

/** As metadata that cdk-nag reads: it is no dependency of this library. */
export function acknowledgeFunctionRules(handler: IConstruct, rules: readonly AcknowledgedRule[] = FUNCTION_RULES): void {
  acknowledge(handler, rules);
}

export function acknowledgeLogGroupRules(logGroup: IConstruct): void {
  acknowledge(logGroup, LOG_GROUP_RULES);
}

export function acknowledgeStateMachineRules(machine: IConstruct): void {
  acknowledge(machine, STATE_MACHINE_RULES);
}

export function acknowledgeEventRuleRules(rule: IConstruct): void {
  acknowledge(rule, EVENT_RULE_RULES);
}

export function acknowledgeStageLogRules(stage: IConstruct): void {
  acknowledge(stage, STAGE_LOG_RULES);
}

function acknowledge(construct: IConstruct, rules: readonly AcknowledgedRule[]): void {
  Validations.of(construct).acknowledge(...rules.flatMap(({ rule, packs, reason }) => packs.map((pack) => ({ id: `${pack}-${rule}`, reason }))));
}

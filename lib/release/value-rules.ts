import { RemovalPolicy, Token } from 'aws-cdk-lib';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';

/** What an option takes, in words, and whether it takes a value. */
export interface ValueRule {
  readonly allowed: string;
  readonly takes: (value: any) => boolean;
}

/** A value that its option does not take. */
export interface RefusedValue {
  readonly name: string;
  readonly value: unknown;
  readonly allowed: string;
}

/** The first value that its rule does not take. What is left out and tokens pass. */
export function refusedValue(given: object, rules: Readonly<Record<string, ValueRule>>): RefusedValue | undefined {
  for (const [name, value] of Object.entries(given)) {
    const rule = rules[name];
    const isOpen = rule === undefined || value === undefined || value === null || Token.isUnresolved(value);
    if (!isOpen && !rule.takes(value)) { return { name, value, allowed: rule.allowed }; }
  }
  return undefined;
}

export function constructWith(...members: string[]) {
  return (value: unknown): boolean => Construct.isConstruct(value) && members.every((member) => member in value);
}

export const KEY: ValueRule = { allowed: 'a kms.IKey, such as a kms.Key', takes: constructWith('keyArn') };

export const LOG_RETENTION: ValueRule = {
  allowed: 'a logs.RetentionDays, such as logs.RetentionDays.ONE_YEAR',
  takes: (value) => typeof value === 'number' && Object.values(logs.RetentionDays).includes(value),
};

export const LOG_REMOVAL_POLICY: ValueRule = {
  allowed: 'RemovalPolicy.DESTROY, RETAIN or RETAIN_ON_UPDATE_OR_DELETE',
  takes: (value) => value !== RemovalPolicy.SNAPSHOT && Object.values(RemovalPolicy).includes(value),
};

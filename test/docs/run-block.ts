import * as cdk from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as pipelines from 'aws-cdk-lib/pipelines';
import { Construct } from 'constructs';
import * as ts from 'typescript';
import * as library from '../../lib';

const NAMES = { ...cdk, apigateway, ec2, lambda, logs, pipelines, ...library };

/** Runs TypeScript of the documentation as the body of a constructor. Imports are given already. */
export function runBlock(source: string, scope: Construct, given: Readonly<Record<string, unknown>>): void {
  evaluate(withoutImports(source), scope, given);
}

/** Properties that stand in the documentation, such as `percentTraffic: 10,`. */
export function propertiesIn(source: string): any {
  return evaluate(`return {\n${source}\n};`, undefined, {});
}

function evaluate(source: string, scope: Construct | undefined, given: Readonly<Record<string, unknown>>): unknown {
  const names: Record<string, unknown> = { ...NAMES, ...given };
  const body = ts.transpileModule(`function block(this: any) {\n${source}\n}`, { compilerOptions: { target: ts.ScriptTarget.ES2022 } }).outputText;
  return new Function(...Object.keys(names), `${body}\nreturn block;`)(...Object.values(names)).call(scope);
}

function withoutImports(source: string): string {
  return source.replace(/^import .*$/gm, '');
}

/** The context of each `cdk deploy` in a block of commands: what its `-c key=value` say. */
export function deploysIn(commands: string): Array<Record<string, string>> {
  return commands.split('\n').filter((line) => /(^|\s)cdk deploy\b/.test(line)).map((line) => Object.fromEntries(
    [...line.replace(/\s#.*/, '').matchAll(/-c (?:'([^=']+)=([^']*)'|([^=\s]+)=(\S+))/g)].map(([, a, b, c, d]) => [a ?? c, b ?? d]),
  ));
}

import { App, AppProps, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { CanaryRestApi, CanaryRestApiProps } from '../lib';

/** A function that answers with its version, as in the practice. `version` changes its code. */
export function answering(scope: Construct, version: string, id = 'Fn', props: Partial<lambda.FunctionProps> = {}): lambda.Function {
  return new lambda.Function(scope, id, {
    code: lambda.Code.fromInline(`exports.handler = async () => ({ statusCode: 200, body: '${version}' });`),
    handler: 'index.handler',
    runtime: lambda.Runtime.NODEJS_22_X,
    ...props,
  });
}

export function newStack(props?: AppProps, id = 'Stack'): Stack {
  return new Stack(new App(props), id);
}

export function canaryRestApi(stack: Stack, props: Partial<CanaryRestApiProps> = {}, version = '1', id = 'Api'): CanaryRestApi {
  const handler = props.handler ?? props.handlerProps ? undefined : answering(stack, version, `${id}Fn`);
  return new CanaryRestApi(stack, id, { handler, resourcePath: 'hello', ...props });
}

/** The only resource of a type, with everything that stands beside its properties. */
export function theResource(
  stack: Stack, type: string, isMeant: (logicalId: string) => boolean = () => true,
): { logicalId: string; [key: string]: any } {
  const found = Object.entries(Template.fromStack(stack).findResources(type)).filter(([logicalId]) => isMeant(logicalId));
  if (found.length !== 1) { throw new Error(`expected one ${type}, found ${found.length}`); }
  return { logicalId: found[0][0], ...found[0][1] };
}

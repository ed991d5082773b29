import * as lambda from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';

/** A function that answers with its code. */
export function answering(scope: Construct, code: string, id = 'Fn', props: Partial<lambda.FunctionProps> = {}): lambda.Function {
  return new lambda.Function(scope, id, answeringProps(code, props));
}

/** The properties of such a function. */
export function answeringProps(code: string, props: Partial<lambda.FunctionProps> = {}): lambda.FunctionProps {
  return {
    code: lambda.Code.fromInline('exports.handler = async () => ({ statusCode: 200, body: process.env.CODE });'),
    handler: 'index.handler',
    runtime: lambda.Runtime.NODEJS_22_X,
    environment: { CODE: code },
    ...props,
  };
}

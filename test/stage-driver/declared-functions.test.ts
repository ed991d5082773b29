import { Fn, NestedStack, RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { DeclaredFunctions } from '../../lib/stage-driver/declared-functions';
import { answering, newStack } from '../apps';

const functionsOf = (stack: Stack, retained = false) => stack.resolve(new DeclaredFunctions(stack, retained));

function named(scope: Construct, functionName: string): lambda.Function {
  return new lambda.Function(scope, 'Named', {
    functionName, code: lambda.Code.fromInline('exports.handler = async () => 1;'), handler: 'index.handler', runtime: lambda.Runtime.NODEJS_22_X,
  });
}

/** Logical ids end in a hash that says nothing here. */
function withoutHashes(functions: string[] | undefined): string[] | undefined {
  return functions?.map((identity) => identity.replace(/[0-9A-F]{8}(?=[/|]|$)/g, ''));
}

describe('the functions that the driver is told of', () => {
  test('are those of the stack, in an order that does not depend on the code', () => {
    const stack = newStack();
    answering(stack, '1', 'B');
    answering(stack, '1', 'A');
    expect(withoutHashes(functionsOf(stack))).toEqual(['A', 'B']);
  });

  test('are none in a stack without functions: CDK leaves the property out', () => {
    expect(functionsOf(newStack())).toBeUndefined();
  });

  test('are those of nested stacks, by the way there', () => {
    const stack = newStack();
    const outer = new NestedStack(stack, 'Outer');
    answering(new NestedStack(outer, 'Inner'), '1', 'Fn');
    expect(withoutHashes(functionsOf(stack))).toEqual(['OuterNestedStackOuterNestedStackResource/InnerNestedStackInnerNestedStackResource/Fn']);
  });

  test('are not those of another stack below it', () => {
    const stack = newStack();
    answering(new Stack(stack, 'Other'), '1', 'Fn');
    expect(functionsOf(stack)).toBeUndefined();
  });

  test.each([['a name', 'hello', 'Named|hello'], ['a name that CloudFormation puts together', Fn.join('-', [Fn.ref('AWS::Region'), 'x']), 'Named|{"Fn::Join":["-",[{"Ref":"AWS::Region"},"x"]]}']])(
    'go by %s, too: another one replaces the function', (_, functionName, expected) => {
      const stack = newStack();
      named(stack, functionName);
      expect(withoutHashes(functionsOf(stack))).toEqual([expected]);
    });

  test('go by their package type, too', () => {
    const stack = newStack();
    new lambda.CfnFunction(stack, 'Image', { packageType: 'Image', code: { imageUri: 'image' }, role: 'role' });
    expect(functionsOf(stack)).toEqual(['Image||Image']);
  });

  test('are told apart by what becomes of them when they leave', () => {
    const stack = newStack();
    answering(stack, '1', 'Goes');
    answering(stack, '1', 'Stays').applyRemovalPolicy(RemovalPolicy.RETAIN);
    expect([withoutHashes(functionsOf(stack)), withoutHashes(functionsOf(stack, true))]).toEqual([['Goes'], ['Stays']]);
  });
});

import { ExpectedResult } from '@aws-cdk/integ-tests-alpha';
import { CfnOutput } from 'aws-cdk-lib';
import { Probe } from './probe';
import { ProbedApi } from './probed-api';
import { inlineFunction } from '../lifecycle/inline-function';
import { SteppedTest } from '../lifecycle/stepped-test';

/** An output with the answer of each probe, and an assertion that fails where there is none. */
export function answerProbes({ test, assertionStack, subject: { api: { restApiId } } }: SteppedTest<ProbedApi>, probes: readonly Probe[]): void {
  const reader = inlineFunction(assertionStack, 'Reader', { handler: 'read-answer', restApiId, actions: ['apigateway:GET', 'apigateway:PATCH'] });
  for (const { id, stageName, attempts = [], observed, meanings } of probes) {
    const call = test.assertions.invokeFunction({
      functionName: reader.functionName,
      payload: JSON.stringify({ restApiId, stageName, attempts, observed, meanings }),
    });
    call.assertAtPath('Payload.decided', ExpectedResult.stringLikeRegexp('^yes$'));
    new CfnOutput(assertionStack, id, { value: call.getAttString('Payload.answer') });
  }
}

import { ExpectedResult } from '@aws-cdk/integ-tests-alpha';
import { CfnOutput } from 'aws-cdk-lib';
import { IRestApi } from 'aws-cdk-lib/aws-apigateway';
import { inlineFunction } from './inline-function';
import { SteppedTest } from './stepped-test';

/** What the live stage must be, as its callers and as API Gateway see it. */
export interface ExpectedStage {
  /** @default 'prod' */
  readonly stageName?: string;
  /** The route to call. @default 'hello' */
  readonly path?: string;
  /** Percent of the requests by answer: the body, with the status before it unless that is 200. Any other answer is a failure. */
  readonly answers: { readonly [answer: string]: number };
  /** `percentTraffic` of the live canary. */
  readonly canaryPercent: number | 'none';
  /** All stage variables of production. */
  readonly variables: { readonly [name: string]: string };
}

/** Enough that 20 % and 50 % cannot be taken for each other, few enough for a second or two. */
const REQUESTS = 400;

/**
 * Asserts what the stage serves after the last step.
 *
 * One httpApiCall would meet either release by chance, and objectLike cannot say that a stage has no canary. So a function counts 400
 * answers and reads the stage, and the assertion is on its verdict.
 */
export function expectStage(tested: SteppedTest<IRestApi>, expected: ExpectedStage): void {
  const { test, assertionStack, subject: { restApiId } } = tested;
  const { stageName = 'prod', path = 'hello', ...rest } = expected;
  const url = `https://${restApiId}.execute-api.${assertionStack.region}.${assertionStack.urlSuffix}/${stageName}/${path}`;
  const observer = inlineFunction(assertionStack, 'Observer', { handler: 'observe-stage', restApiId, actions: ['apigateway:GET'] });
  const call = test.assertions.invokeFunction({
    functionName: observer.functionName,
    payload: JSON.stringify({ ...rest, restApiId, stageName, url, requests: REQUESTS }),
  });
  // Not ExpectedResult.exact: the provider of integ-tests-alpha 2.245.0-alpha.0 never matches a string with it.
  call.assertAtPath('Payload.verdict', ExpectedResult.stringLikeRegexp('^as expected$'));
  new CfnOutput(assertionStack, 'Observed', { value: call.getAttString('Payload.summary') });
}

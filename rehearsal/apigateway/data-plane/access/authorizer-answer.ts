import { InvocationResult } from '../../../lambda/function-runtime';
import { GATEWAY_ANSWERS } from '../gateway-answer';
import { Admission, refused } from './admission';
import { evaluatePolicy, PolicyDocument } from './policy-evaluation';

type Context = Readonly<Record<string, string | number | boolean>>;

/** What a Lambda authorizer must return. */
interface AuthorizerOutput {
  readonly principalId?: string;
  readonly policyDocument: PolicyDocument;
  readonly context?: Context;
  readonly usageIdentifierKey?: string;
}

/**
 * What becomes of a request after its authorizer's function ran.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-lambda-authorizer-output.html
 */
export function readAuthorizerAnswer(result: InvocationResult, methodArn: string): Admission {
  if (result.outcome === 'failed') { return ofFailedAuthorizer(result.errorType, result.errorMessage); }
  const output = outputOf(result.payload);
  if (!output) { return ownFailure('authorizerConfiguration', 'Execution failed due to configuration error: Invalid output of the authorizer'); }
  const verdict = evaluatePolicy(output.policyDocument, methodArn);
  if (verdict === 'explicit-deny') {
    return refused(
      'accessDenied', `The authorizer's policy denies ${methodArn}`, 'User is not authorized to access this resource with an explicit deny',
    );
  }
  return verdict === 'allow'
    ? { outcome: 'admitted', authorizer: passedOn(output), apiKey: output.usageIdentifierKey }
    : refused('accessDenied', `The authorizer's policy does not allow ${methodArn}`);
}

function ofFailedAuthorizer(errorType: string, errorMessage: string): Admission {
  return errorMessage === 'Unauthorized'
    ? refused('unauthorized', 'The authorizer answered Unauthorized')
    : ownFailure('authorizerFailure', `Authorizer error: ${errorType}: ${errorMessage}`);
}

/** The function was reached. What it made of the request is its own. */
function ownFailure(answer: 'authorizerConfiguration' | 'authorizerFailure', cause: string): Admission {
  return { outcome: 'turned-away', answer: GATEWAY_ANSWERS[answer], cause, failure: 'bad-response' };
}

/** Values of the context arrive as text (recorded on AWS), the latency as a number. */
function passedOn({ principalId, context = {} }: AuthorizerOutput): Record<string, string | number> {
  return {
    ...(principalId === undefined ? {} : { principalId }),
    integrationLatency: 0,
    ...Object.fromEntries(Object.entries(context).map(([name, value]) => [name, String(value)])),
  };
}

function outputOf(payload: unknown): AuthorizerOutput | undefined {
  const { policyDocument, context } = (payload ?? {}) as Partial<AuthorizerOutput>;
  const statements = [policyDocument?.Statement].flat();
  const readable = statements.every((statement) => typeof statement === 'object' && statement !== null);
  const flat = Object.values(context ?? {}).every((value) => ['string', 'number', 'boolean'].includes(typeof value));
  return readable && flat ? payload as AuthorizerOutput : undefined;
}

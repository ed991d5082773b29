import { awsError, FailedCall, isTransient } from '../../../cli/account/aws-error';

const CALL: FailedCall = { action: 'apigateway:GET', command: 'status Shop', profiles: ['dev', 'prod'], attempts: 6, seconds: 20 };
const error = (name: string, message: string, more: object = {}): Error => Object.assign(new Error(message), { name, ...more });

describe('an error of AWS has one wording', () => {
  test.each<[string, Error, Partial<FailedCall>, number, RegExp]>([
    ['no credentials anywhere', error(
      'CredentialsProviderError', 'Could not load credentials from any providers',
    ), {}, 4, /^There are no AWS credentials: .* \[NoCredentials\]$/],
    ['a profile that is in no file', error(
      'CredentialsProviderError', 'Could not resolve credentials using profile: [nope]',
    ), { profile: 'nope' }, 4, /^The profile nope is not in .*; there are dev, prod\. .* \[UnknownProfile\]$/],
    ['an expired token', error(
      'ExpiredTokenException', 'The security token included in the request is expired',
    ), { profile: 'prod' }, 4, /aws sso login --profile prod\. \[ExpiredCredentials\]$/],
    ['an expired SSO session', error(
      'CredentialsProviderError', 'The SSO session associated with this profile has expired',
    ), { profile: 'prod' }, 4, /\[ExpiredCredentials\]$/],
    ['keys that nobody knows', error(
      'UnrecognizedClientException', 'The security token included in the request is invalid.',
    ), {}, 4, /\[ExpiredCredentials\]$/],
    ['a profile with MFA', error('CredentialsProviderError', 'Profile prod requires multi factor authentication, but no MFA code callback '
      + 'was provided.'), { profile: 'prod' }, 4, /--profile prod --format env\)"\. \[MfaNeeded\]$/],
    ['a code that AWS does not take', error('AccessDenied', 'MultiFactorAuthentication failed with invalid MFA one time pass code.'), {
      profile: 'prod',
    }, 4, /^AWS did not take the code of the MFA device of profile prod: Multi.* \[WrongMfaCode\]$/],
    ['no region', error('Error', 'Region is missing'), {}, 4, /^There is no region\. .* \[NoRegion\]$/],
    ['a denied action', error('AccessDeniedException', 'User: arn:aws:iam::1:user/r is not authorized to perform: apigateway:GET on '
      + 'resource: x with an explicit deny'), {}, 4,
    /^AWS denied apigateway:GET: User: .* with an explicit deny\. The policy .* needs: cdk-canary status Shop --iam\. \[AccessDenied\]$/],
    ['a 403 by another name', error('Whatever', 'no', { $metadata: { httpStatusCode: 403 } }), {}, 4, /\[AccessDenied\]$/],
    ['throttling', error(
      'TooManyRequestsException', 'Too Many Requests',
    ), {}, 4, /^AWS throttled apigateway:GET, tried 6 times in 20 s\. .* \[Throttled\]$/],
    ['no way to the endpoint', error(
      'Error', 'connect', { code: 'ECONNREFUSED', address: '127.0.0.1', port: 1 },
    ), { proxy: 'http://p' }, 4, /^127\.0\.0\.1:1 could not be reached \(ECONNREFUSED\)\. HTTPS_PROXY is http:\/\/p\. .* \[Unreachable\]$/],
    ['several addresses, none of which answers', error(
      'AggregateError', '', { errors: [{ code: 'ECONNREFUSED', address: '::1', port: 443 }] },
    ), {}, 4, /^::1:443 could not be reached/],
    ['anything else, with what finds it again', error(
      'BadRequestException', 'Invalid thing', { $metadata: { httpStatusCode: 400, requestId: 'r-1' } },
    ), {}, 4, /^apigateway:GET failed: Invalid thing\. \(request r-1\) \[AwsError\]$/],
  ])('%s', (_, thrown, call, exitCode, message) => {
    const worded = awsError(thrown, { ...CALL, ...call });
    expect(worded.message).toMatch(message);
    expect(worded.exitCode).toBe(exitCode);
  });
});

test('what may pass is tried again, a refusal is not', () => {
  const passing = [error('ThrottlingException', ''), error(
    'X', '', { $metadata: { httpStatusCode: 503 } },
  ), error('X', '', { code: 'ECONNRESET' }), error('NoAnswerInTime', '')];
  expect(passing.map(isTransient)).toEqual([true, true, true, true]);
  expect(
    [error('AccessDeniedException', ''), error('NotFoundException', '', { $metadata: { httpStatusCode: 404 } })].map(isTransient),
  ).toEqual([false, false]);
});

import { sentAt } from '../../../lib/stage-driver/decision/sent-at';

const BUCKET = 'https://cloudformation-custom-resource-response-apsoutheast2.s3-ap-southeast-2.amazonaws.com/arn%3Aaws%3Acloudformation';

test('is the date of the presigned URL, wherever it stands', () => {
  const sent = new Date('2023-11-23T07:41:57Z');
  expect(sentAt(`${BUCKET}?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Date=20231123T074157Z&X-Amz-SignedHeaders=host&X-Amz-Expires=7200`)).toEqual(sent);
  expect(sentAt(`${BUCKET}?X-Amz-Date=20231123T074157Z`)).toEqual(sent);
});

test.each([
  ['', 'no query'], ['?AWSAccessKeyId=AKIA&Expires=1526465289', 'signed the old way'], ['?X-Amz-Date=yesterday', 'no date'],
  ['?Not-X-Amz-Date=20231123T074157Z', 'another name'],
])('is not known of %j: %s', (query) => {
  expect(sentAt(`${BUCKET}${query}`)).toBeUndefined();
});

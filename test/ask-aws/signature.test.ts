import { signedHeaders } from '../../integ/ask-aws/kit/signature';

test('a call is signed as in the test suite of Signature Version 4 (post-vanilla)', () => {
  const { authorization } = signedHeaders({ accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY' }, {
    service: 'service', region: 'us-east-1', host: 'example.amazonaws.com', headers: {}, body: '', now: new Date('2015-08-30T12:36:00Z'),
  });
  expect(authorization).toBe('AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, SignedHeaders=host;x-amz-date, '
    + 'Signature=5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b');
});

import { LocalAws } from '../../rehearsal/local-aws';

/** Calls a service in AWS's JSON protocol, as its SDK client does. */
export async function jsonRequest(
  aws: LocalAws, service: 'logs' | 'monitoring', action: string, input: object,
): Promise<{ status: number; output: any }> {
  const target = service === 'logs' ? 'Logs_20140328' : 'GraniteServiceVersion20100801';
  const { response } = await aws.requestHandler.handle({
    method: 'POST',
    path: '/',
    headers: {
      'authorization': `AWS4-HMAC-SHA256 Credential=local/20300101/${aws.region}/${service}/aws4_request, Signature=none`,
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': `${target}.${action}`,
    },
    body: JSON.stringify(input),
  });
  const chunks: Buffer[] = [];
  for await (const chunk of response.body) { chunks.push(chunk as Buffer); }
  return { status: response.statusCode, output: JSON.parse(Buffer.concat(chunks).toString()) };
}

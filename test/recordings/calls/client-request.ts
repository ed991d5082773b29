import { request as httpRequest } from 'node:http';
import { Answer } from '../answer';
import { PlayedAccount } from '../played-account';

/** What the recorded client sends unless a request says otherwise. */
const CLIENT_HEADERS = { 'Accept': '*/*', 'Accept-Encoding': 'gzip, deflate', 'User-Agent': 'python-requests/2.32.3' };

/** Sends a client's request to a stage, over HTTP and with its path as it is. */
export async function sendRequest(account: PlayedAccount, input: Readonly<Record<string, any>>): Promise<Answer> {
  const { api, method, target, headers = {}, body } = input;
  const { hostname, port } = new URL(await account.listen());
  const given = new Set(Object.keys(headers).map((name) => name.toLowerCase()));
  const defaults = Object.entries(CLIENT_HEADERS).filter(([name]) => !given.has(name.toLowerCase()));
  const host = `${api}.execute-api.${account.aws.region}.amazonaws.com`;
  const options = { hostname, port, method, path: target, headers: { Host: host, ...Object.fromEntries(defaults), ...headers } };
  return new Promise((resolve, reject) => {
    const sent = httpRequest(options, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => {
        const bytes = Buffer.concat(chunks);
        const answered = Object.fromEntries(Object.entries(response.headers).map(([name, value]) => [name, [value].flat().join(', ')]));
        resolve({ status: response.statusCode, output: { body: bytes.toString(), bodyBase64: bytes.toString('base64'), headers: answered } });
      });
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

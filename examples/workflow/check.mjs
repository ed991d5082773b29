/**
 * node check.mjs URL [--minutes N] [--requests N]
 *
 * Sends requests to a stage that holds a canary, spread over the time, and exits with 1 as soon as one of them fails with a 5xx or not at all.
 *
 * API Gateway routes every request at random, so with 10 % of the traffic a canary has answered one of 300 requests for all practical purposes
 * (all 300 on the base: 0.9^300, one in 10^13). It cannot tell the releases apart: the base failing stops the promotion as well.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';

const { positionals: [url], values } = parseArgs({
  allowPositionals: true, options: { minutes: { type: 'string', default: '10' }, requests: { type: 'string', default: '300' } },
});
const [minutes, requests] = [Number(values.minutes), Number(values.requests)];
if (!url || !(minutes >= 0) || !(requests >= 1)) {
  console.error(`Usage: node check.mjs URL [--minutes N] [--requests N], got: ${process.argv.slice(2).join(' ')}`);
  process.exit(2);
}

for (let sent = 1; sent <= requests; sent++) {
  const failure = await fetch(url).then(({ status }) => status >= 500 ? `status ${status}` : undefined, ({ message, cause }) => `${message} (${cause?.code})`);
  if (failure) {
    console.error(`Request ${sent} of ${requests} to ${url} failed: ${failure}. The canary is not to be promoted.`);
    process.exit(1);
  }
  await sleep(minutes * 60_000 / requests);
}
console.log(`${requests} requests to ${url} in ${minutes} minutes, and none of them failed.`);

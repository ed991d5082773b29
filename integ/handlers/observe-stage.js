const { APIGatewayClient, GetStageCommand } = require('@aws-sdk/client-api-gateway');

const gateway = new APIGatewayClient({});
const AT_ONCE = 5;
/** Time that one more round and the answer need. */
const ROUND_MILLIS = 25_000;

/** Reads the stage and counts its answers, until both are as expected or time is up: an UpdateStage takes seconds to reach every host. */
exports.handler = async (expected, context) => {
  const sent = {};
  for (;;) {
    const answers = await count(expected.url, expected.requests);
    for (const [answer, n] of Object.entries(answers)) sent[answer] = (sent[answer] ?? 0) + n;
    const stage = await gateway.send(new GetStageCommand(expected));
    const differences = [...stageDifferences(expected, stage), ...shareDifferences(expected, answers)];
    const verdict = differences.length === 0 ? 'as expected' : differences.join('; ');
    if (differences.length === 0 || context.getRemainingTimeInMillis() < ROUND_MILLIS) {
      return { verdict, summary: `${verdict}. Requests sent: ${JSON.stringify(sent)}` };
    }
    await new Promise((resolve) => setTimeout(resolve, 5_000));
  }
};

async function count(url, requests) {
  const answers = {};
  for (let done = 0; done < requests; done += AT_ONCE) {
    const bodies = await Promise.all(Array.from({ length: AT_ONCE }, () => answerOf(url)));
    for (const body of bodies) answers[body] = (answers[body] ?? 0) + 1;
  }
  return answers;
}

async function answerOf(url) {
  try {
    const response = await fetch(url);
    const body = (await response.text()).trim();
    return response.status === 200 ? body : `${response.status} ${body}`;
  } catch (error) {
    return `no answer: ${error.message}`;
  }
}

function stageDifferences(expected, stage) {
  const percent = stage.canarySettings?.percentTraffic ?? 'none';
  return [
    ...(percent === expected.canaryPercent ? [] : [`canary is ${percent}, expected ${expected.canaryPercent}`]),
    ...(canonical(stage.variables) === canonical(expected.variables) ? [] : [`variables are ${canonical(stage.variables)}`]),
  ];
}

const canonical = (object) => JSON.stringify(Object.entries(object ?? {}).sort());

/** Five standard deviations: one false alarm in a million rounds. A share of 0 or 100 % must be met exactly. */
function shareDifferences(expected, answers) {
  const kinds = new Set([...Object.keys(answers), ...Object.keys(expected.answers)]);
  return [...kinds].flatMap((kind) => {
    const share = (expected.answers[kind] ?? 0) / 100;
    const seen = (answers[kind] ?? 0) / expected.requests;
    const tolerated = 5 * Math.sqrt(share * (1 - share) / expected.requests);
    return Math.abs(seen - share) <= tolerated ? [] : [`'${kind}' is ${seen * 100} % of the answers, expected ${share * 100} %`];
  });
}

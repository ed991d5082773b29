import { Progress } from '../progress';
import { wrapped } from '../screen/wrapped';
import { Terminal } from '../terminal';
import { LocalEngine } from './local-engine';
import { counted } from './wording';

/** So long ago the deploys were, once the engine is served: enough for a canary at 10 % of 600 requests a minute to be judged. */
export const MINUTES_OF_PAST = 15;

/** So long somebody waits for it at the most. */
const PATIENCE_MILLISECONDS = 30_000;
const SECOND = 1_000;

/** Clients send their requests since the deploys, second by second, until the engine's time is the real one. */
export async function catchUp({ lateClock, clients }: LocalEngine, terminal: Terminal, progress: Progress): Promise<void> {
  if (lateClock === undefined || clients === undefined) { return; }
  const begun = performance.now();
  const isInTime = (): boolean => performance.now() - begun < PATIENCE_MILLISECONDS;
  let seconds = 0;
  await progress(`Clients send the requests of ${MINUTES_OF_PAST} minutes`, async (show) => {
    for (; isInTime() && lateClock.pass(SECOND) > 0; seconds++) {
      await clients.send(SECOND);
      if (seconds % 60 === 0) { show(`minute ${seconds / 60 + 1}`); }
    }
  });
  const left = lateClock.pass(Infinity);
  const gap = left < SECOND ? '' : ` The code answers slowly: in the last ${counted(Math.ceil(left / 60_000), 'minute')} of them nobody asked. `
    + 'A lower --traffic has no gap.';
  const text = `Clients have sent ${counted(clients.sent, 'request')} since the deploys, ${MINUTES_OF_PAST} minutes ago.${gap}`;
  ['', ...wrapped(text, terminal.columns)].forEach((line) => terminal.print(line));
}

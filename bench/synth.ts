import { CanaryReleaseOptions, EndpointBaseline } from '../lib';
import { synthesize } from './apis';
import { inTurns, show } from './measure';

const HOLD: CanaryReleaseOptions = { canarySettings: { percentTraffic: 10 } };

/** What a release costs at synth: time, resources, bytes. The peers are the same app without it, and with any other custom resource. */
export function benchSynth(rounds: number): void {
  console.log(`\nSynthesis with a release over the same app without, ${rounds} rounds in turns (median, min to max)\n`);
  console.log('routes | with, ms | without, ms | ratio | ratio to any custom resource | resources added | template bytes added (of)');
  for (const routes of [1, 50, 300]) {
    const { subject, peer, ratio } = inTurns(rounds, () => synthesize(routes, HOLD), () => synthesize(routes, 'nothing'));
    const other = inTurns(rounds, () => synthesize(routes, HOLD), () => synthesize(routes, 'a custom resource'));
    const [held, plain] = [synthesize(routes, HOLD), synthesize(routes, 'nothing')];
    const resources = Object.keys(held.Resources).length - Object.keys(plain.Resources).length;
    const [heldBytes, plainBytes] = [held, plain].map((template) => JSON.stringify(template).length);
    const figures = [show(subject), show(peer), show(ratio, 3), show(other.ratio, 3), resources, `${heldBytes - plainBytes} (of ${plainBytes})`];
    console.log([routes, ...figures].join(' | '));
  }
}

/** What the check of endpoints against a baseline costs. The peer is the same app with a release and no baseline. */
export function benchEndpoints(rounds: number): void {
  const routes = 300;
  const baseline = EndpointBaseline.fromEndpoints(Array.from({ length: routes }, (_, route) => `GET /route${route}`));
  const { subject, peer } = inTurns(rounds, () => synthesize(routes, { ...HOLD, baseline }), () => synthesize(routes, HOLD));
  console.log(`\nCheck of ${routes} routes against a baseline: ${(subject.median - peer.median).toFixed(1)} ms `
    + `(median synthesis ${subject.median.toFixed(1)} ms with a baseline, ${peer.median.toFixed(1)} ms without)`);
}

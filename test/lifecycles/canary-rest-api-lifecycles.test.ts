import { playRandomLifecycles } from '../harness/random-lifecycles';

test('any lifecycle of a CanaryRestApi keeps the invariants at every instant, under every hypothesis, whatever fails', () =>
  playRandomLifecycles('l3'), 3_000_000);

import { playRandomLifecycles } from '../harness/random-lifecycles';

test('any lifecycle of a CanaryRelease keeps the invariants at every instant, under every hypothesis, whatever fails', () =>
  playRandomLifecycles('attached'), 3_000_000);

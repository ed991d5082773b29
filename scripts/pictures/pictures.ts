import { dashboardSvg } from './dashboard-svg';
import { lifecycleSvg } from './lifecycle-svg';
import { playDashboard } from './play-dashboard';
import { playDemo } from './play-demo';
import { playLifecycle } from './play-lifecycle';
import { playOperator } from './play-operator';
import { playTwice } from './play-twice';
import { playTwoRollouts } from './play-two-rollouts';
import { rolloutSvg } from './rollout-svg';
import { terminalSvg } from './terminal-svg';
import { twiceSvg } from './twice-svg';
import { ENGLISH, JAPANESE } from './words';

/** Every picture of the READMEs by its file name. What they show was just played. Equal code draws equal pictures. */
export async function pictures(): Promise<Record<string, string>> {
  const [twice, lifecycle, rollout, operator] = [await playTwice(), await playLifecycle(), await playTwoRollouts(), await playOperator()];
  return {
    'twice.svg': twiceSvg(twice, ENGLISH),
    'twice.ja.svg': twiceSvg(twice, JAPANESE),
    'lifecycle.svg': lifecycleSvg(lifecycle, ENGLISH),
    'lifecycle.ja.svg': lifecycleSvg(lifecycle, JAPANESE),
    'rollout.svg': rolloutSvg(rollout, ENGLISH),
    'rollout.ja.svg': rolloutSvg(rollout, JAPANESE),
    'status.svg': terminalSvg(operator.status),
    'doctor.svg': terminalSvg(operator.doctor),
    'demo.svg': terminalSvg(await playDemo()),
    'dashboard.svg': dashboardSvg(await playDashboard()),
  };
}

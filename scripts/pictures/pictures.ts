import { lifecycleSvg } from './lifecycle-svg';
import { playLifecycle } from './play-lifecycle';
import { playTwice } from './play-twice';
import { twiceSvg } from './twice-svg';
import { ENGLISH, JAPANESE } from './words';

/** Every picture of the READMEs by its file name. What they show was just played. Equal code draws equal pictures. */
export async function pictures(): Promise<Record<string, string>> {
  const [twice, lifecycle] = [await playTwice(), await playLifecycle()];
  return {
    'twice.svg': twiceSvg(twice, ENGLISH),
    'twice.ja.svg': twiceSvg(twice, JAPANESE),
    'lifecycle.svg': lifecycleSvg(lifecycle, ENGLISH),
    'lifecycle.ja.svg': lifecycleSvg(lifecycle, JAPANESE),
  };
}

import { PATCH_MESSAGES } from './patch-messages';
import { PatchRefusal } from './requested-patch';

/** A percentage from 0 to 100, sent as text ("50", "33.33", "0.0"). @throws PatchRefusal */
export function parsePercent(value: string): number {
  const percent = value.trim() === '' ? NaN : Number(value);
  if (!(percent >= 0 && percent <= 100)) { throw new PatchRefusal(PATCH_MESSAGES.badPercent(value)); }
  return percent;
}

/** A boolean sent as text. Everything but `true` is false. */
export function parseFlag(value: string): boolean {
  return value.toLowerCase() === 'true';
}

/** @throws PatchRefusal when AWS would not take this name or this value (`$LATEST` and '' among them) */
export function checkStageVariable(name: string, value: string): void {
  if (!/^\w+$/.test(name)) { throw new PatchRefusal(PATCH_MESSAGES.badVariableName(name)); }
  if (!/^[A-Za-z0-9 \-._~:/?#&=,]+$/.test(value)) { throw new PatchRefusal(PATCH_MESSAGES.badVariableValue(value)); }
}

import { MethodSetting, Stage } from '../model';
import { METHOD_SETTING_PATHS, PATCH_MESSAGES } from './patch-messages';
import { pathParts } from './patch-path';
import { PatchRefusal } from './requested-patch';
import { parseFlag } from './stage-values';

/** What each path sets in the stage's answer, and how its text is read. */
const SETTINGS: Record<string, { name: string; read: (path: string, value: string) => string | number | boolean }> = {
  'metrics/enabled': { name: 'metricsEnabled', read: flag },
  'logging/dataTrace': { name: 'dataTraceEnabled', read: flag },
  'logging/loglevel': { name: 'loggingLevel', read: text },
  'throttling/burstLimit': { name: 'throttlingBurstLimit', read: number },
  'throttling/rateLimit': { name: 'throttlingRateLimit', read: number },
  'caching/ttlInSeconds': { name: 'cacheTtlInSeconds', read: number },
  'caching/enabled': { name: 'cachingEnabled', read: flag },
  'caching/dataEncrypted': { name: 'cacheDataEncrypted', read: flag },
  'caching/requireAuthorizationForCacheControl': { name: 'requireAuthorizationForCacheControl', read: flag },
  'caching/unauthorizedCacheControlHeaderStrategy': { name: 'unauthorizedCacheControlHeaderStrategy', read: text },
};

interface SettingPath {
  /** `<resource path without its first slash>/<verb>`, for instance `hello/GET`. */
  readonly key: string;
  readonly setting: string;
}

/** Sets one method setting, or answers `undefined` when the path names none. */
export function replaceMethodSetting(stage: Stage, path: string, value: string): Stage | undefined {
  const target = settingPath(path);
  if (!target) { return undefined; }
  const { name, read } = SETTINGS[target.setting];
  const setting: MethodSetting = { ...stage.methodSettings[target.key], [name]: read(path, value) };
  return { ...stage, methodSettings: { ...stage.methodSettings, [target.key]: setting } };
}

/** Removes one method setting, or (path without a setting) all of a method. `undefined` when there is nothing of the kind. */
export function removeMethodSetting(stage: Stage, path: string): Stage | undefined {
  const target = settingPath(path);
  const key = target?.key ?? methodKey(pathParts(path));
  const existing = stage.methodSettings[key];
  if (!existing) { return undefined; }
  const { [key]: removed, ...others } = stage.methodSettings;
  if (!target) { return { ...stage, methodSettings: others }; }
  const { [SETTINGS[target.setting].name]: gone, ...left } = existing;
  return gone === undefined ? undefined : { ...stage, methodSettings: { ...others, [key]: left } };
}

function settingPath(path: string): SettingPath | undefined {
  const parts = pathParts(path);
  const setting = parts.slice(-2).join('/');
  return parts.length >= 4 && METHOD_SETTING_PATHS.includes(setting) ? { key: methodKey(parts.slice(0, -2)), setting } : undefined;
}

function methodKey(parts: string[]): string {
  return parts.join('/').replace(/^\//, '');
}

function flag(_path: string, value: string): boolean {
  return parseFlag(value);
}

function text(_path: string, value: string): string {
  return value;
}

function number(path: string, value: string): number {
  const parsed = value.trim() === '' ? NaN : Number(value);
  if (Number.isNaN(parsed)) { throw new PatchRefusal(PATCH_MESSAGES.badNumber(path, value)); }
  return parsed;
}

/**
 * What stands in a line of the access log so that its release is counted, and the patterns that find it.
 *
 * The mark is `<8 hex digits>=<is canary>/<status>`, for instance `7582b162=true/502`. It is matched as a phrase of the raw text, so it counts in
 * every format, also in a JSON line that a quote in another value made unreadable. Its digits tell releases apart that share a log group, and nobody
 * writes them by accident.
 */

/** One of the two releases of a stage. */
export type LoggedRelease = 'base' | 'canary';

/** How the lines of a log are structured. JSON has names. Other text only has an order. */
export type LineStructure = 'json' | 'text';

/** Member of a JSON line that holds the mark. */
const MARK_MEMBER = 'cdkCanary';
/** Where a JSON line of somebody else's format has the latency as a number. */
const LATENCY_MEMBER = 'cdkCanaryLatency';
const LATENCY = '$context.responseLatency';

/** What `$context.isCanaryRequest` is: `-` is how an access log prints a value that is not there, as on a stage without a canary. */
const IS_CANARY: { readonly [R in LoggedRelease]: readonly string[] } = { base: ['false', '-'], canary: ['true'] };

/** The digits of a release. @param address of its construct (`node.addr`) */
export function markOf(address: string): string {
  return address.slice(-8);
}

/** The mark as it stands in a format. */
export function markText(mark: string): string {
  return `${mark}=$context.isCanaryRequest/$context.status`;
}

/** Whether a format has the mark of this release. */
export function isMarked(format: string, mark: string): boolean {
  return format.includes(markText(mark));
}

/** A format without anything that a client controls: no path, user agent, error message or authorizer context. */
export function ownFormat(mark: string): string {
  const texts = ['requestId', 'extendedRequestId', 'requestTime', 'httpMethod', 'resourcePath', 'deploymentId', 'status'];
  return `{"${MARK_MEMBER}":"${markText(mark)}",${texts.map((name) => `"${name}":"$context.${name}",`).join('')}`
    + `"responseLatency":${LATENCY},"integrationStatus":"$context.integration.status","errorType":"$context.error.responseType"}`;
}

/**
 * A format that keeps everything it has and is marked, too. One that is marked already stays.
 *
 * In JSON the mark comes first, where a line that is cut off still has it. A format with `$context` outside of quotes is no JSON until it is filled
 * in, so only its braces are looked at.
 *
 * @param withLatency whether the latency is counted, so that a JSON line needs it as a number
 */
export function markedFormat(format: string, mark: string, withLatency: boolean): string {
  const text = format.trim();
  if (isMarked(text, mark)) { return text; }
  if (structureOf(text) === 'text') { return `${text} ${markText(mark)} ${LATENCY}`; }
  const rest = text.slice(1).trimStart();
  const latency = withLatency && latencyMember(text) === LATENCY_MEMBER ? `,"${LATENCY_MEMBER}":${LATENCY}` : '';
  return `{"${MARK_MEMBER}":"${markText(mark)}"${latency}${rest === '}' ? '' : ','}${rest}`;
}

export function structureOf(format: string): LineStructure {
  return /^\s*\{[^]*\}\s*$/.test(format) ? 'json' : 'text';
}

/** Where the lines of a format have the latency as a number: quoted numbers are texts to a filter. */
function latencyMember(format: string): string {
  return /"responseLatency"\s*:\s*\$context\.responseLatency\b/.test(format) ? 'responseLatency' : LATENCY_MEMBER;
}

/** Finds the lines of a release. @param statusClass 4 or 5. @default - any status */
export function countPattern(mark: string, release: LoggedRelease, statusClass?: 4 | 5): string {
  const phrases = IS_CANARY[release].map((isCanary) => `"${mark}=${isCanary}/${statusClass ?? ''}"`);
  return phrases.length === 1 ? phrases[0] : phrases.map((phrase) => `?${phrase}`).join(' ');
}

/**
 * Finds the lines in which a function of ours says that it has moved a stage.
 *
 * Its log is JSON that nobody else writes to, and it serves all releases of a stack.
 */
export function movedPattern(restApiId: string, stageName: string): string {
  return `{ ($.stageMoved IS TRUE) && ($.api = "${restApiId}") && ($.stage = "${stageName}") }`;
}

/** A filter that reads the latency of a line. */
export interface LatencyFilter {
  readonly pattern: string;
  /** What the filter counts: the latency in milliseconds. */
  readonly value: string;
}

/**
 * Finds the lines of a release that have a latency. Several filters that never match the same line, because text has no "or" that is documented.
 *
 * @param format with its mark, from `markedFormat` or `ownFormat`
 * @param slowerThan milliseconds. Only lines above are found. @default - all
 */
export function latencyFilters(mark: string, release: LoggedRelease, format: string, slowerThan?: number): LatencyFilter[] {
  const marks = IS_CANARY[release].map((isCanary) => `"${mark}=${isCanary}/*"`);
  if (structureOf(format) === 'text') {
    const latency = slowerThan === undefined ? 'latency' : `latency > ${slowerThan}`;
    return marks.map((text) => ({ pattern: `[..., mark = ${text}, ${latency}]`, value: '$latency' }));
  }
  const value = `$.${latencyMember(format)}`;
  const marked = marks.map((text) => `($.${MARK_MEMBER} = ${text})`).join(' || ');
  const latency = slowerThan === undefined ? `${value} = *` : `${value} > ${slowerThan}`;
  return [{ pattern: `{ ${marks.length === 1 ? marked : `(${marked})`} && (${latency}) }`, value }];
}

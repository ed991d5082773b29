import { RESPONSE_HOOK_SCRIPT } from './response-hook-script';

/**
 * What a function's process runs (`node -e`): loads the handler, then answers invocations that arrive over IPC.
 *
 * A string and not a file, so that it survives bundling. Messages in: `{ load: { file, exportPath, now } }` once, then
 * `{ id, event, context, timeoutMillis, now }`. Messages out: `{ id, payload }`, `{ id, error }`, and `{ crash }` before the
 * process ends because of an error nobody caught. Code that asks for the engine's time sends `{ sleep: { id, milliseconds } }` and gets
 * `{ awake: { id, now } }`.
 */
export const FUNCTION_PROCESS_SCRIPT = `
${RESPONSE_HOOK_SCRIPT}
const { existsSync } = require('node:fs');
const { pathToFileURL } = require('node:url');

const send = (message) => process.connected && process.send(message);
const describe = (error) => error instanceof Error
  ? { errorType: error.name || 'Error', errorMessage: String(error.message), stack: String(error.stack || '').split('\\n') }
  : { errorType: typeof error, errorMessage: typeof error === 'string' ? error : JSON.stringify(error) ?? String(error) };
const named = (errorType, errorMessage) => ({ errorType, errorMessage });

async function importModule(base) {
  const found = ['', '.js', '.cjs', '.mjs'].map((extension) => base + extension).find((path) => path !== base && existsSync(path));
  if (!found) throw named('Runtime.ImportModuleError', "Error: Cannot find module '" + base + "'");
  if (found.endsWith('.mjs')) return import(pathToFileURL(found).href);
  try {
    return require(found);
  } catch (error) {
    if (error && error.code === 'ERR_REQUIRE_ESM') return import(pathToFileURL(found).href);
    throw error;
  }
}

// What Lambda's runtime has for handlers that stream their response: here it is collected, and returned as a whole.
class ResponseStream extends require('node:stream').Writable {
  chunks = [];
  _write(chunk, _, done) { this.chunks.push(Buffer.from(chunk)); done(); }
  setContentType(type) { this.prelude = { ...this.prelude, headers: { ...(this.prelude || {}).headers, 'content-type': type } }; }
}
globalThis.awslambda = {
  streamifyResponse: (handler) => async (event, context) => {
    const stream = new ResponseStream();
    const ended = new Promise((resolve, reject) => stream.once('finish', resolve).once('error', reject));
    await handler(event, stream, context);
    await ended;
    return { statusCode: 200, ...stream.prelude, body: Buffer.concat(stream.chunks).toString() };
  },
  HttpResponseStream: { from: (stream, prelude) => Object.assign(stream, { prelude }) },
};

async function loadHandler({ file, exportPath, handler }) {
  const module = await importModule(file);
  const value = exportPath.reduce((owner, name) => owner === undefined || owner === null ? undefined : owner[name], module);
  if (typeof value !== 'function') throw named('Runtime.HandlerNotFound', handler + ' is undefined or not exported');
  return value;
}

// As on Lambda: a promise is the answer, otherwise the callback gives it; a plain return value of a function
// that is neither answers nothing.
function call(handler, event, context) {
  return new Promise((resolve, reject) => {
    const callback = (error, value) => error === null || error === undefined ? resolve(value) : reject(error);
    const returned = handler(event, context, callback);
    if (returned && typeof returned.then === 'function') returned.then(resolve, reject);
    else if (handler.length < 3) resolve(null);
  });
}

// The engine's time, for handlers that ask for it: what they wait for takes no real time. Guards of a call are real, as the call is.
let now;
const sleepers = new Map();
function keepTime(time) {
  if (now === undefined) globalThis[Symbol.for('cdk-canary-rest-api.time')] = { now: () => new Date(now), sleep, startTimer };
  now = Math.max(now ?? 0, time);
}
function sleep(milliseconds) {
  const [id, until] = [sleepers.size === 0 ? 1 : Math.max(...sleepers.keys()) + 1, now + milliseconds];
  send({ sleep: { id, milliseconds } });
  return new Promise((resolve) => sleepers.set(id, () => { keepTime(until); resolve(); }));
}
function startTimer(milliseconds, expire) {
  const timer = setTimeout(expire, milliseconds).unref();
  return () => clearTimeout(timer);
}
function wake({ id, now: time }) {
  const awake = sleepers.get(id);
  sleepers.delete(id);
  keepTime(time);
  awake();
}

let loaded;
async function invoke({ id, event, context, timeoutMillis, now: time }) {
  if (time !== undefined) keepTime(time);
  const deadline = Date.now() + timeoutMillis;
  try {
    const handler = await loaded;
    const payload = await call(handler, event, { ...context, getRemainingTimeInMillis: () => Math.max(0, deadline - Date.now()) });
    send({ id, payload: payload === undefined ? null : payload });
  } catch (error) {
    send({ id, error: error && error.errorType ? error : describe(error) });
  }
}

function crash(error) {
  if (!process.connected) process.exit(1);
  process.send({ crash: describe(error) }, () => process.exit(1));
}

process.on('message', (message) => {
  if (message.load) {
    if (message.load.now !== undefined) keepTime(message.load.now);
    loaded = loadHandler(message.load);
    loaded.catch(() => undefined);
  } else if (message.awake) {
    wake(message.awake);
  } else {
    void invoke(message);
  }
});
process.on('uncaughtException', crash);
process.on('unhandledRejection', crash);
process.on('disconnect', () => process.exit(0));
`;

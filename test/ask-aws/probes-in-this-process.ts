import { readFileSync } from 'node:fs';
import { request as httpRequest, RequestOptions } from 'node:http';
import { join } from 'node:path';
import { FunctionRuntime } from '../../rehearsal/lambda/function-runtime';
import { InProcessHandler, InProcessRuntime } from '../../rehearsal/lambda/in-process-runtime';
import { LocalAws } from '../../rehearsal/local-aws';

/** Runs the functions of experiments in this process, from their source: hundreds of runs cost a process each otherwise. */
export function probesInThisProcess(engine: () => LocalAws): FunctionRuntime {
  const handlers = new Map<string, InProcessHandler>();
  return new InProcessRuntime(({ directory, notRun }) => {
    if (notRun !== undefined) { return undefined; }
    const known = handlers.get(directory);
    if (known !== undefined) { return known; }
    const exported: { handler?: InProcessHandler } = {};
    new Function('require', 'exports', readFileSync(join(directory, 'index.js'), 'utf8'))((name: string) => required(name, engine), exported);
    handlers.set(directory, exported.handler!);
    return exported.handler;
  });
}

/** A module as the functions ask for it: answers go to the engine over HTTP, and the SDK's clients are its own. */
function required(name: string, engine: () => LocalAws): unknown {
  if (name === 'node:https') { return { request: (options: RequestOptions, then: () => void) => httpRequest(options, then) }; }
  const module = jest.requireActual<Record<string, any>>(name);
  const config = {
    region: engine().region,
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    requestHandler: engine().requestHandler,
  };
  return Object.fromEntries(Object.entries(module).map(([key, value]) => [
    key, /^[A-Z]\w*Client$/.test(key) ? class extends value { constructor() { super(config); } } : value,
  ]));
}

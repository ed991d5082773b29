#!/usr/bin/env node
import { EXIT } from './exit-code';
import { run } from './run';
import { processTerminal } from './terminal';

// The SDK prints six lines about Node.js 20, which this package supports.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';

/** So long a pipe may take for what was printed, in milliseconds. */
const LAST_WORDS = 100;

void run(process.argv.slice(2), processTerminal()).then((exitCode) => {
  process.exitCode = exitCode;
  // Whoever pressed Ctrl-C does not wait for calls that are still on their way.
  if (exitCode === EXIT.INTERRUPTED) { setTimeout(() => process.exit(), LAST_WORDS).unref(); }
});

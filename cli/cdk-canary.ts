#!/usr/bin/env node
import { run } from './run';
import { processTerminal } from './terminal';

// The SDK prints six lines about Node.js 20, which this package supports.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';

void run(process.argv.slice(2), processTerminal()).then((exitCode) => { process.exitCode = exitCode; });

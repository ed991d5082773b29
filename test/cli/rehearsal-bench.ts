import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { App } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { FakeTerminal } from './fake-terminal';
import { run } from '../../cli/run';

/** A folder with apps in it, and the command that rehearses them. */
export class RehearsalBench {
  readonly scratch = mkdtempSync(join(tmpdir(), 'rehearsal-bench-'));
  readonly terminal = wideTerminal(this.scratch);

  /** Runs `cdk-canary rehearse`, and returns its exit code. */
  rehearse(...args: string[]): Promise<number> {
    return run(['rehearse', ...args], this.terminal);
  }

  /** Synthesizes an app. Returns the folder of its assembly. */
  assembly(build: (app: App) => void, context: Record<string, unknown> = {}): string {
    const outdir = mkdtempSync(join(this.scratch, 'cdk.out-'));
    const app = new App({ outdir, analyticsReporting: false, context: { 'aws:cdk:disable-stack-trace': true, ...context } });
    build(app);
    app.synth();
    return outdir;
  }

  /** A fresh folder with these files. */
  folder(files: Record<string, string>): string {
    const directory = mkdtempSync(join(this.scratch, 'files-'));
    for (const [name, content] of Object.entries(files)) { writeFileSync(join(directory, name), content); }
    return directory;
  }

  /** A fresh file. */
  file(name: string, content: string): string {
    return join(this.folder({ [name]: content }), name);
  }

  /** Adds a file to a folder. */
  put(folder: string, path: string, content: string): void {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }

  /** What the command wrote to a file. */
  written(file: string): string {
    return readFileSync(join(this.scratch, file), 'utf8');
  }

  /** The line of what was printed that begins with this text. */
  line(beginning: string): string | undefined {
    return this.terminal.output.split('\n').find((line) => line.startsWith(beginning));
  }

  close(): void {
    rmSync(this.scratch, { recursive: true, force: true });
  }
}

/** No line of a report is broken in it. */
export function wideTerminal(cwd: string): FakeTerminal {
  const terminal = new FakeTerminal(cwd);
  terminal.columns = 1_000;
  return terminal;
}

/** A function that answers with this text. */
export function answeringFunction(scope: Construct, id: string, body: string, props: Partial<lambda.FunctionProps> = {}): lambda.Function {
  const code = lambda.Code.fromInline(`exports.handler = async () => ({ statusCode: 200, body: ${JSON.stringify(body)} });`);
  return new lambda.Function(scope, id, { runtime: lambda.Runtime.NODEJS_22_X, handler: 'index.handler', code, ...props });
}

/** An API with `GET /` on a function. */
export function apiOn(scope: Construct, handler: lambda.IFunction, id = 'Api'): apigateway.RestApi {
  const api = new apigateway.RestApi(scope, id, { cloudWatchRole: false });
  api.root.addMethod('GET', new apigateway.LambdaIntegration(handler));
  return api;
}

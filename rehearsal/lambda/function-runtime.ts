/** What is needed to run one published (or unpublished) piece of Lambda code. */
export interface FunctionCode {
  readonly functionName: string;
  /** `$LATEST` or a version number. */
  readonly version: string;
  /** Folder that holds the unpacked code. */
  readonly directory: string;
  /** `<file>.<export>` */
  readonly handler: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly timeoutSeconds: number;
  /** Why this machine can't run the code. @default - it can */
  readonly notRun?: string;
  /** Folders with the content of its layers. @default - none */
  readonly layerFolders?: readonly string[];
  /** Name of the log group that it writes to. @default - the one of its own name, below `/aws/lambda` */
  readonly logGroup?: string;
  /** ARN by which the function was called, as its handler sees it in the context. @default - an ARN made of name and version */
  readonly invokedFunctionArn?: string;
  /** @default 'us-east-1' */
  readonly region?: string;
}

/** An invocation's outcome: the handler's value, or the error object that Lambda reports (`FunctionError: Unhandled`). */
export type InvocationResult =
  | { readonly outcome: 'returned'; readonly payload: unknown }
  | FailedInvocation;

/** On whose behalf code runs: that of a custom resource, of a task of a state machine, of a client of Lambda, or of a request to a stage. */
export type InvocationOrigin = 'custom-resource' | 'task' | 'client' | 'request';

/** The handler failed, or its process did. */
export interface FailedInvocation {
  readonly outcome: 'failed';
  readonly errorType: string;
  readonly errorMessage: string;
  readonly stack?: string[];
  /** The error object that callers get, as the function's language writes it. @default - type and message */
  readonly report?: Readonly<Record<string, unknown>>;
}

/** Runs Lambda code: in Node.js processes (the default), or in this process where a test needs speed. */
export interface FunctionRuntime {
  /** Whether code that waits does so on the engine's clock, and the clock stands still while it works. @default false */
  readonly keepsVirtualTime?: boolean;
  invoke(code: FunctionCode, event: unknown, origin?: InvocationOrigin): Promise<InvocationResult>;
  /** The function, or one version of it, is gone: what runs it may end once it is idle. */
  release?(functionName: string, version?: string): void;
  /** Ends every process that this runtime started. */
  close(): Promise<void>;
}

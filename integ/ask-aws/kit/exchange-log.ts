/** One call of a service, and what it answered. */
export interface Exchange {
  /** ISO 8601, by the clock of this machine. */
  readonly at: string;
  readonly service: string;
  readonly operation: string;
  readonly input: unknown;
  readonly output?: unknown;
  readonly error?: { readonly code: string; readonly message: string };
}

/** The part of an SDK client that is used here. */
export interface SdkClient {
  send(command: any): Promise<any>;
}

/** The part of an SDK command that is used here. */
export interface SdkCommand {
  readonly input: object;
  readonly constructor: { readonly name: string };
}

/** Remembers every call that passes through it. */
export class ExchangeLog {
  private readonly exchanges: Exchange[] = [];

  constructor(private readonly now: () => Date) {}

  /** Sends a command, and remembers it. @throws what the client throws */
  async send<T>(service: string, client: SdkClient, command: SdkCommand): Promise<T> {
    const call = { at: this.now().toISOString(), service, operation: command.constructor.name.replace(/Command$/, ''), input: shown(command.input) };
    try {
      const { $metadata, ...output } = await client.send(command) as { $metadata: unknown };
      this.exchanges.push({ ...call, output: shown(output) });
      return output as T;
    } catch (error) {
      const { name, message } = error as Error;
      this.exchanges.push({ ...call, error: { code: name, message } });
      throw error;
    }
  }

  /** Notes a request to a stage. */
  note(exchange: Omit<Exchange, 'at'>): void {
    this.exchanges.push({ at: this.now().toISOString(), ...exchange });
  }

  /** The last calls of an operation, oldest first. */
  last(operation: string, count = 1): Exchange[] {
    return this.exchanges.filter((exchange) => exchange.operation === operation).slice(-count);
  }
}

/** Without templates, which the repository has, and without functions of the SDK. */
function shown(value: object): unknown {
  return JSON.parse(JSON.stringify(value, (key, inner: unknown) => key === 'TemplateBody' ? '(in integ/ask-aws)' : inner));
}

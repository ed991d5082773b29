import * as http from 'node:http';

/** What came back: the version that answered, or undefined for anything but a 200 of a version. */
export type Answer = '1' | '2' | undefined;

const CONCURRENCY = 8;

/** Sends requests to the practice's route over HTTP and counts who answers. */
export class Traffic {
  private readonly agent = new http.Agent({ keepAlive: true, maxSockets: CONCURRENCY });

  constructor(private readonly url: string) {}

  /** Sends a number of requests, a few at a time. */
  async send(requests: number, onAnswer: (answer: Answer) => void): Promise<void> {
    let left = requests;
    await this.inParallel(async () => {
      while (left-- > 0) { onAnswer(await this.ask()); }
    });
  }

  /** Keeps sending until the work is done, so that a request meets every instant of it. */
  async sendWhile<T>(work: Promise<T>, onAnswer: (answer: Answer) => void): Promise<T> {
    let working = true;
    const requests = this.inParallel(async () => {
      while (working) { onAnswer(await this.ask()); }
    });
    try {
      return await work;
    } finally {
      working = false;
      await requests;
    }
  }

  close(): void {
    this.agent.destroy();
  }

  private async inParallel(sender: () => Promise<void>): Promise<void> {
    await Promise.all(Array.from({ length: CONCURRENCY }, sender));
  }

  private ask(): Promise<Answer> {
    return new Promise((resolve) => {
      http.get(this.url, { agent: this.agent }, (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () => resolve(response.statusCode === 200 ? versionIn(Buffer.concat(chunks).toString()) : undefined));
      }).on('error', () => resolve(undefined));
    });
  }
}

function versionIn(body: string): Answer {
  try {
    const { version } = JSON.parse(body);
    return version === '1' || version === '2' ? version : undefined;
  } catch {
    return undefined;
  }
}

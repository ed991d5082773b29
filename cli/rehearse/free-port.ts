import { createServer } from 'node:net';
import { InputError } from '../input-error';

/** Looks whether a port of this machine can be listened on. @throws InputError when it can't */
export async function assertFreePort(option: string, port: number): Promise<void> {
  const server = createServer();
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, '127.0.0.1', resolve);
    });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const problem = code === 'EADDRINUSE' ? 'it is in use' : `it can't be opened (${code})`;
    throw new InputError(`${option} must be a free port, got ${port}: ${problem}. Give another one, or 0 for any that is free.`);
  }
  await new Promise((resolve) => server.close(resolve));
}

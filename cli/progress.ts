/** Shows what is being done while it takes time. */
export type Progress = <T>(title: string, task: (show: (line: string) => void) => Promise<T>) => Promise<T>;

const FIRST_MILLISECONDS = 2_000;
const NEXT_MILLISECONDS = 10_000;

/**
 * For logs: nothing for two seconds, then a line now and then, so that nobody takes it for hanging.
 *
 * @param say writes a line
 */
export function loggingProgress(say: (line: string) => void): Progress {
  return async (title, task) => {
    const begun = Date.now();
    let latest = '';
    const tell = (): void => {
      say(`... ${title}, ${Math.round((Date.now() - begun) / 1000)} s${latest === '' ? '' : `: ${latest}`}`);
      timer = setTimeout(tell, NEXT_MILLISECONDS).unref();
    };
    let timer = setTimeout(tell, FIRST_MILLISECONDS).unref();
    try {
      return await task((line) => { latest = line; });
    } finally {
      clearTimeout(timer);
    }
  };
}

/** For people: a spinner with the title and the line shown last. */
export const spinningProgress: Progress = async (title, task) => {
  const { Listr } = await import('listr2');
  const done: { value?: unknown } = {};
  await new Listr([{
    title,
    task: async (_, listrTask) => { done.value = await task((line) => { listrTask.output = line; }); },
  }], { rendererOptions: { clearOutput: true } }).run();
  return done.value as never;
};

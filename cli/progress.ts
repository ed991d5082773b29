/** Shows what is being done while it takes time. */
export type Progress = <T>(title: string, task: (show: (line: string) => void) => Promise<T>) => Promise<T>;

/** For logs: shows nothing, because the results say it all. */
export const silentProgress: Progress = (_, task) => task(() => undefined);

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

import { Component, github } from 'projen';

/** Node.js 22 brings npm 10. A workflow is trusted by npm 11.5.1 and later, which Node.js 24 brings. */
const NODE_WITH_TRUSTED_PUBLISHING = '24';

/** What projen leaves open in the job that publishes to npm. */
export class NpmReleaseJob extends Component {
  /**
   * The earliest moment: `Release`, a component before this one, renders its jobs here too.
   *
   * @throws if projen has renamed the job or its step
   */
  preSynthesize(): void {
    const workflow = github.GitHub.of(this.project)!.tryFindWorkflow('release')!;
    const job = workflow.getJob('release_npm') as github.workflows.Job;
    workflow.updateJob('release_npm', { ...job, tools: { ...job.tools, node: { version: NODE_WITH_TRUSTED_PUBLISHING } } });
    // It is publib's default; a host name would only go stale here.
    const { NPM_REGISTRY, ...env } = workflow.getStep('release_npm', 'release').env!;
    workflow.patchStep('release_npm', 'release', { env });
  }
}

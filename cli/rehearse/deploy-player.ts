import { StackArtifact } from '../../rehearsal/assembly/stack-artifact';
import { UPDATABLE } from '../../rehearsal/cloudformation/stack-status';
import { TemplateError } from '../../rehearsal/cloudformation/template/template-error';
import { routesNotPlayed } from '../../rehearsal/observation/observe-stages';
import { propertiesNotPlayed } from '../../rehearsal/observation/properties-not-played';
import { Rehearsal, RehearsedOperation } from '../../rehearsal/observation/rehearsal';
import { InputError } from '../input-error';
import { Progress } from '../progress';
import { styleOf } from '../screen/style';
import { wrapped } from '../screen/wrapped';
import { Terminal } from '../terminal';
import { LocalEngine } from './local-engine';
import { RehearsedDeploy } from './rehearsal-report';
import { GivenParameter, parametersFor } from './stack-parameters';
import { StacksToDeploy } from './stacks-to-deploy';
import { operationText } from './text-report';
import { describeInstant } from './wording';

const MINUTES_BETWEEN_DEPLOYS = 180;

/** Deploys one assembly after the other, and prints each stack operation as it ends. */
export class DeployPlayer {
  readonly deploys: RehearsedDeploy[] = [];
  /** Routes that can't be asked. Collected while there are APIs, because at the end they may be destroyed. */
  notPlayed: string[] = [];
  /** What the engine leaves out of the app. Collected likewise. */
  propertiesNotPlayed: string[] = [];
  private readonly rehearsal: Rehearsal;
  private readonly watching: { show?: (line: string) => void } = {};

  constructor(
    private readonly engine: LocalEngine, private readonly parameters: readonly GivenParameter[],
    private readonly terminal: Terminal, private readonly progress: Progress,
  ) {
    this.rehearsal = new Rehearsal(engine.aws, {
      onInstant: (instant) => this.watching.show?.(describeInstant(instant)), journal: engine.journal, traffic: engine.traffic,
    });
  }

  /** As the CDK CLI does, leaves the rest of an assembly out after a stack that did not succeed. */
  async deploy(source: string, artifacts: readonly StackArtifact[], total: number): Promise<void> {
    const number = this.deploys.length + 1;
    // A rollout compares with the hours before it.
    if (this.engine.traffic !== undefined && number > 1) { await this.rehearsal.letPass(MINUTES_BETWEEN_DEPLOYS); }
    this.rehearsal.beginDeploy();
    const operations = artifacts.map((artifact) => () => this.deployStack(artifact));
    await this.play({ title: `Deploy ${number}`, source }, `Deploy ${number} of ${total}: ${source}`, operations);
    this.notPlayed = [...new Set([...this.notPlayed, ...routesNotPlayed(this.engine.aws)])].sort();
    this.propertiesNotPlayed = propertiesNotPlayed(this.engine.aws);
  }

  /** Deletes every stack, the dependent ones first. */
  async destroy(assemblies: StacksToDeploy['assemblies']): Promise<void> {
    const names = [...new Set(assemblies.flat().map(({ stackName }) => stackName))].reverse();
    await this.play({ title: 'Destroy' }, 'Destroy', names.map((name) => () => this.rehearsal.destroy(name)));
  }

  private async play(
    deploy: Omit<RehearsedDeploy, 'operations'>, title: string, operate: ReadonlyArray<() => Promise<RehearsedOperation>>,
  ): Promise<void> {
    const style = styleOf(this.terminal);
    const { colors, columns } = style;
    const operations: RehearsedOperation[] = [];
    this.deploys.push({ ...deploy, operations });
    ['', ...wrapped(title, columns - 2).map((line) => colors.bold(colors.inverse(` ${line} `)))].forEach((line) => this.terminal.print(line));
    for (const one of operate) {
      const before = this.deploys.flatMap((earlier) => earlier.operations.flatMap(({ instants }) => instants));
      const operation = await this.progress(title, async (show) => {
        this.watching.show = show;
        return one();
      });
      operations.push(operation);
      operationText(operation, before, style).forEach((line) => this.terminal.print(line));
      if (!operation.succeeded) { break; }
    }
  }

  /** A stack that a failed rollback left behind can't be deployed any more: that is a result. Any other refusal is about the template. */
  private async deployStack(artifact: StackArtifact): Promise<RehearsedOperation> {
    try {
      return await this.rehearsal.deploy(artifact, parametersFor(artifact, this.parameters));
    } catch (error) {
      if (!(error instanceof TemplateError)) { throw error; }
      const stuck = this.engine.aws.cloudFormation.find(artifact.stackName);
      if (stuck === undefined || UPDATABLE.has(stuck.status)) { throw new InputError(`${artifact.templateFile}: ${error.message}`); }
      const { stackName } = artifact;
      return {
        stackName,
        action: 'nothing',
        status: stuck.status,
        succeeded: false,
        reason: error.message,
        instants: [],
        stagesAfter: [],
        oneSidedRoutes: [],
      };
    }
  }
}

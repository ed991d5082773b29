import { CloudAssembly, readAssembly } from '../../rehearsal/assembly';
import { StackArtifact } from '../../rehearsal/assembly/stack-artifact';
import { InputError } from '../input-error';

/** Where the stacks go. */
export interface Environment {
  readonly account: string;
  readonly region: string;
}

/** For stacks that are synthesized for any account and region. */
export const ANY_ENVIRONMENT: Environment = { account: '123456789012', region: 'us-east-1' };

/** The stacks of some assemblies, all for one environment. */
export interface StacksToDeploy {
  readonly environment: Environment;
  /** Per assembly, each after the stacks it depends on. */
  readonly assemblies: ReadonlyArray<readonly StackArtifact[]>;
}

/**
 * Reads the chosen stacks of each assembly.
 *
 * @param names ids or names of stacks. None means all
 * @throws InputError when a name fits no stack, or the stacks are for several environments
 * @throws AssemblyError when an assembly can't be read
 */
export function stacksToDeploy(directories: readonly string[], names: readonly string[]): StacksToDeploy {
  const read = (environment: Environment): StackArtifact[][] => directories.map((directory) => chosen(readAssembly(directory, environment), names));
  const environment = environmentOf(read({ account: ANY, region: ANY }).flat());
  const assemblies = read(environment);
  // Missing files are found now and not in the middle of a deploy; those of other stacks are nobody's business.
  assemblies.flat().forEach(({ assets }) => assets);
  return { environment, assemblies };
}

/** What a stack for any account has here, until it is known which one the others are for. */
const ANY = 'any';

function chosen({ stacks, directory }: CloudAssembly, names: readonly string[]): StackArtifact[] {
  const found = names.length === 0 ? [...stacks] : stacks.filter(({ id, stackName }) => names.includes(id) || names.includes(stackName));
  if (found.length === 0) {
    throw new InputError(`--stack must name stacks of ${directory}, got ${names.join(', ')}; it has ${stacks.map(({ id }) => id).join(', ')}.`);
  }
  return found;
}

function environmentOf(stacks: readonly StackArtifact[]): Environment {
  const only = (field: 'account' | 'region'): string => {
    const values = [...new Set(stacks.map((stack) => stack[field]).filter((value) => value !== ANY))];
    if (values.length > 1) {
      const examples = values.map((value) => `${value} (${stacks.find((stack) => stack[field] === value)!.id})`);
      throw new InputError(`The stacks of a rehearsal must be for one ${field}, got ${examples.join(' and ')}. Choose stacks by --stack.`);
    }
    return values[0] ?? ANY_ENVIRONMENT[field];
  };
  return { account: only('account'), region: only('region') };
}

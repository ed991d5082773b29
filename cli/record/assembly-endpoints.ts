import { RecordedEndpoints } from '../../lib/endpoints/baselines/baseline-file';
import { recordFromTemplate } from '../../lib/endpoints/baselines/record';
import { readTemplateFile } from '../../lib/endpoints/baselines/template-file';
import { readAssembly } from '../../rehearsal/assembly';
import { StackArtifact } from '../../rehearsal/assembly/stack-artifact';
import { InputError } from '../input-error';

export interface AssemblyEndpointsOptions {
  /** Folder of the assembly. */
  readonly assembly: string;
  /** Id or name of the stack. @default - the only one that has an API */
  readonly stack?: string;
  /** Logical id of the API. @default - the only one in the stack */
  readonly api?: string;
}

/** The endpoints that an assembly gives an API. @throws when they can't be told, or it isn't clear whose are meant */
export function endpointsOfAssembly({ assembly, stack, api }: AssemblyEndpointsOptions): RecordedEndpoints {
  const { stacks } = readAssembly(assembly, { account: 'any', region: 'any' });
  const { templateFile } = chosen(stacks, assembly, stack);
  return recordFromTemplate({ ...readTemplateFile(templateFile), apiLogicalId: api });
}

function chosen(stacks: readonly StackArtifact[], assembly: string, name: string | undefined): StackArtifact {
  const candidates = name === undefined ? stacks.filter(hasApi) : stacks.filter(({ id, stackName }) => id === name || stackName === name);
  if (candidates.length === 1) { return candidates[0]; }
  const ids = (some: readonly StackArtifact[]): string => some.map(({ id }) => id).join(', ');
  if (name !== undefined) { throw new InputError(`--stack must name one stack of ${assembly}, got ${name}; it has ${ids(stacks)}.`); }
  throw new InputError(candidates.length === 0
    ? `${assembly} has no stack with an AWS::ApiGateway::RestApi; it has ${ids(stacks)}. Name the assembly that the API is deployed from.`
    : `${assembly} has several stacks with an API: ${ids(candidates)}. Name one by --stack.`);
}

function hasApi({ template }: StackArtifact): boolean {
  return Object.values(template.Resources ?? {}).some(({ Type }) => Type === 'AWS::ApiGateway::RestApi');
}

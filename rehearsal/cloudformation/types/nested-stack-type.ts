import { CreateRequest, DeleteRequest, Properties, Provisioned, ResourceFailure, StackIdentity, UpdateRequest } from '../resource-type';
import { StackRecord } from '../stack-record';
import { SUCCEEDED } from '../stack-status';
import { StagedResourceType } from '../staged-resource-type';
import { Template } from '../template/template';

/** Reads the template that a TemplateURL names. @throws ResourceFailure when there is none */
export type ReadTemplate = (url: string) => Promise<Template>;

/** Operations on nested stacks, run as part of the root's operation. */
export interface NestedStacks {
  create(parent: StackIdentity, stackName: string, template: Template, parameters: Readonly<Record<string, string>>): Promise<StackRecord>;
  update(stackId: string, parent: StackIdentity, template: Template, parameters: Readonly<Record<string, string>>): Promise<StackRecord>;
  rollBack(stackId: string, parent: StackIdentity): Promise<StackRecord>;
  complete(stackId: string, parent: StackIdentity): Promise<void>;
  delete(stackId: string, parent: StackIdentity): Promise<StackRecord | undefined>;
  /** A suffix for the nested stack's name. */
  suffix(): string;
}

/**
 * `AWS::CloudFormation::Stack`: a stack of its own that follows its root.
 *
 * It keeps what an update leaves behind until the root is in its cleanup, so that the root can still roll it back.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-nested-stacks.html
 */
export class NestedStackType implements StagedResourceType {
  constructor(private readonly stacks: NestedStacks, private readonly templates: ReadTemplate) {}

  requiresReplacement(): boolean {
    return false;
  }

  async create(request: CreateRequest): Promise<Provisioned> {
    const template = await this.templateOf(request.properties);
    const name = `${request.stack.stackName}-${request.logicalId}-${this.stacks.suffix()}`;
    const nested = await this.stacks.create(request.stack, name, template, parametersOf(request.properties));
    return provisioned(nested, 'created', nested.identity.stackId);
  }

  async update(request: UpdateRequest): Promise<Provisioned> {
    const template = await this.templateOf(request.properties);
    return provisioned(await this.stacks.update(request.physicalId, request.stack, template, parametersOf(request.properties)), 'updated');
  }

  async rollback(request: UpdateRequest): Promise<Provisioned> {
    return provisioned(await this.stacks.rollBack(request.physicalId, request.stack), 'rolled back');
  }

  async complete(request: DeleteRequest): Promise<void> {
    await this.stacks.complete(request.physicalId, request.stack);
  }

  async delete(request: DeleteRequest): Promise<void> {
    const nested = await this.stacks.delete(request.physicalId, request.stack);
    if (nested !== undefined) { provisioned(nested, 'deleted'); }
  }

  private async templateOf(properties: Properties): Promise<Template> {
    const url = properties.TemplateURL;
    if (typeof url !== 'string') { throw new ResourceFailure(`TemplateURL must be a string, got ${JSON.stringify(url)}.`); }
    return this.templates(url);
  }
}

function provisioned(nested: StackRecord, verb: string, physicalIdAfterFailure?: string): Provisioned {
  const { identity: { stackId }, status, statusReason } = nested;
  if (!SUCCEEDED.has(status) && nested.pending?.awaiting === undefined && status !== 'UPDATE_ROLLBACK_COMPLETE') {
    throw new ResourceFailure(`Embedded stack ${stackId} was not successfully ${verb}: ${statusReason ?? status}`, physicalIdAfterFailure);
  }
  return { physicalId: stackId, attributes: Object.fromEntries(nested.outputs.map(({ key, value }) => [`Outputs.${key}`, value])) };
}

function parametersOf(properties: Properties): Record<string, string> {
  const parameters = (properties.Parameters ?? {}) as Record<string, unknown>;
  return Object.fromEntries(Object.entries(parameters).map(([name, value]) => [name, Array.isArray(value) ? value.join(',') : String(value)]));
}

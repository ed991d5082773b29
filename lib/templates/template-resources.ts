import { isObject } from './is-object';
import { NestedNames, TemplateNames } from './template-references';

/** A resource as it stands in its template. */
export interface TemplateFragment {
  readonly Type: string;
  readonly Properties?: Readonly<Record<string, unknown>>;
  readonly Condition?: unknown;
  readonly DeletionPolicy?: string;
  readonly UpdateReplacePolicy?: string;
  readonly Metadata?: Readonly<Record<string, unknown>>;
}

/** An asset as a template names it, which may tell only one of both. */
export interface AssetOfTemplate {
  /** Its name beside the template. */
  readonly file?: string;
  /** Its key in the assets bucket. */
  readonly objectKey?: string;
}

/** Reads the document of a local asset (a nested stack's template, an OpenAPI definition). Undefined when it isn't there. */
export type ReadAsset = (asset: AssetOfTemplate) => Record<string, any> | undefined;

/** A resource, and how to read the names in it. */
export interface NamedFragment {
  /** The logical id, preceded by those of the nested stacks around it: `Routes/Hello`. */
  readonly id: string;
  readonly fragment: TemplateFragment;
  readonly names: TemplateNames;
}

/** A template and the nested ones that lie beside it. */
export interface TemplateResources {
  readonly resources: ReadonlyMap<string, NamedFragment>;
  /** Ids of nested stacks whose template does not lie beside, or cannot be read. */
  readonly unread: readonly string[];
}

type Document = Readonly<Record<string, any>>;

/** All resources of a template and of its nested stacks, by an id that is unique over all of them. */
export function templateResources(template: Document, readAsset?: ReadAsset): TemplateResources {
  const resources = new Map<string, NamedFragment>();
  const unread: string[] = [];
  collect(template, { prefix: '', passed: {} });
  return { resources, unread };

  function collect(document: Document, names: Omit<TemplateNames, 'nested'>): TemplateNames {
    const nested = new Map<string, NestedNames>();
    const here = { ...names, nested };
    for (const [logicalId, fragment] of fragmentsOf(document)) {
      resources.set(`${here.prefix}${logicalId}`, { id: `${here.prefix}${logicalId}`, fragment, names: here });
      if (fragment.Type === 'AWS::CloudFormation::Stack') { collectNested(logicalId, fragment, here, nested); }
    }
    return here;
  }

  function collectNested(logicalId: string, stack: TemplateFragment, parent: TemplateNames, nested: Map<string, NestedNames>): void {
    const id = `${parent.prefix}${logicalId}`;
    const document = read(stack, readAsset);
    if (!document) { unread.push(id); return; }
    const passed = stack.Properties?.Parameters;
    const names = collect(document, { prefix: `${id}/`, parent, passed: isObject(passed) ? passed : {} });
    nested.set(logicalId, { ...names, outputs: outputsOf(document) });
  }
}

/** The name that a resource's asset has beside the template. */
export function assetFileOf({ Metadata }: TemplateFragment): string | undefined {
  const file = isObject(Metadata) ? Metadata['aws:asset:path'] : undefined;
  return typeof file === 'string' ? file : undefined;
}

/** The template of a nested stack. */
export function nestedTemplateOf(stack: TemplateFragment): AssetOfTemplate {
  const url = JSON.stringify(stack.Properties?.TemplateURL) ?? '';
  return { file: assetFileOf(stack), objectKey: /[0-9a-f]{64}\.json/.exec(url)?.[0] };
}

function fragmentsOf(document: Document): Array<[string, TemplateFragment]> {
  return Object.entries<any>(isObject(document.Resources) ? document.Resources : {})
    .filter(([, resource]) => isObject(resource) && typeof resource.Type === 'string');
}

function outputsOf(document: Document): Record<string, unknown> {
  return Object.fromEntries(Object.entries<any>(isObject(document.Outputs) ? document.Outputs : {}).map(([name, output]) => [name, output?.Value]));
}

/** The template of a nested stack, if it lies beside that of its parent and can be read. What is not read is for the caller to judge. */
function read(stack: TemplateFragment, readAsset: ReadAsset | undefined): Document | undefined {
  try {
    return readAsset?.(nestedTemplateOf(stack));
  } catch {
    return undefined;
  }
}

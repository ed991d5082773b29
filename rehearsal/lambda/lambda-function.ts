import { createHash } from 'node:crypto';
import { Preparation } from './preparation';
import { PolicyStatement } from './resource-policy';

/** What a function runs and how: the part that a published version freezes. */
export interface FunctionConfiguration {
  /** Folder that holds the unpacked code. Its content never changes. */
  readonly directory: string;
  /**
   * What the code is, whatever folder it lies in: equal ids are equal code.
   * @default - the folder
   */
  readonly codeId?: string;
  /** `<file>.<export>` */
  readonly handler: string;
  /** @default - none */
  readonly environment?: Readonly<Record<string, string>>;
  /** @default 3 */
  readonly timeoutSeconds?: number;
  /** @default - none */
  readonly description?: string;
  /** Why this machine can't run the code. @default - it can */
  readonly notRun?: string;
  /** Content of the layers that is on this machine. @default - none */
  readonly layerFolders?: readonly string[];
  /** Where it logs, if not in the group of its own name. */
  readonly logGroup?: string;
  /** ARN of the role that it runs with. @default - nobody says */
  readonly role?: string;
  /** What else a version freezes (memory, role, layers, ...), in a form that is equal for equal settings. @default - nothing */
  readonly settings?: string;
}

/** A published version: number and frozen configuration. */
export interface PublishedVersion {
  /** `1`, `2`, .... A number is never used twice, not even after its version was deleted. */
  readonly version: string;
  /** Qualified ARN. */
  readonly functionVersionArn: string;
  readonly configuration: FunctionConfiguration;
  /** @default - that of the function when it was published */
  readonly description?: string;
  readonly published: Date;
  /** As Lambda tells it. */
  readonly lastModified: Date;
  /** What has to be done before requests reach it. @default - nothing */
  readonly preparation?: Preparation;
}

/** The second version that an alias sends a part of its calls to. */
export interface AliasRouting {
  readonly version: string;
  /** 0 to 1. */
  readonly weight: number;
}

/** A function with everything that goes when it is deleted. */
export interface LambdaFunction {
  readonly functionName: string;
  readonly functionArn: string;
  /** What `$LATEST` is. */
  readonly latest: FunctionConfiguration;
  /** When that was changed last. */
  readonly lastModified: Date;
  readonly versions: ReadonlyMap<string, PublishedVersion>;
  /** Alias name to version. */
  readonly aliases: ReadonlyMap<string, string>;
  /** Aliases that send a part of their calls to a second version. */
  readonly routing: ReadonlyMap<string, AliasRouting>;
  /** By qualifier. `$LATEST` holds the statements granted to the unqualified function. */
  readonly policies: ReadonlyMap<string, readonly PolicyStatement[]>;
}

/** The qualifier of an unqualified function. */
export const LATEST = '$LATEST';

/**
 * Whether publishing would make a new version, or return the one published last because nothing has changed since.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/api/API_PublishVersion.html
 */
export function sameConfiguration(a: FunctionConfiguration, b: FunctionConfiguration): boolean {
  return fingerprint(a) === fingerprint(b);
}

const identities = new WeakMap<FunctionConfiguration, string>();

/** Tells code apart by what it does: its files, handler, environment and layers. A digest, because an environment may hold secrets. */
export function codeIdentity(configuration: FunctionConfiguration): string {
  const known = identities.get(configuration);
  if (known !== undefined) { return known; }
  const { codeId, directory, handler, environment = {}, layerFolders = [] } = configuration;
  const variables = Object.entries(environment).sort(([a], [b]) => (a < b ? -1 : 1));
  const identity = createHash('sha256').update(JSON.stringify([codeId ?? directory, handler, variables, layerFolders])).digest('hex').slice(0, 16);
  identities.set(configuration, identity);
  return identity;
}

/** What Lambda tells as the hash of the code. The engine has no package to hash, so it is one of what the code is known by. */
export function codeSha256({ codeId, directory }: FunctionConfiguration): string {
  return createHash('sha256').update(codeId ?? directory).digest('base64');
}

function fingerprint(configuration: FunctionConfiguration): string {
  const environment = Object.entries(configuration.environment ?? {}).sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify([
    configuration.codeId ?? configuration.directory, configuration.handler, environment,
    configuration.timeoutSeconds ?? 3, configuration.description ?? '', configuration.settings ?? '',
  ]);
}

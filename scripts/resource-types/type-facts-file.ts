import { createRequire } from 'node:module';

/** The parts of a type in `@aws-cdk/aws-service-spec` that are read here. */
interface SpecResource {
  readonly cloudFormationType: string;
  readonly primaryIdentifier?: readonly string[];
  /** Where `Ref` differs from the primary identifier. */
  readonly cfnRefIdentifier?: readonly string[];
  readonly arnTemplate?: string;
  readonly attributes: Readonly<Record<string, { readonly type: { readonly type: string }; readonly documentation?: string }>>;
  readonly properties: Readonly<Record<string, { readonly causesReplacement?: string; readonly documentation?: string }>>;
}

/** The package as the integration test runner of the CDK brings it along: that runner compares templates with it. */
function specification(): { loadAwsServiceSpecSync(): { all(kind: 'resource'): Iterable<SpecResource> } } {
  return createRequire(require.resolve('@aws-cdk/integ-runner/package.json'))('@aws-cdk/aws-service-spec');
}

/** The schema has an id for it, AWS documents that `Ref` returns the ARN. */
const REF_IS_ARN: ReadonlySet<string> = new Set(['AWS::CertificateManager::Certificate']);

/** rehearsal/cloudformation/types/type-facts.json: a line for each type of AWS. */
export function typeFactsFile(): string {
  const resources = [...specification().loadAwsServiceSpecSync().all('resource')];
  const lines = resources.map((resource) => `  ${JSON.stringify(resource.cloudFormationType)}: ${JSON.stringify(factsOf(resource))}`).sort();
  return `{\n${lines.join(',\n')}\n}\n`;
}

/** `<what Ref returns>;<ARN>;<properties whose change means replacement>;<attributes that are lists>`. */
function factsOf(resource: SpecResource): string {
  const createOnly = Object.entries(resource.properties).filter(([, { causesReplacement }]) => causesReplacement === 'yes').map(([name]) => name);
  const lists = Object.entries(resource.attributes).filter(([, { type }]) => type.type === 'array').map(([name]) => name);
  return [refOf(resource), arnOf(resource), createOnly.sort().join(' '), lists.sort().join(' ')].join(';').replace(/;+$/, '');
}

function refOf({ cloudFormationType, cfnRefIdentifier, primaryIdentifier, attributes, properties }: SpecResource): string {
  const identifier = cfnRefIdentifier ?? primaryIdentifier ?? [];
  if (REF_IS_ARN.has(cloudFormationType)) { return 'Arn'; }
  const [first = ''] = identifier;
  const documentation = (attributes[first] ?? properties[first])?.documentation ?? '';
  const isArn = identifier.length === 1 && !first.endsWith('Arn') && /^The (ARN|Amazon Resource Name)\b(?! or\b)/.test(documentation);
  return isArn ? 'Arn' : identifier.join('|');
}

/** `sns:R:A:*`: R is the region, A the account, and `*` every other part that varies. */
function arnOf({ arnTemplate = '' }: SpecResource): string {
  return arnTemplate.replace('arn:${Partition}:', '').replace('${Region}', 'R').replace('${Account}', 'A').replace(/\$\{\w+\}/g, '*');
}

import FACTS from './type-facts.json';

/** What the CloudFormation schema says of a type. `npx projen resource-types` writes the table. */
export interface TypeFacts {
  /** What `Ref` returns, by the name of the property or attribute. Several names are joined by `|`. */
  readonly ref: readonly string[];
  /** The ARN after its partition, for instance `sns:R:A:*` with R for the region and A for the account. @default - the schema has none */
  readonly arn?: string;
  /** Properties whose change means replacement. */
  readonly createOnly: readonly string[];
  /** Attributes that are lists. */
  readonly lists: readonly string[];
}

const TABLE: Readonly<Record<string, string>> = FACTS;
const read = new Map<string, TypeFacts>();

/** What is known of a type of AWS. Of another one nothing. */
export function typeFacts(type: string): TypeFacts {
  const known = read.get(type);
  if (known !== undefined) { return known; }
  const [ref = '', arn = '', createOnly = '', lists = ''] = (Object.hasOwn(TABLE, type) ? TABLE[type] : '').split(';');
  const words = (text: string, separator: string): string[] => (text === '' ? [] : text.split(separator));
  const facts = { ref: words(ref, '|'), arn: arn === '' ? undefined : arn, createOnly: words(createOnly, ' '), lists: words(lists, ' ') };
  read.set(type, facts);
  return facts;
}

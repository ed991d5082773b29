import { MadeUpValues } from '../made-up-values';
import { CreateRequest, Properties, Provisioned, ResourceType } from '../resource-type';
import { SeededGenerator } from '../seeded-generator';
import { TypeFacts, typeFacts } from './type-facts';

/** How an inert type names itself. */
export interface InertShape {
  /** The physical id. @default - what the schema says that `Ref` returns: an ARN, a URL, a given name, else `<stack>-<logical id>-<suffix>` */
  readonly physicalId?: (request: CreateRequest, generated: string) => string;
  /** Attributes besides the synthetic ones. */
  readonly attributes?: (request: CreateRequest, physicalId: string) => Readonly<Record<string, unknown>>;
  /** Properties whose change means replacement. @default - those of the schema */
  readonly createOnly?: ReadonlyArray<string>;
}

/** What the names of inert resources are made of. */
export interface InertNames {
  readonly random: SeededGenerator;
  /** Remembers what was made up. @default - nobody does */
  readonly madeUp?: MadeUpValues;
}

/**
 * A type that the engine carries along without behaviour: it has a physical id and plausible attributes, and nothing else happens.
 *
 * An attribute that no shape declares is made up: an ARN for `Arn` and `...Arn`, the end of the physical id for a name such as `QueueName`, a list
 * where the schema has one, otherwise `<physical id>.<attribute>`.
 *
 * @param type for instance `AWS::SQS::Queue`. Also a type that no schema has
 */
export function inertType({ random, madeUp = new MadeUpValues() }: InertNames, type: string, shape: InertShape = {}): ResourceType {
  const facts = typeFacts(type);
  const provisioned = (request: CreateRequest, physicalId: string): Provisioned => ({
    physicalId,
    attributes: new Proxy({ ...shape.attributes?.(request, physicalId) }, {
      get: (declared: Record<string, unknown>, name) => {
        if (typeof name !== 'string' || name in declared) { return Reflect.get(declared, name); }
        // Many types give a property under its own name, too (recorded on AWS for AWS::SNS::Topic).
        if (Object.hasOwn(request.properties, name)) { return request.properties[name]; }
        const value = madeUp.note(madeUpAttribute(request, facts, physicalId, name));
        return facts.lists.includes(name) ? [value] : value;
      },
    }),
  });
  return {
    requiresReplacement: (previous: Properties, next: Properties) =>
      (shape.createOnly ?? facts.createOnly).some((name) => JSON.stringify(previous[name]) !== JSON.stringify(next[name])),
    create: async (request) => {
      const generated = madeUp.note(`${request.stack.stackName}-${request.logicalId}-${random.suffix()}`);
      return provisioned(request, shape.physicalId?.(request, generated) ?? madeUpRef(request, facts, generated));
    },
    update: async (request) => provisioned(request, request.physicalId),
    delete: async () => undefined,
  };
}

function madeUpRef(request: CreateRequest, facts: TypeFacts, generated: string): string {
  const { ref } = facts;
  if (ref.length === 1 && ref[0].endsWith('Arn')) { return madeUpArn(request, facts, generated); }
  if (ref.length === 1 && ref[0].endsWith('Url')) {
    const { stack: { region, account } } = request;
    return `https://${serviceOf(request, facts)}.${region}.amazonaws.com/${account}/${textAt(request, `${kindOf(request)}Name`) ?? generated}`;
  }
  return ref.length === 0 ? generated : ref.map((name) => textAt(request, name) ?? generated).join('|');
}

function madeUpAttribute(request: CreateRequest, facts: TypeFacts, physicalId: string, name: string): string {
  if (name === `${kindOf(request)}Name`) { return physicalId.split(/[/:]/).pop()!; }
  if (!name.endsWith('Arn')) { return `${physicalId}.${name}`; }
  return physicalId.startsWith('arn:') ? physicalId : madeUpArn(request, facts, physicalId.split('/').pop()!);
}

/** In the form of the schema. Elsewhere `arn:aws:<service>:<region>:<account>:<kind>/<name>`, as most services have it. */
function madeUpArn(request: CreateRequest, facts: TypeFacts, generated: string): string {
  const { partition, region, account } = request.stack;
  const name = textAt(request, `${kindOf(request)}Name`) ?? textAt(request, 'Name') ?? generated;
  const form = facts.arn ?? `${serviceOf(request, facts)}:R:A:${kebab(kindOf(request))}/*`;
  const [service, r, a, ...rest] = form.split(':');
  return ['arn', partition, service, r && region, a && account, rest.join(':').replaceAll('*', name)].join(':');
}

function textAt({ properties }: CreateRequest, name: string): string | undefined {
  const value = properties[name];
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function serviceOf({ type }: CreateRequest, { arn }: TypeFacts): string {
  return arn?.split(':')[0] ?? (type.split('::')[1] ?? 'resource').toLowerCase();
}

/** `Topic` of `AWS::SNS::Topic`. */
function kindOf({ type }: CreateRequest): string {
  return type.split('::').pop()!;
}

function kebab(name: string): string {
  return name.replace(/([a-z0-9])([A-Z])/g, '$1-$2').toLowerCase();
}

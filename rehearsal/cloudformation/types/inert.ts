import { CreateRequest, Properties, Provisioned, ResourceType } from '../resource-type';
import { SeededGenerator } from '../seeded-generator';

/** How an inert type names itself. */
export interface InertShape {
  /** The physical id. @default - `<stack>-<logical id>-<suffix>` */
  readonly physicalId?: (request: CreateRequest, generated: string) => string;
  /** Attributes besides the synthetic ones. */
  readonly attributes?: (request: CreateRequest, physicalId: string) => Readonly<Record<string, unknown>>;
  /** Properties whose change means replacement. @default - none */
  readonly createOnly?: ReadonlyArray<string>;
}

/**
 * A type that the engine carries along without behaviour: it has a physical id and plausible attributes, and nothing else happens.
 *
 * An attribute that no shape declares is answered with a synthetic string: an ARN for `Arn` and `...Arn`, otherwise `<physical id>.<attribute>`.
 */
export function inertType(random: SeededGenerator, shape: InertShape = {}): ResourceType {
  const provisioned = (request: CreateRequest, physicalId: string): Provisioned => ({
    physicalId,
    attributes: new Proxy({ ...shape.attributes?.(request, physicalId) }, {
      get: (declared: Record<string, unknown>, name) => {
        if (typeof name !== 'string' || name in declared) { return Reflect.get(declared, name); }
        return syntheticAttribute(request, physicalId, name);
      },
    }),
  });
  return {
    requiresReplacement: (previous: Properties, next: Properties) =>
      (shape.createOnly ?? []).some((name) => JSON.stringify(previous[name]) !== JSON.stringify(next[name])),
    create: async (request) => {
      const generated = `${request.stack.stackName}-${request.logicalId}-${random.suffix()}`;
      return provisioned(request, shape.physicalId?.(request, generated) ?? generated);
    },
    update: async (request) => provisioned(request, request.physicalId),
    delete: async () => undefined,
  };
}

function syntheticAttribute(request: CreateRequest, physicalId: string, name: string): string {
  const { partition, region, account } = request.stack;
  const service = (request.type.split('::')[1] ?? 'resource').toLowerCase();
  return name.endsWith('Arn') ? `arn:${partition}:${service}:${region}:${account}:${physicalId}` : `${physicalId}.${name}`;
}

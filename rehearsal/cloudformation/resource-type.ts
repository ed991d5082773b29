/** Properties of a resource after every intrinsic function was resolved. */
export type Properties = Record<string, unknown>;

/** The stack for which a resource is provisioned. */
export interface StackIdentity {
  /** `arn:aws:cloudformation:<region>:<account>:stack/<name>/<uuid>` */
  readonly stackId: string;
  readonly stackName: string;
  readonly region: string;
  readonly account: string;
  /** `aws` unless the region says otherwise. */
  readonly partition: string;
}

export interface CreateRequest {
  readonly stack: StackIdentity;
  readonly logicalId: string;
  /** CloudFormation type, for instance `AWS::ApiGateway::Stage` or `Custom::CanaryStage`. */
  readonly type: string;
  readonly properties: Properties;
}

export interface UpdateRequest extends CreateRequest {
  readonly physicalId: string;
  readonly previousProperties: Properties;
}

export interface DeleteRequest extends CreateRequest {
  readonly physicalId: string;
}

export interface ReadRequest extends CreateRequest {
  readonly physicalId: string;
}

/** A resource as it stands after a create or an update. */
export interface Provisioned {
  /** A different id from an update means that the resource was replaced: the previous one is deleted in cleanup. */
  readonly physicalId: string;
  /** What `Ref` returns. @default - the physical id */
  readonly ref?: string;
  /** What `Fn::GetAtt` returns, by attribute name (`Data` of a custom resource). */
  readonly attributes: Readonly<Record<string, unknown>>;
}

/** How one resource type is provisioned. Implemented beside the service it belongs to. */
export interface ResourceType {
  /** Paths of properties whose keys are the user's, for instance `/Variables`: an additional key is drift. @default - none */
  readonly maps?: ReadonlyArray<string>;
  /** Whether this change is made by creating a new resource and deleting the old one in cleanup. */
  requiresReplacement(previous: Properties, next: Properties): boolean;
  /** @throws ResourceFailure */
  create(request: CreateRequest): Promise<Provisioned>;
  /** Called only for a change without replacement. @throws ResourceFailure */
  update(request: UpdateRequest): Promise<Provisioned>;
  /** A resource that is already gone is no failure. @throws ResourceFailure */
  delete(request: DeleteRequest): Promise<void>;
  /**
   * The properties that the service tells of the resource now, named as in a template. Undefined when the resource is gone.
   *
   * A property that is told but not set is there with the value undefined. One that is not there is never compared.
   *
   * @default - drift of this type is not checked
   */
  read?(request: ReadRequest): Promise<Properties | undefined>;
}

/** A failed resource operation. The message becomes the stack event's reason, as on AWS. */
export class ResourceFailure extends Error {
  /**
   * @param message the reason that the stack event shows
   * @param physicalId of what exists nevertheless after a failed create, so that the rollback deletes it
   */
  constructor(message: string, readonly physicalId?: string) {
    super(message);
    this.name = 'ResourceFailure';
  }
}

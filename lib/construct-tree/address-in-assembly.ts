import { createHash } from 'node:crypto';
import { Stage } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';

/** `constructs` leaves it out of addresses. */
const HIDDEN_ID = 'Default';

/**
 * The address of a construct (`node.addr`) as if its `cdk.Stage` were the App: two Stages for one stack have the same constructs under the same
 * addresses. In an app without Stages it is `node.addr`.
 */
export function addressInAssembly(construct: IConstruct): string {
  const outside = Stage.of(construct)?.node.scopes.length ?? 1;
  const ids = ['', ...construct.node.scopes.slice(outside).map(({ node }) => node.id)];
  const hash = createHash('sha1');
  ids.filter((id) => id !== HIDDEN_ID).forEach((id) => hash.update(`${id}\n`));
  return `c8${hash.digest('hex')}`;
}

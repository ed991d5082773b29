/** Found by its name where Node.js looks for modules. It is in the bundle of cli/aws-sdk.ts. */
// eslint-disable-next-line @typescript-eslint/no-require-imports
export = require(`${__dirname}/../../../aws-sdk/index.js`).cloudWatch;

/** Version 2 of the function: answers with its own version. */
exports.handler = async (event, context) => ({
  statusCode: 200,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ version: context.functionVersion, message: 'Hello again', theme: event.stageVariables?.theme }),
});

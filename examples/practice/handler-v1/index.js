/** Version 1 of the function: answers with its own version. */
exports.handler = async (event, context) => ({
  statusCode: 200,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ version: context.functionVersion, message: 'Hello', theme: event.stageVariables?.theme }),
});

/** Answers GET /pets/{petId}. */
exports.handler = async (event) => ({
  statusCode: 200,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ code: process.env.CODE, pet: event.pathParameters.petId }),
});

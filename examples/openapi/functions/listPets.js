/** Answers GET /pets. */
exports.handler = async () => ({
  statusCode: 200,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ code: process.env.CODE, pets: ['cat', 'dog'] }),
});

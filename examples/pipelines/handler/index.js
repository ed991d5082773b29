exports.handler = async () => ({ statusCode: 200, body: JSON.stringify({ code: process.env.CODE }) });

// Everything that the client library open311 can ask, asked of one door; ends with an error at the first answer that is not right.
const Open311 = require('open311');
const assert = require('node:assert');
const { promisify } = require('node:util');
const [endpoint, apiKey] = process.argv.slice(2);

const clientOf = (format, key) => {
  const c = new Open311({ endpoint, format, apiKey: key, discovery: endpoint + 'discovery.json' });
  const ask = (name) => promisify(c[name]).bind(c);
  return { find: ask('serviceDiscovery'), services: ask('serviceList'), service: ask('serviceDefinition'), send: ask('submitRequest'), token: ask('token'), list: ask('serviceRequests') };
};

(async () => {
  const client = clientOf('json', apiKey);
  const found = await client.find({});
  assert.match(found.endpoints[0].url, /\/open311\/v2$/);
  assert.ok(found.endpoints[0].formats.includes('application/json'));

  const services = await client.services();
  const lighting = services.find((s) => s.service_code === 'lighting');
  assert.ok(lighting && lighting.metadata === true, 'a service with attributes');
  const definition = await client.service('lighting');
  const wards = definition.attributes.find((a) => a.code === 'commune').values;
  assert.ok(wards.length > 100, 'the wards of the city');

  const words = 'Đèn đường không sáng ' + process.pid + '-' + Date.now();
  const report = { service_code: 'lighting', lat: 21.0285, long: 105.8542, description: words, first_name: 'Ví', last_name: 'Dụ', attributes: { commune: wards[0].key } };
  const [sent] = await client.send(report);
  assert.match(sent.service_request_id, /^PA\d\d-\d{6}$/);
  assert.ok(sent.service_notice, 'the check code is told');
  const [again] = await client.send(report);
  assert.equal(again.service_request_id, sent.service_request_id, 'the same report again is the same one');
  const [inXML] = await clientOf('xml', apiKey).send(report);
  assert.equal(inXML.service_request_id, sent.service_request_id, 'also when it is answered in XML');

  const [one] = await client.list(sent.service_request_id, {});
  assert.equal(one.status, 'open');
  assert.ok(one.requested_datetime instanceof Date && !isNaN(one.requested_datetime), 'a time that can be read');
  assert.equal(one.description, null, 'what was sent is told to nobody before an officer published it');
  const listed = await client.list([sent.service_request_id, 'PA00-000000'], {});
  assert.deepEqual(listed.map((r) => r.service_request_id), [sent.service_request_id]);
  const open = await client.list({ status: 'open', service_code: 'lighting', page_size: 5 });
  assert.ok(open.length > 0 && open.length <= 5 && open.every((r) => r.status === 'open'));

  await assert.rejects(clientOf('json', 'wrong').send({ ...report, description: words + ' 2' }), (e) => e === 403 || /403/.test(String(e)));
  await assert.rejects(client.list('PA00-000000', {}));
  console.log('open311 0.0.12 (npm): discovery, services, definition, report in JSON and XML, lists: right');
})().catch((e) => {
  console.error(e);
  process.exit(1);
});

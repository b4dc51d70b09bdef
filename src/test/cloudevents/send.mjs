// Sends events with the official JavaScript SDK and prints what the server answers, one JSON line each:
//   RAPPORT_API_KEY=… node send.mjs http://localhost:8080/api/events customer-id
import { CloudEvent, HTTP, Mode, emitterFor } from "cloudevents";

const [address, customer] = process.argv.slice(2);
const key = process.env.RAPPORT_API_KEY;
const source = "urn:javascript-sdk";

async function send(message) {
  const answer = await fetch(address, {
    method: "POST",
    headers: { ...message.headers, authorization: `Bearer ${key}` },
    body: message.body,
  });
  return { status: answer.status, body: await answer.text() };
}

const structured = emitterFor(send, { binding: HTTP, mode: Mode.STRUCTURED });
const binary = emitterFor(send, { binding: HTTP, mode: Mode.BINARY });

const registered = new CloudEvent({
  id: `registered-${customer}`,
  source,
  type: "customer.registered",
  subject: `customer:${customer}`,
  data: {
    firstName: "晓雯",
    lastName: "Ünal",
    email: `${customer}@example.com`,
    locale: "zh-CN",
    timeZone: "Asia/Shanghai",
  },
});
const confirmed = new CloudEvent({
  id: `confirmed-${customer}`,
  source,
  type: "customer.confirmed",
  subject: `customer:${customer}`,
  data: {},
});
const incomplete = registered.cloneWith({ id: `incomplete-${customer}`, data: { firstName: "Ann" } });

const sent = [
  ["structured", () => structured(registered)],
  ["binary", () => binary(confirmed)],
  ["the same in binary mode", () => binary(registered)],
  ["incomplete", () => binary(incomplete)],
  [
    "batch",
    () =>
      send({
        headers: { "content-type": "application/cloudevents-batch+json" },
        body: JSON.stringify([registered, confirmed, incomplete]),
      }),
  ],
];
for (const [name, call] of sent) {
  console.log(JSON.stringify({ name, ...(await call()) }));
}

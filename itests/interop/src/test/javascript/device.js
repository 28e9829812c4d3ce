// SPDX-License-Identifier: EPL-2.0
// One device made of the official SDK, steered by lines of JSON on standard input. What the SDK tells comes out as
// lines of JSON. The first line is the SDK's own configuration; each further one is {"do": …}.
'use strict';

const readline = require('readline');
const iot = require('alibabacloud-iot-device-sdk');

let device;

function tell(event, more) {
  process.stdout.write(JSON.stringify(Object.assign({ event: event }, more)) + '\n');
}

function open(configuration) {
  device = iot.device(configuration);
  device.on('connect', () => tell('connect'));
  device.on('error', (error) => tell('error', { code: error[0] && error[0].code, text: String(error[0] && error[0].message) }));
  device.on('close', () => tell('close'));
  device.on('reconnect', () => tell('reconnect'));
  device.on('offline', () => tell('offline'));
  device.on('message', (topic, payload) => tell('message', { topic: topic, payload: payload.toString() }));
  device.onShadow((message) => tell('shadow', { message: message }));
  device.onProps((request) => tell('props', { request: request }));
}

const actions = {
  postProps: (order) => device.postProps(order.props, (reply) => tell('postReply', { tag: order.tag, reply: reply })),
  postEvent: (order) => device.postEvent(order.event, order.params, (reply) => tell('eventReply', { reply: reply })),
  postTags: (order) => device.postTags(order.tags, (reply) => tell('tagsReply', { reply: reply })),
  deleteTags: (order) => device.deleteTags(order.keys, (reply) => tell('deleteTagsReply', { reply: reply })),
  getShadow: () => device.getShadow(),
  postShadow: (order) => device.postShadow(order.reported),
  deleteShadow: (order) => device.deleteShadow(order.keys === null ? undefined : order.keys),
  getConfig: () => device.getConfig((reply) => tell('config', { reply: reply })),
  onConfig: () => {
    device.onConfig((request) => tell('pushedConfig', { request: request }));
    tell('listeningForConfig');
  },
  // The SDK has no call that answers a property set or a pushed configuration; an application that wants to answer publishes by itself.
  publish: (order) => device.publish(order.topic, JSON.stringify(order.payload)),
  onService: (order) => {
    device.onService(order.service, (request, reply) => {
      tell('service', { request: request });
      reply({ id: request.id, code: 200, data: order.answer }, order.kind);
    });
    tell('listening', { service: order.service });
  },
  end: () => device.end(true, () => process.exit(0)),
};

const lines = readline.createInterface({ input: process.stdin });
lines.on('line', (line) => {
  const order = JSON.parse(line);
  if (device === undefined) {
    open(order);
  } else {
    actions[order.do](order);
  }
});
lines.on('close', () => process.exit(0));

// SPDX-License-Identifier: EPL-2.0
// One device made of the older SDK (aliyun-iot-device-sdk), steered by lines of JSON as device.js is: the first line is
// the SDK's own configuration, each further one {"do": …}.
'use strict';

const readline = require('readline');
const iot = require('aliyun-iot-device-sdk');

let device;

function tell(event, more) {
  process.stdout.write(JSON.stringify(Object.assign({ event: event }, more)) + '\n');
}

function open(configuration) {
  device = iot.device(configuration);
  device.on('connect', () => tell('connect'));
  device.on('error', (error) => tell('error', { text: String(error && error.message) }));
  device.on('close', () => tell('close'));
  device.on('message', (topic, payload) => tell('message', { topic: topic, payload: payload.toString() }));
}

const actions = {
  postProps: (order) => device.postProps(order.props, (reply) => tell('postReply', { tag: order.tag, reply: reply })),
  publish: (order) => device.publish(order.topic, JSON.stringify(order.payload)),
  subscribe: (order) => device.subscribe(order.topic, () => tell('subscribed')),
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

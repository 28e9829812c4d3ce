// SPDX-License-Identifier: EPL-2.0
// A gateway made of the official SDK, steered by lines of JSON on standard input. What the SDK tells comes out as lines
// of JSON. The first line is the SDK's own configuration; each further one is {"do": …}.
'use strict';

const readline = require('readline');
const iot = require('alibabacloud-iot-device-sdk');

let gateway;
const subDevices = {};

function tell(event, more) {
  process.stdout.write(JSON.stringify(Object.assign({ event: event }, more)) + '\n');
}

function open(configuration) {
  gateway = iot.gateway(configuration);
  gateway.on('connect', () => tell('connect'));
  gateway.on('error', (error) => tell('error', { text: String(error) }));
  gateway.on('message', (topic, payload) => tell('message', { topic: topic, payload: payload.toString() }));
}

const replied = (event) => (reply) => tell(event, { reply: reply });

const actions = {
  register: (order) => gateway.regiestSubDevice(order.devices, replied('registerReply')),
  addTopo: (order) => gateway.addTopo(order.devices, replied('addTopoReply')),
  getTopo: () => gateway.getTopo(replied('getTopoReply')),
  removeTopo: (order) => gateway.removeTopo(order.devices, replied('removeTopoReply')),
  login: (order) => {
    const name = order.device.deviceName;
    const subDevice = gateway.login(order.device, replied('loginReply'));
    subDevice.on('connect', () => tell('subConnect', { name: name }));
    subDevice.on('error', (reply) => tell('subError', { name: name, reply: reply }));
    subDevice.onProps((request) => tell('subProps', { name: name, request: request }));
    subDevices[name] = subDevice;
  },
  logout: (order) => gateway.logout(order.device, replied('logoutReply')),
  postProps: (order) => subDevices[order.name].postProps(order.props, replied('postReply')),
  subscribe: (order) => gateway.subscribe(order.topic),
  publish: (order) => gateway.publish(order.topic, JSON.stringify(order.payload)),
  onService: (order) => {
    subDevices[order.name].onService(order.service, (request, reply) => {
      tell('service', { request: request });
      reply({ id: request.id, code: 200, data: order.answer }, order.kind);
    });
    tell('listening', { service: order.service });
  },
};

const lines = readline.createInterface({ input: process.stdin });
lines.on('line', (line) => {
  const order = JSON.parse(line);
  if (gateway === undefined) {
    open(order);
  } else {
    actions[order.do](order);
  }
});
lines.on('close', () => process.exit(0));

// SPDX-License-Identifier: EPL-2.0
// Posts properties through the official SDK with a bounded number in flight: a line with a number on standard input is
// an order to post so often; the answer is the time from the first post to the last reply.
'use strict';

const readline = require('readline');
const iot = require('alibabacloud-iot-device-sdk');

const [productKey, deviceName, deviceSecret, brokerUrl, windowSize, params] = process.argv.slice(2);
const properties = JSON.parse(params);
const device = iot.device({ productKey, deviceName, deviceSecret, brokerUrl });

function run(posts) {
  const start = process.hrtime.bigint();
  let sent = 0;
  let answered = 0;

  function post() {
    sent += 1;
    device.postProps(properties, () => {
      answered += 1;
      if (answered === posts) {
        process.stdout.write('nanos ' + (process.hrtime.bigint() - start) + '\n');
      } else if (sent < posts) {
        post();
      }
    });
  }

  for (let i = 0; i < Math.min(posts, Number(windowSize)); i += 1) {
    post();
  }
}

device.on('connect', () => {
  process.stdout.write('ready\n');
  const orders = readline.createInterface({ input: process.stdin });
  orders.on('line', (line) => run(Number(line)));
  orders.on('close', () => process.exit(0));
});

// SPDX-License-Identifier: EPL-2.0
// Dynamic registration through the official SDK: arguments of iot.register as one line of JSON in, its answer out.
'use strict';

const readline = require('readline');
const iot = require('alibabacloud-iot-device-sdk');

readline.createInterface({ input: process.stdin }).once('line', (line) => {
  iot.register(JSON.parse(line), (answer) => {
    const told = answer instanceof Error ? { failure: answer.code || answer.message } : { answer: answer };
    process.stdout.write(JSON.stringify(Object.assign({ event: 'registered' }, told)) + '\n', () => process.exit(0));
  });
});

// SPDX-License-Identifier: EPL-2.0
// What the simulator's page makes of a thing model and of JSON, without a browser: the few parts of a document that its
// modules touch are stood in for here. Argument: the directory of the page's modules.
import assert from 'assert';
import { pathToFileURL } from 'url';

class Node {
  constructor(tag) {
    this.tag = tag;
    this.children = [];
    this.attributes = {};
    this.listeners = {};
    this.value = '';
    this.checked = false;
  }
  append(...added) { this.children.push(...added); }
  setAttribute(name, value) { this.attributes[name] = value; }
  addEventListener(name, listener) { this.listeners[name] = listener; }
  setCustomValidity(problem) { this.problem = problem; }
  get textContent() {
    return this.children.map((child) => (child instanceof Node ? child.textContent : child)).join('');
  }
  set textContent(text) { this.children = [text]; }
}

globalThis.Node = Node;
globalThis.document = { createElement: (tag) => new Node(tag), createElementNS: (space, tag) => new Node(tag) };

const load = (name) => import(pathToFileURL(`${process.argv[2]}/${name}`).href);
const { prettyJson } = await load('format.js');
const { inChinese } = await load('refusals.js');
const { bytesOf, describe, display, eventsOf, inputFor, parametersOf, problemOf, propertiesOf, servicesOf, settable, unitOf } =
  await load('tsl.js');

const number = (type, min, max, unit) => ({ type, specs: { min, max, unit } });
const mode = { type: 'enum', specs: { 0: 'normal', 1: 'saving' } };
const lamp = { type: 'bool', specs: { 0: 'off', 1: 'on' } };
const span = { type: 'struct', specs: [{ identifier: 'from', dataType: number('int', '3', '9') },
  { identifier: 'word', dataType: { type: 'text', specs: {} } }] };

const checks = {
  'JSON keeps every digit': () =>
    assert.strictEqual(prettyJson('{"messageId":892687627916247040,"x":1.50e+3}').textContent,
      '{\n  "messageId": 892687627916247040,\n  "x": 1.50e+3\n}'),
  'JSON is laid out, empty parts stay small': () =>
    assert.strictEqual(prettyJson('{"a":[],"b":{},"c":[1,{"d":null}]}').textContent,
      '{\n  "a": [],\n  "b": {},\n  "c": [\n    1,\n    {\n      "d": null\n    }\n  ]\n}'),
  'braces and quotes inside a text are no structure': () =>
    assert.strictEqual(prettyJson('{"a":"}{,\\"[: \\\\"}').textContent, '{\n  "a": "}{,\\"[: \\\\"\n}'),
  'what is no JSON is shown as it came': () => {
    for (const text of ['<script>alert(1)</script>', '{"a":', '{"a":1}}', 'undefined']) {
      assert.strictEqual(prettyJson(text).textContent, text);
    }
    assert.strictEqual(prettyJson('').textContent, '(empty)');
  },
  'what stands for the properties is no event and no service': () => {
    const tsl = {
      events: [{ identifier: 'post', method: 'thing.event.property.post' }, { identifier: 'alarm' }, {}, null],
      services: [{ identifier: 'set', method: 'thing.service.property.set' },
        { identifier: 'restart', method: 'thing.service.restart' }],
    };
    assert.deepStrictEqual(eventsOf(tsl).map((one) => one.identifier), ['alarm']);
    assert.deepStrictEqual(servicesOf(tsl).map((one) => one.identifier), ['restart']);
    assert.deepStrictEqual([eventsOf(undefined), servicesOf({ services: 1 }), parametersOf(undefined)], [[], [], []]);
    assert.strictEqual(parametersOf(['level', { identifier: 'x' }]).length, 1);
  },
  'what belongs to a custom module is named with it': () => {
    const block = { functionBlockId: 'EnvMod', properties: [{ identifier: 'Temp' }], services: [{ identifier: 'cool' }] };
    const tsl = { properties: [{ identifier: 'level' }], functionBlocks: [block, {}, null] };
    assert.deepStrictEqual(propertiesOf(tsl).map((one) => one.identifier), ['level', 'EnvMod:Temp']);
    assert.deepStrictEqual(servicesOf(tsl).map((one) => one.identifier), ['EnvMod:cool']);
  },
  'types are described with their bounds': () => {
    assert.strictEqual(describe(number('int', '1', '3600', 's')), 'int, 1 to 3600 s');
    assert.strictEqual(describe(number('float', '0')), 'float, 0 to no upper bound');
    assert.strictEqual(describe({ type: 'text', specs: { length: '64' } }), 'text, at most 64 bytes');
    assert.strictEqual(describe({ type: 'array', specs: { size: '3', item: { type: 'int' } } }), 'array of int, at most 3');
    assert.strictEqual(describe(span), 'struct of from, word');
    assert.strictEqual(describe(undefined), 'unknown type');
    assert.strictEqual(describe({ type: 'int' }), 'int');
  },
  'values are shown with their words': () => {
    assert.strictEqual(display(mode, 1), 'saving (1)');
    assert.strictEqual(display(lamp, 0), 'off (0)');
    assert.strictEqual(display(mode, 7), '7');
    assert.strictEqual(display(number('double'), 1234.56789), '1,234.56789');
    assert.strictEqual(display(span, { from: 3 }), '{"from":3}');
    assert.strictEqual(display({ type: 'text' }, '<b>x</b>'), '<b>x</b>');
    assert.strictEqual(display({ type: 'int' }, undefined), '–');
    assert.strictEqual(display({ type: 'date' }, 'no time'), 'no time');
  },
  'a number gets its range and gives a number': () => {
    const { input, read } = inputFor(number('int', '1', '9'), undefined);
    assert.deepStrictEqual([input.attributes.min, input.attributes.max, input.value], ['1', '9', '1']);
    input.value = '5';
    assert.strictEqual(read(), 5);
    assert.strictEqual(inputFor(number('double', '0', '1e300'), 2.5).input.attributes.max, undefined);
  },
  'bool and enum give numbers, a date gives its milliseconds as text': () => {
    const lampInput = inputFor(lamp, 1);
    assert.strictEqual(lampInput.beside.textContent, 'on');
    assert.strictEqual(lampInput.read(), 1);
    lampInput.input.checked = false;
    assert.strictEqual(lampInput.read(), 0);
    assert.strictEqual(inputFor(mode, 1).read(), 1);
    assert.strictEqual(inputFor({ type: 'date' }, '1524448722000').read(), '1524448722000');
  },
  'struct and array are JSON, checked while it is written': () => {
    const { input, read } = inputFor(span, undefined);
    assert.deepStrictEqual(read(), { from: 3, word: '' });
    input.value = '{"from": 4,';
    input.listeners.input();
    assert.match(input.problem, /^Not JSON/);
    input.value = '{"from": 4}';
    input.listeners.input();
    assert.strictEqual(input.problem, '');
    assert.deepStrictEqual(read(), { from: 4 });
    assert.deepStrictEqual(inputFor({ type: 'array', specs: { item: number('int', '2') } }).read(), [2]);
  },
  'a text is counted in bytes of UTF-8, as the device does': () => {
    const label = { type: 'text', specs: { length: '8' } };
    assert.deepStrictEqual([bytesOf('abc'), bytesOf('中文'), bytesOf('ä'), bytesOf('😀')], [3, 6, 2, 4]);
    assert.strictEqual(problemOf(label, '12345678'), '');
    assert.strictEqual(problemOf(label, '中文'), '');
    assert.strictEqual(problemOf(label, '中文字'), '9 bytes of at most 8');
    const { input, read } = inputFor(label, '中文');
    assert.strictEqual(input.attributes.maxlength, undefined);
    input.value = '中文字';
    input.listeners.input();
    assert.strictEqual(input.problem, '9 bytes of at most 8');
    assert.strictEqual(read(), '中文字');
  },
  'a long text and one of several lines is written in a field of several lines': () => {
    assert.strictEqual(inputFor({ type: 'text', specs: { length: '2048' } }, '').input.tag, 'textarea');
    assert.strictEqual(inputFor({ type: 'text', specs: { length: '64' } }, 'a\nb').input.tag, 'textarea');
    assert.strictEqual(inputFor({ type: 'text', specs: { length: '64' } }, 'a').input.tag, 'input');
  },
  'values of every type are checked as the device does, to the innermost': () => {
    const refused = [[number('int', '1', '9'), 10], [number('int'), 1.5], [number('int'), 2 ** 31], [number('double', '0'), -1],
      [lamp, 2], [mode, 7], [{ type: 'date', specs: {} }, 'today'], [{ type: 'text' }, 1], [span, { from: 99 }], [span, { other: 1 }],
      [span, []], [{ type: 'array', specs: { size: '1', item: { type: 'int' } } }, [1, 2]],
      [{ type: 'array', specs: { size: '9', item: { type: 'text', specs: { length: '2' } } } }, ['ok', '字']]];
    refused.forEach(([type, value]) => assert.notStrictEqual(problemOf(type, value), '', JSON.stringify([type, value])));
    const taken = [[number('int', '1', '9'), 9], [number('int', '0', '100'), 43], [lamp, 1], [mode, 1], [span, { from: 3 }],
      [{ type: 'date' }, '1524448722000'], [{ type: 'enum' }, 5], [undefined, {}]];
    taken.forEach(([type, value]) => assert.strictEqual(problemOf(type, value), '', JSON.stringify([type, value])));
  },
  'what the simulator refuses is said in Chinese with its particulars': () => {
    assert.strictEqual(inChinese('there is no device a1/lamp'), '没有设备 a1/lamp');
    assert.strictEqual(inChinese('params: Temp: less than 0'), 'params：Temp：小于 0');
    assert.strictEqual(inChinese('tsl: properties[1]: Temp is there twice'), 'tsl：properties[1]：Temp 重复出现');
    assert.strictEqual(inChinese('GET is not offered for /api/x'), '/api/x 不提供 GET');
    assert.strictEqual(inChinese('what nobody has said yet'), undefined);
    assert.strictEqual(inChinese('Temp: what nobody has said yet'), undefined);
  },
  'why a session ended and a message was dropped is said in Chinese': () => {
    assert.strictEqual(inChinese('connection lost'), '连接中断');
    assert.strictEqual(inChinese('dropped: not subscribed, and without _ss=1'), '已丢弃：未订阅，且没有 _ss=1');
    assert.strictEqual(inChinese('denied: only the platform publishes there: /shadow/get/a1/lamp'),
      '无权限：只有平台在此发布：/shadow/get/a1/lamp');
    assert.strictEqual(inChinese('the same identity logged in from 127.0.0.1:4711'), '同一身份从 127.0.0.1:4711 登录');
    assert.strictEqual(inChinese('keep-alive 5 s is not in 30..1200'), '保活 5 秒不在 30..1200 之内');
  },
  'an incomplete thing model is survived': () => {
    assert.deepStrictEqual(propertiesOf(undefined), []);
    assert.deepStrictEqual(propertiesOf({ properties: [null, {}, { identifier: 'a' }] }), [{ identifier: 'a' }]);
    assert.strictEqual(settable({}), false);
    assert.strictEqual(settable({ accessMode: 'rw' }), true);
    assert.strictEqual(unitOf(undefined), '');
  },
};

for (const [name, check] of Object.entries(checks)) {
  try {
    check();
  } catch (failure) {
    console.log(`${name}: ${failure.message}`);
    process.exitCode = 1;
  }
}
console.log(`${Object.keys(checks).length} checks`);

// SPDX-License-Identifier: EPL-2.0
// The Chinese texts of the errors of the REST interface, which are in English.
// {0}, {1}, … are placeholders for unchanged text, <0>, <1>, … for text that is translated as well.

import { language } from "./lang.js";
import { REASONS } from "./reasons.js";

const SENTENCES = {
  "{0} has no session through a gateway": "{0} 没有经由网关的会话",
  "{0} has the version {1}": "{0} 的版本是 {1}",
  "{0} is behind no gateway": "{0} 不在任何网关之下",
  "{0} is not a number": "{0} 不是数字",
  "{0} is not connected and has no persistent session": "{0} 未连接，也没有持久会话",
  "{0} is not offered for {1}": "{1} 不提供 {0}",
  "{0} is there twice": "{0} 重复出现",
  "{0} bytes, more than {1}": "{0} 字节，超过 {1}",
  "{0}: <1>": "{0}：<1>",
  "0, or 200 to 599 is needed": "需要 0，或 200 到 599",
  "0, or 201 to 531 for 2.01 to 5.31 is needed": "需要 0，或 201 到 531（即 2.01 到 5.31）",
  "1 to 20 letters and digits": "需要 1 到 20 个字母和数字",
  "1 to 32 of letters, digits and - _ @ . :": "需要 1 到 32 个字符：字母、数字和 - _ @ . :",
  "1 to 64 letters, digits and . _ - are needed": "需要 1 到 64 个字符：字母、数字和 . _ -",
  "1 to 64 visible ASCII characters": "需要 1 到 64 个可见的 ASCII 字符",
  "1 to 100 letters, digits and . _ - are needed, not beginning with a dot":
    "需要 1 到 100 个字符：字母、数字和 . _ -，不以点开头",
  "1 to 512 characters without wildcards are needed": "需要 1 到 512 个字符，不含通配符",
  "427, 520, 521, 522 or 6401 is needed": "需要 427、520、521、522 或 6401",
  "a JSON object is needed": "需要 JSON 对象",
  "a body has at most {0} bytes": "内容最多 {0} 字节",
  "a configuration has at most {0} bytes": "配置最多 {0} 字节",
  "a configuration is JSON: <0>": "配置必须是 JSON：<0>",
  "a date is a text of digits, milliseconds since 1970": "日期是由数字组成的文本：自 1970 年起的毫秒数",
  "a file has at most {0} bytes": "文件最多 {0} 字节",
  "a gateway is no sub-device of itself": "网关不能是它自己的子设备",
  "a job with this firmware is running: cancel it": "使用此固件的任务正在进行：请取消它",
  "a member must be an object": "成员必须是对象",
  "a module must be an object": "模块必须是对象",
  "a number is needed": "需要数字",
  "a number longer than {0} characters": "数字超过 {0} 个字符",
  "a number out of any range": "数字超出一切范围",
  "a parameter must be an object": "参数必须是对象",
  "a struct needs an array of members": "结构体需要由成员组成的数组",
  "a text is needed": "需要文本",
  "a whole number {0} is needed": "需要整数，范围 {0}",
  "a whole number of 64 bits is needed": "需要 64 位整数",
  "a whole number, 0 for the next one, is needed": "需要整数，0 表示下一个",
  "an array is needed": "需要数组",
  "an array needs the type of its items": "数组需要其元素的类型",
  "an array of device names is needed; absent for all": "需要由设备名称组成的数组；不写表示全部",
  "an array of property names is needed": "需要由属性标识符组成的数组",
  "an integer is needed": "需要整数",
  "an object is needed": "需要对象",
  "an object is needed, or an array of modules": "需要对象，或由模块组成的数组",
  "an object of property names and numbers is needed": "需要由属性标识符和数字组成的对象",
  "an object of property names and values is needed": "需要由属性标识符和值组成的对象",
  "an object of wrong data is needed, or nothing": "需要由错误数据组成的对象，或不填",
  "an object of wrong parameters is needed, or nothing": "需要由错误参数组成的对象，或不填",
  "an object with reported or desired is needed": "需要含有 reported 或 desired 的对象",
  "an object, or the text of a file, is needed": "需要对象，或文件的文本",
  "bool is 0 or 1": "bool 只能是 0 或 1",
  "close another stream first": "请先关闭另一个页面",
  "dataType is missing": "缺少 dataType",
  "exactly one Host header is needed": "需要恰好一个 Host 头",
  "firmware is verified on 1 to {0} devices": "固件在 1 到 {0} 台设备上验证",
  "firmware or a configuration needs this file": "固件或配置还需要此文件",
  "info, alert or error is needed": "需要 info、alert 或 error",
  "item {0}: <1>": "第 {0} 项：<1>",
  "less than {0}": "小于 {0}",
  "letters, digits and _ are needed": "需要字母、数字和 _",
  "Md5 or SHA256 is needed": "需要 Md5 或 SHA256",
  "missing": "缺少",
  "more text after the JSON value": "JSON 值之后还有文本",
  "more than {0}": "大于 {0}",
  "more than {0} items": "超过 {0} 项",
  "more than {0} modules": "超过 {0} 个模块",
  "nested deeper than {0}": "嵌套超过 {0} 层",
  "no file": "没有文件",
  "no such fault": "没有这种故障",
  "no such member": "没有这个成员",
  "not a key of the enum": "不是枚举的键",
  "not a number": "不是数字",
  "not an HTTP request that can be read": "不是可读的 HTTP 请求",
  "not base64": "不是 base64",
  "not from a page of another origin": "不接受来自其他来源的页面",
  "not hexadecimal": "不是十六进制",
  "not in the TSL": "不在物模型中",
  "not valid JSON": "不是有效的 JSON",
  "not valid JSON at line {0} column {1} path {2}": "不是有效的 JSON（第 {0} 行，第 {1} 列，路径 {2}）",
  "not valid UTF-8": "不是有效的 UTF-8",
  "one of 400 403 404 416 429 500 502 503": "需要 400 403 404 416 429 500 502 503 之一",
  "one of these is needed: {0}": "需要以下之一：{0}",
  "one of {0} is needed": "需要以下之一：{0}",
  "one push an hour: the next is possible in {0} min": "每小时只能推送一次：{0} 分钟后可再次推送",
  "only /auth/... and /files/... are here": "这里只有 /auth/... 和 /files/...",
  "only a path is taken in the request line": "请求行中只接受路径",
  "outside 32 bits": "超出 32 位",
  "productKey and deviceName of each are needed": "需要每台设备的 productKey 和 deviceName",
  "read only": "只读",
  "remote configuration of the product is off": "此产品的远程配置已关闭",
  "see the simulator's log": "请查看模拟器的日志",
  "send Content-Type: {0}": "请发送 Content-Type: {0}",
  "sync or async is needed": "需要 sync 或 async",
  "the thing model has no service {0}": "物模型中没有服务 {0}",
  "there is a device {0} already": "已有设备 {0}",
  "there is a product {0} already": "已有产品 {0}",
  "there is no configuration to push": "没有可推送的配置",
  "there is no device {0}": "没有设备 {0}",
  "there is no fault {0}": "没有故障 {0}",
  "there is no file {0}": "没有文件 {0}",
  "there is no firmware {0}": "没有固件 {0}",
  "there is no job {0}": "没有任务 {0}",
  "there is no product {0}": "没有产品 {0}",
  "there is no version {0}": "没有版本 {0}",
  "there is nothing at {0}": "{0} 处没有内容",
  "there is {0} {1} already": "已有 {0} {1}",
  "this configuration was pushed already: the same file is pushed once": "此配置已推送过：同一文件只推送一次",
  "this firmware has to be verified on a device first": "此固件须先在一台设备上验证",
  "true or false is needed": "需要 true 或 false",
  "unexpected end": "内容不完整",
  "unknown type {0}": "未知类型 {0}",
  "use http://127.0.0.1 or http://localhost, or name this host with --host-name":
    "请使用 http://127.0.0.1 或 http://localhost，或用 --host-name 指明此主机",
  "{0} is missing": "缺少 {0}",
  "{0} is missing: POST {1}": "缺少 {0}：POST {1}",
  "Incorrect JSON file.": "JSON 文件不正确。",
  "Invalid method field.": "method 字段无效。",
  "Invalid version field.": "version 字段无效。",
  "Server exception.": "服务器异常。",
  "The JSON file is empty.": "JSON 文件为空。",
  "The method field is not found.": "没有 method 字段。",
  "The reported field contains more than 128 attributes.": "reported 字段中的属性超过 128 个。",
  "The reported field is empty.": "reported 字段为空。",
  "The reported field is not found.": "没有 reported 字段。",
  "Version conflict.": "版本冲突。",
  "the state field is not found.": "没有 state 字段。",
};

const PLACE = /(\{\d\}|<\d>)/;

// A placeholder for unchanged text ends where another sentence begins.
const VALUES = { "{": "((?:(?!: ).)+?)", "<": "(.+?)" };

// Sentences with more fixed text are tried first.
const PHRASES = Object.entries({ ...SENTENCES, ...REASONS })
  .map(([english, chinese]) => ({ chinese, ...expression(english) }))
  .sort((one, other) => other.words - one.words);

function expression(english) {
  const pieces = english.split(PLACE);
  const own = pieces.filter((piece) => !PLACE.test(piece));
  const source = pieces.map((piece) => (PLACE.test(piece) ? VALUES[piece[0]] : piece.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&")));
  return { english: new RegExp(`^${source.join("")}$`, "s"), words: own.join("").length };
}

/** The sentence in Chinese; undefined without a translation. */
export function inChinese(sentence) {
  for (const { english, chinese } of PHRASES) {
    const found = english.exec(sentence);
    const said = found && filled(chinese, found);
    if (said) {
      return said;
    }
  }
  return undefined;
}

/** The sentence in the language of the page if there is a translation. */
export function told(sentence) {
  return language === "en" ? sentence : inChinese(sentence) ?? sentence;
}

function filled(chinese, found) {
  let whole = true;
  const said = chinese.replace(/\{(\d)\}|<(\d)>/g, (place, left, nested) => {
    const value = found[Number(left ?? nested) + 1];
    const word = nested === undefined ? value : inChinese(value);
    whole &&= word !== undefined;
    return word;
  });
  return whole ? said : undefined;
}

/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.channel.modbus;

import org.kuralink.api.channel.FieldNetworks;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** The form of a Modbus channel; {@link ModbusSettings} reads the values. */
@ObjectClassDefinition(
    id = ModbusConfig.PID,
    name = "Modbus channel / Modbus 通道",
    description =
        "Accesses Modbus devices, which the platform configures, over TCP and serial lines;"
            + " this form limits the reachable devices. / 通过 TCP 和串口访问平台下发的 Modbus 设备；此处限定其可访问的范围。")
@interface ModbusConfig {

  /** The name of the component, which is also the id of its form. */
  String PID = "org.kuralink.channel.modbus";

  @AttributeDefinition(
      required = false,
      name = "Connection / 连接",
      description =
          "Name (kura.service.pid) of the connection; empty for the connection of this stack, or"
              + " if there is only one. / 连接的名称（kura.service.pid）；留空则使用本组或唯一的连接。")
  String connection() default "";

  /** The networks that may be reached. */
  @AttributeDefinition(
      required = false,
      name = "Networks / 允许的网络",
      description =
          "Addresses that may be reached, separated by commas: private, loopback, link-local, any,"
              + " single addresses, and networks such as 10.20.0.0/16. /"
              + " 允许访问的地址，以逗号分隔：private、loopback、link-local、any、地址，或 10.20.0.0/16 这样的网络。")
  String networks() default FieldNetworks.DEFAULT;

  /** The serial ports that may be opened. */
  @AttributeDefinition(
      required = false,
      name = "Serial ports / 允许的串口",
      description =
          "Paths of the serial ports that may be opened, separated by blanks; empty for none. /"
              + " 允许打开的串口路径，以空格分隔；留空则不允许。")
  String serial_ports() default "";

  /** The timeout of an answer. */
  @AttributeDefinition(
      min = "50",
      max = "60000",
      name = "Time-out, milliseconds / 超时（毫秒）",
      description =
          "50 to 60000; time limit for an answer and for a connection attempt. / 50 到 60000；等待应答或连接的时间。")
  int timeout_milliseconds() default 1000;

  /** The number of retries of a read. */
  @AttributeDefinition(
      min = "0",
      max = "10",
      name = "Retries / 重试次数",
      description =
          "0 to 10; number of retries of a read without a valid answer; writes are never repeated. /"
              + " 0 到 10；读取未得到正确应答时的重试次数；写入不重试。")
  int retries() default 1;

  /** The pause between requests. */
  @AttributeDefinition(
      min = "0",
      max = "10000",
      name = "Pause between requests, milliseconds / 请求间隔（毫秒）",
      description =
          "0 to 10000; minimum pause between an answer and the next request of a line; at serial"
              + " ports at least 3.5 characters. / 0 到 10000；同一线路上应答与下一请求之间的最短间隔；串口至少为 3.5 个字符。")
  int request_gap_milliseconds() default 0;

  /** The maximum gap that one request reads along. */
  @AttributeDefinition(
      min = "0",
      max = "124",
      name = "Bridged gaps / 跨越的间隙",
      description =
          "0 to 124; maximum number of unused registers between two points that are read"
              + " along, so that one request replaces two. / 0 到 124；为合并请求可一并读取的未使用寄存器数量。")
  int bridge_gaps() default 0;

  /** The polling interval of a point without its own. */
  @AttributeDefinition(
      min = "10",
      max = "86400000",
      name = "Polling time, milliseconds / 采集间隔（毫秒）",
      description =
          "10 to 86400000; polling interval of a point without pollingTime. /"
              + " 10 到 86400000；未指定 pollingTime 的点的采集间隔。")
  int polling_milliseconds() default 1000;

  /** Whether to use RTU frames over TCP. */
  @AttributeDefinition(
      name = "RTU over TCP / 通过 TCP 传输 RTU 帧",
      description =
          "Sends RTU frames to servers of the protocol TCP: for serial device servers without a"
              + " gateway function. / 以 RTU 帧访问协议为 TCP 的服务器：不带网关功能的串口服务器。")
  boolean rtu_over_tcp() default false;

  /** Whether to accept answers with unit 0 or 255. */
  @AttributeDefinition(
      name = "Accept units 0 and 255 / 接受站号 0 和 255",
      description =
          "Accepts an answer over TCP with unit 0 or 255 as the answer of the requested unit. /"
              + " 通过 TCP 收到站号为 0 或 255 的应答时，视为所请求站号的应答。")
  boolean accept_unit_0_and_255() default false;
}

/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.channel.opcua;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** The form of the OPC UA channel; {@link OpcUaSettings} reads the values. */
@ObjectClassDefinition(
    id = OpcUaConfig.PID,
    name = "OPC UA channel / OPC UA 通道",
    description =
        "Reads and writes nodes of the OPC UA servers in the model configuration that the"
            + " platform pushes. / 读写平台下发的模型配置中所列 OPC UA 服务器的节点。")
@interface OpcUaConfig {

  /** The name of the component, which is also the id of its form. */
  String PID = "org.kuralink.channel.opcua";

  @AttributeDefinition(
      required = false,
      name = "Connection / 连接",
      description =
          "Name (kura.service.pid) of the connection whose pushes are applied; empty for any. /"
              + " 为其下发的配置提供服务的连接的名称（kura.service.pid）；留空则不限。")
  String connection() default "";

  /** The networks that may be reached. */
  @AttributeDefinition(
      required = false,
      name = "Networks / 允许的网络",
      description =
          "Addresses that this gateway may connect to after a push, separated by commas: private,"
              + " loopback, link-local, any, addresses, networks such as 10.20.0.0/16. /"
              + " 下发的配置允许本网关连接的地址，以逗号分隔：private、loopback、link-local、any、地址，或如"
              + " 10.20.0.0/16 的网段。")
  String networks() default "private";

  /** Whether deprecated security policies are allowed. */
  @AttributeDefinition(
      name = "Deprecated policies / 允许已弃用的安全策略",
      description =
          "Allows Basic128Rsa15 and Basic256, which are insecure; otherwise a server that needs"
              + " one of them is refused. / 是否允许可被破解的 Basic128Rsa15 与"
              + " Basic256；否则拒绝要求使用它们的服务器。")
  boolean deprecated_policies() default false;

  /** The publishing interval. */
  @AttributeDefinition(
      name = "Publishing interval in milliseconds / 发布间隔（毫秒）",
      min = "100",
      max = "3600000",
      description =
          "100 to 3600000; the changes of one interval are sent as one message per device. / 100 到"
              + " 3600000；同一间隔内的变化按设备合并为一条消息。")
  long publishing_interval_milliseconds() default 1000;

  @AttributeDefinition(
      name = "Longest pause in seconds / 最长重试间隔（秒）",
      min = "1",
      max = "3600",
      description =
          "1 to 3600; the retry delay is 1 s and doubles after each failure up to this value. /"
              + " 1 到 3600；再次连接服务器前的等待：从 1 秒起，每次失败加倍，直到此值。")
  long retry_max_seconds() default 30;
}

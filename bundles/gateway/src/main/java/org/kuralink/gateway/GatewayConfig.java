/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.gateway;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.AttributeType;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.osgi.service.metatype.annotations.Option;

/** The configuration form of the sub-devices. {@link GatewaySettings} reads its values. */
@ObjectClassDefinition(
    id = GatewayConfig.PID,
    name = "Sub-devices / 子设备",
    description =
        "Brings the devices behind this gateway online: registration, topology, log-in. /"
            + " 使网关之下的子设备上线：注册、拓扑与登录。")
@interface GatewayConfig {

  /** The name of the component, of its configuration and of its form. */
  String PID = "org.kuralink.gateway";

  @AttributeDefinition(
      required = false,
      name = "Connection / 连接",
      description =
          "Name (kura.service.pid) of the connection; empty for the connection of this stack, or"
              + " the only one. / 连接的名称（kura.service.pid）；留空则使用本组或唯一的连接。")
  String connection() default "";

  @AttributeDefinition(
      required = false,
      name = "Sub-devices / 子设备列表",
      description =
          "JSON list of objects with productKey and deviceName; enter secrets in the two fields"
              + " below or in the file. / 由含 productKey 与 deviceName 的对象组成的 JSON"
              + " 列表；密钥请写入下面两个字段或文件中。")
  String devices() default "";

  @AttributeDefinition(
      required = false,
      name = "File of sub-devices / 子设备文件",
      description =
          "Path of a JSON file with such a list, in which each object may have deviceSecret or"
              + " productSecret; read again when it changes. / 含此类列表的 JSON 文件路径，其中每个对象可带"
              + " deviceSecret 或 productSecret；文件变化后会重新读取。")
  String devices_file() default "";

  /** The configuration of field channels. */
  @AttributeDefinition(
      required = false,
      name = "File of field channels / 现场通道文件",
      description =
          "Path of a JSON file with a model configuration in the format of the platform; applied"
              + " when it changes. / 模型配置 JSON 文件的路径，格式与平台下发的相同；文件变化后即应用。")
  String channels_file() default "";

  @AttributeDefinition(
      required = false,
      type = AttributeType.PASSWORD,
      name = "Device secrets / 设备密钥",
      description =
          "JSON object: product key, slash and device name as the key, the DeviceSecret as the"
              + " value. / JSON 对象：以斜杠连接的 ProductKey 与 DeviceName 及其 DeviceSecret。")
  String device_secrets() default "";

  @AttributeDefinition(
      required = false,
      type = AttributeType.PASSWORD,
      name = "Product secrets / 产品密钥",
      description =
          "JSON object: product key and ProductSecret; used to register devices of these products."
              + " / JSON 对象：ProductKey 与 ProductSecret；这些产品的设备用其注册。")
  String product_secrets() default "";

  /** Whether secrets are requested from the platform. */
  @AttributeDefinition(
      name = "Dynamic registration / 动态注册",
      description =
          "Whether the secret of a device without one is requested from the platform. /"
              + " 设备没有密钥时是否向平台申请。")
  boolean dynamic_registration() default true;

  @AttributeDefinition(
      name = "Sign method / 签名算法",
      description = "Sign method of the sub-devices. / 子设备的签名算法。",
      options = {
        @Option(label = "hmacsha256", value = "hmacsha256"),
        @Option(label = "hmacsha1", value = "hmacsha1"),
        @Option(label = "hmacmd5", value = "hmacmd5")
      })
  String sign_method() default "hmacsha256";

  /** Whether the platform drops messages for an offline sub-device. */
  @AttributeDefinition(
      name = "Clean session / 清除会话",
      description =
          "Whether the platform drops messages for a sub-device while it is offline. /"
              + " 子设备离线期间平台是否丢弃发给它的消息。")
  boolean clean_session() default false;

  /** The largest number of sub-devices online. */
  @AttributeDefinition(
      name = "Online at most / 在线上限",
      min = "0",
      max = "100000",
      description =
          "0 to 100000 sub-devices; 0 for as many as the platform allows; a free instance allows"
              + " 50 devices, this gateway included. / 0 到 100000 个子设备；0"
              + " 表示以平台上限为准。免费实例最多 50 台设备，含本网关。")
  int online_limit() default 0;

  @AttributeDefinition(
      name = "Registrations per message / 每条消息注册数",
      min = "1",
      max = "30",
      description = "1 to 30. / 1 到 30。")
  int register_batch() default 30;

  /** Topology additions per message. */
  @AttributeDefinition(
      name = "Topology entries per message / 每条消息拓扑数",
      min = "1",
      max = "30",
      description = "1 to 30. / 1 到 30。")
  int topology_batch() default 30;

  @AttributeDefinition(
      name = "Log-ins per message / 每条消息登录数",
      min = "1",
      max = "50",
      description = "1 to 50; also log-outs. / 1 到 50；登出亦同。")
  int login_batch() default 50;

  @AttributeDefinition(
      name = "Log-ins per second / 每秒登录数",
      min = "1",
      max = "1000",
      description = "1 to 1000; the platform allows 200 for each gateway. / 1 到 1000；平台允许每个网关 200。")
  int logins_per_second() default 200;

  /** Log-ins of one device per minute. */
  @AttributeDefinition(
      name = "Log-ins per minute and device / 每台设备每分钟登录数",
      min = "1",
      max = "5",
      description = "1 to 5; the platform allows 5. / 1 到 5；平台允许 5 次。")
  int logins_per_minute() default 5;

  @AttributeDefinition(
      name = "Requests per second / 每秒请求数",
      min = "1",
      max = "1000",
      description =
          "1 to 1000; registrations, topology and log-ins together, without posts. /"
              + " 1 到 1000；注册、拓扑与登录请求合计，不含上报。")
  int requests_per_second() default 25;

  /** Requests without a reply. */
  @AttributeDefinition(
      name = "Requests in flight / 未应答请求数",
      min = "1",
      max = "1000",
      description = "1 to 1000 requests that wait for a reply. / 1 到 1000；可同时等待应答的请求数。")
  int requests_in_flight() default 20;

  /** The time to wait for a reply. */
  @AttributeDefinition(
      name = "Request timeout in seconds / 请求超时（秒）",
      min = "1",
      max = "600",
      description = "1 to 600. / 1 到 600。")
  int request_timeout_seconds() default 10;

  @AttributeDefinition(
      name = "First pause in seconds / 首次重试间隔（秒）",
      min = "1",
      max = "3600",
      description =
          "1 to 3600; pause before a device is tried again, doubled with each failure. /"
              + " 1 到 3600；设备再次尝试前的等待，每次失败后加倍。")
  int retry_min_seconds() default 5;

  @AttributeDefinition(
      name = "Longest pause in seconds / 最长重试间隔（秒）",
      min = "1",
      max = "86400",
      description = "1 to 86400. / 1 到 86400。")
  int retry_max_seconds() default 600;

  /** Whether topics are subscribed explicitly. */
  @AttributeDefinition(
      name = "Subscribe one by one / 逐一订阅",
      description =
          "Whether the topics of sub-devices are subscribed explicitly although the platform was"
              + " requested to subscribe them. / 已请求平台代为订阅时是否仍逐一订阅子设备的主题。")
  boolean subscribe_explicitly() default false;
}

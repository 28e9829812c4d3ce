/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.connection;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.AttributeType;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.osgi.service.metatype.annotations.Option;

/** The configuration form of a connection. {@link ConnectionSettings} reads the values. */
@ObjectClassDefinition(
    id = ConnectionConfig.PID,
    name = "Alibaba Cloud IoT connection / 阿里云物联网连接",
    description = "Connection of this gateway with Alibaba Cloud IoT Platform. / 本网关与阿里云物联网平台的连接。")
public @interface ConnectionConfig {

  /** Name of the component, of its configuration and of its form. */
  String PID = "org.kuralink.connection";

  /** Marks a transport that requires another package than the base package. */
  String UPLINKS = " (package kuralink-uplinks / 需安装包 kuralink-uplinks)";

  /** The name of the reference: Kura looks for that of the property without ".target". */
  String SSL_MANAGER = "SslManagerService";

  String KEYSTORE = "KeystoreService";

  /** A target filter that matches no service: the default of a reference. */
  String NO_SERVICE = "(!(objectClass=*))";

  @AttributeDefinition(
      name = "ProductKey / 产品 ProductKey",
      description =
          "ProductKey of the product that the gateway belongs to, at most 20 characters."
              + " / 网关所属产品的 ProductKey，最多 20 个字符。")
  String product_key();

  @AttributeDefinition(
      name = "DeviceName / 设备名称 DeviceName",
      description =
          "DeviceName of the gateway, at most 32 characters, unique within its product. /"
              + " 网关的 DeviceName，最多 32 个字符，在产品内唯一。")
  String device_name();

  @AttributeDefinition(
      type = AttributeType.PASSWORD,
      required = false,
      name =
          "DeviceSecret (needed unless Authentication is per product) / 设备密钥"
              + " DeviceSecret（除一型一密外必填）",
      description = "Secret of this device. / 本设备的密钥。")
  String device_secret();

  @AttributeDefinition(
      required = false,
      name = "Instance ID / 实例 ID",
      description =
          "Id of an instance opened since July 2021 or of an Enterprise instance, for example"
              + " iot-06z00abcd; empty for an older one. /"
              + " 2021 年 7 月之后开通的实例或企业版实例的 ID，例如 iot-06z00abcd；更早的实例留空。")
  String instance_id() default "";

  @AttributeDefinition(
      name = "Region / 地域",
      description = "Region id, such as cn-shanghai. / 平台地域 ID，例如 cn-shanghai。")
  String region() default "cn-shanghai";

  @AttributeDefinition(
      name = "Transport / 传输方式",
      description =
          "tls and wss are encrypted and verify the server; https, coaps and coap-symmetric are"
              + " uplink only. / tls 和 wss 加密并校验服务器证书；https、coaps 和 coap-symmetric 仅上报。",
      options = {
        @Option(value = "tls", label = "TLS"),
        @Option(value = "tcp", label = "TCP (not encrypted / 不加密)"),
        @Option(value = "wss", label = "WebSocket over TLS"),
        @Option(value = "ws", label = "WebSocket (not encrypted / 不加密)"),
        @Option(value = "https", label = "HTTPS" + UPLINKS),
        @Option(value = "coaps", label = "CoAP over DTLS" + UPLINKS),
        @Option(value = "coap-symmetric", label = "CoAP, symmetric encryption / 对称加密" + UPLINKS)
      })
  String transport() default "tls";

  @AttributeDefinition(
      name = "Fallback transport / 备用传输方式",
      description =
          "Sends the durable messages of the gateway itself while MQTT is disconnected; uplink"
              + " only. / MQTT 断开期间，由其上报网关自身的持久消息；仅上报。",
      options = {
        @Option(value = "none", label = "None / 无"),
        @Option(value = "https", label = "HTTPS" + UPLINKS)
      })
  String fallback_transport() default "none";

  @AttributeDefinition(
      min = "1",
      max = "86400",
      name = "Fallback: after, seconds / 备用传输：启用等待时间（秒）",
      description = "1 to 86400; delay after MQTT is lost. / 1 至 86400；MQTT 断开多久之后启用备用传输。")
  int fallback_after_seconds() default 60;

  @AttributeDefinition(
      required = false,
      name = "Fallback: URL / 备用传输：地址",
      description =
          "https URL of the fallback; empty for the default of the instance or region. /"
              + " 备用传输的 https 地址；留空则使用实例或地域的默认地址。")
  String fallback_url() default "";

  @AttributeDefinition(
      name = "CoAP: payload / CoAP：载荷格式",
      description = "Used with coaps and coap-symmetric. / 用于 coaps 和 coap-symmetric。",
      options = {@Option(value = "json", label = "JSON"), @Option(value = "cbor", label = "CBOR")})
  String coap_payload() default "json";

  @AttributeDefinition(
      name = "CoAP: ackMode / CoAP：应答方式（ackMode）",
      description = "How the platform answers a message. / 平台如何应答每条消息。",
      options = {
        @Option(value = "piggybacked", label = "0: result in the ACK / 结果随 ACK 返回"),
        @Option(value = "separate", label = "1: ACK at once, result later / 先返回 ACK，再返回结果")
      })
  String coap_ack_mode() default "piggybacked";

  @AttributeDefinition(
      name = "Auto-connect on startup / 启动时自动连接",
      description =
          "True by default; if false it connects on Connect only, and Apply during a pause stops"
              + " it. / 默认为 true；为 false 时仅在点击连接后连接，等待期间应用更改会使其停止。")
  boolean connect_on_startup() default true;

  @AttributeDefinition(
      required = false,
      name = "Display name / 显示名称",
      description = "Name in the log and on the Status page. / 日志和状态页面中的名称。")
  String display_name() default "";

  @AttributeDefinition(
      name = "Authentication / 认证方式",
      description =
          "Certificate per device, certificate per product with dynamic registration, or"
              + " a token fetched over HTTPS. / 一机一密、一型一密（动态注册）或通过 HTTPS 获取令牌。",
      options = {
        @Option(value = "device-certificate", label = "Certificate per device / 一机一密"),
        @Option(value = "product-certificate", label = "Certificate per product / 一型一密"),
        @Option(value = "https-token", label = "Token over HTTPS / HTTPS 令牌")
      })
  String authentication() default "device-certificate";

  @AttributeDefinition(
      type = AttributeType.PASSWORD,
      required = false,
      name =
          "ProductSecret (needed if Authentication is per product) / 产品密钥 ProductSecret（一型一密时必填）",
      description =
          "Secret of the product; the device secret obtained with it is issued once and"
              + " stored in the data directory. / 产品的密钥；用其获取的设备密钥仅下发一次，保存在数据目录中。")
  String product_secret();

  @AttributeDefinition(
      name = "Registration (if Authentication is per product) / 动态注册方式（一型一密）",
      description =
          "Protocol of the request for the device secret; MQTT requires tls or wss. /"
              + " 获取设备密钥的方式；MQTT 方式要求 tls 或 wss。",
      options = {
        @Option(value = "https", label = "HTTPS"),
        @Option(value = "mqtt", label = "MQTT")
      })
  String registration() default "https";

  @AttributeDefinition(
      required = false,
      name = "Authentication URL / 认证服务地址",
      description =
          "https URL of the authentication service; empty for the default of instance or region. /"
              + " 认证服务的 https 地址；留空则使用实例或地域的默认地址。")
  String auth_url() default "";

  @AttributeDefinition(
      required = false,
      name = "Client id / 客户端 ID",
      description =
          "At most 64 characters, for example the MAC address; empty for ProductKey and"
              + " DeviceName. / 最多 64 个字符，例如 MAC 地址；留空则使用 ProductKey 和 DeviceName。")
  String client_id() default "";

  @AttributeDefinition(
      required = false,
      name = "Host / 主机",
      description =
          "Host name or address without port; empty for the default of instance or region. /"
              + " 主机名或地址；留空则由地域等信息得出。")
  String host() default "";

  @AttributeDefinition(
      min = "0",
      max = "65535",
      name = "Port / 端口",
      description =
          "0 for the default of the platform: 1883 with tls and tcp, 443 with wss and ws. /"
              + " 0 表示平台默认端口：tls 和 tcp 为 1883，wss 和 ws 为 443。")
  int port() default 0;

  @AttributeDefinition(
      required = false,
      name = "Proxy / 代理",
      description =
          "http://host:port or socks://host:port, for lines, HTTPS and downloads; empty for none."
              + " / 连接、HTTPS 和下载经过的代理：http://主机:端口或 socks://主机:端口；留空则不使用。")
  String proxy_url() default "";

  @AttributeDefinition(
      required = false,
      name = "Proxy: user / 代理：用户名",
      description = "User name for the proxy; empty for none. / 向代理提供的用户名；留空则不提供。")
  String proxy_user() default "";

  @AttributeDefinition(
      type = AttributeType.PASSWORD,
      required = false,
      name = "Proxy: password / 代理：密码",
      description = "Password of the proxy user. / 该用户的密码。")
  String proxy_password();

  @AttributeDefinition(
      required = false,
      name = "Proxy: bypass hosts / 代理：直连的主机",
      description = "Separated by blanks; a star matches any text. / 以空格分隔，星号代表任意文字。")
  String proxy_bypass() default "";

  @AttributeDefinition(
      name = "Recovery on connection failure / 连接失败时恢复",
      description =
          "Lets the watchdog of Kura restart the gateway after too many consecutive network"
              + " failures; credential and configuration errors do not count. / 网络连续失败过多时，由 Kura"
              + " 看门狗重启网关；密钥或配置错误不计入。")
  boolean enable_recovery_on_connection_failure() default false;

  @AttributeDefinition(
      min = "1",
      max = "10000",
      name = "Recovery: maximum failures / 恢复：最大失败次数",
      description = "Consecutive failed attempts before the restart. / 重启之前允许连续失败的次数。")
  int connection_recovery_max_failures() default 10;

  @AttributeDefinition(
      required = false,
      name = "CA certificates / CA 证书",
      description =
          "Root certificates in PEM, or the absolute path of a file with them, trusted in addition"
              + " to those of the Java runtime. / PEM 格式的根证书，或存放根证书的文件的绝对路径，在 Java"
              + " 自带根证书之外受信任。|TextArea")
  String ca_certificate() default "";

  @AttributeDefinition(
      required = false,
      name = "SSL manager of Kura / Kura 的 SSL 管理服务",
      description =
          "The only service that decides about trust; empty for the roots of the Java"
              + " runtime, because the default manager of Kura does not trust the platform. /"
              + " 由所选服务单独决定信任哪些证书；留空则使用 Java 自带根证书，因为 Kura 默认的管理服务不信任本平台。")
  String SslManagerService_target() default "";

  @AttributeDefinition(
      required = false,
      name = "Keystore of Kura / Kura 的密钥库",
      description =
          "Its trusted certificates are trusted in addition to the roots of the Java"
              + " runtime and the CA certificates. / 密钥库中的受信任证书在 Java 自带根证书和 CA 证书之外受信任。")
  String KeystoreService_target() default "";

  @AttributeDefinition(
      min = "30",
      max = "1200",
      name = "Keep alive, seconds / 保活时间（秒）",
      description =
          "30 to 1200; a dead link is detected after 1.5 times this time. /"
              + " 30 至 1200；链路失效最迟在 1.5 倍时间内发现。")
  int keep_alive_seconds() default 120;

  @AttributeDefinition(
      name = "Clean session / 清除会话",
      description =
          "If true, the platform discards messages for this gateway while it is offline. /"
              + " 为 true 时，平台不保留网关离线期间的消息。")
  boolean clean_session() default false;

  @AttributeDefinition(
      min = "1",
      max = "600",
      name = "Request timeout, seconds / 请求超时（秒）",
      description = "1 to 600; time to wait for a reply of the platform. / 1 至 600；等待平台应答的时间。")
  int request_timeout_seconds() default 10;

  @AttributeDefinition(
      min = "1",
      max = "600",
      name = "Reconnect window: initial, seconds / 重连窗口初值（秒）",
      description =
          "1 to 600; a reconnect waits one second plus a random part of a window"
              + " that starts here and doubles. / 1 至 600；重连前等待 1 秒加窗口内的随机时间，窗口由此值开始逐次加倍。")
  int reconnect_min_seconds() default 10;

  @AttributeDefinition(
      min = "1",
      max = "3600",
      name = "Reconnect window: maximum, seconds / 重连窗口上限（秒）",
      description = "1 to 3600; upper limit of the window. / 1 至 3600；窗口加倍的上限。")
  int reconnect_max_seconds() default 60;

  @AttributeDefinition(
      min = "0",
      max = "1000",
      name = "Messages per second / 每秒上行消息数",
      description =
          "0 to 1000; posts of applications per second, of which the platform accepts 30 of a"
              + " device and 5 of a free instance; 0 for no limit. / 0 至 1000；应用上报的每秒条数，"
              + "平台每台设备每秒接受 30 条，免费实例 5 条；0 表示不限速。")
  int uplink_rate() default 20;

  @AttributeDefinition(
      min = "0",
      max = "5000",
      name = "Pack posts of sub-devices within, milliseconds / 网关批量上报等待时间（毫秒）",
      description =
          "0 to 5000; time that durable posts of a gateway and its sub-devices wait to be sent in"
              + " one message; 0 to send each separately. / 0 至 5000；网关及其已登录子设备的持久上报最多等待该时间，合并为一条消息发出；"
              + "仅在有网关服务时生效；0 表示各自单独发出。")
  int pack_post_milliseconds() default 0;

  @AttributeDefinition(
      name = "Signature method / 签名算法",
      description = "Algorithm of all signatures. / 所有签名使用的算法。",
      options = {
        @Option(value = "hmacsha256", label = "HMAC-SHA256"),
        @Option(value = "hmacsha1", label = "HMAC-SHA1"),
        @Option(value = "hmacmd5", label = "HMAC-MD5")
      })
  String sign_method() default "hmacsha256";

  @AttributeDefinition(
      name = "Sign the time / 签名包含时间戳",
      description = "Whether signatures of a log-in include its time. / 登录签名是否包含时间戳。")
  boolean sign_timestamp() default true;

  @AttributeDefinition(
      min = "1",
      max = "10000000",
      name = "Queue: messages / 队列：消息数上限",
      description =
          "1 to 10000000; maximum number of durable messages. / 1 至 10000000；等待发送的持久消息数上限。")
  int queue_capacity() default 100000;

  @AttributeDefinition(
      min = "1",
      max = "65536",
      name = "Queue: megabytes / 队列：容量（MB）",
      description = "1 to 65536; maximum size of the queue on disk. / 1 至 65536；队列在磁盘上的容量上限。")
  int queue_max_megabytes() default 128;

  @AttributeDefinition(
      min = "0",
      max = "8760",
      name = "Queue: hours / 队列：保留时间（小时）",
      description =
          "0 to 8760; maximum age of a message, 0 for no limit. / 0 至 8760；消息保留时间，0 表示不限。")
  int queue_max_age_hours() default 168;

  @AttributeDefinition(
      min = "0",
      max = "60000",
      name = "Queue: flush, milliseconds / 队列：刷盘间隔（毫秒）",
      description =
          "0 to 60000; maximum delay until a published message is on the disk, 0 to flush"
              + " each message. / 0 至 60000；消息发布后最迟多久刷入磁盘，0 表示逐条刷盘。")
  int queue_flush_milliseconds() default 100;

  @AttributeDefinition(
      name = "Queue: when full / 队列满时",
      description = "Which message is discarded. / 队列满时舍弃哪条消息。",
      options = {
        @Option(value = "drop-oldest", label = "Drop the oldest / 丢弃最旧的消息"),
        @Option(value = "refuse", label = "Refuse the newest / 拒绝新消息")
      })
  String queue_full() default "drop-oldest";

  @AttributeDefinition(
      required = false,
      name = "Queue: directory / 队列：目录",
      description =
          "Directory on persistent storage; empty for the data directory of this"
              + " connection. / 持久介质上的目录；留空则使用本连接的数据目录。")
  String queue_directory() default "";
}

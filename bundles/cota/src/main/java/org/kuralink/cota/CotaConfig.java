/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.cota;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.osgi.service.metatype.annotations.Option;

/** The form of remote configuration; {@link CotaSettings} reads it. */
@ObjectClassDefinition(
    id = CotaConfig.PID,
    name = "Remote configuration / 远程配置",
    description =
        "Remote configuration: applies configuration files of the platform (COTA), and"
            + " restores the former configuration if the platform is not reached. / 远程配置：应用平台下发的配置文件（COTA），"
            + "无法连接平台时恢复原配置。")
@interface CotaConfig {

  /** The name of the component, its configuration and its form. */
  String PID = "org.kuralink.cota";

  @AttributeDefinition(
      required = false,
      name = "Connection / 连接",
      description =
          "Name (kura.service.pid) of the connection; empty for the connection of this stack, or"
              + " the only one. / 连接的名称（kura.service.pid）；留空则使用本组或唯一的连接。")
  String connection() default "";

  @AttributeDefinition(
      name = "Applier / 应用方式",
      description =
          "components (PIDs with properties in JSON), kura (the same, only by Kura itself),"
              + " file (as it is, for applications), or another applier.name. /"
              + " components（JSON 格式的 PID 和属性）、kura（同上，仅由 Kura 配置服务应用）、"
              + "file（原样交给应用），或其他 applier.name。")
  String applier() default CotaSettings.COMPONENTS;

  /** The components that a file may configure. */
  @AttributeDefinition(
      name = "Allowed components / 允许配置的组件",
      description =
          "PIDs or factory PIDs that a file may configure, separated by blanks; a star at the"
              + " end stands for any ending. / 文件可以配置的 PID 或工厂 PID，以空格分隔；末尾的星号匹配任意后缀。")
  String allowed_pids() default CotaSettings.DEFAULT_ALLOWED;

  /** When the configuration is requested from the platform. */
  @AttributeDefinition(
      name = "Request / 主动获取",
      description = "When the gateway itself requests its configuration. / 何时主动向平台获取配置。",
      options = {
        @Option(value = "start", label = "At the start / 启动时"),
        @Option(value = "reconnect", label = "At each connection / 每次连接时"),
        @Option(value = "demand", label = "Only on request / 仅在人工请求时")
      })
  String request_when() default "start";

  /** How long the platform may be unreachable after a change. */
  @AttributeDefinition(
      min = "30",
      max = "3600",
      name = "Confirm within, seconds / 确认时限（秒）",
      description =
          "30 to 3600; how long the platform may be unreachable after a change before the"
              + " former configuration is restored. / 30 到 3600；更改后在此时间内未能连接平台，则恢复原配置。")
  int confirm_seconds() default 300;

  /** How long components may take to follow a change. */
  @AttributeDefinition(
      min = "1",
      max = "120",
      name = "Settle, seconds / 生效等待（秒）",
      description =
          "1 to 120; how long components may take to follow a change. / 1 到 120；更改后等待组件生效的时间。")
  int settle_seconds() default 10;

  /** How long components that a file names may be missing after a start. */
  @AttributeDefinition(
      min = "0",
      max = "1800",
      name = "Wait after a start, seconds / 启动后等待（秒）",
      description =
          "How long after a start components that a file names may be missing before it is refused."
              + " / 启动后文件所指组件可以缺少的时间，超过后拒绝该文件。")
  int start_wait_seconds() default 180;

  /** The size limit of a file. */
  @AttributeDefinition(
      min = "1",
      max = "16384",
      name = "Largest file, kilobytes / 文件大小上限（KB）",
      description = "1 to 16384; a larger file is refused. / 1 到 16384；超过此大小的文件将被拒绝。")
  int max_size_kilobytes() default 2048;

  /** Whether files may be downloaded without encryption. */
  @AttributeDefinition(
      name = "Allow plain HTTP / 允许明文 HTTP",
      description =
          "Whether files may be downloaded without encryption; only for your own platform. /"
              + " 是否允许不加密下载；仅用于自建平台。")
  boolean allow_http() default false;

  @AttributeDefinition(
      required = false,
      name = "CA certificates / CA 证书",
      description =
          "Root certificates in PEM, or the absolute name of a file of them, that downloads"
              + " trust besides those that the connection trusts. / PEM 格式的根证书，或存放根证书的文件的"
              + "绝对路径，下载时在连接所信任的证书之外受信任。|TextArea")
  String ca_certificate() default "";
}

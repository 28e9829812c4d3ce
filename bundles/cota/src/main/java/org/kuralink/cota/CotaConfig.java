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

/** The form of a remote configuration. What it means is read by {@link CotaSettings}. */
@ObjectClassDefinition(
    id = CotaConfig.PID,
    name = "Alibaba Cloud IoT remote configuration / 阿里云物联网远程配置",
    description =
        "Takes configuration files of the platform (COTA), proves that the platform is still"
            + " reached with them, and goes back where it is not. /"
            + " 接收平台下发的配置文件（COTA），应用后确认仍能连接平台，否则恢复原配置。")
@interface CotaConfig {

  /** Name of the component, of its configuration and of its form. */
  String PID = "org.kuralink.cota";

  /** Which session. */
  @AttributeDefinition(
      name = "Connection / 连接",
      description =
          "Name of the connection (its kura.service.pid) to speak through. /"
              + " 所用连接的名称（其 kura.service.pid）。")
  String connection();

  /** Who applies. */
  @AttributeDefinition(
      name = "Applier / 应用方式",
      description =
          "components: a JSON object of PIDs with properties, on Kura for Kura's configuration"
              + " service. kura: the same, never without that service. file: the file as it is, for"
              + " the listeners of applications. Or the applier.name of another one. /"
              + " components：以 PID 和属性组成的 JSON 对象，在 Kura 上由其配置服务应用；"
              + "kura：同上，但仅在该服务存在时应用；file：将文件原样交给应用的监听器；"
              + "或其他应用器的 applier.name。")
  String applier() default CotaSettings.COMPONENTS;

  /** Who may be configured. */
  @AttributeDefinition(
      name = "Allowed components / 允许配置的组件",
      description =
          "PIDs or factory PIDs that a file may name, with blanks between them; a star at the end"
              + " stands for any ending. Used by the appliers components and kura. /"
              + " 文件可以配置的 PID 或工厂 PID，以空格分隔；末尾的星号匹配任意后缀。仅用于 components 和 kura。")
  String allowed_pids() default CotaSettings.DEFAULT_ALLOWED;

  /** When the platform is asked. */
  @AttributeDefinition(
      name = "Request / 主动获取",
      description =
          "When the platform is asked for its configuration by itself. /" + " 何时主动向平台获取配置。",
      options = {
        @Option(value = "start", label = "At the start / 启动时"),
        @Option(value = "reconnect", label = "At each connection / 每次连接时"),
        @Option(value = "demand", label = "Only when a person asks / 仅在人工请求时")
      })
  String request_when() default "start";

  /** How long the platform may be out of reach. */
  @AttributeDefinition(
      min = "30",
      max = "3600",
      name = "Confirm within, seconds / 确认时限（秒）",
      description =
          "How long after a change the platform may stay out of reach before the former"
              + " configuration comes back. / 更改后在此时间内未能连接平台，则恢复原配置。")
  int confirm_seconds() default 300;

  /** How long a change may take until it shows. */
  @AttributeDefinition(
      min = "1",
      max = "120",
      name = "Settle, seconds / 生效等待（秒）",
      description =
          "How long components may take to follow a change before the platform is asked whether it"
              + " is reached. / 更改后等待组件生效的时间，之后再确认能否连接平台。")
  int settle_seconds() default 10;

  /** How large a file may be. */
  @AttributeDefinition(
      min = "1",
      max = "16384",
      name = "Largest file, kilobytes / 文件大小上限（KB）",
      description = "A larger file is refused. / 超过此大小的文件将被拒绝。")
  int max_size_kilobytes() default 2048;

  /** Whether files may come without encryption. */
  @AttributeDefinition(
      name = "Allow http / 允许 http",
      description =
          "Whether files may come without encryption; for a platform of your own only. /"
              + " 是否允许不加密下载；仅用于自建平台。")
  boolean allow_http() default false;

  /** More roots. */
  @AttributeDefinition(
      required = false,
      name = "CA certificates / CA 证书",
      description =
          "One or more root certificates in PEM, trusted for downloads besides those of the Java"
              + " runtime. / 一个或多个 PEM 格式的根证书，下载时在 Java 自带根证书之外受信任。|TextArea")
  String ca_certificate() default "";
}

/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.log;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.osgi.service.metatype.annotations.Option;

/** The form of the log upload; {@link LogUploadComponent} reads the values. */
@ObjectClassDefinition(
    id = LogUploadConfig.PID,
    name = "Log upload / 日志上报",
    description =
        "Sends log lines of this gateway to the platform while the platform accepts them. /"
            + " 在平台允许时，将本网关的日志上报到平台。")
@interface LogUploadConfig {

  /** The name of the component, which is also the id of its form. */
  String PID = "org.kuralink.log";

  /** The session to send over. */
  @AttributeDefinition(
      required = false,
      name = "Connection / 连接",
      description =
          "Name (kura.service.pid) of the connection; empty if there is only one. /"
              + " 连接的名称（kura.service.pid）；留空则使用唯一的连接。")
  String connection() default "";

  /** The minimum level of the lines that are sent. */
  @AttributeDefinition(
      name = "Level / 级别",
      description =
          "Lines that are sent: warnings and errors, or information as well. /"
              + " 上报哪些日志：仅警告和错误，或同时包括信息。",
      options = {
        @Option(value = "warn", label = "Warnings / 警告"),
        @Option(value = "info", label = "Warnings and information / 警告和信息")
      })
  String level() default "warn";
}

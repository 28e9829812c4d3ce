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

/** The form of the upload of the log. What it means is read by {@link LogUploadComponent}. */
@ObjectClassDefinition(
    id = LogUploadConfig.PID,
    name = "Log upload / 日志上报",
    description =
        "Sends what this gateway logs to the platform, as long as that wants it. /"
            + " 在平台允许时，将本网关的日志上报到平台。")
@interface LogUploadConfig {

  /** Name of the component, of its configuration and of its form. */
  String PID = "org.kuralink.log";

  /** Which session. */
  @AttributeDefinition(
      required = false,
      name = "Connection / 连接",
      description =
          "Name (kura.service.pid) of the connection; empty for the only one. /"
              + " 连接的名称（kura.service.pid）；留空则使用唯一的连接。")
  String connection() default "";

  /** Which lines are sent. */
  @AttributeDefinition(
      name = "Level / 级别",
      description =
          "Which lines are sent: warnings and errors, or information as well. /"
              + " 上报哪些日志：仅警告和错误，或同时包括信息。",
      options = {
        @Option(value = "warn", label = "Warnings / 警告"),
        @Option(value = "info", label = "Warnings and information / 警告和信息")
      })
  String level() default "warn";
}

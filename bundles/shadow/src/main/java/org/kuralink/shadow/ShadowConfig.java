/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.shadow;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** The form of the shadow; {@link ShadowSettings} reads it. */
@ObjectClassDefinition(
    id = ShadowConfig.PID,
    name = "Device shadow / 设备影子",
    description =
        "Device shadow: synchronises this gateway with its shadow on the platform. /"
            + " 设备影子：使本网关与其在平台上的影子保持一致。")
@interface ShadowConfig {

  /** The name of the component, its configuration and its form. */
  String PID = "org.kuralink.shadow";

  @AttributeDefinition(
      required = false,
      name = "Connection / 连接",
      description =
          "Name (kura.service.pid) of the connection; empty for the connection of this stack, or"
              + " the only one. / 连接的名称（kura.service.pid）；留空则使用本组或唯一的连接。")
  String connection() default "";

  /** The deadline of the platform's reply. */
  @AttributeDefinition(
      name = "Platform timeout in seconds / 平台应答时限（秒）",
      min = "1",
      max = "600",
      description = "1 to 600; how long the platform may take to answer. / 1 到 600；等待平台应答的最长时间。")
  int timeout_seconds() default 10;

  /** The deadline of a handler. */
  @AttributeDefinition(
      name = "Handler timeout in seconds / 处理程序时限（秒）",
      min = "1",
      max = "3600",
      description =
          "1 to 3600; how long a handler may take to apply desired values before they count"
              + " as refused. / 1 到 3600；处理程序执行期望状态的最长时间，超过后视为拒绝。")
  int handler_timeout_seconds() default 30;

  /** The maximum age of a desired value. */
  @AttributeDefinition(
      name = "Maximum age of desired values in seconds / 期望值有效期（秒）",
      min = "0",
      max = "31536000",
      description =
          "0 to 31536000; older desired values are not applied, 0 for no limit. /"
              + " 0 到 31536000；超过该时间的期望值不再执行，0 表示不限。")
  int desired_max_age_seconds() default 0;
}

/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.demo.metrics;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** The form of the metrics application. */
@ObjectClassDefinition(
    id = MetricsComponent.PID,
    name = "Host metrics / 主机指标",
    description =
        "Reports the processor load and the memory, disk and network counters of this machine. / "
            + "上报本机的负载、内存、磁盘和网络计数。")
@interface MetricsConfig {

  @AttributeDefinition(
      name = "Connection / 连接",
      description =
          "Name of the connection (its kura.service.pid) to report through. / "
              + "用于上报的连接的名称（其 kura.service.pid）。")
  String connection() default "main";

  @AttributeDefinition(
      name = "Report interval / 上报间隔",
      description =
          "Time between two reports in seconds; the platform can change it until the next start. / "
              + "两次上报之间的秒数；平台可以更改它，直到下次启动。",
      min = "1",
      max = "3600")
  int report_interval() default 10;

  @AttributeDefinition(
      name = "Load limit / 负载上限",
      description =
          "Processor load in percent at which the application raises an event; the platform can "
              + "change it until the next start. / 处理器负载达到该百分比时上报事件；平台可以更改它，直到下次启动。",
      min = "0",
      max = "100")
  int load_limit() default 90;

  @AttributeDefinition(
      name = "Location / 位置",
      description =
          "Location of this machine; the platform can change it until the next start. / "
              + "本机所在位置；平台可以更改它，直到下次启动。",
      required = false)
  String location() default "";
}

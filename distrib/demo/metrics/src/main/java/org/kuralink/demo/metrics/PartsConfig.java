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

/** The form of the application that reports disks and network interfaces as sub-devices. */
@ObjectClassDefinition(
    id = PartsComponent.PID,
    name = "Machine parts / 本机部件",
    description =
        "Reports the disks and network interfaces of this machine as sub-devices. / "
            + "将本机的磁盘和网络接口作为子设备接入。")
@interface PartsConfig {

  @AttributeDefinition(
      name = "Connection / 连接",
      description =
          "Name of the connection (its kura.service.pid) to report through. / "
              + "用于上报的连接的名称（其 kura.service.pid）。")
  String connection() default "main";

  @AttributeDefinition(
      name = "Report interval / 上报间隔",
      description = "Time between two reports in seconds. / 两次上报之间的秒数。",
      min = "1",
      max = "3600")
  int report_interval() default 10;

  @AttributeDefinition(
      name = "Product of the disks / 磁盘所属产品",
      description = "Product key of the sub-devices that are disks. / " + "作为子设备的磁盘的 ProductKey。")
  String disk_product_key() default "a1KuraDisk01";

  @AttributeDefinition(
      name = "Product of the network interfaces / 网络接口所属产品",
      description =
          "Product key of the sub-devices that are network interfaces. / "
              + "作为子设备的网络接口的 ProductKey。")
  String network_product_key() default "a1KuraNet001";
}

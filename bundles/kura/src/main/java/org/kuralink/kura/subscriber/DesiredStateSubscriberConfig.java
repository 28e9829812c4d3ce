/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.kura.subscriber;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** The configuration form of a {@link DesiredStateSubscriber}. */
@ObjectClassDefinition(
    id = DesiredStateSubscriberConfig.PID,
    name = "Desired state subscriber / 期望状态订阅者",
    description =
        "Receives the desired attributes of the device shadow as metrics. /"
            + " 以指标形式接收应用对设备影子的期望。")
@interface DesiredStateSubscriberConfig {

  /** The name of the component, of its configuration and of its form. */
  String PID = "org.kuralink.kura.DesiredStateSubscriber";

  @AttributeDefinition(
      required = false,
      name = "Channels and attributes / 通道与影子属性",
      description =
          "One channel=attribute or channel:TYPE=attribute per line, with TYPE BOOLEAN"
              + " BYTE_ARRAY DOUBLE INTEGER LONG FLOAT or STRING. /"
              + " 每行一个 通道名=影子属性名 或 通道名:类型=影子属性名，"
              + "类型为 BOOLEAN BYTE_ARRAY DOUBLE INTEGER LONG FLOAT STRING 之一。|TextArea")
  String mapping() default "";

  @AttributeDefinition(
      name = "Only these attributes / 仅限以上影子属性",
      description =
          "Attributes that are not listed are left to other handlers. / 未列出的影子属性留给其他处理程序。")
  boolean mapping_only() default false;

  @AttributeDefinition(
      required = false,
      name = "Asset / 资产",
      description =
          "Name (kura.service.pid) of the asset whose channels determine the types of values."
              + " / 资产名称（kura.service.pid），其通道决定值的类型。")
  String asset() default "";
}

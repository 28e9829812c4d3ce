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

/** The configuration form of a {@link PropertySetSubscriber}. */
@ObjectClassDefinition(
    id = PropertySetSubscriberConfig.PID,
    name = "Property set subscriber / 属性设置订阅者",
    description = "Receives the properties that the platform sets as metrics. / 以指标形式接收平台设置的属性。")
@interface PropertySetSubscriberConfig {

  /** The name of the component, of its configuration and of its form. */
  String PID = "org.kuralink.kura.PropertySetSubscriber";

  @AttributeDefinition(
      required = false,
      name = "Channels and properties / 通道与属性",
      description =
          "One channel=identifier or channel:TYPE=identifier per line, with TYPE BOOLEAN"
              + " BYTE_ARRAY DOUBLE INTEGER LONG FLOAT or STRING. /"
              + " 每行一个 通道名=属性标识符 或 通道名:类型=属性标识符，"
              + "类型为 BOOLEAN BYTE_ARRAY DOUBLE INTEGER LONG FLOAT STRING 之一。|TextArea")
  String mapping() default "";

  @AttributeDefinition(
      name = "Only these properties / 仅限以上属性",
      description =
          "Properties that are not listed are left to other subscribers. / 未列出的属性留给其他订阅者。")
  boolean mapping_only() default false;

  @AttributeDefinition(
      required = false,
      name = "Asset / 资产",
      description =
          "Name (kura.service.pid) of the asset whose channels determine the types of values."
              + " / 资产名称（kura.service.pid），其通道决定值的类型。")
  String asset() default "";
}

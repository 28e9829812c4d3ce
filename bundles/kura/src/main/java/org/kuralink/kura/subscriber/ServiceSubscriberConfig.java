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

/** The configuration form of a {@link ServiceSubscriber}. */
@ObjectClassDefinition(
    id = ServiceSubscriberConfig.PID,
    name = "Service subscriber / 服务调用订阅者",
    description = "Receives service calls with their inputs as metrics. / 接收服务调用，输入参数作为指标。")
@interface ServiceSubscriberConfig {

  /** The name of the component, of its configuration and of its form. */
  String PID = "org.kuralink.kura.ServiceSubscriber";

  @AttributeDefinition(
      required = false,
      name = "Services / 服务",
      description =
          "Identifiers of services, one per line; empty for all services without another"
              + " handler. / 服务标识符，每行一个；留空表示所有无其他处理者的服务。|TextArea")
  String services() default "";
}

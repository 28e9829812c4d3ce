/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.kura.publisher;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** The configuration form of a {@link ServiceReplyPublisher}. */
@ObjectClassDefinition(
    id = ServiceReplyPublisherConfig.PID,
    name = "Service reply publisher / 服务应答发布者",
    description =
        "Answers the service call with the id in the metric call.id; the other metrics are its"
            + " outputs. / 应答指标 call.id 所指的服务调用，其余指标作为输出参数。")
@interface ServiceReplyPublisherConfig {

  /** The name of the component, of its configuration and of its form. */
  String PID = "org.kuralink.kura.ServiceReplyPublisher";

  @AttributeDefinition(
      required = false,
      name = "Services / 服务",
      description =
          "Identifiers of the services whose calls wait for an answer of the wires, one per line;"
              + " empty for all. / 由数据流应答的服务标识符，每行一个；留空表示所有服务。|TextArea")
  String services() default "";

  @AttributeDefinition(
      required = false,
      name = "Metrics and outputs / 指标与输出参数",
      description =
          "One metric=identifier per line; a metric that is not listed keeps its own name."
              + " / 每行一个 指标名=参数标识符；未列出的指标以自身名称上报。|TextArea")
  String mapping() default "";

  @AttributeDefinition(
      name = "Only these metrics / 仅限以上指标",
      description = "Metrics that are not listed are left out. / 不上报未列出的指标。")
  boolean mapping_only() default false;
}

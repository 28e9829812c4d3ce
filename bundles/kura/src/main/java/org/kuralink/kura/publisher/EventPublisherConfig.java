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
import org.osgi.service.metatype.annotations.Option;

/** The configuration form of an {@link EventPublisher}. */
@ObjectClassDefinition(
    id = EventPublisherConfig.PID,
    name = "Event publisher / 事件发布者",
    description = "Posts each message as an event. / 将每条消息作为一个事件上报。")
@interface EventPublisherConfig {

  /** The name of the component, of its configuration and of its form. */
  String PID = "org.kuralink.kura.EventPublisher";

  @AttributeDefinition(
      name = "Event / 事件",
      description = "Identifier of the event in the thing model. / 物模型中的事件标识符。")
  String event();

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

  @AttributeDefinition(
      name = "Time of the event / 事件时间",
      description =
          "The time at which the metrics were read, or the time at which the message"
              + " arrives at the platform. / 使用指标读取时间，或使用消息到达平台的时间。",
      options = {
        @Option(value = "channel", label = "Metrics / 指标时间"),
        @Option(value = "none", label = "Arrival / 到达时间")
      })
  String timestamps() default "channel";

  @AttributeDefinition(
      name = "Delivery / 投递方式",
      description =
          "Durable messages wait on disk for the connection; transient ones are dropped"
              + " without it. / 持久消息保存在磁盘上等待连接；瞬时消息在离线时丢弃。",
      options = {
        @Option(value = "durable", label = "Durable / 持久"),
        @Option(value = "transient", label = "Transient / 瞬时")
      })
  String delivery() default "durable";
}

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

/** The configuration form of a {@link PropertyPublisher}. */
@ObjectClassDefinition(
    id = PropertyPublisherConfig.PID,
    name = "Property publisher / 属性发布者",
    description = "Posts metrics as properties of the gateway. / 将指标作为网关的属性上报。")
@interface PropertyPublisherConfig {

  /** The name of the component, of its configuration and of its form. */
  String PID = "org.kuralink.kura.PropertyPublisher";

  @AttributeDefinition(
      required = false,
      name = "Channels and properties / 通道与属性",
      description =
          "One channel=identifier per line; a channel that is not listed is posted under its"
              + " own name. / 每行一个 通道名=属性标识符；未列出的通道以自身名称上报。|TextArea")
  String mapping() default "";

  @AttributeDefinition(
      name = "Only these channels / 仅限以上通道",
      description = "Channels that are not listed are left out. / 不上报未列出的通道。")
  boolean mapping_only() default false;

  @AttributeDefinition(
      name = "Time of values / 时间戳",
      description =
          "The time at which a channel was read, or the time at which the message"
              + " arrives at the platform. / 使用通道读取时间，或使用消息到达平台的时间。",
      options = {
        @Option(value = "channel", label = "Channel / 通道时间"),
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

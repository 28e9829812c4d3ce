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

/** The configuration form of a {@link TopicPublisher}. */
@ObjectClassDefinition(
    id = TopicPublisherConfig.PID,
    name = "Custom topic publisher / 自定义 Topic 发布者",
    description =
        "Publishes the body of a message, or its metrics as JSON, on a custom topic. /"
            + " 将消息体或 JSON 格式的指标发布到自定义 Topic。")
@interface TopicPublisherConfig {

  /** The name of the component, of its configuration and of its form. */
  String PID = "org.kuralink.kura.TopicPublisher";

  @AttributeDefinition(
      name = "Topic / 自定义 Topic",
      description =
          "The part after /ProductKey/DeviceName/user/, or a complete topic that begins with a"
              + " slash and may contain ${productKey} and ${deviceName}. /"
              + " 填写 /ProductKey/DeviceName/user/ 之后的部分，或以斜杠开头的完整 Topic，"
              + "可使用 ${productKey} 和 ${deviceName}。")
  String topic();

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

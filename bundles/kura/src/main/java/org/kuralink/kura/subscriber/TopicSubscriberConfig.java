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

/** The configuration form of a {@link TopicSubscriber}. */
@ObjectClassDefinition(
    id = TopicSubscriberConfig.PID,
    name = "Custom topic subscriber / 自定义 Topic 订阅者",
    description =
        "Receives messages of custom topics, and the members of JSON objects as"
            + " metrics. / 接收自定义 Topic 的消息，并将 JSON 对象的成员作为指标。")
@interface TopicSubscriberConfig {

  /** The name of the component, of its configuration and of its form. */
  String PID = "org.kuralink.kura.TopicSubscriber";

  @AttributeDefinition(
      name = "Topic / 自定义 Topic",
      description =
          "The part after /ProductKey/DeviceName/user/, or a complete topic that begins with a"
              + " slash; the wildcards + and # are allowed. /"
              + " 填写 /ProductKey/DeviceName/user/ 之后的部分，或以斜杠开头的完整 Topic；可使用通配符 + 和 #。")
  String topic();
}

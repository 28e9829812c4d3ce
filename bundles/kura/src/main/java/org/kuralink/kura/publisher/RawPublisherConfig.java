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

/** The configuration form of a {@link RawPublisher}. */
@ObjectClassDefinition(
    id = RawPublisherConfig.PID,
    name = "Raw data publisher / 透传数据发布者",
    description =
        "Sends the body of a message to the parsing script of the platform, for a"
            + " product with raw data. / 将消息体原样上报，由平台的数据解析脚本处理，适用于数据格式为透传/自定义的产品。")
@interface RawPublisherConfig {

  /** The name of the component, of its configuration and of its form. */
  String PID = "org.kuralink.kura.RawPublisher";

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

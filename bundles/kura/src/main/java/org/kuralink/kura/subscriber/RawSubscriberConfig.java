/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.kura.subscriber;

import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** The configuration form of a {@link RawSubscriber}, which has no fields. */
@ObjectClassDefinition(
    id = RawSubscriberConfig.PID,
    name = "Raw data subscriber / 透传数据订阅者",
    description =
        "Receives raw data of the platform as the body of a message, for a product with raw"
            + " data. / 以消息体形式接收平台下发的透传数据，适用于数据格式为透传/自定义的产品。")
@interface RawSubscriberConfig {

  /** The name of the component, of its configuration and of its form. */
  String PID = "org.kuralink.kura.RawSubscriber";
}

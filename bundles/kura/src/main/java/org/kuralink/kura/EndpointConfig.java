/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.kura;

import org.kuralink.kura.stack.StackNames;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** The configuration form of an endpoint. It has no tab: the stack sets its values. */
@ObjectClassDefinition(
    id = StackNames.ENDPOINT,
    name = "Alibaba Cloud IoT Platform / 阿里云物联网平台",
    description = "Cloud connection to Alibaba Cloud IoT Platform. / 与阿里云物联网平台的云连接。")
@interface EndpointConfig {

  @AttributeDefinition(
      required = false,
      name = "Connection / 连接",
      description =
          "Name (kura.service.pid) of the session; empty for the session of this stack. /"
              + " 所用会话的名称（kura.service.pid）；留空则使用本连接自带的会话。")
  String connection();
}

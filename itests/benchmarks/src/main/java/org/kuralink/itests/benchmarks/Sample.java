/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.itests.benchmarks;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** The posted values: metrics of a host as in the demo. */
final class Sample {

  /** As the params of an envelope. */
  static final String PARAMS =
      "{\"cpuLoad\":12.5,\"memoryUsed\":43.75,\"memoryTotal\":24576.0,\"diskUsed\":61.5,"
          + "\"networkReceived\":123456.0,\"networkSent\":65432.0,\"uptime\":86400}";

  private Sample() {}

  /** As the message that Kuralink makes of them. */
  static byte[] envelope(long id) {
    return ("{\"id\":\""
            + id
            + "\",\"version\":\"1.0\",\"params\":"
            + PARAMS
            + ",\"method\":\"thing.event.property.post\"}")
        .getBytes(StandardCharsets.UTF_8);
  }

  /** As an application gives them. */
  static Map<String, Object> values() {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("cpuLoad", 12.5);
    values.put("memoryUsed", 43.75);
    values.put("memoryTotal", 24576.0);
    values.put("diskUsed", 61.5);
    values.put("networkReceived", 123456.0);
    values.put("networkSent", 65432.0);
    values.put("uptime", 86400);
    return values;
  }
}

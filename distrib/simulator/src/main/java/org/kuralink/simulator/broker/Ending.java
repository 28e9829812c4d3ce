/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.simulator.broker;

import com.google.gson.JsonObject;
import java.nio.charset.StandardCharsets;
import org.kuralink.simulator.registry.DeviceKey;

/** The reason for logging a sub-device out, as reported to its gateway (spec 6). */
public record Ending(int code, String message) {
  /** The same credentials were used elsewhere. */
  public static final Ending ELSEWHERE = new Ending(427, "device connect in elsewhere");

  /** The device is no more. */
  public static final Ending DELETED = new Ending(521, "device deleted");

  /** The device is disabled. */
  public static final Ending FORBIDDEN = new Ending(522, "device forbidden");

  /** The notice to the gateway; nobody asked for it, so that its id is none of the gateway's. */
  public byte[] notice(DeviceKey device, boolean named) {
    JsonObject notice = new JsonObject();
    notice.addProperty("id", "0");
    notice.addProperty("code", code);
    notice.addProperty("message", message);
    if (named) {
      JsonObject data = new JsonObject();
      data.addProperty("productKey", device.productKey());
      data.addProperty("deviceName", device.deviceName());
      notice.add("data", data);
    }
    return notice.toString().getBytes(StandardCharsets.UTF_8);
  }
}

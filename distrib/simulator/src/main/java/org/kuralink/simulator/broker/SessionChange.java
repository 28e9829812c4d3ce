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
import java.util.Optional;
import org.kuralink.simulator.registry.DeviceKey;

/** A log-in, log-out, refused log-in or registration. */
record SessionChange(
    long time,
    String kind,
    Optional<DeviceKey> key,
    String clientId,
    Transport transport,
    String remote,
    int returnCode,
    String reason) {

  /** Of a session that was opened, or has ended. */
  static SessionChange of(Session session, String kind, long time, String reason) {
    Session.Terms terms = session.terms();
    return new SessionChange(
        time,
        kind,
        Optional.of(session.key()),
        terms.clientId(),
        terms.transport(),
        terms.remote(),
        0,
        reason);
  }

  JsonObject toJson() {
    JsonObject json = new JsonObject();
    json.addProperty("time", time);
    json.addProperty("kind", kind);
    key.ifPresent(
        k -> {
          json.addProperty("productKey", k.productKey());
          json.addProperty("deviceName", k.deviceName());
        });
    json.addProperty("clientId", clientId);
    json.addProperty("transport", transport.toString());
    json.addProperty("remote", remote);
    if (returnCode != 0) {
      json.addProperty("returnCode", returnCode);
    }
    if (!reason.isEmpty()) {
      json.addProperty("reason", reason);
    }
    return json;
  }
}

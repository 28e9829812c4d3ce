/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.simulator.ota;

import com.google.gson.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.kuralink.simulator.broker.Session;
import org.kuralink.simulator.broker.SessionTable;
import org.kuralink.simulator.files.FileServer;
import org.kuralink.simulator.files.StoredFile;
import org.kuralink.simulator.registry.DeviceKey;

/** Creates the firmware messages to devices (spec 9.10). Thread-safe. */
public final class UpgradeMessages {
  private final AtomicLong lastId;
  private final SessionTable sessions;
  private final FileServer files;

  /** Over these sessions, with addresses of these files. */
  public UpgradeMessages(SessionTable sessions, FileServer files, Clock clock) {
    this.sessions = sessions;
    this.files = files;
    this.lastId = new AtomicLong(clock.millis());
  }

  /** The data of a message, with a fresh address; empty if the file has gone. */
  JsonObject describe(Firmware firmware, Job.Order order) {
    Optional<StoredFile> file = files.store().find(firmware.fileId());
    if (file.isEmpty()) {
      return new JsonObject();
    }
    JsonObject data = firmware.describe(files.links().url(file.get(), order.scheme()));
    order.wrong().entrySet().forEach(entry -> data.add(entry.getKey(), entry.getValue()));
    return data;
  }

  /** Sends the message to a connected device; returns whether it is connected. */
  boolean push(DeviceKey key, Firmware firmware, Job.Order order) {
    Optional<Session> session = sessions.of(key);
    session.ifPresent(s -> s.send(topic(key), message(describe(firmware, order)), 1));
    return session.isPresent();
  }

  static String topic(DeviceKey key) {
    return "/ota/device/upgrade/" + key;
  }

  /** The code is text and the id a number, as documented. */
  byte[] message(JsonObject data) {
    JsonObject message = new JsonObject();
    message.addProperty("code", "1000");
    message.add("data", data);
    message.addProperty("id", lastId.incrementAndGet());
    message.addProperty("message", "success");
    return message.toString().getBytes(StandardCharsets.UTF_8);
  }
}

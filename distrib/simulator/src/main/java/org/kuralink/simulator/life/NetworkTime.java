/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.simulator.life;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import org.kuralink.simulator.alink.Capability;
import org.kuralink.simulator.alink.Inbound;
import org.kuralink.simulator.alink.Routes;
import org.kuralink.simulator.json.BadJsonException;
import org.kuralink.simulator.json.StrictJson;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers time requests of devices on {@code /ext/ntp}; times are texts. */
public final class NetworkTime implements Capability {
  private static final Logger LOG = LoggerFactory.getLogger(NetworkTime.class);

  private final Clock clock;

  /** By this clock. */
  public NetworkTime(Clock clock) {
    this.clock = clock;
  }

  @Override
  public void register(Routes routes) {
    routes.message("/ext/ntp/{pk}/{dn}/request", this::request);
  }

  private void request(Inbound message) {
    long received = clock.millis();
    try {
      JsonElement sent = StrictJson.parseObject(message.payload()).get("deviceSendTime");
      if (!(sent instanceof JsonPrimitive time) || time.isBoolean()) {
        throw new BadJsonException("deviceSendTime is missing");
      }
      JsonObject answer = new JsonObject();
      answer.addProperty("deviceSendTime", sent.getAsString());
      answer.addProperty("serverRecvTime", Long.toString(received));
      answer.addProperty("serverSendTime", Long.toString(clock.millis()));
      message.reply(
          "/ext/ntp/" + message.key() + "/response",
          answer.toString().getBytes(StandardCharsets.UTF_8),
          0);
    } catch (BadJsonException e) {
      LOG.debug(
          "{}: a question for the time that cannot be read: {}", message.key(), e.getMessage());
    }
  }
}

/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.ota.wire;

import com.google.gson.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import org.kuralink.api.codec.JsonText;
import org.kuralink.api.codec.VisibleText;
import org.kuralink.api.connection.CloudSession;
import org.kuralink.api.connection.Delivery;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.api.connection.DeviceLink;
import org.kuralink.api.connection.DeviceMessageListener;
import org.kuralink.api.connection.Message;
import org.kuralink.api.connection.Registration;
import org.kuralink.api.connection.Reply;
import org.kuralink.api.ota.FirmwareOrder;

/** The topics of one device's updates (developer guide 5 and 9.10). Any thread may call. */
public final class OtaTopics {

  private static final int MAX_DESCRIPTION = 512;
  private static final String GET = "thing.ota.firmware.get";

  private final DeviceLink link;
  private final AtomicLong ids = new AtomicLong();

  /** The topics of the link's device. */
  public OtaTopics(DeviceLink link) {
    this.link = link;
  }

  /** Hears of orders for any device of a session, whether pushed or asked for. */
  public static List<Registration> onOrder(CloudSession session, DeviceMessageListener listener) {
    return List.of(
        session.subscribeAll("/ota/device/upgrade/{productKey}/{deviceName}", listener),
        session.subscribeAll("/ota/device/request/{productKey}/{deviceName}", listener));
  }

  /** Whose topics these are. */
  public DeviceIdentity device() {
    return link.identity();
  }

  /** Reports the version of one module; done when the platform has acknowledged it. */
  public CompletionStage<Void> inform(String module, String version) {
    JsonObject params = new JsonObject();
    params.addProperty("version", version);
    addModule(params, module);
    return publish("inform", params, Delivery.DURABLE);
  }

  /** Asks for an order; it arrives with {@link #onOrder}. */
  public CompletionStage<Void> request(String module, String version) {
    JsonObject params = new JsonObject();
    params.addProperty("version", version);
    addModule(params, module);
    return publish("request", params, Delivery.TRANSIENT);
  }

  /** Asks for an order in the new way; the reply has it. */
  public CompletionStage<Reply> get(String module) {
    JsonObject params = new JsonObject();
    addModule(params, module);
    return link.request(GET, JsonText.of(params.toString()));
  }

  /** Reports a percentage, or a negative step. */
  public CompletionStage<Void> progress(
      String module, int step, String description, Delivery delivery) {
    JsonObject params = new JsonObject();
    params.addProperty("step", String.valueOf(step));
    String desc = VisibleText.of(description);
    params.addProperty(
        "desc", desc.length() > MAX_DESCRIPTION ? desc.substring(0, MAX_DESCRIPTION) : desc);
    addModule(params, module);
    return publish("progress", params, delivery);
  }

  private static void addModule(JsonObject params, String module) {
    if (!module.equals(FirmwareOrder.DEFAULT_MODULE)) {
      params.addProperty("module", module);
    }
  }

  private CompletionStage<Void> publish(String verb, JsonObject params, Delivery delivery) {
    JsonObject message = new JsonObject();
    message.addProperty("id", String.valueOf(ids.incrementAndGet()));
    message.add("params", params);
    byte[] payload = message.toString().getBytes(StandardCharsets.UTF_8);
    return link.publish(new Message(topic(verb), payload), delivery);
  }

  private String topic(String verb) {
    return "/ota/device/" + verb + "/" + link.identity();
  }
}

/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.itests.interop;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.nio.file.Path;

/** A device that uses the official SDK. */
final class SdkDevice implements AutoCloseable {

  private final SdkProcess process;
  private int posts;

  private SdkDevice(SdkProcess process) {
    this.process = process;
  }

  /** Starts the SDK; it connects by itself. */
  static SdkDevice open(Identity identity, String brokerUrl, Path ca) {
    JsonObject configuration = new JsonObject();
    configuration.addProperty("productKey", identity.productKey());
    configuration.addProperty("deviceName", identity.deviceName());
    configuration.addProperty("deviceSecret", identity.deviceSecret());
    configuration.addProperty("brokerUrl", brokerUrl);
    SdkProcess process = SdkProcess.start("device.js", ca);
    process.order(configuration);
    return new SdkDevice(process);
  }

  SdkProcess process() {
    return process;
  }

  SdkDevice connected() {
    process.awaitEvent("connect");
    return this;
  }

  /** Posts properties and returns the platform's reply as the SDK hands it to the application. */
  JsonObject post(String props) {
    String tag = String.valueOf(++posts);
    JsonObject order = order("postProps");
    order.addProperty("tag", tag);
    order.add("props", JsonParser.parseString(props));
    process.order(order);
    return process
        .awaitEvent("postReply", event -> event.get("tag").getAsString().equals(tag))
        .getAsJsonObject("reply");
  }

  void publish(String topic, String payload) {
    JsonObject order = order("publish");
    order.addProperty("topic", topic);
    order.add("payload", JsonParser.parseString(payload));
    process.order(order);
  }

  /** Serves a service, answering with {@code answer} the "sync" (RRPC) or the "async" way. */
  void serve(String service, String kind, String answer) {
    JsonObject order = order("onService");
    order.addProperty("service", service);
    order.addProperty("kind", kind);
    order.add("answer", JsonParser.parseString(answer));
    process.order(order);
    process.awaitEvent("listening");
  }

  /** Has the SDK do something that takes one argument; waits for what it tells of it. */
  JsonObject call(String what, String argument, String json, String event) {
    JsonObject order = order(what);
    order.add(argument, JsonParser.parseString(json));
    process.order(order);
    return process.awaitEvent(event);
  }

  /** Posts an event and returns the platform's reply. */
  JsonObject postEvent(String event, String params) {
    JsonObject order = order("postEvent");
    order.addProperty("event", event);
    order.add("params", JsonParser.parseString(params));
    process.order(order);
    return process.awaitEvent("eventReply").getAsJsonObject("reply");
  }

  /** Has the SDK do something that takes no argument; waits for what it tells of it. */
  JsonObject call(String what, String event) {
    process.order(order(what));
    return process.awaitEvent(event);
  }

  private static JsonObject order(String what) {
    JsonObject order = new JsonObject();
    order.addProperty("do", what);
    return order;
  }

  @Override
  public void close() {
    process.close();
  }
}

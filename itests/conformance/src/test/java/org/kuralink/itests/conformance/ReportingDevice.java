/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.itests.conformance;

import com.google.gson.JsonElement;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.kuralink.api.connection.CloudSession;
import org.kuralink.api.connection.RequestOptions;
import org.kuralink.api.thing.PostResult;
import org.kuralink.api.thing.PropertyPost;
import org.kuralink.api.thing.PropertyValue;
import org.kuralink.api.thing.Thing;

/** The device of a stage that reports over HTTPS or CoAP. */
final class ReportingDevice {

  static final Duration LIMIT = Duration.ofSeconds(120);

  private final Stage stage;

  ReportingDevice(Stage stage) {
    this.stage = stage;
  }

  /** The configuration of its connection. */
  Map<String, Object> over(String transport, Map<String, ?> changes) {
    Map<String, Object> all = new HashMap<>();
    all.put("transport", transport);
    all.put("port", port(transport));
    all.put("reconnect.min.seconds", 1);
    all.put("reconnect.max.seconds", 1);
    all.putAll(changes);
    return all;
  }

  int port(String transport) {
    return switch (transport) {
      case "coaps" -> stage.simulator().ports().coaps();
      case "coap-symmetric" -> stage.simulator().ports().coap();
      default -> stage.simulator().ports().https();
    };
  }

  /** Waits until it is online. */
  CloudSession connect(String transport, Map<String, ?> changes) {
    return stage.connect(over(transport, changes));
  }

  Thing thing() {
    return stage.thing(Map.of("model.source", "none"));
  }

  static CompletionStage<PostResult> post(Thing thing, int uptime) {
    return thing.post(
        new PropertyPost(
            Map.of("uptime", PropertyValue.of(uptime)), RequestOptions.DURABLE.within(LIMIT)));
  }

  static <T> T done(CompletionStage<T> result) throws Exception {
    return result.toCompletableFuture().get(LIMIT.toSeconds(), TimeUnit.SECONDS);
  }

  /** What the platform was given, in its order. */
  List<Integer> posted() {
    return stage.platform().posted("uptime").stream().map(JsonElement::getAsInt).toList();
  }
}

/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.cota;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.kuralink.api.codec.JsonText;
import org.kuralink.api.connection.DeviceLink;
import org.kuralink.api.connection.Reply;
import org.kuralink.api.connection.RequestOptions;
import org.kuralink.json.Json;

/** The words of developer guide 9.11. */
final class Dialogue {

  static final String GET = "thing.config.get";
  static final String PUSH = "thing.config.push";
  static final JsonText PARAMS =
      Json.text(new TreeMap<>(Map.of("configScope", "product", "getType", "file")));

  private static final int NO_DATA = 6710;
  private static final int SWITCHED_OFF = 6713;

  private Dialogue() {}

  /** Asks for the configuration; whatever the link throws is a failure of the request. */
  static CompletionStage<Reply> ask(DeviceLink link, RequestOptions options) {
    try {
      return link.request(GET, PARAMS, options);
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  /** Whether the platform has nothing for this device; the configuration in force stays. */
  static boolean isNothing(Reply reply) {
    return reply.code().value() == NO_DATA || reply.code().value() == SWITCHED_OFF;
  }

  /** What such a reply means. */
  static String nothing(Reply reply) {
    return reply.code().value() == NO_DATA
        ? "the platform has no configuration for this product (6710)"
        : "remote configuration is switched off for this product (6713)";
  }
}
